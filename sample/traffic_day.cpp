#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "sample/osm_document.h"
#include "sample/projection.h"
#include "sample/rng.h"
#include "sample/traffic_demo.h"
#include "sample/zones.h"

namespace twin::sample {
namespace {

constexpr double net_easting_m = 406000, net_northing_m = 5473000;

/// Share of the daily peak at an hour: morning and evening peaks, a plateau between them, a quiet night.
double day_curve(double hour, bool inbound) {
    auto peak = [&](double at, double wide) { return std::exp(-(hour - at) * (hour - at) / (2 * wide * wide)); };
    const double morning = inbound ? 1.0 : 0.72, evening = inbound ? 0.75 : 1.0;
    const double base = 0.06 + 0.46 * (smooth_step(5.2, 8.0, hour) - smooth_step(18.5, 23.0, hour));
    return std::min(
        1.05, base + 0.52 * morning * peak(7.6, 0.75) + 0.55 * evening * peak(16.9, 1.2) + 0.08 * peak(12.6, 0.8));
}

}  // namespace

std::string edge_data_text(const DriveGraph& graph, std::uint64_t seed) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<meandata>\n";
    const auto to = std::back_inserter(out);
    const Vec2 centre{town_centre_x_m, town_centre_y_m};
    for (int interval = 0; interval < 96; ++interval) {
        const double hour = interval / 4.0 + 0.125;
        fmt::format_to(to, "<interval begin=\"{:.2f}\" end=\"{:.2f}\" id=\"day\">\n", interval * 900.0,
                       interval * 900.0 + 900);
        for (std::size_t i = 0; i < graph.edges.size(); ++i) {
            const DriveEdge& e = graph.edges[i];
            Rng rng(seed + 301, i);
            const double capacity = e.rank == 1 ? 1700 : e.rank == 2 ? 850 : 640;
            const bool inbound = distance(e.course.back(), centre) < distance(e.course.front(), centre);
            const double near = std::exp(-distance(mix(e.course.front(), e.course.back(), 0.5), centre) / 1300);
            const double load = rng.range(0.42, 0.98) * (0.72 + 0.42 * near);
            const double wobble = 1 + 0.07 * value_noise({interval * 0.8, static_cast<double>(i) * 7.3}, seed + 302);
            const double saturation = std::min(1.12, load * day_curve(hour, inbound) * wobble);
            // Speed falls with load as in the BPR function (Bureau of Public Roads 1964), steeper for streets with
            // signals.
            const double speed = e.free_ms * (0.94 - 0.12 * near) / (1 + 1.15 * std::pow(saturation, 4.0));
            const double flow = std::min(saturation, 1.02) * capacity * (e.rank == 1 ? 1.0 : 0.8);
            fmt::format_to(to, "<edge id=\"{}\" speed=\"{:.2f}\" density=\"{:.2f}\" entered=\"{}\"/>\n", i, speed,
                           flow / (speed * 3.6), static_cast<int>(std::lround(flow / 4)));
        }
        out += "</interval>\n";
    }
    out += "</meandata>\n";
    return out;
}

std::string net_text(const DriveGraph& graph) {
    std::string out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<net version=\"1.16\">\n";
    const auto to = std::back_inserter(out);
    fmt::format_to(to,
                   "<location netOffset=\"{:.2f},{:.2f}\" convBoundary=\"0.00,0.00,9500.00,9000.00\" "
                   "origBoundary=\"7.700000,49.400000,7.830000,49.490000\" "
                   "projParameter=\"+proj=utm +zone=32 +ellps=GRS80 +towgs84=0,0,0 +units=m +no_defs\"/>\n",
                   -net_easting_m, -net_northing_m);
    static constexpr const char* types[] = {"", "highway.primary", "highway.secondary", "highway.tertiary",
                                            "highway.residential"};
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        const DriveEdge& e = graph.edges[i];
        fmt::format_to(to, "<edge id=\"{}\" from=\"{}\" to=\"{}\" name=\"{}\" priority=\"{}\" type=\"{}\">\n", i,
                       e.from, e.to, xml_escaped(e.name), 10 - e.rank, types[std::clamp(e.rank, 0, 4)]);
        const double wide = e.width_m / 2 / e.lanes;
        for (int lane = 0; lane < e.lanes; ++lane) {
            // Lane 0 is the rightmost.
            const Polyline shape = parallel_to(e.course, -(e.width_m / 2 - wide * (lane + 0.5)));
            fmt::format_to(
                to, "<lane id=\"{}_{}\" index=\"{}\" speed=\"{:.2f}\" length=\"{:.2f}\" width=\"{:.2f}\" shape=\"", i,
                lane, lane, e.free_ms, e.length_m, wide);
            for (std::size_t k = 0; k < shape.size(); ++k)
                fmt::format_to(to, "{}{:.2f},{:.2f}", k ? " " : "", shape[k].x + origin_easting_m - net_easting_m,
                               shape[k].y + origin_northing_m - net_northing_m);
            out += "\"/>\n";
        }
        out += "</edge>\n";
    }
    for (std::size_t j = 0; j < graph.junctions.size(); ++j)
        fmt::format_to(to,
                       "<junction id=\"{}\" type=\"priority\" x=\"{:.2f}\" y=\"{:.2f}\" incLanes=\"\" intLanes=\"\" "
                       "shape=\"\"/>\n",
                       j, graph.junctions[j].x + origin_easting_m - net_easting_m,
                       graph.junctions[j].y + origin_northing_m - net_northing_m);
    out += "</net>\n";
    return out;
}

}  // namespace twin::sample
