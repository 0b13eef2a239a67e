#pragma once

#include <vector>

#include "sample/building.h"

namespace twin::sample {

/// Height of a roof over a place across the house: share 0 (street eave) to 1 (garden eave).
struct RoofPoint {
    double across;
    double up_m;
};
using RoofProfile = std::vector<RoofPoint>;
RoofProfile gable_profile(double height_m);
RoofProfile mansard_profile(double height_m);
RoofProfile shed_profile(double height_m);
RoofProfile flat_profile();

/// How the ends of a roof over a rectangle close: 1 gable, 0 full hip, between them half hip.
struct RoofEnds {
    double start = 1, end = 1;
};

/// Puts faces together into bodies.
/// Frame: sample plane; z metres above sea level.
class BodyBuilder {
  public:
    explicit BodyBuilder(Body& body) : body_(body) {}

    /// Upright walls over any polygon, with a flat roof.
    void prism(const Polygon& footprint, double bottom_m, double top_m, bool with_ground = true);
    /// Walls and a roof of one profile swept along a street front: `outer` runs with the house on its left, `inner`
    /// are the same stations on the garden side.
    void sweep(const Polyline& outer, const Polyline& inner, double bottom_m, double eave_m, const RoofProfile& profile,
               double overhang_m = 0);
    /// A gabled, hipped or half-hipped roof on a rectangle (counter-clockwise, ridge along its first side).
    void ridge_house(const Polygon& rectangle, double bottom_m, double eave_m, double roof_m, RoofEnds ends,
                     double overhang_m = 0);
    /// A tent over any convex polygon: pyramid or spire.
    void pyramid(const Polygon& base, double bottom_m, double apex_m);
    void spire_tower(const Polygon& base, double bottom_m, double eave_m, double apex_m);
    /// A surface of rotation: rings of (radius, height) around `centre`; closed at the top when the last radius is 0.
    void turned(Vec2 centre, const std::vector<std::pair<double, double>>& rings, int sides, bool roof);
    void chimney(Vec2 foot, Vec2 along, double width_m, double bottom_m, double top_m);
    /// A dormer with a slightly sloping roof on a roof that rises `tangent` from the eave line at `foot`, `in` pointing
    /// up the slope; `from_eave_m` measured flat.
    void dormer(Vec2 foot, Vec2 in, double eave_m, double tangent, double from_eave_m, double width_m, double height_m);
    void face(FaceKind kind, std::vector<Vec3> ring);

  private:
    void quad(FaceKind kind, Vec3 a, Vec3 b, Vec3 c, Vec3 d);
    /// A part of the roof without a room below, seen from above and from below.
    void sheet(Vec3 a, Vec3 b, Vec3 c, Vec3 d);
    Body& body_;
};

}  // namespace twin::sample
