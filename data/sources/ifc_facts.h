#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/feature.h"
#include "data/sources/ifc_step.h"

namespace twin::data::ifc {

/// Where an IFC model stands on the earth.
struct Site {
    double lat_deg = 0, lon_deg = 0;
    bool to_the_second = false;  ///< Degrees and minutes alone are what programs write who do not know.
    double elevation_m = 0;      ///< Above sea level; 0: not said.
    glm::dvec2 foot_m{0};        ///< Of the site, in the model.
};

/// IfcMapConversion (IFC4), or the property sets that stand for it in IFC2x3.
struct MapConversion {
    std::string crs;          ///< "EPSG:25832".
    glm::dvec3 offset_m{0};   ///< Eastings, northings, height.
    glm::dvec2 x_axis{1, 0};  ///< Of the model, in the map.
    double scale = 1;
};

/// What a model's lines say besides shapes: names, storeys, property sets, quantities, and where it stands. Two passes
/// over the file; keeps views of the lines that matter.
/// Owner: one reader; the file must outlive it.  Thread: one at a time.
/// Source: buildingSMART IFC2x3 TC1; "User Guide for Geo-referencing in IFC", property sets ePset_MapConversion.
class Facts {
  public:
    explicit Facts(std::string_view file);

    /// Name, storey, building, type, tag, property sets ("Pset_WallCommon.LoadBearing") and quantities of a product.
    void fill(std::string_view global_id, Attributes& attributes) const;
    const std::optional<Site>& site() const { return site_; }
    const std::optional<MapConversion>& map() const { return map_; }
    /// True north in the model, x and y; (0,1) when not said.
    const glm::dvec2& true_north() const { return true_north_; }
    double unit_m() const { return unit_m_; }
    std::size_t property_sets() const { return sets_; }

  private:
    using Id = std::uint64_t;
    using Arguments = std::vector<std::string_view>;
    void take(const Entity& entity);
    void take_relation(const Entity& entity);
    void find_place(std::string_view file);
    void find_unit();
    std::optional<MapConversion> map_by_entities() const;
    std::optional<MapConversion> map_by_properties() const;
    Arguments arguments_of(Id id) const;
    std::string_view type_of(Id id) const;
    std::string name_of(Id id) const;
    void fill_sets(const std::vector<Id>& sets, Attributes& attributes) const;
    void fill_property(Id id, const std::string& prefix, int& budget, Attributes& attributes) const;
    void fill_storey(Id id, Attributes& attributes) const;

    struct Line {
        std::string_view type, arguments;
    };
    std::unordered_map<Id, Line> lines_;                 ///< Everything but shapes.
    std::unordered_map<std::string_view, Id> products_;  ///< By GlobalId.
    std::unordered_map<Id, std::vector<Id>> sets_of_;    ///< Product or type to its property sets.
    std::unordered_map<Id, Id> type_of_, container_of_;
    Id site_id_ = 0, project_id_ = 0;
    std::vector<Id> contexts_;
    std::optional<Site> site_;
    std::optional<MapConversion> map_;
    glm::dvec2 true_north_{0, 1};
    double unit_m_ = 1;
    std::size_t sets_ = 0;
};

/// The value of "IFCLABEL('x')", "IFCREAL(2.5)", ".T.", "#7" ...: empty when it is none.
AttributeValue value_of(std::string_view argument);

}  // namespace twin::data::ifc
