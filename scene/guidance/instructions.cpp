#include "scene/guidance/instructions.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "scene/guidance/words.h"

namespace twin::scene {

namespace {

constexpr double pi = 3.14159265358979323846;
constexpr double told_turn_rad = pi / 4;
/// Going along an arm to its crossing and back on the other side belongs to the crossing, up to this length.
constexpr double longest_detour_m = 40;

/// Walks along a path and writes down what a walker must know.
class Teller {
  public:
    Teller(const PedestrianNetwork& network, const Path& path, const Trail& trail, Route& route)
        : network_(network), path_(path), trail_(trail), route_(route), detour_(path.pieces.size(), false) {
        find_detours();
    }

    void tell(const glm::dvec2& finish) {
        tell_start();
        for (std::size_t i = 0; i < path_.pieces.size(); ++i) {
            if (i > 0) at_node(i);
            piece(i);
        }
        end_stairs();
        for (const Trail::Crossed& crossed : trail_.crossings) cross(crossed);
        tell_finish(finish);
        std::stable_sort(route_.items.begin(), route_.items.end(),
                         [](const RouteItem& a, const RouteItem& b) { return a.at_m < b.at_m; });
    }

  private:
    struct Stairs {
        std::size_t point = 0;
        int steps = 0, incline = 0;
        bool counted = true, handrail = false;
    };

    RouteItem& add(RouteItem::Kind kind, std::size_t point, Words words, bool warning) {
        RouteItem item;
        item.kind = kind;
        item.at_m = trail_.at_m[point];
        item.position = base::CityPoint(trail_.points[point].x, trail_.points[point].y, 0);
        item.words = std::move(words);
        item.warning = warning;
        route_.items.push_back(std::move(item));
        return route_.items.back();
    }

    /// Stretches of one street that are walked there on one side and back on the other.
    void find_detours() {
        const auto& pieces = path_.pieces;
        for (std::size_t middle = 1; middle < pieces.size(); ++middle) {
            double length_m = 0;
            for (std::size_t k = 0; k < middle && middle + k < pieces.size(); ++k) {
                const Walk &there = pieces[middle - 1 - k].walk, &back = pieces[middle + k].walk;
                if (there.edge != back.edge || there.backward == back.backward) break;
                length_m += pieces[middle - 1 - k].length_m();
                if (length_m > longest_detour_m) break;
                detour_[middle - 1 - k] = detour_[middle + k] = true;
            }
        }
    }

    glm::dvec2 first_direction() const {
        for (std::size_t i = 1; i < trail_.points.size(); ++i)
            if (trail_.at_m[i] > 2 || i + 1 == trail_.points.size()) return trail_.points[i] - trail_.points[0];
        return {0, 1};
    }

    void tell_start() {
        const WayTraits& way = network_.way_of(path_.pieces.front().walk.edge);
        const glm::dvec2 direction = first_direction();
        const Words towards = compass_in_words(std::atan2(direction.x, direction.y));
        const std::string name = way.name.empty() ? std::string() : ": " + way.name;
        add(RouteItem::Kind::start, 0,
            {"Start" + name + ", Richtung " + towards.de, "Start" + name + ", heading " + towards.en}, false);
        told_name_ = way.name;
    }

    void tell_finish(const glm::dvec2& finish) {
        const auto& course = trail_.points;
        const glm::dvec2 last = course.back();
        const double aside_m = glm::distance(last, finish);
        Words words{"Ziel erreicht", "You have arrived"};
        if (aside_m > 3) {
            const glm::dvec2 walked = course.size() > 1 ? last - course[course.size() - 2] : glm::dvec2(0, 1);
            const double turn = std::atan2(finish.x - last.x, finish.y - last.y) - std::atan2(walked.x, walked.y);
            const int hour = clock_hour(std::remainder(turn, 2 * pi));
            words = {fmt::format("Ziel auf {} Uhr, {}", hour, distance_in_words(aside_m)),
                     fmt::format("Destination at {} o'clock, {}", hour, distance_in_words(aside_m))};
        }
        add(RouteItem::Kind::finish, course.size() - 1, std::move(words), false);
    }

    void piece(std::size_t index) {
        const PathPiece& piece = path_.pieces[index];
        const WayTraits& way = network_.way_of(piece.walk.edge);
        if (way.kind == WayKind::steps && piece.length_m() > 0) climb(piece, way, trail_.piece_begin[index]);
    }

    void climb(const PathPiece& piece, const WayTraits& way, std::size_t point) {
        const double length_m = network_.edges()[piece.walk.edge].length_m;
        const int steps =
            static_cast<int>(std::lround(step_count_of(network_, piece.walk.edge) * piece.length_m() / length_m));
        const int incline = piece.walk.backward ? -way.incline : way.incline;
        if (stairs_ && stairs_->incline != incline) end_stairs();
        if (!stairs_) stairs_ = Stairs{point, 0, incline, true, way.handrail};
        stairs_->steps += steps;
        stairs_->counted = stairs_->counted && way.step_count > 0;
        stairs_->handrail = stairs_->handrail && way.handrail;
    }

    void end_stairs() {
        if (!stairs_ || stairs_->steps == 0) {
            stairs_.reset();
            return;
        }
        ++route_.stairs;
        route_.steps += stairs_->steps;
        add(RouteItem::Kind::steps, stairs_->point,
            stairs_in_words(stairs_->steps, stairs_->counted, stairs_->incline, stairs_->handrail), true);
        stairs_.reset();
    }

    bool crosses_before(std::size_t piece) const {
        return std::any_of(trail_.crossings.begin(), trail_.crossings.end(),
                           [&](const Trail::Crossed& crossed) { return crossed.piece == piece; });
    }

    void at_node(std::size_t index) {
        const Walk in = path_.pieces[index - 1].walk, out = path_.pieces[index].walk;
        const std::size_t point = trail_.joint_begin[index];
        if (network_.way_of(out.edge).kind != WayKind::steps) end_stairs();
        const NetworkNode& node = network_.nodes()[network_.end_of(in)];
        const bool crossing = crosses_before(index);
        const bool aid =
            network_.way_of(in.edge).kind != WayKind::street || network_.way_of(out.edge).kind != WayKind::street;
        if (node.kerb == Kerb::flush && (aid || crossing))
            add(RouteItem::Kind::kerb, point,
                {"Achtung: Nullabsenkung, Bord nicht tastbar", "Caution: flush kerb, cannot be felt"}, true);
        if (node.tactile && !crossing)
            add(RouteItem::Kind::tactile_paving, point, {"Bodenindikatoren", "Tactile paving"}, false);
        turn(index, point);
    }

    void cross(const Trail::Crossed& crossed) {
        const CrossingEvent& event = crossed.event;
        const bool signals = event.traits.kind == CrossingTraits::Kind::signals;
        ++route_.crossings;
        if (signals) ++route_.signalled_crossings;
        count(event.rank >= main_street_rank ? route_.main : route_.quiet, event.traits);
        const bool warning =
            !signals && event.traits.kind != CrossingTraits::Kind::zebra && event.rank >= main_street_rank;
        Words words = crossing_in_words(event.traits, network_.way_of(event.edge));
        if (warning) words = {"Achtung: " + words.de, "Caution: " + words.en};
        RouteItem& item = add(signals ? RouteItem::Kind::signal : RouteItem::Kind::crossing, crossed.begin,
                              std::move(words), warning);
        item.street_rank = event.rank;
        item.width_m = event.width_m;
    }

    static void count(CrossingCounts& counts, const CrossingTraits& traits) {
        switch (traits.kind) {
            case CrossingTraits::Kind::signals:
                ++(traits.sound ? counts.signals_with_sound : counts.signals);
                break;
            case CrossingTraits::Kind::zebra:
                ++counts.zebra;
                break;
            case CrossingTraits::Kind::marked:
                ++counts.marked;
                break;
            case CrossingTraits::Kind::island:
                ++counts.island;
                break;
            case CrossingTraits::Kind::unmarked:
                ++counts.unmarked;
                break;
        }
    }

    /// The last piece before this one that leads on.
    std::size_t before_detour(std::size_t index) const {
        std::size_t before = index - 1;
        while (before > 0 && detour_[before]) --before;
        return before;
    }

    void turn(std::size_t index, std::size_t point) {
        if (detour_[index]) return;
        const Walk in = path_.pieces[before_detour(index)].walk, out = path_.pieces[index].walk;
        const WayTraits& way = network_.way_of(out.edge);
        const bool junction = network_.leaving(network_.begin_of(out)).size() > 2;
        const double angle_rad = turn_rad(network_, in, out);
        const bool renamed = !way.name.empty() && way.name != told_name_;
        if (!way.name.empty()) told_name_ = way.name;
        if (in.edge == out.edge) {
            add(RouteItem::Kind::turn, point,
                {"auf der anderen Straßenseite zurück", "back along the other side of the street"}, false);
            return;
        }
        if (!renamed && !(junction && std::abs(angle_rad) >= told_turn_rad)) return;
        if (way.kind == WayKind::steps && !renamed && std::abs(angle_rad) < told_turn_rad) return;
        const Words into = into_way_in_words(way), direction = turn_in_words(angle_rad);
        add(RouteItem::Kind::turn, point, {direction.de + " " + into.de, direction.en + " " + into.en}, false);
    }

    const PedestrianNetwork& network_;
    const Path& path_;
    const Trail& trail_;
    Route& route_;
    std::vector<bool> detour_;
    std::string told_name_;
    std::optional<Stairs> stairs_;
};

}  // namespace

Route tell_route(const PedestrianNetwork& network, const Path& path, const Trail& trail, const glm::dvec2& finish,
                 const data::Terrain& terrain) {
    Route route;
    route.profile = path.profile == RouteProfile::shortest ? "shortest" : "guided";
    route.length_m = trail.length_m();
    Teller(network, path, trail, route).tell(finish);
    route.walking_s = walking_time_s(route.length_m, route.steps, route.crossings, route.signalled_crossings);
    for (const glm::dvec2& point : rounded(trail.points, corner_radius_m))
        route.course.emplace_back(point.x, point.y, terrain.height_at(point.x, point.y));
    for (RouteItem& item : route.items) item.position.z_m = terrain.height_at(item.position.x_m, item.position.y_m);
    return route;
}

void add_distances(std::vector<RouteItem>& items) {
    double before_m = 0;
    for (RouteItem& item : items) {
        const double step_m = item.at_m - before_m;
        before_m = item.at_m;
        if (item.kind == RouteItem::Kind::start || step_m < 3) continue;
        const std::string distance = distance_in_words(step_m);
        item.words.de = "Nach " + distance + ": " + item.words.de;
        item.words.en = "After " + distance + ": " + item.words.en;
    }
}

}  // namespace twin::scene
