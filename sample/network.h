#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sample/geometry.h"
#include "sample/skeleton.h"
#include "sample/vec2.h"

namespace twin::sample {

/// How wide a class of street is and how it ranks.
struct StreetKind {
    const char* name;   ///< OSM highway=* value.
    int rank;           ///< 0: the most important.
    double width_m;     ///< Kerb to kerb.
    double corridor_m;  ///< Middle to the building line.
    int lanes;
    int maxspeed_kmh;
};
const StreetKind& street_kind(const std::string& street_class);

struct Street {
    std::string name, street_class, ref;
    bool generated = false;
    std::vector<int> nodes;  ///< Indices into Network::nodes().
};

/// A street crossing found on a straight way.
struct StreetHit {
    Vec2 place;
    double fraction = 0;
    int segment = -1;
    int street = -1;
};

/// The streets as a planar graph: courses that cross share a node there.
/// Frame: sample plane.
class Network {
  public:
    struct Segment {
        int street, a, b;
        bool alive;
    };

    /// Adds a course; its points join nodes and segments nearer than `snap_m`. Answers the street's index, -1 when
    /// nothing is left of it.
    int add_street(Street street, const Polyline& course, double snap_m);
    /// Removes dangling ends shorter than `keep_from_m(end)` tells.
    void prune(const std::function<double(Vec2 end)>& keep_from_m);

    const std::vector<Vec2>& nodes() const { return nodes_; }
    const std::vector<Street>& streets() const { return streets_; }
    std::vector<Street>& streets() { return streets_; }
    const std::vector<Segment>& segments() const { return segments_; }
    std::vector<int> segments_near(const Box& box) const;
    std::optional<StreetHit> first_hit(Vec2 from, Vec2 to) const;
    std::optional<StreetHit> nearest(Vec2 p, double within_m) const;
    /// Distance to the nearest segment within `within_m` whose direction is like `direction` (35 degrees) and whose
    /// nearest place lies beyond the line through `behind` across `out`.
    double parallel_distance(Vec2 p, Vec2 direction, double within_m, Vec2 behind, Vec2 out) const;
    Polyline course_of(const Street& street) const;
    /// Number of segments at each node.
    std::vector<int> degrees() const;

  private:
    int node_at(Vec2 p, double snap_m);
    int split(int segment, Vec2 at);
    void connect(int street, int from, int to);
    void add_segment(int street, int a, int b);

    std::vector<Vec2> nodes_;
    std::vector<Street> streets_;
    std::vector<Segment> segments_;
    SpatialIndex node_index_{30}, segment_index_{40};
};

/// The hand-written main streets without motorways.
void add_main_streets(const Skeleton& skeleton, Network& network);

}  // namespace twin::sample
