#include "sample/network.h"

#include <algorithm>
#include <array>
#include <set>

namespace twin::sample {

const StreetKind& street_kind(const std::string& street_class) {
    static const std::array<StreetKind, 9> kinds = {{
        {"motorway", 0, 11.5, 14, 3, 130},
        {"primary", 1, 12.0, 9.8, 4, 50},
        {"secondary", 2, 9.5, 8.2, 2, 50},
        {"tertiary", 3, 7.5, 6.8, 2, 50},
        {"residential", 4, 6.0, 5.4, 2, 30},
        {"living_street", 5, 5.0, 3.9, 1, 7},
        {"pedestrian", 6, 8.0, 4.6, 0, 0},
        {"service", 7, 4.0, 3.5, 1, 20},
        {"track", 8, 3.0, 2.5, 1, 30},
    }};
    for (const StreetKind& kind : kinds)
        if (street_class == kind.name) return kind;
    return kinds[4];
}

std::vector<int> Network::segments_near(const Box& box) const {
    std::vector<int> found;
    for (int id : segment_index_.find(box))
        if (segments_[id].alive) found.push_back(id);
    return found;
}

std::optional<StreetHit> Network::first_hit(Vec2 from, Vec2 to) const {
    Box box;
    box.add(from);
    box.add(to);
    std::optional<StreetHit> best;
    for (int id : segments_near(box)) {
        const Segment& s = segments_[id];
        double t, u;
        if (!segments_cross(from, to, nodes_[s.a], nodes_[s.b], t, u)) continue;
        if (!best || t < best->fraction) best = StreetHit{mix(from, to, t), t, id, s.street};
    }
    return best;
}

std::optional<StreetHit> Network::nearest(Vec2 p, double within_m) const {
    Box box;
    box.add(p);
    std::optional<StreetHit> best;
    double best_m = within_m;
    for (int id : segments_near(box.grown(within_m))) {
        const Segment& s = segments_[id];
        double t;
        const double d = distance_to_segment(p, nodes_[s.a], nodes_[s.b], &t);
        if (d >= best_m) continue;
        best_m = d;
        best = StreetHit{mix(nodes_[s.a], nodes_[s.b], t), d, id, s.street};
    }
    return best;
}

double Network::parallel_distance(Vec2 p, Vec2 direction, double within_m, Vec2 behind, Vec2 out) const {
    Box box;
    box.add(p);
    double best = within_m;
    for (int id : segments_near(box.grown(within_m))) {
        const Segment& s = segments_[id];
        if (std::abs(dot(unit(nodes_[s.b] - nodes_[s.a]), direction)) < 0.82) continue;
        double t;
        const double d = distance_to_segment(p, nodes_[s.a], nodes_[s.b], &t);
        if (d < best && dot(mix(nodes_[s.a], nodes_[s.b], t) - behind, out) > 7) best = d;
    }
    return best;
}

Polyline Network::course_of(const Street& street) const {
    Polyline line;
    for (int n : street.nodes) line.push_back(nodes_[n]);
    return line;
}

std::vector<int> Network::degrees() const {
    std::vector<int> degree(nodes_.size(), 0);
    for (const Segment& s : segments_)
        if (s.alive) {
            ++degree[s.a];
            ++degree[s.b];
        }
    return degree;
}

int Network::node_at(Vec2 p, double snap_m) {
    Box box;
    box.add(p);
    int best = -1;
    double best_m = snap_m;
    for (int id : node_index_.find(box.grown(snap_m))) {
        const double d = distance(nodes_[id], p);
        if (d < best_m) {
            best_m = d;
            best = id;
        }
    }
    if (best >= 0) return best;
    if (auto hit = nearest(p, snap_m)) return split(hit->segment, hit->place);
    nodes_.push_back(p);
    node_index_.add(static_cast<int>(nodes_.size()) - 1, box);
    return static_cast<int>(nodes_.size()) - 1;
}

int Network::split(int segment, Vec2 at) {
    const Segment old = segments_[segment];
    if (distance(at, nodes_[old.a]) < 1.5) return old.a;
    if (distance(at, nodes_[old.b]) < 1.5) return old.b;
    nodes_.push_back(at);
    const int node = static_cast<int>(nodes_.size()) - 1;
    Box box;
    box.add(at);
    node_index_.add(node, box);
    segments_[segment].alive = false;
    add_segment(old.street, old.a, node);
    add_segment(old.street, node, old.b);
    std::vector<int>& list = streets_[old.street].nodes;
    for (std::size_t i = 0; i + 1 < list.size(); ++i)
        if ((list[i] == old.a && list[i + 1] == old.b) || (list[i] == old.b && list[i + 1] == old.a)) {
            list.insert(list.begin() + static_cast<std::ptrdiff_t>(i) + 1, node);
            break;
        }
    return node;
}

void Network::add_segment(int street, int a, int b) {
    segments_.push_back({street, a, b, true});
    Box box;
    box.add(nodes_[a]);
    box.add(nodes_[b]);
    segment_index_.add(static_cast<int>(segments_.size()) - 1, box);
}

void Network::connect(int street, int from, int to) {
    std::vector<int>& list = streets_[street].nodes;
    if (list.empty()) list.push_back(from);
    std::vector<std::pair<double, int>> stops;
    const Vec2 a = nodes_[from], b = nodes_[to];
    Box box;
    box.add(a);
    box.add(b);
    for (int id : segments_near(box.grown(1))) {
        const Segment s = segments_[id];
        if (s.a == from || s.b == from || s.a == to || s.b == to) continue;
        double t, u;
        if (!segments_cross(a, b, nodes_[s.a], nodes_[s.b], t, u)) continue;
        stops.emplace_back(t, split(id, mix(a, b, t)));
    }
    std::sort(stops.begin(), stops.end());
    stops.emplace_back(1.0, to);
    for (auto [t, node] : stops) {
        const int last = streets_[street].nodes.back();
        if (node == last) continue;
        bool known = false;
        for (int id : segments_near(box.grown(5))) {
            const Segment& s = segments_[id];
            if ((s.a == last && s.b == node) || (s.a == node && s.b == last)) known = true;
        }
        // A piece that another street has already is not laid twice; the course goes on behind it.
        if (!known) add_segment(street, last, node);
        streets_[street].nodes.push_back(node);
    }
}

int Network::add_street(Street street, const Polyline& course, double snap_m) {
    if (course.size() < 2) return -1;
    const int index = static_cast<int>(streets_.size());
    street.nodes.clear();
    streets_.push_back(std::move(street));
    int last = node_at(course[0], snap_m);
    for (std::size_t i = 1; i < course.size(); ++i) {
        const bool end = i + 1 == course.size();
        const int node = node_at(course[i], end ? snap_m : std::min(snap_m, 4.0));
        if (node == last) continue;
        connect(index, last, node);
        last = node;
    }
    if (streets_[index].nodes.size() >= 2) return index;
    streets_.pop_back();
    return -1;
}

void Network::prune(const std::function<double(Vec2 end)>& keep_from_m) {
    for (bool changed = true; changed;) {
        changed = false;
        std::vector<std::vector<int>> at(nodes_.size());
        for (int id = 0; id < static_cast<int>(segments_.size()); ++id)
            if (segments_[id].alive) {
                at[segments_[id].a].push_back(id);
                at[segments_[id].b].push_back(id);
            }
        for (int start = 0; start < static_cast<int>(nodes_.size()); ++start) {
            if (at[start].size() != 1) continue;
            std::vector<int> chain;
            int node = start;
            double sum = 0;
            int from = -1;
            while (true) {
                int next = -1;
                for (int id : at[node])
                    if (id != from && segments_[id].alive) next = id;
                if (next < 0) break;
                chain.push_back(next);
                sum += distance(nodes_[segments_[next].a], nodes_[segments_[next].b]);
                node = segments_[next].a == node ? segments_[next].b : segments_[next].a;
                from = next;
                if (at[node].size() != 2) break;
            }
            const bool generated = !chain.empty() && streets_[segments_[chain[0]].street].generated;
            if (!generated || sum >= keep_from_m(nodes_[start])) continue;
            for (int id : chain) segments_[id].alive = false;
            at[node].erase(std::remove(at[node].begin(), at[node].end(), chain.back()), at[node].end());
            changed = true;
        }
    }
    // Streets follow what is left of their segments.
    std::set<std::pair<int, int>> left;
    for (const Segment& s : segments_)
        if (s.alive) left.insert({std::min(s.a, s.b), std::max(s.a, s.b)});
    std::vector<Street> more;
    for (std::size_t i = 0; i < streets_.size(); ++i) {
        std::vector<std::vector<int>> runs;
        const std::vector<int> list = streets_[i].nodes;
        for (std::size_t k = 0; k + 1 < list.size(); ++k) {
            const bool alive = left.contains({std::min(list[k], list[k + 1]), std::max(list[k], list[k + 1])});
            if (!alive) continue;
            if (runs.empty() || runs.back().back() != list[k]) runs.push_back({list[k]});
            runs.back().push_back(list[k + 1]);
        }
        streets_[i].nodes = runs.empty() ? std::vector<int>{} : runs[0];
        for (std::size_t k = 1; k < runs.size(); ++k) {
            more.push_back(streets_[i]);
            more.back().nodes = runs[k];
        }
    }
    streets_.insert(streets_.end(), more.begin(), more.end());
}

void add_main_streets(const Skeleton& skeleton, Network& network) {
    std::vector<const SkeletonStreet*> ordered;
    for (const SkeletonStreet& s : skeleton.streets)
        if (s.street_class != "motorway") ordered.push_back(&s);
    std::stable_sort(ordered.begin(), ordered.end(), [](const SkeletonStreet* a, const SkeletonStreet* b) {
        return street_kind(a->street_class).rank < street_kind(b->street_class).rank;
    });
    for (const SkeletonStreet* s : ordered) {
        Street street;
        street.name = s->name;
        street.street_class = s->street_class;
        street.ref = s->ref;
        network.add_street(std::move(street), smooth_curve(s->course, 16), 14);
    }
}

}  // namespace twin::sample
