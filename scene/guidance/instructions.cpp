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
/// The carriageways of one street count as one crossing.
constexpr double same_crossing_m = 30;
constexpr int main_street_rank = 3;

/// Walks along a path and writes down what a walker must know.
class Teller {
  public:
    Teller(const PedestrianNetwork& network, const Path& path, Route& route)
        : network_(network), path_(path), route_(route) {}

    void tell(const glm::dvec2& finish) {
        tell_start();
        for (std::size_t i = 0; i < path_.pieces.size(); ++i) {
            if (i > 0) at_node(path_.pieces[i - 1].walk, path_.pieces[i].walk);
            piece(path_.pieces[i]);
        }
        end_stairs();
        tell_finish(finish);
        std::stable_sort(route_.items.begin(), route_.items.end(),
                         [](const RouteItem& a, const RouteItem& b) { return a.at_m < b.at_m; });
    }

  private:
    struct Stairs {
        double at_m = 0;
        glm::dvec2 position{0};
        int steps = 0, incline = 0;
        bool counted = true, handrail = false;
    };

    void add(RouteItem::Kind kind, const glm::dvec2& position, Words words, bool warning) {
        add_at(kind, at_m_, position, std::move(words), warning);
    }
    void add_at(RouteItem::Kind kind, double at_m, const glm::dvec2& position, Words words, bool warning) {
        RouteItem item;
        item.kind = kind;
        item.at_m = at_m;
        item.position = base::CityPoint(position.x, position.y, 0);
        item.words = std::move(words);
        item.warning = warning;
        route_.items.push_back(std::move(item));
    }

    void tell_start() {
        const PathPiece& first = path_.pieces.front();
        const WayTraits& way = network_.way_of(first.walk.edge);
        const auto course = course_of(network_, path_);
        const Words towards =
            compass_in_words(course.size() > 1 ? std::atan2(course[1].x - course[0].x, course[1].y - course[0].y) : 0);
        const std::string name = way.name.empty() ? std::string() : ": " + way.name;
        add(RouteItem::Kind::start, course.front(),
            {"Start" + name + ", Richtung " + towards.de, "Start" + name + ", heading " + towards.en}, false);
        told_name_ = way.name;
    }

    void tell_finish(const glm::dvec2& finish) {
        const auto course = course_of(network_, path_);
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
        add(RouteItem::Kind::finish, last, words, false);
    }

    void piece(const PathPiece& piece) {
        const WayTraits& way = network_.way_of(piece.walk.edge);
        if (way.kind == WayKind::steps && piece.length_m() > 0) climb(piece, way);
        at_m_ += piece.length_m();
    }

    void climb(const PathPiece& piece, const WayTraits& way) {
        const double length_m = network_.edges()[piece.walk.edge].length_m;
        const int steps =
            static_cast<int>(std::lround(step_count_of(network_, piece.walk.edge) * piece.length_m() / length_m));
        const int incline = piece.walk.backward ? -way.incline : way.incline;
        if (stairs_ && stairs_->incline != incline) end_stairs();
        if (!stairs_) stairs_ = Stairs{at_m_, course_of(network_, piece).front(), 0, incline, true, way.handrail};
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
        add_at(RouteItem::Kind::steps, stairs_->at_m, stairs_->position,
               stairs_in_words(stairs_->steps, stairs_->counted, stairs_->incline, stairs_->handrail), true);
        stairs_.reset();
    }

    void at_node(Walk in, Walk out) {
        if (network_.way_of(out.edge).kind != WayKind::steps) end_stairs();
        const NetworkNode& node = network_.nodes()[network_.end_of(in)];
        const auto crossing = crossing_between(network_, in, out);
        if (crossing) cross(*crossing, node);
        const bool aid =
            network_.way_of(in.edge).kind != WayKind::street || network_.way_of(out.edge).kind != WayKind::street;
        if (node.kerb == Kerb::flush && (aid || crossing))
            add(RouteItem::Kind::kerb, node.position,
                {"Achtung: Nullabsenkung, Bord nicht tastbar", "Caution: flush kerb, cannot be felt"}, true);
        if (node.tactile && !crossing)
            add(RouteItem::Kind::tactile_paving, node.position, {"Bodenindikatoren", "Tactile paving"}, false);
        turn(in, out, node);
    }

    void cross(const CrossingEvent& event, const NetworkNode& node) {
        const WayTraits& street = network_.way_of(event.edge);
        const bool same = crossed_at_m_ && at_m_ - *crossed_at_m_ < same_crossing_m && crossed_name_ == street.name &&
                          !street.name.empty();
        crossed_at_m_ = at_m_;
        crossed_name_ = street.name;
        if (same) return;
        ++route_.crossings;
        const bool signals = event.traits.kind == CrossingTraits::Kind::signals;
        if (signals) ++route_.signalled_crossings;
        const bool warning =
            !signals && event.traits.kind != CrossingTraits::Kind::zebra && event.rank >= main_street_rank;
        Words words = crossing_in_words(event.traits, street);
        if (warning) words = {"Achtung: " + words.de, "Caution: " + words.en};
        add(signals ? RouteItem::Kind::signal : RouteItem::Kind::crossing, node.position, std::move(words), warning);
    }

    void turn(Walk in, Walk out, const NetworkNode& node) {
        const WayTraits& way = network_.way_of(out.edge);
        const bool junction = network_.leaving(network_.end_of(in)).size() > 2;
        const double angle_rad = turn_rad(network_, in, out);
        const bool renamed = !way.name.empty() && way.name != told_name_;
        if (!renamed && !(junction && std::abs(angle_rad) >= told_turn_rad)) return;
        if (way.kind == WayKind::steps && !renamed && std::abs(angle_rad) < told_turn_rad) return;
        const Words into = into_way_in_words(way), direction = turn_in_words(angle_rad);
        if (!way.name.empty()) told_name_ = way.name;
        add(RouteItem::Kind::turn, node.position, {direction.de + " " + into.de, direction.en + " " + into.en}, false);
    }

    const PedestrianNetwork& network_;
    const Path& path_;
    Route& route_;
    double at_m_ = 0;
    std::string told_name_, crossed_name_;
    std::optional<double> crossed_at_m_;
    std::optional<Stairs> stairs_;
};

}  // namespace

Route tell_route(const PedestrianNetwork& network, RouteProfile profile, const Path& path, const glm::dvec2& finish,
                 const data::Terrain& terrain) {
    Route route;
    route.profile = profile == RouteProfile::shortest ? "shortest" : "guided";
    route.length_m = path.length_m();
    Teller(network, path, route).tell(finish);
    route.walking_s = walking_time_s(route.length_m, route.steps, route.crossings, route.signalled_crossings);
    for (const glm::dvec2& point : course_of(network, path))
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
