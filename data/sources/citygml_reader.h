#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources/citygml_links.h"
#include "data/sources/citygml_objects.h"
#include "data/sources/citygml_outcome.h"
#include "data/sources/citygml_scan.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// Some members that follow one another, enough to be worth a thread's while.
struct CityGmlBatch {
    std::vector<CityGmlScanner::Member> members;
    int srs_dimension = 0;  ///< Of the envelope so far.
    std::size_t bytes = 0;
};

/// Reads batches of one file.
/// Owner: one thread; the surroundings are shared and must not change meanwhile.
class CityGmlReader {
  public:
    CityGmlReader(std::string file, std::string_view text, const CityGmlHead& head, const CityGmlWishes& wishes,
                  const CityGmlSurroundings& surroundings);
    CityGmlOutcome read(const CityGmlBatch& batch);

  private:
    void take(const CityGmlScanner::Member& member, CityGmlOutcome& out);
    bool says_like_the_file(std::string_view srs_name);
    bool well_encoded(std::string_view bytes) const;
    std::string name_of_member(std::string_view bytes) const;
    std::uint64_t place_of(std::string_view bytes) const;

    std::string file_;
    std::string_view text_;
    const CityGmlHead& head_;
    const CityGmlSurroundings& surroundings_;
    XmlPieceParser parser_;
    CityGmlObjects objects_;
    std::unique_ptr<ForeignMembers> foreign_;
    std::string compared_;  ///< The srsName compared last, and what came out.
    bool compared_like_ = false;
};

}  // namespace twin::data
