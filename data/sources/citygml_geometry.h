#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// What was wrong with the geometry of one object, each kind with its number and a first example.
struct GeometryTrouble {
    struct Entry {
        std::string why;      ///< "ring with fewer than 3 points"
        std::string polygon;  ///< gml:id of the first polygon (or link) concerned; may be empty.
        std::uint64_t count = 0;
    };
    std::vector<Entry> skipped_polygons;
    std::vector<Entry> skipped_holes;
    std::vector<Entry> dead_links;

    static void add(std::vector<Entry>& entries, std::string_view why, std::string_view polygon);
};

/// Reads GML 2 and 3 geometry out of an element tree: solids, surfaces of all sorts, triangulations, points; follows
/// links inside the same city object member; takes every face once per object member and side.
/// Frame: the file's coordinates, tuples in the file's order.  Owner: one reader.  Thread: one at a time.
class CityGmlGeometry {
  public:
    explicit CityGmlGeometry(const XmlPieceParser& piece) : piece_(piece) {}
    /// Of the file's envelope (0: not said; then 3).
    void set_default_dimension(int dimension) { default_dimension_ = dimension ? dimension : 3; }

    /// All faces under `node` (a geometry, or a property that holds or links one).
    void read_surfaces(const XmlNode& node, SurfaceKind kind, std::vector<Surface>& out, GeometryTrouble& trouble);
    /// All points under `node`.
    void read_points(const XmlNode& node, std::vector<glm::dvec3>& out) const;

    /// The element that `href` names, or null; complains into `trouble`.
    const XmlNode* resolve(std::string_view href, GeometryTrouble& trouble) const;
    bool saw_flat_coordinates() const { return saw_flat_; }  ///< A ring with two numbers per point was read.

  private:
    void walk(const XmlNode& node, SurfaceKind kind, bool turned, int depth, std::vector<Surface>& out,
              GeometryTrouble& trouble);
    void walk_property(const XmlNode& property, SurfaceKind kind, bool turned, int depth, std::vector<Surface>& out,
                       GeometryTrouble& trouble);
    void take_polygon(const XmlNode& polygon, SurfaceKind kind, bool turned, std::vector<Surface>& out,
                      GeometryTrouble& trouble);
    /// nullptr: well read; else what is wrong with it.
    const char* read_ring(const XmlNode& boundary, Ring& ring);
    const char* read_positions(const XmlNode& holder, Ring& ring);
    const char* append(std::string_view numbers, const XmlNode& where, Ring& ring, int dimension = 0);
    int dimension_at(const XmlNode& node) const;

    const XmlPieceParser& piece_;
    int default_dimension_ = 3;
    bool saw_flat_ = false;
    std::vector<double> numbers_;
};

/// Level of detail in a property's name ("lod2Solid" gives 2); -1: none.
int lod_of(std::string_view property);

}  // namespace twin::data
