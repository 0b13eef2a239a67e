#include "scene/builders/solid_check.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>
#include <numeric>

#include <glm/geometric.hpp>

#include "base/frames.h"
#include "scene/builders/edge_table.h"
#include "scene/builders/polygons.h"
#include "scene/builders/ring_repair.h"

namespace twin::scene {
namespace {

constexpr std::size_t most_corners = 100'000;
/// A gap below this is rounding.
constexpr double told_open_m = 0.02;
/// A missing ground face lies in this lowest part of the body and is nearly level.
constexpr double ground_share = 0.3, level_share = 0.9;

/// Of an open patch of faces at most this share looks the wrong way.
constexpr double most_wrong_share = 0.25;

/// Which faces of a patch look inwards: those that differ from its first, all others, or nobody can say.
enum class Turn { none, these, the_others };

using Faces = std::span<const data::Surface* const>;

std::uint64_t mixed(std::uint64_t h) {
    h ^= h >> 32;
    h *= 0xD6E8FEB86659FD93;
    return h ^ h >> 32;
}

std::uint64_t mark_of(const glm::dvec3& p) {
    // Minus zero is zero.
    const auto bits = [](double value) { return std::bit_cast<std::uint64_t>(value + 0.0); };
    return mixed(bits(p.x) + std::rotl(bits(p.y), 21) * 0x9E3779B97F4A7C15 + std::rotl(bits(p.z), 42));
}

/// Sum of a mark for each edge, counted up one way and down the other: zero where every edge is gone along as often
/// there as back. Nothing has to be remembered for it.
std::uint64_t balance_of(const data::Ring& ring) {
    if (ring.empty()) return 0;
    std::uint64_t sum = 0, from = mark_of(ring.back());
    for (const glm::dvec3& p : ring) {
        const std::uint64_t to = mark_of(p);
        const std::uint64_t edge = mixed(std::min(from, to) + std::rotl(std::max(from, to), 17));
        sum += from < to ? edge : 0 - edge;
        from = to;
    }
    return sum;
}

bool is_closed_point_by_point(Faces faces) {
    std::uint64_t sum = 0;
    for (const data::Surface* face : faces) {
        sum += balance_of(face->outer);
        for (const data::Ring& hole : face->holes) sum += balance_of(hole);
    }
    return sum == 0;
}

double volume_of(const data::Ring& ring, const glm::dvec3& origin) {
    double six = 0;
    for (std::size_t i = 1; i + 1 < ring.size(); ++i)
        six += glm::dot(ring[0] - origin, glm::cross(ring[i] - origin, ring[i + 1] - origin));
    return six / 6;
}

double volume_of(const data::Surface& face, const glm::dvec3& origin) {
    double volume = volume_of(face.outer, origin);
    const glm::dvec3 normal = newell_normal(face.outer);
    for (const data::Ring& hole : face.holes) {
        const double open = volume_of(hole, origin);
        volume += glm::dot(newell_normal(hole), normal) > 0 ? -open : open;
    }
    return volume;
}

base::Box3 box_of(Faces faces) {
    base::Box3 box;
    for (const data::Surface* face : faces)
        for (const glm::dvec3& p : face->outer) box.add(p);
    return box;
}

/// The faces of one body by numbered corners.
class Body {
  public:
    explicit Body(Faces faces) : faces_(faces), flipped_(faces.size(), false), removed_(faces.size(), false) {
        for (std::uint32_t f = 0; f < faces.size(); ++f) {
            add_ring(faces[f]->outer, f);
            for (const data::Ring& hole : faces[f]->holes) add_ring(hole, f);
        }
    }

    void find_duplicates(SolidCheck& check);
    void find_turned(SolidCheck& check);
    void find_gaps(SolidCheck& check) const;
    int piece_count() const;

  private:
    void add_ring(const data::Ring& ring, std::uint32_t face) {
        if (ring.empty()) return;
        std::uint32_t from = corners_.number_of(ring.back());
        for (const glm::dvec3& p : ring) {
            const std::uint32_t to = corners_.number_of(p);
            if (from != to) edges_.push_back({from, to, face});
            from = to;
        }
    }
    Turn to_turn(const std::vector<std::uint32_t>& patch, const std::vector<bool>& turn) const;
    std::vector<data::Surface> ground_of(std::span<const HalfEdge> open) const;

    Faces faces_;
    CornerNumbers corners_;
    std::vector<HalfEdge> edges_;
    std::vector<bool> flipped_, removed_;
};

void Body::find_duplicates(SolidCheck& check) {
    std::vector<std::vector<std::uint64_t>> keys(faces_.size());
    for (const HalfEdge& edge : edges_) keys[edge.face].push_back(key_of(edge));
    std::map<std::vector<std::uint64_t>, std::uint32_t> seen;
    const EdgeUses uses = uses_of(edges_);
    for (std::uint32_t f = 0; f < faces_.size(); ++f) {
        std::vector<std::uint64_t>& key = keys[f];
        if (key.empty()) continue;
        std::sort(key.begin(), key.end());
        const auto [other, fresh] = seen.emplace(key, f);
        if (fresh) continue;
        const data::Surface &first = *faces_[other->second], &again = *faces_[f];
        const bool same_way = glm::dot(newell_normal(first.outer), newell_normal(again.outer)) > 0;
        // Back to back, both may be meant: a thin roof seen from both sides.
        const bool too_many =
            std::any_of(key.begin(), key.end(), [&](std::uint64_t edge) { return uses.at(edge).size() % 2 == 1; });
        if (!same_way && !too_many) continue;
        const std::uint32_t drop = again.texture >= 0 && first.texture < 0 ? other->second : f;
        if (drop != f) other->second = f;
        removed_[drop] = true;
        check.duplicate.push_back(drop);
    }
    if (check.duplicate.empty()) return;
    std::sort(check.duplicate.begin(), check.duplicate.end());
    std::erase_if(edges_, [&](const HalfEdge& edge) { return removed_[edge.face]; });
}

/// By the volume where nothing is open, else by where the roofs and most of the faces look.
Turn Body::to_turn(const std::vector<std::uint32_t>& patch, const std::vector<bool>& turn) const {
    const glm::dvec3 origin = box_of(faces_).centre();
    double area = 0, turned_area = 0, roofs = 0, roofs_up = 0, volume = 0;
    glm::dvec3 sum(0);
    for (const std::uint32_t f : patch) {
        const double sign = turn[f] ? -1 : 1;
        const glm::dvec3 normal = newell_normal(faces_[f]->outer) * (0.5 * sign);
        const double size = glm::length(normal);
        sum += normal;
        area += size;
        if (turn[f]) turned_area += size;
        if (faces_[f]->kind == data::SurfaceKind::roof) {
            roofs += size;
            roofs_up += normal.z;
        }
        volume += sign * volume_of(*faces_[f], origin);
    }
    // Two sheets back to back enclose nothing, whichever way they look.
    if (glm::length(sum) < 0.01 * area && std::abs(volume) > 1e-3 * area)
        return volume < 0 ? Turn::the_others : Turn::these;
    // Of an open patch half may be meant to look the other way: the bars of a window.
    if (std::min(turned_area, area - turned_area) > most_wrong_share * area) return Turn::none;
    if (std::abs(roofs_up) > 0.5 * roofs) return roofs_up < 0 ? Turn::the_others : Turn::these;
    return turned_area > area / 2 ? Turn::the_others : Turn::these;
}

void Body::find_turned(SolidCheck& check) {
    const EdgeUses uses = uses_of(edges_);
    std::vector<std::vector<std::uint32_t>> of_face(faces_.size());
    bool any = false;
    for (const auto& [key, both] : uses) {
        if (both.size() != 2 || edges_[both[0]].face == edges_[both[1]].face) continue;
        for (int side = 0; side < 2; ++side) of_face[edges_[both[side]].face].push_back(both[1 - side]);
        any = any || edges_[both[0]].from == edges_[both[1]].from;
    }
    if (!any) return;
    const auto partner_way = [&](std::uint32_t face, const HalfEdge& other) {
        const std::vector<std::uint32_t>& both = uses.at(key_of(other));
        const HalfEdge& own = edges_[both[0]].face == face ? edges_[both[0]] : edges_[both[1]];
        return own.from == other.from;
    };
    std::vector<bool> seen(faces_.size(), false), turn(faces_.size(), false);
    for (std::uint32_t start = 0; start < faces_.size(); ++start) {
        if (seen[start] || removed_[start]) continue;
        std::vector<std::uint32_t> patch{start};
        seen[start] = true;
        for (std::size_t i = 0; i < patch.size(); ++i) {
            for (const std::uint32_t k : of_face[patch[i]]) {
                const std::uint32_t other = edges_[k].face;
                if (seen[other]) continue;
                seen[other] = true;
                turn[other] = turn[patch[i]] != partner_way(patch[i], edges_[k]);
                patch.push_back(other);
            }
        }
        // One that cannot be made to look one way (three faces at an edge, a band with a twist) stays as it was meant.
        const bool twisted = std::any_of(patch.begin(), patch.end(), [&](std::uint32_t face) {
            return std::any_of(of_face[face].begin(), of_face[face].end(), [&](std::uint32_t k) {
                return turn[edges_[k].face] != (turn[face] != partner_way(face, edges_[k]));
            });
        });
        const Turn which = twisted || patch.size() < 2 ? Turn::none : to_turn(patch, turn);
        for (const std::uint32_t f : patch) turn[f] = which != Turn::none && turn[f] == (which == Turn::these);
    }
    for (std::uint32_t f = 0; f < faces_.size(); ++f)
        if (turn[f]) check.turned.push_back(f);
    flipped_ = turn;
    for (HalfEdge& edge : edges_)
        if (flipped_[edge.face]) std::swap(edge.from, edge.to);
}

std::vector<data::Surface> Body::ground_of(std::span<const HalfEdge> open) const {
    const auto rings = rings_of(open);
    if (rings.empty()) return {};
    const base::Box3 box = box_of(faces_);
    const double highest = box.min.z + ground_share * box.size().z;
    const FacePlane from_below(glm::dvec3(box.min), glm::dvec3(0, 0, -1));
    std::vector<data::Surface> ground;
    std::vector<data::Ring> courts;
    for (const std::vector<std::uint32_t>& numbers : rings) {
        data::Ring ring;
        for (const std::uint32_t number : numbers) ring.push_back(corners_.at(number));
        const glm::dvec3 normal = newell_normal(ring);
        const bool low = std::all_of(ring.begin(), ring.end(), [&](const glm::dvec3& p) { return p.z <= highest; });
        if (!low || std::abs(normal.z) < level_share * glm::length(normal)) return {};
        if (normal.z > 0) {
            courts.push_back(std::move(ring));
            continue;
        }
        data::Surface face;
        face.kind = data::SurfaceKind::ground;
        face.outer = std::move(ring);
        ground.push_back(std::move(face));
    }
    for (data::Ring& court : courts) {
        const glm::dvec2 place = (from_below.flat(court[0]) + from_below.flat(court[1])) * 0.5;
        const auto around = std::find_if(ground.begin(), ground.end(), [&](const data::Surface& face) {
            return is_inside(place, face.outer, from_below);
        });
        if (around == ground.end()) return {};
        around->holes.push_back(std::move(court));
    }
    return ground;
}

void Body::find_gaps(SolidCheck& check) const {
    const std::vector<HalfEdge> open = open_edges(edges_, corners_);
    for (const HalfEdge& edge : open) check.open_m += glm::length(corners_.at(edge.to) - corners_.at(edge.from));
    if (check.open_m > told_open_m) check.ground = ground_of(open);
    check.closed = check.open_m <= told_open_m || !check.ground.empty();
    if (check.closed) check.open_m = 0;
}

int Body::piece_count() const {
    std::vector<std::uint32_t> root(corners_.size());
    std::iota(root.begin(), root.end(), 0u);
    const auto find = [&](std::uint32_t at) {
        while (root[at] != at) at = root[at] = root[root[at]];
        return at;
    };
    for (const HalfEdge& edge : edges_) root[find(edge.from)] = find(edge.to);
    std::vector<bool> used(corners_.size(), false);
    for (const HalfEdge& edge : edges_) used[find(edge.from)] = true;
    return static_cast<int>(std::count(used.begin(), used.end(), true));
}

}  // namespace

double volume_m3(Faces faces) {
    const base::Box3 box = box_of(faces);
    if (box.empty()) return 0;
    double volume = 0;
    for (const data::Surface* face : faces) volume += volume_of(*face, box.centre());
    return volume;
}

SolidCheck check_solid(Faces faces) {
    SolidCheck check;
    if (faces.size() < 3) return check;
    if (is_closed_point_by_point(faces)) {
        check.closed = true;
        return check;
    }
    std::size_t corners = 0;
    for (const data::Surface* face : faces) {
        corners += face->outer.size();
        for (const data::Ring& hole : face->holes) corners += hole.size();
    }
    if (corners > most_corners) return check;
    Body body(faces);
    body.find_duplicates(check);
    body.find_turned(check);
    body.find_gaps(check);
    if (check.open_m > 0) check.pieces = body.piece_count();
    return check;
}

}  // namespace twin::scene
