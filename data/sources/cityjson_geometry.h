#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "data/sources/cityjson_appearance.h"
#include "data/sources/cityjson_json.h"
#include "data/sources/cityjson_semantics.h"
#include "data/sources/cityjson_trouble.h"

namespace twin::data {

/// What one or several geometries add up to. Surface::texture is a number of CityJsonPictures.
struct CityJsonShape {
    std::vector<Surface> surfaces;
    std::vector<Line> lines;
    std::vector<glm::dvec3> points;
};

/// Level of detail as a number (2.2); -1 when not said.
double lod_of(const json::element& geometry);

/// Reads geometries with boundaries; instances of templates are of cityjson_templates.h.
/// Frame: that of the vertices.  Owner: one reader; vertices and appearance must live as long.
class CityJsonGeometry {
  public:
    CityJsonGeometry(std::span<const glm::dvec3> vertices, const CityJsonAppearance& appearance, CityJsonThemes& themes)
        : vertices_(vertices), appearance_(appearance), themes_(themes) {}

    void read(const json::element& geometry, CityJsonShape& out, CityJsonTrouble& trouble);
    /// The vertex with that index, or null; `why` then says what is wrong.
    const glm::dvec3* vertex(const json::element& index, std::string_view& why);

  private:
    struct Level {  ///< What runs parallel to the boundaries.
        ParallelValues semantics, material, texture;
    };
    void read_points(const json::element& boundaries, CityJsonShape& out, CityJsonTrouble& trouble);
    void read_lines(const json::element& boundaries, CityJsonShape& out, CityJsonTrouble& trouble);
    void read_faces(const json::element& boundaries, int levels_above, const Level& level, CityJsonShape& out,
                    CityJsonTrouble& trouble);
    void take_face(const json::element& rings, const Level& level, CityJsonShape& out, CityJsonTrouble& trouble);
    bool read_positions(const json::element& indices, std::vector<glm::dvec3>& out, std::string_view& why);
    bool read_ring(const json::element& indices, Ring& out, std::string_view& why);
    void cover(const ParallelValues& rings, const std::vector<bool>& hole_kept, Surface& surface,
               CityJsonTrouble& trouble) const;

    std::span<const glm::dvec3> vertices_;
    const CityJsonAppearance& appearance_;
    CityJsonThemes& themes_;
    std::vector<SurfaceKind> kinds_;
    std::string example_;
};

}  // namespace twin::data
