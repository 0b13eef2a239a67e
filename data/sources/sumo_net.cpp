#include "data/sources/sumo_net.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/sumo_xml.h"

namespace twin::data {

namespace {

bool any_of_words(std::string_view list, std::initializer_list<std::string_view> wanted) {
    for (const std::string_view word : base::split(list, ' '))
        if (std::find(wanted.begin(), wanted.end(), word) != wanted.end()) return true;
    return false;
}

/// Source: SUMO's vehicle classes, "Vehicle Type Parameter Defaults".
LaneUse lane_use(std::string_view allow, std::string_view disallow) {
    if (allow.empty() && any_of_words(disallow, {"all"})) return LaneUse::nobody;
    if (allow.empty() || any_of_words(allow, {"all"}))
        return any_of_words(disallow, {"passenger"}) && any_of_words(disallow, {"bus"}) ? LaneUse::bicycle
                                                                                        : LaneUse::motor;
    if (any_of_words(allow, {"passenger", "private", "taxi", "bus", "coach", "delivery", "truck", "trailer",
                             "emergency", "motorcycle", "moped", "evehicle", "authority", "army", "vip", "hov"}))
        return LaneUse::motor;
    if (any_of_words(allow, {"bicycle"})) return LaneUse::bicycle;
    if (any_of_words(allow, {"pedestrian", "wheelchair"})) return LaneUse::foot;
    if (any_of_words(allow, {"tram", "rail", "rail_urban", "rail_electric", "rail_fast", "subway"}))
        return LaneUse::rail;
    return LaneUse::nobody;
}

std::vector<glm::dvec2> parse_shape(std::string_view text) {
    std::vector<glm::dvec2> shape;
    for (const std::string_view word : base::split(text, ' ')) {
        glm::dvec2 point;
        if (parse_xy(word, point) && (shape.empty() || point != shape.back())) shape.push_back(point);
    }
    return shape;
}

class NetHandler : public SumoHandler {
  public:
    explicit NetHandler(const std::function<void(SumoEdge&&)>& take) : take_(take) {}

    bool begin(std::string_view element, const SumoAttributes& attributes) override {
        if (first_) is_net_ = element == "net";
        first_ = false;
        if (!is_net_) return false;
        if (element == "location") return note_location(attributes);
        if (element == "edge" && take_) {
            edge_ = {};
            edge_.id = base::to_valid_utf8(attributes.text("id"));
            edge_.name = base::to_valid_utf8(attributes.text("name"));
            edge_.type = base::to_valid_utf8(attributes.text("type"));
            const std::string_view function = attributes.text("function");
            edge_.internal = !function.empty() && function != "normal";
            in_edge_ = true;
        } else if (element == "lane" && in_edge_ && !edge_.internal) {
            SumoLane lane;
            lane.use = lane_use(attributes.text("allow"), attributes.text("disallow"));
            lane.speed_ms = attributes.number_or("speed", 13.9);
            lane.length_m = attributes.number_or("length", 0);
            lane.width_m = attributes.number_or("width", lane.width_m);
            lane.shape = parse_shape(attributes.text("shape"));
            if (lane.shape.size() > 1) edge_.lanes.push_back(std::move(lane));
        }
        return true;
    }

    bool end(std::string_view element) override {
        if (element == "edge" && in_edge_) {
            in_edge_ = false;
            if (!edge_.internal && !edge_.lanes.empty()) take_(std::move(edge_));
        }
        return true;
    }

    bool is_net() const { return is_net_; }
    bool located() const { return located_; }
    const SumoLocation& location() const { return location_; }

  private:
    bool note_location(const SumoAttributes& attributes) {
        located_ = parse_xy(attributes.text("netOffset"), location_.offset_m);
        const std::string_view projection = base::trim(attributes.text("projParameter"));
        if (projection != "!" && projection != "-" && projection != ".") location_.projection = projection;
        return take_ != nullptr;
    }

    const std::function<void(SumoEdge&&)>& take_;
    SumoEdge edge_;
    SumoLocation location_;
    bool first_ = true, is_net_ = false, located_ = false, in_edge_ = false;
};

/// Part of a type behind `prefix` ("highway.primary|cycleway.lane" gives "primary").
std::string class_behind(std::string_view type, std::string_view prefix) {
    const auto at = type.find(prefix);
    if (at == std::string_view::npos) return {};
    const auto rest = type.substr(at + prefix.size());
    return std::string(rest.substr(0, rest.find_first_of("|;, ")));
}

FeatureKind kind_of(LaneUse use, std::string_view street_class) {
    if (use == LaneUse::rail) return FeatureKind::rail;
    if (street_class == "steps") return FeatureKind::steps;
    if (use == LaneUse::bicycle || street_class == "cycleway") return FeatureKind::cycleway;
    if (use == LaneUse::foot) return FeatureKind::footway;
    return FeatureKind::street;
}

}  // namespace

LaneUse SumoEdge::use() const {
    LaneUse best = LaneUse::nobody;
    for (const SumoLane& lane : lanes) best = std::min(best, lane.use);
    return best;
}

std::vector<glm::dvec2> SumoEdge::course() const {
    std::vector<const SumoLane*> used;
    for (const SumoLane& lane : lanes)
        if (lane.use == use()) used.push_back(&lane);
    if (used.empty()) return {};
    const std::size_t points = used.front()->shape.size();
    const bool alike =
        std::all_of(used.begin(), used.end(), [&](const SumoLane* lane) { return lane->shape.size() == points; });
    if (!alike) return used[used.size() / 2]->shape;
    std::vector<glm::dvec2> middle(points, glm::dvec2(0));
    for (const SumoLane* lane : used)
        for (std::size_t i = 0; i < points; ++i) middle[i] += lane->shape[i] / static_cast<double>(used.size());
    return middle;
}

double SumoEdge::width_m() const {
    double width = 0;
    for (const SumoLane& lane : lanes)
        if (lane.use == use()) width += lane.width_m;
    return width;
}

int SumoEdge::lane_count() const {
    return static_cast<int>(
        std::count_if(lanes.begin(), lanes.end(), [&](const SumoLane& lane) { return lane.use == use(); }));
}

double SumoEdge::speed_ms() const {
    double speed = 0;
    for (const SumoLane& lane : lanes)
        if (lane.use == use()) speed = std::max(speed, lane.speed_ms);
    return speed;
}

double SumoEdge::length_m() const {
    for (const SumoLane& lane : lanes)
        if (lane.use == use() && lane.length_m > 0) return lane.length_m;
    return 0;
}

base::Result<SumoLocation> read_sumo_net(const InputFile& file, const std::function<void(SumoEdge&&)>& take,
                                         const std::function<bool(std::uint64_t)>& progress, std::string& trouble) {
    NetHandler handler(take);
    const auto end = read_sumo_xml(file, handler, progress);
    if (!end) return end.error();
    trouble = end->trouble;
    if (!handler.is_net())
        return base::Error{fmt::format("reading SUMO network: expected <net> in {}, {}", file.name,
                                       trouble.empty() ? "found another kind of file" : trouble)};
    if (!handler.located())
        return base::Error{fmt::format("reading SUMO network: {} has no <location netOffset=...>{}", file.name,
                                       trouble.empty() ? "" : ", " + trouble)};
    return handler.location();
}

Feature street_of(const SumoEdge& edge, const SumoLocation& location) {
    Feature feature;
    const LaneUse use = edge.use();
    const std::string street_class = class_behind(edge.type, "highway.");
    feature.kind = kind_of(use, street_class);
    feature.id = edge.id;
    Attributes& attributes = feature.attributes;
    if (!edge.name.empty()) attributes.set(keys::name, edge.name);
    if (feature.kind == FeatureKind::rail) {
        const std::string rail_class = class_behind(edge.type, "railway.");
        attributes.set(keys::rail_class, rail_class.empty() ? std::string("rail") : rail_class);
    } else {
        attributes.set(keys::street_class, street_class.empty() ? std::string("unclassified") : street_class);
        attributes.set(keys::lanes, static_cast<std::int64_t>(edge.lane_count()));
        attributes.set(keys::width_m, edge.width_m());
        attributes.set(keys::maxspeed_kmh, std::round(edge.speed_ms() * 3.6 * 10) / 10);
    }
    attributes.set(keys::oneway, true);
    Line line;
    for (const glm::dvec2& point : edge.course()) line.points.emplace_back(point - location.offset_m, 0.0);
    feature.lines.push_back(std::move(line));
    return feature;
}

}  // namespace twin::data
