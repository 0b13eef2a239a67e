#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/feature.h"
#include "data/sources/citygml_looks.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// Where in a file the gml:ids stand that objects of other members link to.
/// Owner: made once, then read-only.
class CityGmlIndex {
  public:
    struct Place {
        std::uint64_t id = 0;  ///< hash_of() it.
        std::string_view member;
    };
    /// Notes where in `member` the ids stand that are wanted (`wanted` is sorted).
    void add_member(std::string_view member, const std::vector<std::uint64_t>& wanted);
    void settle();
    /// The member that holds an element of that id; empty: none does.
    std::string_view member_with(std::string_view id) const;

  private:
    std::vector<Place> places_;
};

/// What objects may refer to beyond their own member; read-only while members are read.
struct CityGmlSurroundings {
    const CityGmlLooks* looks = nullptr;     ///< Of the whole file.
    const CityGmlIndex* index = nullptr;     ///< Null on the first way through the file: links are noted and deferred.
    std::string srs_name;                    ///< As claimed for the file.
    std::map<std::string, Feature> library;  ///< Shapes of library objects (faces with textures), by file name.
    PictureFacts pictures;
};

/// Members that others link to, parsed when they are needed; at least those of the object being read stay.
/// Owner: one reader.  Thread: one at a time.
class ForeignMembers {
  public:
    ForeignMembers(const std::string& encoding, std::string_view root_tag, const CityGmlIndex& index)
        : encoding_(encoding), root_tag_(root_tag), index_(index) {}
    /// Before each object; lets go of what is too much.
    void begin_member();
    const XmlNode* find(std::string_view id);

  private:
    struct Piece {
        std::string_view bytes;
        std::unique_ptr<XmlPieceParser> parser;
        bool readable = false;
    };
    std::string encoding_, root_tag_;
    const CityGmlIndex& index_;
    std::vector<Piece> pieces_;
    std::size_t bytes_ = 0;
};

}  // namespace twin::data
