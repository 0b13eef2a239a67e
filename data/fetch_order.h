#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/worker.h"
#include "data/bytes.h"
#include "data/service.h"

namespace twin::data {

/// Patience with a server.  Units: seconds.
struct ServicePatience {
    int connect_s = 5;
    int stall_s = 10;    ///< Without 100 bytes a second.
    int request_s = 60;  ///< One request with its answer.
};

/// West, south, east, north.
using DegreeBox = std::array<double, 4>;

/// What a worker is to ask of a server and how.
struct FetchOrder {
    ServiceKind kind = ServiceKind::download;
    std::string address;
    std::string layer;   ///< One or several, with commas; empty: all there are.
    std::string sql;     ///< Instead of layers; PostGIS: its own SQL.
    std::string filter;  ///< OGR's attribute filter.
    std::optional<DegreeBox> bbox_deg;
    double pixel_m = 0;                              ///< Rasters; 0: the finest that fits into the largest copy.
    std::map<std::string, std::string> more;         ///< [source.more]: style, crs, max_zoom ...
    std::map<std::string, std::string> environment;  ///< Proxy and certificates of the machine.
    ServicePatience patience;
    std::uint64_t most_bytes = 1ull << 30;  ///< Of one answer and of the whole copy.
    base::WorkerLimits limits;
};

namespace messages {
void write(ByteWriter& out, const FetchOrder& order);
FetchOrder read_fetch_order(ByteReader& in);
}  // namespace messages

}  // namespace twin::data
