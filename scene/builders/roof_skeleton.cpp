#include "scene/builders/roof_skeleton.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <glm/geometric.hpp>

#include "scene/builders/convex_pieces.h"
#include "scene/builders/polygons.h"

namespace twin::scene {
namespace {

constexpr std::size_t most_walls = 90;
constexpr double same_m = 1e-6;

double area_of(const Outline& piece) {
    return piece.size() < 3 ? 0 : signed_area_m2(piece);
}

Slope minus(const Slope& a, const Slope& b) {
    return {a.slope - b.slope, a.offset - b.offset};
}

/// The way of an inward corner while all walls move in at one metre per second.
struct Track {
    glm::dvec2 from, speed;
    double until = 0;
    std::size_t before = 0, after = 0;  ///< Its walls.
};

/// When the track meets the wall; infinite when it does not.
double meets_wall(const Track& track, const glm::dvec2& a, const glm::dvec2& b) {
    const glm::dvec2 edge = b - a, to = a - track.from;
    const double across = cross(track.speed, edge);
    if (std::abs(across) < 1e-12) return INFINITY;
    const double when = cross(to, edge) / across, where = cross(to, track.speed) / across;
    return when > 1e-9 && where >= -1e-9 && where <= 1 + 1e-9 ? when : INFINITY;
}

/// One track coming to the way of another that was there before.
struct Crash {
    double when, before;
    std::size_t who, into;
};

}  // namespace

std::optional<RoofSkeleton> RoofSkeleton::over(const data::Surface& surface) {
    RoofSkeleton roof;
    if (!roof.add_ring(outline_of(surface.outer))) return std::nullopt;
    for (const data::Ring& hole : surface.holes)
        if (!roof.add_ring(outline_of(hole))) return std::nullopt;
    const std::vector<glm::dvec3> triangles = triangulate(surface);
    for (std::size_t i = 0; i + 2 < triangles.size(); i += 3) {
        Outline piece{glm::dvec2(triangles[i]), glm::dvec2(triangles[i + 1]), glm::dvec2(triangles[i + 2])};
        const double area = area_of(piece);
        if (area < tiny_m2) continue;
        roof.area_m2_ += area;
        roof.convex_.push_back(std::move(piece));
    }
    const Outline outer = outline_of(surface.outer);
    if (surface.holes.empty() && is_convex(outer))
        roof.convex_ = {outer};
    else
        roof.convex_ = join_triangles(roof.convex_);
    if (!(roof.area_m2_ > 0.5) || !roof.run_tracks()) return std::nullopt;
    return roof;
}

bool RoofSkeleton::add_ring(const Outline& ring) {
    const std::size_t first = walls_.size(), n = ring.size();
    if (n < 3 || first + n > most_walls) return false;
    for (std::size_t i = 0; i < n; ++i) {
        Wall wall;
        wall.a = ring[i];
        wall.b = ring[(i + 1) % n];
        wall.length_m = glm::length(wall.b - wall.a);
        if (!(wall.length_m > 1e-4)) return false;
        wall.along = (wall.b - wall.a) / wall.length_m;
        wall.outward = {wall.along.y, -wall.along.x};
        wall.before = first + (i + n - 1) % n;
        wall.after = first + (i + 1) % n;
        walls_.push_back(wall);
    }
    return true;
}

/// Follows the inward corners until each runs into a wall or behind another one.
bool RoofSkeleton::run_tracks() {
    std::vector<Track> tracks;
    for (std::size_t i = 0; i < walls_.size(); ++i) {
        const Wall &wall = walls_[i], &before = walls_[wall.before];
        if (cross(before.along, wall.along) > -1e-9) continue;
        const double facing = glm::dot(before.outward, wall.outward);
        if (facing < -0.97) return false;  // a cut into the outline, no corner
        Track track{wall.a, -(before.outward + wall.outward) / (1 + facing), INFINITY, wall.before, i};
        for (std::size_t k = 0; k < walls_.size(); ++k)
            if (k != i && k != wall.before)
                track.until = std::min(track.until, meets_wall(track, walls_[k].a, walls_[k].b));
        if (!std::isfinite(track.until)) return false;
        tracks.push_back(track);
    }
    std::vector<Crash> crashes;
    for (std::size_t i = 0; i < tracks.size(); ++i)
        for (std::size_t k = 0; k < tracks.size(); ++k) {
            const double across = cross(tracks[i].speed, tracks[k].speed);
            if (i == k || std::abs(across) < 1e-12) continue;
            const glm::dvec2 to = tracks[k].from - tracks[i].from;
            const double mine = cross(to, tracks[k].speed) / across, its = cross(to, tracks[i].speed) / across;
            if (mine > 1e-9 && its > -1e-9 && mine >= its - 1e-9) crashes.push_back({mine, its, i, k});
        }
    std::sort(crashes.begin(), crashes.end(), [](const Crash& a, const Crash& b) { return a.when < b.when; });
    for (const Crash& crash : crashes)
        if (tracks[crash.who].until >= crash.when - 1e-9 && tracks[crash.into].until >= crash.before - 1e-9)
            tracks[crash.who].until = std::min(tracks[crash.who].until, crash.when);
    for (const Track& track : tracks) {
        Wall &before = walls_[track.before], &after = walls_[track.after];
        const glm::dvec2 way = track.speed * track.until;
        before.inward_b = after.inward_a = true;
        before.reach_b_m = std::max(0.0, glm::dot(way, before.along));
        after.reach_a_m = std::max(0.0, -glm::dot(way, after.along));
        before.rise_b_m = after.rise_a_m = track.until;
    }
    return true;
}

/// Where a wall's plane counts: between its ends, led on by the tracks; beside a gable it goes on.
std::vector<Slope> RoofSkeleton::slab_of(std::size_t number, const std::vector<End>& ends, double lift_m) const {
    const Wall& wall = walls_[number];
    const auto end = [&](std::size_t k) { return ends.empty() ? End::eaves : ends[k]; };
    const Slope distance = wall.distance();
    std::vector<Slope> keep{distance};
    (void)lift_m;
    const Slope from_a{wall.along, -glm::dot(wall.along, wall.a)}, to_b{-wall.along, glm::dot(wall.along, wall.b)};
    const auto bound = [&](const Slope& side, bool inward, double reach, double rise) {
        keep.push_back({side.slope, side.offset + reach});
        if (!inward || !(rise > 1e-9)) return;
        const double share = reach / rise;
        keep.push_back({side.slope + distance.slope * share, side.offset + distance.offset * share});
    };
    if (end(wall.before) == End::eaves) bound(from_a, wall.inward_a, wall.reach_a_m, wall.rise_a_m);
    if (end(wall.after) == End::eaves) bound(to_b, wall.inward_b, wall.reach_b_m, wall.rise_b_m);
    return keep;
}

std::vector<RoofSkeleton::Face> RoofSkeleton::envelope(const std::vector<End>& ends, double lift_m) const {
    const auto end = [&](std::size_t k) { return ends.empty() ? End::eaves : ends[k]; };
    std::vector<std::vector<Slope>> slabs(walls_.size());
    std::vector<Slope> rise(walls_.size());
    for (std::size_t i = 0; i < walls_.size(); ++i) {
        slabs[i] = slab_of(i, ends, lift_m);
        rise[i] = walls_[i].distance();
        if (end(i) == End::half_gable) rise[i].offset += lift_m;
    }
    std::vector<Face> faces;
    std::vector<Piece> own, rest;
    Piece piece, within, beyond;
    for (std::size_t i = 0; i < walls_.size(); ++i) {
        if (end(i) == End::gable) continue;
        own.clear();
        for (const Outline& convex : convex_) {
            piece.assign(convex.begin(), convex.end());
            for (const Slope& side : slabs[i]) {
                if (piece.empty() || lies_within(piece, side)) continue;
                cut(piece, side, within, beyond);
                piece.swap(within);
            }
            if (piece.size() >= 3 && area_of(piece) > tiny_m2) own.push_back(piece);
        }
        for (std::size_t k = 0; k < walls_.size() && !own.empty(); ++k) {
            if (k == i || end(k) == End::gable) continue;
            const Slope above = minus(rise[i], rise[k]);
            Region lower{slabs[k], std::nullopt};
            if (glm::length(above.slope) < 1e-7) {
                // One plane: the first of the two has what both cover.
                if (k > i && above.at(walls_[i].a) < same_m) continue;
                if (above.at(walls_[i].a) < -same_m) continue;
            } else {
                lower.another = above;
            }
            rest.clear();
            for (const Piece& each : own) subtract(each, lower, rest);
            own.swap(rest);
        }
        if (own.empty()) continue;
        Face face{rise[i], {}, i};
        for (const Piece& each : own) face.convex.emplace_back(each.begin(), each.end());
        faces.push_back(std::move(face));
    }
    return faces;
}

std::vector<RoofSkeleton::Face> RoofSkeleton::faces(const std::vector<End>& ends) const {
    const bool half = std::find(ends.begin(), ends.end(), End::half_gable) != ends.end();
    double lift = 0;
    if (half) {
        std::vector<End> whole = ends;
        std::replace(whole.begin(), whole.end(), End::half_gable, End::gable);
        lift = depth_m(envelope(whole, 0)) / 2;
    }
    std::vector<Face> result = envelope(ends, lift);
    double covered = 0;
    for (const Face& face : result)
        for (const Outline& piece : face.convex) covered += area_of(piece);
    if (std::abs(covered - area_m2_) > 1e-4 * area_m2_ + 1e-3) return {};
    return result;
}

double RoofSkeleton::depth_m(const std::vector<Face>& faces) {
    double depth = 0;
    for (const Face& face : faces)
        for (const Outline& piece : face.convex)
            for (const glm::dvec2& p : piece) depth = std::max(depth, face.distance_m.at(p));
    return depth;
}

std::vector<std::size_t> RoofSkeleton::wing_ends(const std::vector<Face>& hipped, const glm::dvec2* downhill) const {
    std::vector<std::size_t> found;
    for (const Face& face : hipped) {
        const Wall& wall = walls_[face.wall];
        if (wall.inward_a || wall.inward_b || wall.length_m < 1.5) continue;
        if (glm::dot(walls_[wall.before].along, walls_[wall.after].along) > -0.7) continue;
        if (downhill && std::abs(glm::dot(*downhill, wall.outward)) > 0.71) continue;
        double area = 0, peak = 0;
        for (const Outline& piece : face.convex) {
            area += area_of(piece);
            for (const glm::dvec2& p : piece) peak = std::max(peak, face.distance_m.at(p));
        }
        if (area < 1.04 * wall.length_m * peak / 2) found.push_back(face.wall);
    }
    std::sort(found.begin(), found.end(), [&](std::size_t a, std::size_t b) {
        const double difference = walls_[a].length_m - walls_[b].length_m;
        return std::abs(difference) > 1e-6 ? difference < 0 : a < b;
    });
    std::vector<std::size_t> gables;
    for (const std::size_t wall : found)
        if (std::none_of(gables.begin(), gables.end(),
                         [&](std::size_t g) { return walls_[wall].before == g || walls_[wall].after == g; }))
            gables.push_back(wall);
    return gables;
}

}  // namespace twin::scene
