#include "data/sources/cityjson_objects.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <glm/common.hpp>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/citygml_relief.h"
#include "data/sources/cityjson_attributes.h"
#include "data/sources/cityjson_kinds.h"

namespace twin::data {

namespace {

using base::ComplaintKind;
using Loss = CityJsonTrouble::Loss;

bool lies_on_ground(FeatureKind kind) {
    return kind == FeatureKind::land_use || kind == FeatureKind::water || kind == FeatureKind::street_area;
}

bool is_building(FeatureKind kind) {
    return kind == FeatureKind::building || kind == FeatureKind::building_part;
}

bool is_part(std::string_view type) {
    const CityJsonKind* const kind = cityjson_kind(type);
    return kind && kind->role == CityJsonKind::Role::part;
}

bool wants_interiors(const SourceOptions& options) {
    const auto wish = options.more.find("interiors");
    return wish != options.more.end() && (wish->second == "yes" || wish->second == "true" || wish->second == "1");
}

/// Three corners each; polygons are cut into fans.
std::vector<glm::dvec3> corners_of(const std::vector<Surface>& surfaces) {
    std::vector<glm::dvec3> corners;
    for (const Surface& surface : surfaces)
        for (std::size_t i = 2; i < surface.outer.size(); ++i)
            corners.insert(corners.end(), {surface.outer[0], surface.outer[i - 1], surface.outer[i]});
    return corners;
}

json::array list_in(const json::element& object, std::string_view key, bool& there) {
    json::element found;
    json::array list;
    there = find(object, key, found) && list_of(found, list);
    return list;
}

/// The id without JSON's escapes, as text that can be shown.
std::string plain_id(std::string_view key) {
    if (key.find('\\') == std::string_view::npos) return base::to_valid_utf8(key);
    simdjson::dom::parser parser;
    const simdjson::padded_string quoted(fmt::format("\"{}\"", key));
    std::string_view text;
    if (parser.parse(quoted).get(text) != simdjson::SUCCESS) text = key;
    return base::to_valid_utf8(text);
}

bool is_empty(const CityJsonShape& shape) {
    return shape.surfaces.empty() && shape.lines.empty() && shape.points.empty();
}

}  // namespace

CityJsonObjects::CityJsonObjects(const SourceOptions& options, const char* readable_end, CityJsonThemes& themes,
                                 CityJsonPictures& pictures, SourceSink& sink)
    : wanted_lod_(options.lod),
      interiors_(wants_interiors(options)),
      themes_(themes),
      pictures_(pictures),
      sink_(sink),
      parser_(readable_end),
      relative_parser_(readable_end) {}

void CityJsonObjects::begin(const CityJsonCut& document) {
    document_ = &document;
    members_.clear();
}

const JsonMember* CityJsonObjects::member(std::string_view id) {
    constexpr std::size_t few = 16;
    const auto& all = document_->objects;
    if (all.size() <= few) {
        const auto found = std::find_if(all.begin(), all.end(), [&](const JsonMember& m) { return m.key == id; });
        return found == all.end() ? nullptr : &*found;
    }
    if (members_.empty())
        for (const JsonMember& each : all) members_.emplace(each.key, &each);
    const auto found = members_.find(id);
    return found == members_.end() ? nullptr : found->second;
}

bool CityJsonObjects::repeats(const std::string& id) {
    if (ids_.insert(std::hash<std::string>{}(id)).second) return false;
    sink_.complain({ComplaintKind::skipped, id, "city object left out", "another one before it has the same id"});
    return true;
}

bool CityJsonObjects::parse(const JsonMember& member, const std::string& id, json::element& object) {
    if (!parser_.parse(member.value, object)) {
        ++damaged_;
        sink_.complain({ComplaintKind::skipped, id, "city object left out", parser_.why()});
        return false;
    }
    if (parser_.mended()) {
        ++mended_;
        mending_ = parser_.mended();
    }
    if (object.is_object()) return true;
    ++damaged_;
    sink_.complain({ComplaintKind::skipped, id, "city object left out", "expected an object {...}, found a value"});
    return false;
}

void CityJsonObjects::read(const JsonMember& member, const CityJsonSurroundings& around, bool lenient) {
    ++seen_;
    const std::string id = plain_id(member.key);
    json::element object;
    if (repeats(id) || !parse(member, id, object)) return;
    trouble_.clear();
    Draft draft;
    draft.type = text_of(object, "type");
    draft.feature.id = id;
    if (!settle_kind(draft)) return;
    read_cityjson_attributes(object, draft.feature, trouble_);
    read_geometry(object, around, draft);
    if (lenient && is_empty(draft.shape) && !trouble_.empty()) return;
    if (!is_empty(draft.shape))
        ++shaped_;
    else if (!trouble_.lost_shape().empty() && first_ruin_.empty())
        first_ruin_ = fmt::format("{}: {}", id, trouble_.lost_shape());
    if (draft.role == CityJsonKind::Role::relief && take_relief(draft)) return trouble_.tell(id, sink_);
    settle_surfaces(draft);
    settle_place(draft);
    settle_family(object, around.templates, draft);
    if (!lenient) trouble_.tell(id, sink_);
    hand_over(draft);
}

/// False: not wanted.
bool CityJsonObjects::settle_kind(Draft& draft) {
    const CityJsonKind* const kind = cityjson_kind(draft.type);
    if (!kind) {
        draft.feature.kind = FeatureKind::generic;
        ++foreign_[draft.type.empty() ? "no type" : base::to_valid_utf8(draft.type.substr(0, 80))];
    } else {
        draft.feature.kind = kind->kind;
        draft.role = kind->role;
    }
    if (!draft.type.empty() && draft.type != name_of(draft.feature.kind))
        draft.feature.attributes.set("type", std::string(draft.type));
    if (draft.role != CityJsonKind::Role::interior) return true;
    draft.feature.attributes.set("interior", true);
    if (!interiors_) ++interiors_left_;
    return interiors_;
}

/// Terrain is a grid of heights, not an object; false: it has no triangles.
bool CityJsonObjects::take_relief(Draft& draft) {
    auto grid = grid_of_triangles(corners_of(draft.shape.surfaces));
    if (!grid) return false;
    sink_.height_grid(std::move(*grid));
    ++handed_over_;
    return true;
}

/// Highest level below 4 (4 shows interiors), or the wanted one; else the next above.
double CityJsonObjects::pick_lod(const json::element& object, const CityJsonTemplates& templates) const {
    const double limit = wanted_lod_ < 0 ? 4 : wanted_lod_ + 1;
    double best = -1, above = 1e9;
    bool there = false;
    const json::array geometries = list_in(object, "geometry", there);
    if (!there) return -1;
    for (const json::element geometry : geometries) {
        const bool instance = text_of(geometry, "type") == "GeometryInstance";
        const double lod = instance ? templates.lod_of_instance(geometry) : lod_of(geometry);
        if (lod < limit)
            best = std::max(best, lod);
        else
            above = std::min(above, lod);
    }
    return best < 0 && above < 1e9 ? above : best;
}

void CityJsonObjects::read_geometry(const json::element& object, const CityJsonSurroundings& around, Draft& draft) {
    const double lod = pick_lod(object, around.templates);
    draft.feature.lod = lod < 0 ? -1 : static_cast<int>(std::min(lod, 9.0));
    if (wanted_lod_ >= 0 && lod >= 0 && draft.feature.lod != wanted_lod_) ++other_lod_;
    bool there = false;
    const json::array geometries = list_in(object, "geometry", there);
    if (!there) return;
    CityJsonGeometry reader(around.vertices, around.appearance, themes_);
    for (const json::element geometry : geometries) {
        const bool instance = text_of(geometry, "type") == "GeometryInstance";
        const double own = instance ? around.templates.lod_of_instance(geometry) : lod_of(geometry);
        if (own >= 0 && own != lod) continue;  // one that says no level belongs to all
        if (instance)
            around.templates.place(geometry, reader, draft.shape, trouble_);
        else
            reader.read(geometry, draft.shape, trouble_);
    }
}

void CityJsonObjects::settle_surfaces(Draft& draft) const {
    auto& surfaces = draft.shape.surfaces;
    const auto has = [&](auto wanted) { return std::any_of(surfaces.begin(), surfaces.end(), wanted); };
    if (draft.role == CityJsonKind::Role::interior)
        for (Surface& surface : surfaces) surface.kind = SurfaceKind::interior;
    const auto lies_below = [](const Surface& s) {
        return s.kind == SurfaceKind::ground || s.kind == SurfaceKind::closure;
    };
    if (draft.feature.kind == FeatureKind::water && has([&](const Surface& s) { return !lies_below(s); }))
        std::erase_if(surfaces, lies_below);
    if (!is_building(draft.feature.kind) || draft.feature.lod != 0) return;
    // Level 0 knows a building's outline on the ground, the edge of its roof, or both.
    const auto is_roof = [](const Surface& s) { return s.kind == SurfaceKind::roof; };
    if (has(is_roof) && has([&](const Surface& s) { return !is_roof(s); })) std::erase_if(surfaces, is_roof);
    for (Surface& surface : surfaces) surface.kind = SurfaceKind::footprint;
}

void CityJsonObjects::settle_place(Draft& draft) const {
    Feature& feature = draft.feature;
    CityJsonShape& shape = draft.shape;
    const bool outline = !shape.surfaces.empty() && shape.surfaces.front().kind == SurfaceKind::footprint;
    feature.heights = outline || lies_on_ground(feature.kind) ? HeightMode::flat : HeightMode::absolute;
    if (feature.kind == FeatureKind::tree && !is_empty(shape)) {
        // Trees are drawn from their foot: the middle of the model, at its lowest point.
        glm::dvec3 low(1e300), high(-1e300);
        for (const Surface& surface : shape.surfaces)
            for (const glm::dvec3& p : surface.outer) low = glm::min(low, p), high = glm::max(high, p);
        if (!shape.surfaces.empty()) {
            shape.points.assign(1, {(low.x + high.x) / 2, (low.y + high.y) / 2, low.z});
            if (!feature.attributes.has(keys::height_m) && high.z - low.z > 0.3)
                feature.attributes.set(keys::height_m, high.z - low.z);
            const double width = std::min(high.x - low.x, high.y - low.y);
            if (!feature.attributes.has(keys::crown_m) && width > 0.3 && width < 60)  // degrees are thousandths
                feature.attributes.set(keys::crown_m, width);
            shape.surfaces.clear();
        }
        feature.heights = HeightMode::flat;
    }
    feature.surfaces = std::move(shape.surfaces);
    feature.lines = std::move(shape.lines);
    feature.points = std::move(shape.points);
    if (feature.kind == FeatureKind::land_use && !feature.attributes.has(keys::land_use))
        for (const char* name : {"plus_fysiekvoorkomen", "bgt_fysiekvoorkomen", "class"})
            if (const auto use = land_use_of_imgeo(feature.attributes.text(name)); !use.empty()) {
                feature.attributes.set(keys::land_use, std::string(use));
                break;
            }
    if (draft.type == "PlantCover" && !feature.attributes.has(keys::land_use))
        feature.attributes.set(keys::land_use,
                               std::string(feature.attributes.number("averageHeight", 0) >= 5 ? "forest" : "scrub"));
    if (draft.type == "LandUse" && feature.attributes.text("class") == "1000")  // SIG 3D list: settlement area
        feature.attributes.set(keys::land_use, std::string("residential"));
    if (draft.type == "LandUse" && feature.attributes.text("class") == "3000")  // vegetation
        feature.attributes.set(keys::land_use, std::string("grass"));
    if (draft.type == "Railway") feature.attributes.set("transportation", std::string("railway"));
}

double CityJsonObjects::best_lod_of_parts(const json::element& object, const CityJsonTemplates& templates, bool& any) {
    double best = -1;
    bool there = false;
    const json::array children = list_in(object, "children", there);
    if (!there) return best;
    for (const json::element child : children) {
        std::string_view id;
        const JsonMember* const found = child.get(id) == simdjson::SUCCESS ? member(id) : nullptr;
        json::element part;
        if (!found || !relative_parser_.parse(found->value, part) || !is_part(text_of(part, "type"))) continue;
        any = true;
        best = std::max(best, pick_lod(part, templates));
    }
    return best;
}

void CityJsonObjects::settle_parent(const json::element& object, Draft& draft) {
    bool there = false;
    const json::array parents = list_in(object, "parents", there);
    if (!there) return;
    for (const json::element parent : parents) {
        std::string_view id;
        if (parent.get(id) != simdjson::SUCCESS) continue;
        const JsonMember* const found = member(id);
        // A group is no parent: it only names what belongs together.
        if (found && found->value.find("\"CityObjectGroup\"") != std::string_view::npos) continue;
        if (!found) trouble_.add(Loss::value, "a parent that the file does not have", base::to_valid_utf8(id));
        draft.feature.parent_id = base::to_valid_utf8(id);
        return;
    }
}

void CityJsonObjects::settle_family(const json::element& object, const CityJsonTemplates& templates, Draft& draft) {
    settle_parent(object, draft);
    const FeatureKind kind = draft.feature.kind;
    const bool may_have_parts =
        (kind == FeatureKind::building || kind == FeatureKind::bridge || kind == FeatureKind::tunnel) &&
        !is_part(draft.type);
    if (!may_have_parts) return;
    bool any = false;
    const double best = best_lod_of_parts(object, templates, any);
    const bool bare = draft.feature.surfaces.empty() && draft.feature.points.empty() && draft.feature.lines.empty();
    if (any && (bare || draft.feature.lod < static_cast<int>(best)))
        draft.feature.attributes.set(keys::outline_only, true);
}

void CityJsonObjects::hand_over(Draft& draft) {
    Feature& feature = draft.feature;
    const bool bare = feature.surfaces.empty() && feature.points.empty() && feature.lines.empty();
    if (bare && draft.role == CityJsonKind::Role::group) {
        ++groups_;
        return;
    }
    // What has parts is drawn by them.
    if (bare && !feature.attributes.has(keys::outline_only)) {
        const std::string type = draft.type.empty() ? "object" : base::to_valid_utf8(draft.type);
        if (++shapeless_[type] == 1) first_shapeless_[type] = feature.id;
    }
    pictures_.settle(feature);
    ++handed_over_;
    sink_.feature(std::move(feature));
}

void CityJsonObjects::complain_in_total(const std::string& file) {
    const auto say = [&](ComplaintKind kind, std::string what, std::string why) {
        sink_.complain({kind, file, std::move(what), std::move(why)});
    };
    for (const auto& [type, count] : foreign_)
        say(ComplaintKind::warning, fmt::format("{} x {} read as a generic object", count, type),
            type.starts_with('+') ? "the type is of an extension" : "CityJSON has no such type");
    for (const auto& [type, count] : shapeless_)
        say(ComplaintKind::skipped, fmt::format("{} x {} not drawn", count, type),
            fmt::format("no geometry ({}{})", count > 1 ? "first: " : "", first_shapeless_[type]));
    if (interiors_left_)
        say(ComplaintKind::skipped, fmt::format("{} rooms and things inside left out", interiors_left_),
            "interiors are read with interiors = \"yes\" in the recipe");
    if (groups_)
        say(ComplaintKind::skipped, fmt::format("{} x CityObjectGroup left out", groups_),
            "a group has no shape of its own; its members are read");
    if (other_lod_)
        say(ComplaintKind::assumed, fmt::format("{} objects taken in another level of detail", other_lod_),
            fmt::format("LoD{} was asked for and is not there", wanted_lod_));
    if (mended_) say(ComplaintKind::repaired, fmt::format("{} city objects mended", mended_), mending_);
    themes_.complain(file, sink_);
}

}  // namespace twin::data
