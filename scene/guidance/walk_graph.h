#pragma once

#include <cstdint>
#include <vector>

#include <boost/graph/compressed_sparse_row_graph.hpp>

#include "scene/guidance/cost.h"
#include "scene/guidance/pedestrian_network.h"

namespace twin::scene {

/// The network as something to search in: a vertex stands at the beginning of one walk (an edge, a direction, a side),
/// an arc walks it and goes over into the next one; so turns and crossings, which belong to pairs of walks, can cost.
/// Thread: any, read-only once built.
class WalkGraph {
  public:
    struct Arc {
        float shortest_m = 0, guided_s = 0;
    };
    using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, Arc, boost::no_property,
                                                     std::uint32_t, std::uint32_t>;
    using Vertex = std::uint32_t;

    explicit WalkGraph(const PedestrianNetwork& network);

    const Graph& graph() const { return graph_; }
    Vertex count() const { return static_cast<Vertex>(walks_.size()); }
    Walk walk_of(Vertex vertex) const { return walks_[vertex]; }
    Vertex vertex_of(Walk walk) const {
        return first_[walk.edge] + (walk.backward ? 1 : 0) + (walk.side == Side::right ? 2 : 0);
    }

  private:
    std::vector<Vertex> first_;
    std::vector<Walk> walks_;
    Graph graph_;
};

/// All sides of an edge that can be walked: one in the middle, two, or none where it is barred.
std::vector<Side> sides_of(const WayTraits& way);

}  // namespace twin::scene
