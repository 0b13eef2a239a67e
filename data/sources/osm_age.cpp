#include "data/sources/osm_age.h"

#include <algorithm>
#include <ctime>
#include <exception>

#include <osmium/io/header.hpp>
#include <osmium/osm/timestamp.hpp>

namespace twin::data {

namespace {

/// Where a time can be when somebody really edited the map; else 0.
std::int64_t plausible_s(const osmium::Timestamp& time) {
    static const std::int64_t tomorrow_s = std::time(nullptr) + 86'400;
    constexpr std::int64_t first_day_s = 1'092'009'600;  // August 2004, when OpenStreetMap began
    const std::int64_t at = time.valid() ? time.seconds_since_epoch() : 0;
    return at >= first_day_s && at <= tomorrow_s ? at : 0;
}

}  // namespace

void OsmAge::note(const osmium::Timestamp& edit) {
    newest_s_ = std::max(newest_s_, plausible_s(edit));
}

void OsmAge::note(const osmium::io::Header& header) {
    try {
        const std::string time = header.get("osmosis_replication_timestamp");
        if (!time.empty()) replicated_s_ = plausible_s(osmium::Timestamp{time});
    } catch (const std::exception&) {
        replicated_s_ = 0;  // a header that says nonsense says nothing
    }
}

std::string OsmAge::date() const {
    const std::int64_t at = replicated_s_ > 0 ? replicated_s_ : newest_s_;
    if (at <= 0) return {};
    return osmium::Timestamp{static_cast<std::uint32_t>(at)}.to_iso().substr(0, 10);
}

}  // namespace twin::data
