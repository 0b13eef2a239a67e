#include "data/sources/sumo.h"

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/sumo_edge_data.h"
#include "data/sources/sumo_fcd.h"
#include "data/sources/sumo_net.h"
#include "data/sources/sumo_xml.h"

namespace twin::data {

namespace {

std::string option(const SourceOptions& options, const char* key) {
    const auto found = options.more.find(key);
    return found == options.more.end() ? std::string() : found->second;
}

bool is_edge_data(std::string_view root) {
    return root == "meandata" || root == "edgedata";
}

base::Result<void> read_net_as_streets(const InputFile& file, SourceSink& sink) {
    std::uint64_t streets = 0;
    std::string trouble;
    const auto progress = [&](std::uint64_t done) { return sink.progress(done, streets); };
    // The location stands before the edges, but nothing promises it: read it first, it is cheap.
    const auto location = read_sumo_net(
        file, nullptr, [](std::uint64_t) { return true; }, trouble);
    if (!location) return location.error();
    sink.crs({location->projection, true, 0});
    const auto take = [&](SumoEdge&& edge) {
        if (edge.use() == LaneUse::nobody) return;
        sink.feature(street_of(edge, *location));
        ++streets;
    };
    const auto read = read_sumo_net(file, take, progress, trouble);
    if (!read) return read.error();
    if (streets == 0)
        return base::Error{"reading SUMO network: no street in it" +
                           (trouble.empty() ? std::string() : "; " + trouble)};
    if (!trouble.empty())
        sink.complain({base::ComplaintKind::warning, file.name, "the rest of the network is missing", trouble});
    sink.progress(file.bytes.size(), streets);
    return {};
}

base::Result<void> read_fcd_with_net(const InputFile& file, const SourceOptions& options, SourceSink& sink) {
    const std::string net = option(options, "net");
    if (net.empty()) return read_sumo_fcd(file, nullptr, option(options, "crs"), sink);
    const auto side = sink.side_file(net, true);
    if (!side) return base::Error{fmt::format("reading SUMO FCD: the network {} cannot be read", net)};
    std::string trouble;
    const auto location = read_sumo_net(
        *side, nullptr, [](std::uint64_t) { return true; }, trouble);
    if (!location) return location.error();
    SumoLocation place = *location;
    if (place.projection.empty()) place.projection = option(options, "crs");
    return read_sumo_fcd(file, &place, {}, sink);
}

}  // namespace

std::string_view SumoSource::description() const {
    return "SUMO floating-car data, edge data and networks (also .gz)";
}

int SumoSource::recognises(const InputFile& head) const {
    const std::string text =
        sumo_head({head.name, head.bytes.first(std::min<std::size_t>(head.bytes.size(), 4096))}, 65536);
    const std::string_view root = root_element_of(text);
    if (root == "fcd-export" || is_edge_data(root)) return 2;
    if (root == "net")
        return text.find("junctionCornerDetail") != std::string::npos ||
                       text.find("net_file.xsd") != std::string::npos || text.find("netOffset") != std::string::npos ||
                       text.find("<net version") != std::string::npos
                   ? 2
                   : 0;
    if (!root.empty()) return 0;
    std::string_view name = head.name;
    if (base::ends_with_ignoring_case(name, ".gz")) name.remove_suffix(3);
    const bool named = base::ends_with_ignoring_case(name, ".net.xml") ||
                       base::ends_with_ignoring_case(name, "fcd.xml") ||
                       base::ends_with_ignoring_case(name, "edgedata.xml");
    return named ? 1 : 0;
}

base::Result<void> SumoSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
    if (file.bytes.empty()) return base::Error{"reading SUMO: the file is empty"};
    const std::string head = sumo_head(file, 1 << 20);
    const std::string_view root = root_element_of(head);
    if (root == "fcd-export") return read_fcd_with_net(file, options, sink);
    if (root == "net") return read_net_as_streets(file, sink);
    if (is_edge_data(root)) {
        const std::string net = option(options, "net");
        if (net.empty())
            return base::Error{
                "reading SUMO edge data: it names streets but not where they are; give the network in the "
                "recipe: net = \"NAME.net.xml\""};
        const auto side = sink.side_file(net, true);
        if (!side) return base::Error{fmt::format("reading SUMO edge data: the network {} cannot be read", net)};
        return read_sumo_edge_data(file, *side, sink);
    }
    if (root.empty())
        return base::Error{"reading SUMO: the file ends before its first element (truncated, or not XML)"};
    return base::Error{fmt::format("reading SUMO: expected <fcd-export>, <meandata> or <net>, found <{}>",
                                   base::to_valid_utf8(root.substr(0, 60)))};
}

}  // namespace twin::data
