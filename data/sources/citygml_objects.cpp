#include "data/sources/citygml_objects.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/citygml_attributes.h"
#include "data/sources/citygml_degrees.h"
#include "data/sources/citygml_relief.h"
#include "data/sources/citygml_settle.h"

namespace twin::data {

namespace {

constexpr int deepest_object = 20;

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

unsigned lods_of(const XmlNode& object, bool interior) {
    unsigned bits = own_lods(object);
    for (const XmlNode* child = object.first_child; child; child = child->next) {
        if (!is_boundary_property(child->local())) continue;
        for (const XmlNode* surface = child->first_child; surface; surface = surface->next)
            if (const auto* kind = citygml_surface_kind(*surface->name);
                kind && (interior || kind->kind != SurfaceKind::interior))
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

}  // namespace

/// CityGML 3.0: some buildings have their shape in their storeys only, or in their units where they have no storeys.
bool CityGmlObjects::stands_for_its_building(const XmlNode& node, int parent) const {
    if (parent < 0 || (!node.is("Storey") && !node.is("BuildingUnit")) || !lods_of(node, false)) return false;
    const XmlNode& building = *drafts_[static_cast<std::size_t>(parent)].node;
    if (lods_of(building, false)) return false;
    if (node.is("Storey")) return true;
    for (const XmlNode* property = building.first_child; property; property = property->next)
        if (const XmlNode* storey = property->child("Storey"); storey && lods_of(*storey, false)) return false;
    return true;
}

void CityGmlObjects::collect_looks(const XmlNode& node, int depth, std::vector<const XmlNode*>& found) const {
    for (const XmlNode* child = node.first_child; child; child = child->next) {
        if (child->is("appearance") || child->is("appearanceMember")) {
            for (const XmlNode* look = child->first_child; look; look = look->next) found.push_back(look);
        } else if (depth < 12 && child->name->space != XmlSpace::gml && lod_of(child->local()) < 0) {
            collect_looks(*child, depth + 1, found);
        }
    }
}

void CityGmlObjects::read_looks(const XmlNode& member) {
    std::vector<const XmlNode*> found;
    collect_looks(member, 0, found);
    looks_ = CityGmlLooks{};
    if (found.empty()) return;
    if (!wishes_.theme.empty() &&
        std::ranges::any_of(found, [&](const XmlNode* look) { return look->child_text("theme") == wishes_.theme; }))
        looks_.set_theme(wishes_.theme);
    for (const XmlNode* look : found) looks_.read(*look, totals_.looks);
    if (!surroundings_->index)
        for (std::string& name : looks_.orthophotos()) wanted_files_.push_back(std::move(name));
    if (wanted_files_.empty()) looks_.settle(surroundings_->pictures, totals_.looks);
}

void CityGmlObjects::read_member(const XmlNode& member, std::string_view bytes, const CityGmlSurroundings& surroundings,
                                 ForeignMembers* foreign, CityGmlOutcome& out) {
    surroundings_ = &surroundings;
    out_ = &out;
    drafts_.clear();
    grids_.clear();
    grid_srs_names_.clear();
    grounds_.clear();
    wanted_files_.clear();
    totals_ = CityGmlTotals{};
    read_looks(member);
    if (!wanted_files_.empty()) {
        out.deferred.push_back({bytes, {}, wanted_files_});
        return;
    }
    geometry_.begin_member(&looks_, surroundings.looks, foreign);
    const CoordinateKind coordinates = coordinate_kind(surroundings.srs_name);
    implicit_.begin_member(&surroundings, coordinates.degrees, coordinates.latitude_first);
    for (const XmlNode* child = member.first_child; child; child = child->next) read_object(*child, -1, 0);
    // Faces with a meaning first, of all objects of the member: a building's solid often only points at them.
    for (Draft& draft : drafts_) choose_lod(draft);
    for (Draft& draft : drafts_) read_boundaries(draft);
    for (auto draft = drafts_.rbegin(); draft != drafts_.rend(); ++draft) read_own_geometry(*draft);
    geometry_.end_member();
    if (!geometry_.missing_ids().empty() || !wanted_files_.empty()) {
        out.deferred.push_back({bytes, geometry_.missing_ids(), wanted_files_});
        return;
    }
    totals_.looks.bad_places += geometry_.bad_places();
    count_parts();
    hand_over();
}

void CityGmlObjects::read_object(const XmlNode& node, int parent, int depth) {
    if (depth > deepest_object) return;
    const CityGmlKind* kind = citygml_kind(*node.name);
    if (!kind) {
        if (node.name->space == XmlSpace::foreign) {
            ++totals_.extensions[readable_space(*node.name)];
            if (totals_.extension_example.empty()) totals_.extension_example = readable_name(*node.name);
        } else if (node.name->space != XmlSpace::gml) {
            ++totals_.unread[readable_name(*node.name)];
        }
        return;
    }
    const bool storey = stands_for_its_building(node, parent);
    if (kind->role == CityGmlRole::holder && !storey) return read_nested(node, parent, depth);
    if (kind->role == CityGmlRole::relief) return read_relief(node);
    if (kind->role == CityGmlRole::unread) {
        ++totals_.unread[readable_name(*node.name)];
        return;
    }
    const bool interior = kind->role == CityGmlRole::interior;
    if (interior && !wishes_.interiors) {
        ++totals_.interiors;
        return;
    }
    const int self = static_cast<int>(drafts_.size());
    drafts_.emplace_back();
    Draft& draft = drafts_.back();
    draft.node = &node;
    draft.parent = parent;
    draft.interior = interior;
    draft.feature.kind = storey ? FeatureKind::building_part : kind->kind;
    draft.feature.id = node.attribute("id");
    if (draft.feature.id.empty())
        draft.feature.id = fmt::format("{} {}{}", node.local(), place_, self ? fmt::format(".{}", self) : "");
    if (parent >= 0) draft.feature.parent_id = drafts_[static_cast<std::size_t>(parent)].feature.id;
    read_citygml_attributes(node, draft.feature, draft.doubts, draft.codes);
    if (node.is("Railway")) draft.feature.attributes.set("transportation", std::string("railway"));
    if (interior) draft.feature.attributes.set("interior", true);
    read_nested(node, self, depth);  // `draft` is no longer valid
}

/// Objects that are properties of another: parts, installations, traffic areas, members of a group.
void CityGmlObjects::read_nested(const XmlNode& node, int self, int depth) {
    for (const XmlNode* property = node.first_child; property; property = property->next) {
        if (property->name->space == XmlSpace::foreign) {
            ++totals_.extensions[readable_space(*property->name)];
            if (totals_.extension_example.empty()) totals_.extension_example = readable_name(*property->name);
            continue;
        }
        if (property->name->space == XmlSpace::gml || lod_of(property->local()) >= 0) continue;
        if (property->local().starts_with("adeOf")) {  // CityGML 3.0 hangs extensions in here.
            for (const XmlNode* child = property->first_child; child; child = child->next)
                read_object(*child, self, depth + 1);
            continue;
        }
        for (const XmlNode* child = property->first_child; child; child = child->next) {
            const bool boundary = is_boundary_property(property->local());
            if (citygml_kind(*child->name) || (boundary && child->name->space == XmlSpace::foreign))
                read_object(*child, self, depth + 1);
        }
    }
}

/// The triangles once more, with the places in their pictures.
Feature CityGmlObjects::textured_ground(const XmlNode& tin) {
    Feature ground;
    if (looks_.images().empty() && (!surroundings_->looks || surroundings_->looks->images().empty())) return ground;
    GeometryTrouble trouble;  // The heights have told theirs.
    geometry_.read_surfaces(tin, SurfaceKind::unknown, ground, trouble);
    std::erase_if(ground.surfaces, [](const Surface& surface) { return surface.texture < 0; });
    return ground;
}

void CityGmlObjects::read_relief(const XmlNode& relief) {
    for (const XmlNode* property = relief.first_child; property; property = property->next) {
        if (!property->is("reliefComponent")) continue;
        for (const XmlNode* part = property->first_child; part; part = part->next) {
            if (part->is("TINRelief")) {
                const XmlNode* tin = part->child("tin");
                auto grid = tin ? grid_of_triangles(read_terrain_triangles(*tin)) : std::nullopt;
                if (grid) {
                    const std::string_view own = srs_name_at(*tin);
                    grids_.push_back(std::move(*grid));
                    grid_srs_names_.push_back(base::to_valid_utf8(own.empty() ? own_srs_ : own));
                    grounds_.push_back(textured_ground(*tin));
                } else {
                    ++totals_.faceless[readable_name(*part->name)];
                }
            } else if (part->is("RasterRelief")) {
                const XmlNode* grid = part->child("grid");
                std::string name(grid ? grid->attribute("href") : std::string_view{});
                ++totals_.rasters[name.empty() ? "coverage inside of the file" : name];
            } else if (part->is("BreaklineRelief")) {
                ++totals_.break_lines;
            } else if (part->is("MassPointRelief")) {
                std::vector<glm::dvec3> points;
                geometry_.read_points(*part, points);
                totals_.mass_points += std::max<std::size_t>(1, points.size());
            } else {
                ++totals_.unread[readable_name(*part->name)];
            }
        }
    }
}

void CityGmlObjects::choose_lod(Draft& draft) {
    const unsigned bits = lods_of(*draft.node, draft.interior);
    draft.feature.lod = pick_lod(bits, draft.interior ? 4 : wishes_.lod);
    if (draft.interior) return;
    if (wishes_.lod >= 0 && bits && draft.feature.lod != wishes_.lod) ++totals_.other_lod;
    if (wishes_.lod < 0 && draft.feature.lod == 4) ++totals_.only_lod4;
}

void CityGmlObjects::read_boundary(Draft& draft, const XmlNode& boundary) {
    const CityGmlSurfaceKind* kind = citygml_surface_kind(*boundary.name);
    if (!kind || !kind->drawn || (kind->kind == SurfaceKind::interior && !draft.interior)) return;
    for (const XmlNode* child = boundary.first_child; child; child = child->next) {
        const std::string& name = child->local();
        if (lod_of(name) == draft.feature.lod && holds_shape(name)) {
            if (const XmlNode* implicit = child->child("ImplicitGeometry")) {
                stand_at(draft, *implicit);
                if (!implicit_.read(*implicit, kind->kind, draft.feature, draft.trouble, wanted_files_))
                    ++totals_.symbols;
            } else {
                geometry_.read_surfaces(*child, kind->kind, draft.feature, draft.trouble);
            }
        }
        if (name == "dynamizer" && child->first_child) ++totals_.unread[readable_name(*child->first_child->name)];
        // Openings; in CityGML 3.0 a window may be a space with surfaces of its own.
        if (!is_opening_property(name) && !(is_boundary_property(name) && child->name->space != XmlSpace::gml))
            continue;
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

void CityGmlObjects::read_shape(Draft& draft, const XmlNode& property) {
    Feature& feature = draft.feature;
    if (const XmlNode* implicit = property.child("ImplicitGeometry")) {
        stand_at(draft, *implicit);
        if (!implicit_.read(*implicit, SurfaceKind::unknown, feature, draft.trouble, wanted_files_)) ++totals_.symbols;
        return;
    }
    geometry_.read_surfaces(property, draft.interior ? SurfaceKind::interior : SurfaceKind::unknown, feature,
                            draft.trouble);
    if (!feature.surfaces.empty()) return;
    geometry_.read_points(property, feature.points);
    if (!feature.points.empty()) stand_at(draft, property);
}

void CityGmlObjects::stand_at(Draft& draft, const XmlNode& property) const {
    const XmlNode* const reference = property.child("referencePoint");
    if (const XmlNode* point = (reference ? *reference : property).find_below("Point"))
        draft.place_srs = base::to_valid_utf8(srs_name_at(*point));
}

void CityGmlObjects::read_own_geometry(Draft& draft) {
    Feature& feature = draft.feature;
    // Water bodies and parts of them: the boundary surfaces are the whole picture where there are any.
    if (feature.kind == FeatureKind::water && !feature.surfaces.empty()) return settle_heights(feature);
    const XmlNode* footprint = nullptr;
    for (const XmlNode* child = draft.node->first_child; child; child = child->next) {
        const std::string& name = child->local();
        if (lod_of(name) != feature.lod || !holds_shape(name)) continue;
        if (name.ends_with("FootPrint") || (name.ends_with("RoofEdge") && !footprint))
            footprint = child;
        else
            read_shape(draft, *child);
    }
    if (footprint && feature.surfaces.empty())
        geometry_.read_surfaces(*footprint, SurfaceKind::footprint, feature, draft.trouble);
    const bool building = feature.kind == FeatureKind::building || feature.kind == FeatureKind::building_part;
    if (building && feature.lod == 0)
        for (Surface& surface : feature.surfaces) surface.kind = SurfaceKind::footprint;
    settle_heights(feature);
}

void CityGmlObjects::count_parts() {
    for (const Draft& draft : drafts_) {
        const bool stands_for_parent =
            draft.feature.kind == FeatureKind::building_part || lies_on_ground(draft.feature.kind);
        if (draft.parent < 0 || !stands_for_parent) continue;
        Draft& parent = drafts_[static_cast<std::size_t>(draft.parent)];
        ++parent.parts;
        parent.best_part_lod = std::max(parent.best_part_lod, draft.feature.lod);
    }
}

void CityGmlObjects::complain_about(Draft& draft) {
    using base::ComplaintKind;
    const auto say = [&](ComplaintKind kind, std::string what, std::string why) {
        out_->complaints.push_back({kind, draft.feature.id, std::move(what), std::move(why)});
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

/// The reference system of each face.
std::vector<std::string_view> CityGmlObjects::srs_names_of(const Draft& draft) const {
    std::vector<std::string_view> names = geometry_.srs_names_of(draft.feature);
    names.resize(draft.feature.surfaces.size());
    const std::string_view otherwise = draft.place_srs.empty() ? own_srs_ : std::string_view(draft.place_srs);
    for (std::string_view& name : names)
        if (name.empty()) name = otherwise;
    return names;
}

void CityGmlObjects::add_feature(Feature&& feature, std::string_view srs_name) {
    auto& names = out_->srs_names;
    if (names.empty() ? !srs_name.empty() : names.back().second != srs_name)
        names.emplace_back(out_->features.size(), base::to_valid_utf8(srs_name));
    out_->features.push_back(std::move(feature));
}

/// Faces in other reference systems than the first one's become parts of their object.
void CityGmlObjects::add_in_parts(Draft& draft) {
    Feature& whole = draft.feature;
    const std::vector<std::string_view> names = srs_names_of(draft);
    const std::string_view main = !names.empty()            ? names.front()
                                  : draft.place_srs.empty() ? own_srs_
                                                            : std::string_view(draft.place_srs);
    std::vector<std::pair<std::string_view, Feature>> parts;
    if (std::ranges::any_of(names, [&](std::string_view name) { return name != main; })) {
        std::vector<Surface> all = std::exchange(whole.surfaces, {});
        for (std::size_t i = 0; i < all.size(); ++i) {
            if (names[i] == main) {
                whole.surfaces.push_back(std::move(all[i]));
                continue;
            }
            auto part = std::ranges::find(parts, names[i], &std::pair<std::string_view, Feature>::first);
            if (part == parts.end()) {
                Feature other;
                other.kind = whole.kind == FeatureKind::building ? FeatureKind::building_part : whole.kind;
                other.id = fmt::format("{} ({})", whole.id, base::to_valid_utf8(names[i]));
                other.parent_id = whole.parent_id.empty() ? whole.id : whole.parent_id;
                other.heights = whole.heights;
                other.lod = whole.lod;
                other.textures = whole.textures;
                parts.emplace_back(names[i], std::move(other));
                part = std::prev(parts.end());
            }
            part->second.surfaces.push_back(std::move(all[i]));
        }
    }
    add_feature(std::move(whole), main);
    for (auto& [name, part] : parts) add_feature(std::move(part), name);
}

void CityGmlObjects::hand_over() {
    for (Draft& draft : drafts_) {
        Feature& feature = draft.feature;
        settle_by_kind(*draft.node, feature);
        if (feature.kind == FeatureKind::building && draft.parts > 0 &&
            (feature.surfaces.empty() || feature.lod < draft.best_part_lod))
            feature.attributes.set(keys::outline_only, true);
        complain_about(draft);
    }
    for (Draft& draft : drafts_) {
        // A road that only holds its traffic areas has nothing of its own to show.
        const bool hollow = draft.feature.surfaces.empty() && draft.feature.points.empty();
        if (hollow && lies_on_ground(draft.feature.kind)) {
            if (!draft.parts) ++totals_.faceless[readable_name(*draft.node->name)];
            continue;
        }
        for (const CityGmlCode& code : draft.codes)
            out_->codes.push_back(
                {out_->features.size(), code.attribute, image_name(code.node->attribute("codeSpace"))});
        add_in_parts(draft);
    }
    for (HeightGrid& grid : grids_) out_->grids.push_back(std::move(grid));
    for (Feature& ground : grounds_) out_->grounds.push_back(std::move(ground));
    for (std::string& name : grid_srs_names_) out_->grid_srs_names.push_back(std::move(name));
    out_->totals.add(totals_);
    drafts_.clear();
}

}  // namespace twin::data
