#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/complaint.h"
#include "base/result.h"
#include "data/city_file/city_file.h"
#include "data/feature.h"
#include "data/image_shelf.h"

namespace twin::app {

/// Under which name each picture of a file is kept in the city; a name that is not in it stays as it is.
using PictureNames = std::map<std::string, std::string>;

void rename_pictures(const PictureNames& names, data::Feature& feature);

/// Keeps the pictures of a city in its file, so that its walls do not become plain when something is added to it. Two
/// files may call different pictures by the same name: the second one gets a number.
/// Owner: one import.  Thread: one at a time.
class KeptPictures {
  public:
    static constexpr std::uint64_t usual_bytes = 512ull << 20;  ///< Of blocks, before zstd.

    explicit KeptPictures(std::uint64_t most_bytes = usual_bytes) : most_bytes_(most_bytes) {}
    /// Errors: the city file cannot be written.
    base::Result<PictureNames> keep(const data::ImageShelf& shelf, data::CityFileWriter& writer);
    /// One, when pictures are kept coarser than they are shown, or not at all.
    std::vector<base::Complaint> complaints() const;

  private:
    int halvings() const;
    std::uint64_t most_bytes_;
    std::uint64_t bytes_ = 0;
    std::uint64_t coarser_ = 0, dropped_ = 0;
    std::map<std::string, std::uint64_t> known_;  ///< Name to a number of the content.
};

}  // namespace twin::app
