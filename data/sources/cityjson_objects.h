#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "data/source.h"
#include "data/sources/cityjson_appearance.h"
#include "data/sources/cityjson_cut.h"
#include "data/sources/cityjson_geometry.h"
#include "data/sources/cityjson_json.h"
#include "data/sources/cityjson_kinds.h"
#include "data/sources/cityjson_templates.h"

namespace twin::data {

/// What a city object's geometry refers to.
struct CityJsonSurroundings {
    std::span<const glm::dvec3> vertices;
    const CityJsonAppearance& appearance;
    const CityJsonTemplates& templates;
};

/// Turns the city objects of one document after the other into features and hands them to the sink.
/// Owner: one reader.  Thread: one at a time.
class CityJsonObjects {
  public:
    CityJsonObjects(const SourceOptions& options, const char* readable_end, CityJsonThemes& themes,
                    CityJsonPictures& pictures, SourceSink& sink);

    void begin(const CityJsonCut& document);
    /// `lenient`: objects that lack vertices are only counted, because the text is known to be cut off.
    void read(const JsonMember& member, const CityJsonSurroundings& around, bool lenient);
    void complain_in_total(const std::string& file);

    std::uint64_t handed_over() const { return handed_over_; }
    std::uint64_t seen() const { return seen_; }
    std::uint64_t damaged() const { return damaged_; }
    /// Why the first object has nothing left, when no object at all has a shape; empty: all is well.
    std::string ruin() const { return shaped_ == 0 ? first_ruin_ : std::string(); }

  private:
    struct Draft {
        Feature feature;
        CityJsonShape shape;
        std::string_view type;
        CityJsonKind::Role role = CityJsonKind::Role::object;
    };
    bool settle_kind(Draft& draft);
    bool take_relief(Draft& draft);
    bool parse(const JsonMember& member, const std::string& id, json::element& object);
    void read_geometry(const json::element& object, const CityJsonSurroundings& around, Draft& draft);
    double pick_lod(const json::element& object, const CityJsonTemplates& templates) const;
    void settle_surfaces(Draft& draft) const;
    void settle_place(Draft& draft) const;
    void settle_family(const json::element& object, const CityJsonTemplates& templates, Draft& draft);
    double best_lod_of_parts(const json::element& object, const CityJsonTemplates& templates, bool& any);
    void settle_parent(const json::element& object, Draft& draft);
    void hand_over(Draft& draft);
    const JsonMember* member(std::string_view id);
    bool repeats(const std::string& id);

    int wanted_lod_;
    bool interiors_;
    CityJsonThemes& themes_;
    CityJsonPictures& pictures_;
    SourceSink& sink_;
    CityJsonParser parser_, relative_parser_;
    CityJsonTrouble trouble_;
    const CityJsonCut* document_ = nullptr;
    std::unordered_map<std::string_view, const JsonMember*> members_;  ///< Of a large document, once asked for.
    std::unordered_set<std::size_t> ids_;                              ///< Hashes, of the whole file.
    std::uint64_t handed_over_ = 0, seen_ = 0, damaged_ = 0, other_lod_ = 0, mended_ = 0, groups_ = 0,
                  interiors_left_ = 0, shaped_ = 0;
    std::string first_ruin_;
    const char* mending_ = nullptr;
    std::map<std::string, std::uint64_t> foreign_, shapeless_;
    std::map<std::string, std::string> first_shapeless_;
};

}  // namespace twin::data
