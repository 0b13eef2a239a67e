#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/complaint.h"
#include "data/image.h"

namespace twin::data {

/// The pictures of one file, within a budget: when they grow too many, all that are larger than half of the largest are
/// halved, and so are those that come later.
/// Owner: whoever collects a file.  Thread: one at a time; the pictures themselves are never changed.
class ImageShelf {
  public:
    static constexpr std::uint64_t usual_bytes = 1ull << 30;

    explicit ImageShelf(std::uint64_t most_bytes = usual_bytes) : most_bytes_(most_bytes) {}
    void set_budget(std::uint64_t most_bytes) { most_bytes_ = most_bytes; }
    void add(Image&& image);                       ///< The first of a name stays.
    void add(std::shared_ptr<const Image> image);  ///< The same, shared with another shelf.
    std::shared_ptr<const Image> find(const std::string& name) const;

    const std::map<std::string, std::shared_ptr<const Image>>& images() const { return images_; }
    bool empty() const { return images_.empty(); }
    std::size_t size() const { return images_.size(); }
    std::uint64_t bytes() const { return bytes_; }
    /// One complaint when pictures had to be halved.
    std::vector<base::Complaint> complaints(const std::string& file) const;

  private:
    void halve_all();
    std::map<std::string, std::shared_ptr<const Image>> images_;
    std::uint64_t most_bytes_;
    std::uint64_t bytes_ = 0;
    int most_px_ = 0;  ///< 0: as they come.
};

}  // namespace twin::data
