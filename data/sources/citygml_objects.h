#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/sources/citygml_attributes.h"
#include "data/sources/citygml_geometry.h"
#include "data/sources/citygml_implicit.h"
#include "data/sources/citygml_kinds.h"
#include "data/sources/citygml_links.h"
#include "data/sources/citygml_outcome.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// What is wanted of a CityGML file.
struct CityGmlWishes {
    int lod = -1;  ///< -1: the highest, LoD4 only where there is no other.
    bool interiors = false;
    std::string theme;  ///< Of the appearance; empty: the first.
};

/// Turns the element tree of one city object member after the other into features.
/// Owner: one reader.  Thread: one at a time.
class CityGmlObjects {
  public:
    CityGmlObjects(const XmlPieceParser& piece, const CityGmlWishes& wishes)
        : wishes_(wishes), geometry_(piece), implicit_(geometry_) {}

    void set_default_dimension(int dimension) { geometry_.set_default_dimension(dimension); }
    /// Nameless objects are told apart by where they stand in the file.
    void set_place(std::uint64_t place) { place_ = place; }
    /// Of the member: `own`: the reference system that its geometry names, empty: the file's; `mixed`: it names
    /// several.
    void set_reference(std::string_view own, bool mixed) {
        own_srs_ = own;
        geometry_.watch_reference_systems(mixed);
    }
    /// Reads all objects of a member (the element cityObjectMember itself) into `out`; where it needs what is not known
    /// yet, it goes to out.deferred instead. `bytes`: the member's text.
    void read_member(const XmlNode& member, std::string_view bytes, const CityGmlSurroundings& surroundings,
                     ForeignMembers* foreign, CityGmlOutcome& out);

  private:
    /// An object being read; parts follow the object that they belong to.
    struct Draft {
        const XmlNode* node = nullptr;
        Feature feature;
        GeometryTrouble trouble;
        std::vector<std::string> doubts;
        std::vector<CityGmlCode> codes;
        int parent = -1;  ///< Index of the object it is part of.
        int parts = 0;    ///< Building parts or traffic areas below it.
        int best_part_lod = -1;
        bool interior = false;
        std::string place_srs;  ///< Of the point that it stands at, where that names one.
    };

    void collect_looks(const XmlNode& node, int depth, std::vector<const XmlNode*>& found) const;
    void read_looks(const XmlNode& member);
    void read_object(const XmlNode& node, int parent, int depth);
    bool stands_for_its_building(const XmlNode& node, int parent) const;
    void read_nested(const XmlNode& node, int self, int depth);
    Feature textured_ground(const XmlNode& tin);
    void read_relief(const XmlNode& relief);
    void choose_lod(Draft& draft);
    void read_boundary(Draft& draft, const XmlNode& boundary);
    void read_boundaries(Draft& draft);
    void read_own_geometry(Draft& draft);
    void read_shape(Draft& draft, const XmlNode& property);
    void count_parts();
    void complain_about(Draft& draft);
    void stand_at(Draft& draft, const XmlNode& property) const;
    std::vector<std::string_view> srs_names_of(const Draft& draft) const;
    void add_feature(Feature&& feature, std::string_view srs_name);
    void add_in_parts(Draft& draft);
    void hand_over();

    CityGmlWishes wishes_;
    CityGmlGeometry geometry_;
    ImplicitShapes implicit_;
    const CityGmlSurroundings* surroundings_ = nullptr;
    CityGmlOutcome* out_ = nullptr;
    CityGmlTotals totals_;  ///< Of the member being read; dropped when it is deferred.
    std::vector<HeightGrid> grids_;
    std::vector<std::string> grid_srs_names_;
    std::vector<Feature> grounds_;
    std::string_view own_srs_;
    std::vector<Draft> drafts_;
    CityGmlLooks looks_;
    std::vector<std::string> wanted_files_;
    std::uint64_t place_ = 0;
};

}  // namespace twin::data
