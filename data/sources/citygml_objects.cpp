#include "data/sources/citygml_objects.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/citygml_attributes.h"

namespace twin::data {

namespace {

struct Named {
    std::string_view name;
    FeatureKind kind;
};
constexpr Named object_kinds[] = {
    {"Building", FeatureKind::building},
    {"BuildingPart", FeatureKind::building_part},
    {"BuildingInstallation", FeatureKind::building_installation},
    {"BuildingConstructiveElement", FeatureKind::building_installation},
    {"Bridge", FeatureKind::bridge},
    {"BridgePart", FeatureKind::bridge},
    {"BridgeConstructionElement", FeatureKind::bridge},
    {"BridgeConstructiveElement", FeatureKind::bridge},
    {"BridgeInstallation", FeatureKind::bridge},
    {"Tunnel", FeatureKind::tunnel},
    {"TunnelPart", FeatureKind::tunnel},
    {"TunnelInstallation", FeatureKind::tunnel},
    {"SolitaryVegetationObject", FeatureKind::tree},
    {"PlantCover", FeatureKind::land_use},
    {"WaterBody", FeatureKind::water},
    {"LandUse", FeatureKind::land_use},
    {"Road", FeatureKind::street_area},
    {"Track", FeatureKind::street_area},
    {"Square", FeatureKind::street_area},
    {"TransportationComplex", FeatureKind::street_area},
    {"TrafficArea", FeatureKind::street_area},
    {"AuxiliaryTrafficArea", FeatureKind::street_area},
    {"Railway", FeatureKind::street_area},
    {"CityFurniture", FeatureKind::furniture},
    {"GenericCityObject", FeatureKind::generic},
};

struct NamedSurface {
    std::string_view name;
    SurfaceKind kind;
};
constexpr NamedSurface surface_kinds[] = {
    {"RoofSurface", SurfaceKind::roof},
    {"WallSurface", SurfaceKind::wall},
    {"GroundSurface", SurfaceKind::ground},
    {"ClosureSurface", SurfaceKind::closure},
    {"OuterFloorSurface", SurfaceKind::outer_floor},
    {"OuterCeilingSurface", SurfaceKind::outer_ceiling},
    {"InteriorWallSurface", SurfaceKind::interior},
    {"CeilingSurface", SurfaceKind::interior},
    {"FloorSurface", SurfaceKind::interior},
    {"Window", SurfaceKind::window},
    {"WindowSurface", SurfaceKind::window},
    {"Door", SurfaceKind::door},
    {"DoorSurface", SurfaceKind::door},
    {"WaterSurface", SurfaceKind::unknown},
};

const NamedSurface* boundary_kind(const XmlNode& node) {
    for (const NamedSurface& surface : surface_kinds)
        if (surface.name == node.local()) return &surface;
    return nullptr;
}

bool is_boundary_property(std::string_view name) {
    return name == "boundedBy" || name == "boundary";
}
bool is_opening_property(std::string_view name) {
    return name == "opening" || name == "fillingSurface";
}

/// Whether a lodN property holds something with faces or a place (no curves, no networks).
bool holds_shape(std::string_view property) {
    return !property.ends_with("Curve") && !property.ends_with("Intersection") && !property.ends_with("Network") &&
           !property.ends_with("RoofPrint");
}

/// Bits of the levels of detail that a node's own properties come in.
unsigned own_lods(const XmlNode& node) {
    unsigned bits = 0;
    for (const XmlNode* child = node.first_child; child; child = child->next) {
        const int lod = lod_of(child->local());
        const bool filled = child->first_child || child->attribute_count;
        if (lod >= 0 && filled && holds_shape(child->local())) bits |= 1u << lod;
    }
    return bits;
}

unsigned lods_of(const XmlNode& object) {
    unsigned bits = own_lods(object);
    for (const XmlNode* child = object.first_child; child; child = child->next) {
        if (!is_boundary_property(child->local())) continue;
        for (const XmlNode* surface = child->first_child; surface; surface = surface->next)
            if (const auto* kind = boundary_kind(*surface); kind && kind->kind != SurfaceKind::interior)
                bits |= own_lods(*surface);
    }
    return bits;
}

/// Highest level up to `wanted` (-1: 3), else the next above.
int pick_lod(unsigned bits, int wanted) {
    const int top = wanted < 0 ? 3 : std::min(wanted, 4);
    for (int lod = top; lod >= 0; --lod)
        if (bits & (1u << lod)) return lod;
    for (int lod = top + 1; lod <= 4; ++lod)
        if (bits & (1u << lod)) return lod;
    return -1;
}

bool lies_on_ground(FeatureKind kind) {
    return kind == FeatureKind::land_use || kind == FeatureKind::water || kind == FeatureKind::street_area;
}

std::string qualified(const XmlName& name) {
    const auto tail = name.uri.find_last_not_of("/0123456789.");
    const auto cut = tail == std::string::npos ? std::string::npos : name.uri.find_last_of("/:", tail);
    if (cut == std::string::npos) return name.local;
    return fmt::format("{}:{}", std::string_view(name.uri).substr(cut + 1, tail - cut), name.local);
}

}  // namespace

std::optional<FeatureKind> citygml_kind(const XmlName& name) {
    if (name.space == XmlSpace::foreign || name.space == XmlSpace::gml) return std::nullopt;
    for (const Named& named : object_kinds)
        if (named.name == name.local) return named.kind;
    return std::nullopt;
}

void CityGmlObjects::read_member(const XmlNode& member) {
    drafts_.clear();
    for (const XmlNode* child = member.first_child; child; child = child->next) read_object(*child, -1, 0);
    // Faces with a meaning first, of all objects of the member: a building's solid often only points at them.
    for (Draft& draft : drafts_) choose_lod(draft);
    for (Draft& draft : drafts_) read_boundaries(draft);
    for (auto draft = drafts_.rbegin(); draft != drafts_.rend(); ++draft) read_own_geometry(*draft);
    for (Draft& draft : drafts_) {
        const bool stands_for_parent =
            draft.feature.kind == FeatureKind::building_part || lies_on_ground(draft.feature.kind);
        if (draft.parent < 0 || !stands_for_parent) continue;
        Draft& parent = drafts_[static_cast<std::size_t>(draft.parent)];
        ++parent.parts;
        parent.best_part_lod = std::max(parent.best_part_lod, draft.feature.lod);
    }
    hand_over();
}

void CityGmlObjects::read_object(const XmlNode& node, int parent, int depth) {
    if (depth > 20) return;
    const auto kind = citygml_kind(*node.name);
    if (!kind) {
        if (node.is("CityObjectGroup")) return read_nested(node, parent, depth);
        ++(node.name->space == XmlSpace::foreign ? foreign_ : unread_)[qualified(*node.name)];
        return;
    }
    const int self = static_cast<int>(drafts_.size());
    drafts_.emplace_back();
    Draft& draft = drafts_.back();
    draft.node = &node;
    draft.parent = parent;
    draft.feature.kind = *kind;
    draft.feature.id = node.attribute("id");
    if (draft.feature.id.empty()) draft.feature.id = fmt::format("{} {}", node.local(), count_ + drafts_.size());
    if (parent >= 0) draft.feature.parent_id = drafts_[static_cast<std::size_t>(parent)].feature.id;
    read_citygml_attributes(node, draft.feature, draft.doubts);
    if (node.is("Railway")) draft.feature.attributes.set("transportation", std::string("railway"));
    read_nested(node, self, depth);  // `draft` is no longer valid
}

/// Objects that are properties of another: parts, installations, traffic areas, members of a group.
void CityGmlObjects::read_nested(const XmlNode& node, int self, int depth) {
    for (const XmlNode* property = node.first_child; property; property = property->next) {
        if (property->name->space == XmlSpace::foreign) {
            ++foreign_[qualified(*property->name)];
            continue;
        }
        if (property->name->space == XmlSpace::gml || lod_of(property->local()) >= 0) continue;
        for (const XmlNode* child = property->first_child; child; child = child->next) {
            if (citygml_kind(*child->name))
                read_object(*child, self, depth + 1);
            else if (is_boundary_property(property->local()) && child->name->space == XmlSpace::foreign)
                ++foreign_[qualified(*child->name)];
        }
    }
}

void CityGmlObjects::choose_lod(Draft& draft) {
    const unsigned bits = lods_of(*draft.node);
    draft.feature.lod = pick_lod(bits, wanted_lod_);
    if (wanted_lod_ >= 0 && bits && draft.feature.lod != wanted_lod_) ++other_lod_;
    if (wanted_lod_ < 0 && draft.feature.lod == 4) ++only_lod4_;
}

void CityGmlObjects::read_boundary(Draft& draft, const XmlNode& boundary) {
    const NamedSurface* kind = boundary_kind(boundary);
    if (!kind || kind->kind == SurfaceKind::interior) return;
    for (const XmlNode* child = boundary.first_child; child; child = child->next) {
        if (lod_of(child->local()) == draft.feature.lod && holds_shape(child->local()))
            geometry_.read_surfaces(*child, kind->kind, draft.feature.surfaces, draft.trouble);
        if (!is_opening_property(child->local())) continue;
        for (const XmlNode* opening = child->first_child; opening; opening = opening->next)
            read_boundary(draft, *opening);
    }
}

void CityGmlObjects::read_boundaries(Draft& draft) {
    for (const XmlNode* child = draft.node->first_child; child; child = child->next) {
        if (!is_boundary_property(child->local())) continue;
        if (!child->first_child && !child->attribute("href").empty()) {
            if (const XmlNode* target = geometry_.resolve(child->attribute("href"), draft.trouble))
                read_boundary(draft, *target);
            continue;
        }
        for (const XmlNode* surface = child->first_child; surface; surface = surface->next)
            read_boundary(draft, *surface);
    }
}

void CityGmlObjects::read_own_geometry(Draft& draft) {
    Feature& feature = draft.feature;
    // Water bodies and parts of them: the boundary surfaces are the whole picture where there are any.
    if (feature.kind == FeatureKind::water && !feature.surfaces.empty()) return settle_heights(draft);
    const XmlNode* footprint = nullptr;
    for (const XmlNode* child = draft.node->first_child; child; child = child->next) {
        const std::string& name = child->local();
        if (lod_of(name) != feature.lod || !holds_shape(name)) continue;
        if (name.ends_with("ImplicitRepresentation")) {
            read_implicit(draft, *child);
        } else if (name.ends_with("FootPrint") || (name.ends_with("RoofEdge") && !footprint)) {
            footprint = child;
        } else {
            geometry_.read_surfaces(*child, SurfaceKind::unknown, feature.surfaces, draft.trouble);
            if (feature.surfaces.empty()) geometry_.read_points(*child, feature.points);
        }
    }
    if (footprint && feature.surfaces.empty())
        geometry_.read_surfaces(*footprint, SurfaceKind::footprint, feature.surfaces, draft.trouble);
    const bool building = feature.kind == FeatureKind::building || feature.kind == FeatureKind::building_part;
    if (building && feature.lod == 0)
        for (Surface& surface : feature.surfaces) surface.kind = SurfaceKind::footprint;
    settle_heights(draft);
}

void CityGmlObjects::read_implicit(Draft& draft, const XmlNode& property) {
    const XmlNode* implicit = property.child("ImplicitGeometry");
    const XmlNode* place = implicit ? implicit->child("referencePoint") : nullptr;
    if (!place) return;
    geometry_.read_points(*place, draft.feature.points);
    ++prototypes_;
}

void CityGmlObjects::settle_heights(Draft& draft) {
    Feature& feature = draft.feature;
    const bool outline = !feature.surfaces.empty() && feature.surfaces.front().kind == SurfaceKind::footprint;
    feature.heights = outline || lies_on_ground(feature.kind) ? HeightMode::flat : HeightMode::absolute;
    if (feature.kind == FeatureKind::tree && feature.points.empty() && !feature.surfaces.empty()) {
        // Trees are drawn from their foot: the middle of the model, at its lowest point.
        glm::dvec3 low(0, 0, 1e300);
        double high = -1e300;
        std::size_t count = 0;
        for (const Surface& surface : feature.surfaces)
            for (const glm::dvec3& p : surface.outer) {
                low = {low.x + p.x, low.y + p.y, std::min(low.z, p.z)};
                high = std::max(high, p.z);
                ++count;
            }
        feature.points.emplace_back(low.x / static_cast<double>(count), low.y / static_cast<double>(count), low.z);
        if (!feature.attributes.has(keys::height_m) && high - low.z > 0.3)
            feature.attributes.set(keys::height_m, high - low.z);
        feature.surfaces.clear();
    }
    if (feature.kind == FeatureKind::tree && !feature.points.empty()) feature.heights = HeightMode::flat;
}

void CityGmlObjects::settle_by_kind(Draft& draft) {
    Feature& feature = draft.feature;
    if (feature.kind == FeatureKind::building && draft.parts > 0 &&
        (feature.surfaces.empty() || feature.lod < draft.best_part_lod))
        feature.attributes.set(keys::outline_only, true);
    const std::string code = feature.attributes.text("class");
    if (draft.node->is("PlantCover") && !feature.attributes.has(keys::land_use)) {
        double height_m = 0;
        base::parse_number(draft.node->child_text("averageHeight"), height_m);
        feature.attributes.set(keys::land_use, std::string(height_m >= 5 ? "forest" : "scrub"));
    } else if (draft.node->is("LandUse") && code == "1000") {  // SIG 3D list: settlement area, vegetation
        feature.attributes.set(keys::land_use, std::string("residential"));
    } else if (draft.node->is("LandUse") && code == "3000") {
        feature.attributes.set(keys::land_use, std::string("grass"));
    }
}

void CityGmlObjects::complain_about(Draft& draft) {
    using base::ComplaintKind;
    const auto say = [&](ComplaintKind kind, std::string what, std::string why) {
        sink_.complain({kind, draft.feature.id, std::move(what), std::move(why)});
    };
    const auto example = [](const GeometryTrouble::Entry& entry) {
        const std::string id = base::to_valid_utf8(entry.polygon.substr(0, 120));
        return id.empty() ? entry.why : fmt::format("{} ({}{})", entry.why, entry.count > 1 ? "first: " : "", id);
    };
    const auto number = [](const GeometryTrouble::Entry& entry, const char* one, const char* many) {
        return entry.count == 1 ? fmt::format("1 {}", one) : fmt::format("{} {}", entry.count, many);
    };
    for (const auto& entry : draft.trouble.skipped_polygons)
        say(ComplaintKind::skipped, number(entry, "face left out", "faces left out"), example(entry));
    for (const auto& entry : draft.trouble.skipped_holes)
        say(ComplaintKind::repaired, number(entry, "hole in a face closed", "holes in faces closed"), example(entry));
    for (const auto& entry : draft.trouble.dead_links)
        say(ComplaintKind::skipped, number(entry, "link not followed", "links not followed"), example(entry));
    for (std::string& doubt : draft.doubts) say(ComplaintKind::skipped, "value left out", std::move(doubt));
}

void CityGmlObjects::hand_over() {
    for (Draft& draft : drafts_) {
        settle_by_kind(draft);
        complain_about(draft);
    }
    for (Draft& draft : drafts_) {
        // A road that only holds its traffic areas has nothing of its own to show.
        const bool hollow = draft.feature.surfaces.empty() && draft.feature.points.empty();
        if (hollow && lies_on_ground(draft.feature.kind)) {
            if (!draft.parts) ++faceless_[qualified(*draft.node->name)];
            continue;
        }
        ++count_;
        sink_.feature(std::move(draft.feature));
    }
    drafts_.clear();
}

void CityGmlObjects::complain_in_total(const std::string& file) {
    using base::ComplaintKind;
    const auto say = [&](ComplaintKind kind, std::string what, std::string why) {
        sink_.complain({kind, file, std::move(what), std::move(why)});
    };
    for (const auto& [name, count] : foreign_)
        say(ComplaintKind::skipped, fmt::format("{} x {} left out", count, base::to_valid_utf8(name)),
            "an extension (ADE), not part of CityGML");
    for (const auto& [name, count] : unread_)
        say(ComplaintKind::skipped, fmt::format("{} x {} left out", count, base::to_valid_utf8(name)),
            name.find("Relief") != std::string::npos ? "terrain is read from rasters (GeoTIFF, HGT, ASC, XYZ)"
                                                     : "the program does not show this kind of object");
    for (const auto& [name, count] : faceless_)
        say(ComplaintKind::skipped, fmt::format("{} x {} left out", count, base::to_valid_utf8(name)),
            "it has no faces");
    if (other_lod_)
        say(ComplaintKind::assumed, fmt::format("{} objects taken in another level of detail", other_lod_),
            fmt::format("LoD{} was asked for and is not there", wanted_lod_));
    if (only_lod4_)
        say(ComplaintKind::assumed, fmt::format("{} objects shown by the outside of their LoD4 model", only_lod4_),
            "they come in no other level of detail");
    if (prototypes_)
        say(ComplaintKind::assumed, fmt::format("{} objects shown by a symbol at their place", prototypes_),
            "their shape is a prototype (implicit geometry)");
}

}  // namespace twin::data
