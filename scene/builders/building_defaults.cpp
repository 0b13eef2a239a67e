#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "data/keys.h"
#include "scene/builders/building_shape.h"
#include "scene/builders/building_use.h"
#include "scene/builders/buildings.h"
#include "scene/builders/lots.h"
#include "scene/builders/polygons.h"
#include "scene/builders/roof_strips.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using Use = BuildingUse;

constexpr double canopy_thickness_m = 0.4;

/// What a building of some use and size usually is.
struct Usual {
    double storeys = 2;
    double storey_m = 3.0;
    double plinth_m = 0.5;
    RoofShape roof = RoofShape::flat;
    double pitch_deg = 38;
    double highest_roof_m = 7;
};

/// The same building always gets the same roof, its neighbours others.
RoofShape house_roof(const std::string& id) {
    const double lot = share_of(lot_of(id), 0);
    if (lot < 0.74) return RoofShape::gabled;
    return lot < 0.92 ? RoofShape::hipped : RoofShape::half_hipped;
}

Usual usual_of(const data::Feature& building, const Footprint& size, bool in_row) {
    const double area = size.area_m2;
    Usual usual;
    switch (use_of(building)) {
        case Use::house:
            usual.roof = house_roof(building.id);
            break;
        case Use::flats:
            usual.storeys = 4;
            usual.pitch_deg = 32;
            usual.roof = area < 350 ? house_roof(building.id) : RoofShape::flat;
            break;
        case Use::garage:
            usual = {1, 2.7, 0, RoofShape::flat, 10, 2};
            break;
        case Use::shed:
            usual = {1, 2.5, 0, area < 12 ? RoofShape::skillion : RoofShape::gabled, 22, 2};
            break;
        case Use::canopy:
            usual = {1, 4.2, 0, RoofShape::flat, 10, 2};
            break;
        case Use::church:
            usual = {1, std::clamp(0.42 * std::sqrt(area), 4.0, 16.0), 0.5, RoofShape::gabled, 48, 14};
            break;
        case Use::hall:
            usual = {1, 7, 0, RoofShape::flat, 12, 4};
            break;
        case Use::shop:
            usual = area > 500 ? Usual{1, 6, 0.2, RoofShape::flat, 12, 3} : Usual{2, 3.3, 0.3, RoofShape::flat, 35, 6};
            break;
        case Use::office:
            usual = {area > 400 ? 4.0 : 3.0, 3.3, 0.5, RoofShape::flat, 30, 6};
            break;
        case Use::civic:
            usual = {3, 3.5, 0.5, area < 400 ? RoofShape::hipped : RoofShape::flat, 35, 7};
            break;
        case Use::tower:
            usual = {1, std::clamp(3.5 * std::sqrt(area), 8.0, 45.0), 0, RoofShape::flat, 30, 6};
            break;
        case Use::barn:
            usual = {1, 4.5, 0, RoofShape::gabled, 35, 7};
            break;
        case Use::other:
            if (area < 35)
                usual = {1, 2.6, 0, area < 15 ? RoofShape::flat : RoofShape::gabled, 25, 2};
            else if (area < 280)
                usual.roof = house_roof(building.id);
            else if (area < 700)
                usual = {3, 3, 0.5, house_roof(building.id), 35, 7};
            else
                usual = {area < 2500 ? 3.0 : 2.0, 3.5, 0.3, RoofShape::flat, 15, 4};
    }
    // Hipped houses stand alone.
    if (in_row && usual.roof != RoofShape::flat && usual.roof != RoofShape::skillion) usual.roof = RoofShape::gabled;
    // Pitched roofs over narrow or ragged outlines look wrong; parts of a building say when they have one.
    const bool ragged = size.filling < 0.45 || size.half_across_m < 1.2;
    if (ragged || building.kind != data::FeatureKind::building) usual.roof = RoofShape::flat;
    return usual;
}

/// Half the width of what the roof spans over the largest outline.
double half_width_of(const data::Feature& building, const Footprint& size, RoofShape shape) {
    const data::Surface* largest = nullptr;
    double area = 0;
    for (const data::Surface& surface : building.surfaces) {
        const double own = std::abs(signed_area_m2(outline_of(surface.outer)));
        if (!is_footprint(building, surface) || !(own > area)) continue;
        area = own;
        largest = &surface;
    }
    const bool as_it_is = shape == RoofShape::flat || shape == RoofShape::pyramidal || shape == RoofShape::dome ||
                          shape == RoofShape::onion || shape == RoofShape::cone || is_in_strips(shape) || !largest ||
                          (largest->outer.size() <= 4 && largest->holes.empty());
    const std::string orientation = building.attributes.text(keys::roof_orientation);
    const double direction = building.attributes.number(keys::roof_direction_deg);
    if (as_it_is && orientation != "across" && !std::isfinite(direction)) return size.half_across_m;
    data::Surface clean = *largest;
    for (glm::dvec3& p : clean.outer) p.z = 0;
    for (data::Ring& hole : clean.holes)
        for (glm::dvec3& p : hole) p.z = 0;
    if (clean_surface(clean).degenerate) return size.half_across_m;
    RoofPlan plan;
    plan.shape = shape;
    plan.height_m = 1;
    plan.across = orientation == "across";
    plan.has_direction = std::isfinite(direction);
    if (plan.has_direction) plan.direction_rad = direction * 0.017453292519943295;
    return roof_half_width_m(clean, plan);
}

/// Height by the pitch that is given; negative: none is.
double height_by_angle(const data::Feature& building, double half_width_m, RoofShape shape) {
    const double angle = building.attributes.number(keys::roof_angle_deg);
    if (!(angle > 0.5 && angle < 85) || shape == RoofShape::flat) return -1;
    const double run = shape == RoofShape::skillion ? 2 * half_width_m : half_width_m;
    return run * std::tan(angle * 0.017453292519943295);
}

double usual_roof_height(RoofShape shape, double half, const Usual& usual) {
    const double pitched = std::tan(usual.pitch_deg * 0.017453292519943295) * half;
    switch (shape) {
        case RoofShape::flat:
            return 0;
        case RoofShape::skillion:
            return std::clamp(0.15 * 2 * half, 0.3, 3.0);
        case RoofShape::pyramidal:
            return std::max(half * 0.9, 0.5);
        case RoofShape::cone:
            return half * 1.5;
        case RoofShape::dome:
            return half * 0.9;
        case RoofShape::onion:
            return half * 2.2;
        case RoofShape::round:
            return std::min(half * 0.6, 8.0);
        case RoofShape::sawtooth:
        case RoofShape::gabled_row:
            return std::clamp(half * 0.4, 1.0, 3.0);
        case RoofShape::butterfly:
            return std::clamp(half * 0.25, 0.4, 2.5);
        case RoofShape::gambrel:
        case RoofShape::mansard:
            return std::clamp(half * 0.9, 1.0, 5.5);
        default:
            return std::clamp(pitched, 0.4, usual.highest_roof_m);
    }
}

/// What is set on one building, to be told in one line.
class Completion {
  public:
    explicit Completion(data::Feature& building) : building_(building) {}

    void assume(const char* key, data::AttributeValue value) {
        building_.attributes.set(key, std::move(value));
        if (!keys_.empty()) keys_ += ',';
        keys_ += key;
        ++count_;
    }
    bool any() const { return !keys_.empty(); }
    int count() const { return count_; }
    bool assumed(const char* key) const {
        return ("," + keys_ + ",").find("," + std::string(key) + ",") != std::string::npos;
    }
    void mark() {
        const std::string before = building_.attributes.text(keys::assumed);
        building_.attributes.set(keys::assumed, before.empty() ? keys_ : before + "," + keys_);
    }

  private:
    data::Feature& building_;
    std::string keys_;
    int count_ = 0;
};

/// Roofs that have a ridge, which may run this way or that.
bool has_ridge(RoofShape shape) {
    return shape == RoofShape::gabled || shape == RoofShape::hipped || shape == RoofShape::half_hipped ||
           shape == RoofShape::gambrel || shape == RoofShape::round || shape == RoofShape::mansard;
}

bool positive(double value) {
    return value > 0 && value < 1500;
}

base::Complaint complaint_of(const data::Feature& building, const Completion& done, bool storeys_given) {
    const data::Attributes& a = building.attributes;
    const std::string roof = a.text(keys::roof_shape);
    const std::string kind = a.text(keys::building_type, "building");
    const bool ridge = done.assumed(keys::roof_direction_deg);
    if (ridge && done.count() == 1)
        return {base::ComplaintKind::assumed, building.id, "ridge set along its row", "no roof direction given"};
    const std::string along = ridge ? ", ridge along its row" : "";
    if (!done.assumed(keys::height_m) && !done.assumed(keys::roof_shape) && !done.assumed(keys::roof_height_m))
        return {base::ComplaintKind::assumed, building.id,
                fmt::format("lowest point set to {:.1f} m", a.number(keys::min_height_m)),
                is_canopy(building) ? "a roof without walls" : "no height of it given, only storeys"};
    if (!done.assumed(keys::height_m))
        return {base::ComplaintKind::assumed, building.id,
                done.assumed(keys::roof_shape)
                    ? "roof set to " + roof + along
                    : fmt::format("roof height set to {:.1f} m{}", a.number(keys::roof_height_m), along),
                done.assumed(keys::roof_shape) ? "no roof shape given" : "no roof height given"};
    const double storeys = a.number(keys::storeys, 1);
    return {base::ComplaintKind::assumed, building.id,
            fmt::format("height set to {:.1f} m ({:g} {}, {} roof{})", a.number(keys::height_m), storeys,
                        storeys == 1 ? "storey" : "storeys", roof, along),
            storeys_given ? std::string("no height given, only storeys")
                          : fmt::format("no height and no storeys given; usual for {} of this size", kind)};
}

}  // namespace

void complete_building(data::Feature& building, std::vector<base::Complaint>& complaints, double row_direction_deg) {
    if (!has_footprint(building) || building.kind == data::FeatureKind::bridge) return;
    data::Attributes& a = building.attributes;
    const Footprint size = footprint_of(building);
    if (!(size.area_m2 > 0)) return;
    const bool in_row = std::isfinite(row_direction_deg);
    const Usual usual = usual_of(building, size, in_row);
    Completion done(building);

    const double given_height = a.number(keys::height_m);
    const bool has_height = positive(given_height);
    const bool has_storeys = positive(a.number(keys::storeys));
    double lowest = a.number(keys::min_height_m);
    if (!std::isfinite(lowest)) {
        const double storey = a.number(keys::min_storey, 0);
        lowest = storey > 0 && storey < 300 ? storey * 3.0 : 0;
        if (lowest > 0) done.assume(keys::min_height_m, lowest);
    }
    const bool has_shape = a.has(keys::roof_shape);
    const RoofShape shape = has_shape ? parse_roof_shape(a.text(keys::roof_shape)) : usual.roof;
    if (!has_shape) done.assume(keys::roof_shape, std::string(name_of(shape)));
    if (in_row && has_ridge(shape) && !a.has(keys::roof_direction_deg) && !a.has(keys::roof_orientation))
        done.assume(keys::roof_direction_deg, std::round(row_direction_deg * 10) / 10);

    double roof = a.number(keys::roof_height_m);
    const bool has_roof_height = std::isfinite(roof) && roof >= 0 && roof < 500;
    bool has_pitch = false;
    if (!has_roof_height) {
        const double roof_storeys = a.number(keys::roof_storeys, 0);
        const double half_width = half_width_of(building, size, shape);
        const double by_angle = height_by_angle(building, half_width, shape);
        has_pitch = by_angle >= 0;
        roof = has_pitch ? by_angle : usual_roof_height(shape, half_width, usual);
        if (!has_pitch && shape != RoofShape::flat && positive(roof_storeys)) roof = std::max(roof, 2.6 * roof_storeys);
    }
    if (!has_height) {
        if (!has_storeys) done.assume(keys::storeys, usual.storeys);
        const double storey_m = has_storeys && usual.storeys <= 1 && a.number(keys::storeys) > 1 ? 3.0 : usual.storey_m;
        const double eaves = a.number(keys::storeys) * storey_m + usual.plinth_m;
        // A part that starts in the air has at least one storey of its own.
        done.assume(keys::height_m, std::max(eaves, lowest + 2.5) + roof);
    } else if (!has_roof_height) {
        const double body = given_height - std::max(0.0, lowest);
        const bool spire = shape == RoofShape::cone || shape == RoofShape::onion || shape == RoofShape::dome ||
                           shape == RoofShape::pyramidal;
        roof = std::min(roof, body * (spire || has_pitch ? 1.0 : 0.6));
    }
    if (has_pitch)
        a.set(keys::roof_height_m, roof);  // computed, not assumed
    else if (!has_roof_height && shape != RoofShape::flat)
        done.assume(keys::roof_height_m, roof);
    if (is_canopy(building) && !a.has(keys::min_height_m))
        done.assume(keys::min_height_m, std::max(0.0, a.number(keys::height_m) - roof - canopy_thickness_m));
    if (!done.any()) return;
    done.mark();
    complaints.push_back(complaint_of(building, done, has_storeys));
}

}  // namespace twin::scene
