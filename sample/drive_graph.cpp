#include "sample/drive_graph.h"

#include <map>
#include <set>

namespace twin::sample {

DriveGraph make_drive_graph(const Network& network, int highest_rank) {
    const auto drivable = [&](const Street& s) {
        const int rank = street_kind(s.street_class).rank;
        return s.nodes.size() >= 2 && rank >= 1 && rank <= highest_rank;
    };
    std::map<int, std::set<int>> neighbours;
    for (const Street& s : network.streets())
        if (drivable(s))
            for (std::size_t k = 0; k + 1 < s.nodes.size(); ++k) {
                neighbours[s.nodes[k]].insert(s.nodes[k + 1]);
                neighbours[s.nodes[k + 1]].insert(s.nodes[k]);
            }
    DriveGraph graph;
    std::map<int, int> junction_of;
    auto junction = [&](int node) {
        const auto [it, fresh] = junction_of.try_emplace(node, static_cast<int>(graph.junctions.size()));
        if (fresh) {
            graph.junctions.push_back(network.nodes()[node]);
            graph.leaving.emplace_back();
        }
        return it->second;
    };
    std::set<std::pair<int, int>> laid;
    auto add = [&](const Street& s, const std::vector<int>& nodes) {
        if (!laid.insert({std::min(nodes[0], nodes[1]), std::max(nodes[0], nodes[1])}).second) return;
        const StreetKind& kind = street_kind(s.street_class);
        DriveEdge edge;
        edge.name = s.name;
        edge.rank = kind.rank;
        edge.lanes = kind.lanes >= 4 ? 2 : 1;
        edge.width_m = kind.width_m;
        edge.free_ms = kind.maxspeed_kmh / 3.6;
        for (int n : nodes) edge.course.push_back(network.nodes()[n]);
        edge.length_m = length_of(edge.course);
        if (edge.length_m < 4) return;
        for (int back = 0; back < 2; ++back) {
            DriveEdge e = edge;
            if (back) e.course.assign(edge.course.rbegin(), edge.course.rend());
            e.from = junction(back ? nodes.back() : nodes.front());
            e.to = junction(back ? nodes.front() : nodes.back());
            e.start_direction = unit(e.course[1] - e.course[0]);
            e.end_direction = unit(e.course.back() - e.course[e.course.size() - 2]);
            const int index = static_cast<int>(graph.edges.size());
            e.reverse = back ? index - 1 : index + 1;
            graph.leaving[e.from].push_back(index);
            graph.edges.push_back(std::move(e));
        }
    };
    for (const Street& s : network.streets()) {
        if (!drivable(s)) continue;
        std::vector<int> run{s.nodes[0]};
        for (std::size_t k = 1; k < s.nodes.size(); ++k) {
            run.push_back(s.nodes[k]);
            if (k + 1 < s.nodes.size() && neighbours[s.nodes[k]].size() == 2) continue;
            add(s, run);
            run = {s.nodes[k]};
        }
    }
    return graph;
}

}  // namespace twin::sample
