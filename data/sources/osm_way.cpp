// libosmium reads an object's user name behind the object, which GCC 12 takes for an overrun when it inlines.
#pragma GCC diagnostic ignored "-Wstringop-overread"

#include "data/sources/osm_way.h"

#include <utility>

#include <osmium/osm/way.hpp>

namespace twin::data {

std::size_t fill_osm_line(const osmium::Way& way, Line& line) {
    std::size_t missing = 0;
    const bool ring = !way.nodes().empty() && way.nodes().front().ref() == way.nodes().back().ref();
    Line current;
    const auto keep_longer = [&] {
        if (current.points.size() > line.points.size()) line = std::move(current);
        current = Line{};
    };
    for (const osmium::NodeRef& node : way.nodes()) {
        if (!node.location().valid()) {
            ++missing;
            if (!ring) keep_longer();
            continue;
        }
        if (!current.nodes.empty() && current.nodes.back() == node.ref()) continue;
        current.points.emplace_back(node.location().lon(), node.location().lat(), 0.0);
        current.nodes.push_back(node.ref());
    }
    keep_longer();
    return missing;
}

}  // namespace twin::data
