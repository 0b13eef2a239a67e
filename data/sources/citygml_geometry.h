#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec3.hpp>

#include "data/feature.h"
#include "data/sources/citygml_kinds.h"
#include "data/sources/citygml_links.h"
#include "data/sources/citygml_looks.h"
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

/// Reads GML 2 and 3 geometry out of an element tree: solids, surfaces of all sorts, triangulations, points, with the
/// textures and colours of their appearance; follows links inside the city object member and, once the file's index is
/// there, to others; takes every face once per object member and side.
/// Frame: the file's coordinates, tuples in the file's order.  Owner: one reader.  Thread: one at a time.
class CityGmlGeometry {
  public:
    explicit CityGmlGeometry(const XmlPieceParser& piece) : piece_(piece) {}
    /// Of the file's envelope (0: not said; then 3, or 2 where only that closes the rings).
    void set_default_dimension(int dimension) { default_dimension_ = dimension; }
    /// Before each member: `mixed`: its faces may be in several reference systems, each is asked for its own.
    void watch_reference_systems(bool mixed) {
        watching_ = mixed;
        srs_of_.clear();
    }
    /// The srsName of each of the faces of `feature`, in their order; empty where nobody watched.
    const std::vector<std::string_view>& srs_names_of(const Feature& feature) const;
    /// Before each member: its own appearances (the file's come after them), and who knows the other members.
    void begin_member(const CityGmlLooks* own, const CityGmlLooks* common, ForeignMembers* foreign);

    /// While the member's tree still stands: what it took from other members may be taken again.
    void end_member();

    /// All faces under `node` (a geometry, or a property that holds or links one), into surfaces and textures of `out`.
    void read_surfaces(const XmlNode& node, SurfaceKind kind, Feature& out, GeometryTrouble& trouble);
    /// All points under `node`.
    void read_points(const XmlNode& node, std::vector<glm::dvec3>& out);

    /// The element that `href` names, or null; complains into `trouble`, or notes it in missing_ids().
    const XmlNode* resolve(std::string_view href, GeometryTrouble& trouble);
    /// Ids that this member does not have, as long as there are no foreign members to ask.
    const std::vector<std::uint64_t>& missing_ids() const { return missing_; }
    std::uint64_t bad_places() const { return bad_places_; }  ///< Faces of this member that lost their texture.

  private:
    /// Colour or matrix handed down from what holds a face.
    struct Context {
        SurfaceKind kind = SurfaceKind::unknown;
        bool turned = false;
        int depth = 0;
        CityGmlLooks::Target look;
        const CityGmlLooks* look_of = nullptr;  ///< Whose matrix and picture.
    };
    void walk(const XmlNode& node, Context context, Feature& out, GeometryTrouble& trouble);
    void walk_property(const XmlNode& property, const Context& context, Feature& out, GeometryTrouble& trouble);
    void take_polygon(const XmlNode& polygon, Context context, Feature& out, GeometryTrouble& trouble);
    void inherit_look(const XmlNode& node, Context& context) const;
    void dress(Surface& surface, const std::vector<const XmlNode*>& boundaries, const Context& context, Feature& out);
    bool dress_by_rings(Surface& surface, const std::vector<const XmlNode*>& boundaries, bool turned, Feature& out);
    void dress_by_matrix(Surface& surface, const Context& context, Feature& out) const;
    /// nullptr: well read; else what is wrong with it.
    const char* read_ring(const XmlNode& boundary, Ring& ring);
    const char* read_positions(const XmlNode& holder, Ring& ring);
    const char* append(std::string_view numbers, const XmlNode& where, Ring& ring, int dimension = 0);
    int dimension_at(const XmlNode& node) const;

    const XmlPieceParser& piece_;
    const CityGmlLooks* own_ = nullptr;
    const CityGmlLooks* common_ = nullptr;
    ForeignMembers* foreign_ = nullptr;
    std::vector<const XmlNode*> drawn_;  ///< Perhaps of other members; their marks are wiped afterwards.
    std::vector<std::uint64_t> missing_;
    std::uint64_t bad_places_ = 0;
    int default_dimension_ = 0;
    bool watching_ = false;
    std::map<const Feature*, std::vector<std::string_view>> srs_of_;
    std::vector<double> numbers_;
    std::vector<const XmlNode*> boundaries_;
};

/// The reference system that holds for `node`: its own srsName, else that of what holds it, else that of the envelope
/// of the nearest object around it; empty: the file's.
/// Source: OGC 07-036 (GML 3.2.1), 9.10 and 10.1.3.2.
std::string_view srs_name_at(const XmlNode& node);

/// Index of `image` among the textures of `feature`, added where it is new.
int texture_index(Feature& feature, const std::string& image);

}  // namespace twin::data
