#include "data/sources/osm_completeness.h"

#include <cmath>
#include <string>

#include <fmt/format.h>

#include "data/keys.h"

namespace twin::data {

namespace {

int percent(std::uint64_t part, std::uint64_t whole) {
    return static_cast<int>(std::lround(100.0 * static_cast<double>(part) / static_cast<double>(whole)));
}

void add(std::string& words, const std::string& more) {
    words += (words.empty() ? "" : "; ") + more;
}

}  // namespace

void OsmCompleteness::look_at(const Feature& feature) {
    const Attributes& a = feature.attributes;
    if (feature.kind == FeatureKind::building) {
        ++buildings_;
        heights_ += a.has(keys::height_m);
        storeys_ += a.has(keys::storeys);
        roofs_ += a.has(keys::roof_shape);
    } else if (feature.kind == FeatureKind::street) {
        ++streets_;
        lanes_ += a.has(keys::lanes);
        surfaces_ += a.has(keys::surface);
        names_ += a.has(keys::name);
    } else if (feature.kind == FeatureKind::crossing) {
        ++crossings_;
        tactile_ += a.has(keys::tactile);
    }
}

std::optional<base::Complaint> OsmCompleteness::told() const {
    std::string words;
    if (buildings_ > 0)
        add(words,
            fmt::format("of {} buildings {} % say their height and {} % their storeys and {} % their roof", buildings_,
                        percent(heights_, buildings_), percent(storeys_, buildings_), percent(roofs_, buildings_)));
    if (streets_ > 0)
        add(words,
            fmt::format("of {} streets {} % say their lanes and {} % their surface and {} % their name", streets_,
                        percent(lanes_, streets_), percent(surfaces_, streets_), percent(names_, streets_)));
    if (crossings_ > 0)
        add(words, fmt::format("of {} crossings {} % say whether they have tactile paving", crossings_,
                               percent(tactile_, crossings_)));
    if (words.empty()) return std::nullopt;
    return base::Complaint{base::ComplaintKind::assumed, "", std::move(words), "what mappers left open is assumed"};
}

}  // namespace twin::data
