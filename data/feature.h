#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

namespace twin::data {

/// What a thing in the city is. The list with names and GeoPackage layers: feature_kind_list.inc.
enum class FeatureKind : std::uint8_t {
#define FEATURE_KIND(enumerator, name, layer) enumerator,
#include "data/feature_kind_list.inc"
#undef FEATURE_KIND
};
inline constexpr int feature_kind_count = 0
#define FEATURE_KIND(enumerator, name, layer) +1
#include "data/feature_kind_list.inc"
#undef FEATURE_KIND
    ;

std::string_view name_of(FeatureKind kind);
std::string_view gpkg_layer_of(FeatureKind kind);

/// How much a thing on screen can be trusted; shown with every layer.
enum class Provenance : std::uint8_t { official, measured, simulated, assumed, invented, planned };
inline constexpr int provenance_count = 6;
std::string_view name_of(Provenance provenance);
/// Errors: false when `name` is none of the six.
bool parse_provenance(std::string_view name, Provenance& out);

/// Semantic of one surface, as in CityGML's boundary surfaces.
enum class SurfaceKind : std::uint8_t {
    unknown,
    footprint,  ///< 2D outline; walls and roof are built from attributes.
    ground,
    wall,
    roof,
    closure,
    outer_floor,
    outer_ceiling,
    window,
    door,
    interior,
};

using AttributeValue = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

/// Named values of a feature, in the order read. Names that the program understands are in data/keys.h; all others
/// are kept as the file spells them.
class Attributes {
  public:
    using Entry = std::pair<std::string, AttributeValue>;

    void set(std::string_view name, AttributeValue value);  ///< Replaces an entry of that name.
    bool has(std::string_view name) const { return find(name) != nullptr; }
    const AttributeValue* find(std::string_view name) const;
    std::string text(std::string_view name, std::string_view otherwise = {}) const;  ///< Numbers are formatted.
    double number(std::string_view name, double otherwise = std::numeric_limits<double>::quiet_NaN()) const;
    bool flag(std::string_view name) const;  ///< true, non-zero, "yes", "true", "1".
    void erase(std::string_view name);

    bool empty() const { return entries_.empty(); }
    std::size_t size() const { return entries_.size(); }
    auto begin() const { return entries_.begin(); }
    auto end() const { return entries_.end(); }
    std::vector<Entry>& entries() { return entries_; }

  private:
    std::vector<Entry> entries_;
};

/// Text form of one value: "12.5", "yes", "Rathaus".
std::string to_text(const AttributeValue& value);

/// Closed ring without the repeated last point.
using Ring = std::vector<glm::dvec3>;

/// One flat face with holes.
struct Surface {
    SurfaceKind kind = SurfaceKind::unknown;
    std::string id;  ///< gml:id of the polygon where given; for the report.
    Ring outer;
    std::vector<Ring> holes;
    std::uint32_t colour = 0;  ///< 0xAABBGGRR (sRGB) as the file says; 0: none, the material decides.
    int texture = -1;          ///< Index into Feature::textures; -1: none.
    /// Place in the picture of every point of `outer`, then of each hole, in order; (0,0) is the picture's lower left,
    /// values outside 0..1 repeat it. Empty: no texture.
    std::vector<glm::vec2> texture_places;
};

/// A course. `nodes`, when not empty, has one id per point; courses that share an id meet there (OSM topology).
struct Line {
    std::vector<glm::dvec3> points;
    std::vector<std::int64_t> nodes;
};

/// Triangles of a foreign 3D model.
/// Units: metres in the model's own frame, z up (the source has turned it), double.
struct ModelMesh {
    std::vector<glm::dvec3> positions;
    std::vector<glm::vec3> normals;         ///< One per position, unit length.
    std::vector<std::uint32_t> colours;     ///< One per position, 0xAABBGGRR (sRGB).
    std::vector<std::uint32_t> triangles;   ///< Three indices each.
    int texture = -1;                       ///< Index into Feature::textures; -1: none.
    std::vector<glm::vec2> texture_places;  ///< One per position, (0,0) lower left; empty: no texture.
};

/// What the z values of a feature mean.
enum class HeightMode : std::uint8_t {
    flat,          ///< No heights; the ground decides.
    absolute,      ///< In the height system of the CRS.
    above_ground,  ///< Metres above the terrain below.
};

/// One thing of the city as its source described it, before placing.
/// Frame: the CRS of its source (axes already in x=east/longitude, y=north/latitude order), double; after
/// `crs.h`'s placing: the city frame.  Units: metres (degrees for geographic CRS before placing).
struct Feature {
    FeatureKind kind = FeatureKind::generic;
    std::string id;         ///< Unique in its source; never empty once read.
    std::string parent_id;  ///< The building of a building part; else empty.
    HeightMode heights = HeightMode::flat;
    int lod = -1;  ///< CityGML level of detail of the geometry; -1: not said.
    Attributes attributes;
    std::vector<Surface> surfaces;
    std::vector<Line> lines;
    std::vector<glm::dvec3> points;
    std::vector<std::int64_t> point_nodes;  ///< OSM node id per point, or empty.
    std::vector<ModelMesh> models;
    std::vector<std::string> textures;  ///< Names of the images (SourceSink::image) that its surfaces show.
};

}  // namespace twin::data
