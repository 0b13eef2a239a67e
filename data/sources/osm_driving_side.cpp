#include "data/sources/osm_driving_side.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace twin::data {

namespace {

constexpr std::array<std::string_view, 77> left_countries = {
    "AG", "AI", "AU", "BB", "BD", "BM", "BN", "BS", "BT", "BW", "CC", "CK", "CX", "CY", "DM", "FJ",
    "FK", "GB", "GD", "GG", "GY", "HK", "HM", "ID", "IE", "IM", "IN", "JE", "JM", "JP", "KE", "KI",
    "KN", "KY", "LC", "LK", "LS", "MO", "MS", "MT", "MU", "MV", "MW", "MY", "MZ", "NA", "NF", "NP",
    "NR", "NU", "NZ", "PG", "PK", "PN", "SB", "SC", "SG", "SH", "SR", "SZ", "TC", "TH", "TK", "TL",
    "TO", "TT", "TV", "TZ", "UG", "UK", "VC", "VG", "VI", "WS", "ZA", "ZM", "ZW"};

/// The two letters in front, in capitals; empty where there are none.
std::string country_of(std::string_view text) {
    const bool longer = text.size() > 2 && text[2] != '-';
    if (text.size() < 2 || longer) return {};
    std::string letters;
    for (const char c : text.substr(0, 2)) {
        if (!std::isalpha(static_cast<unsigned char>(c))) return {};
        letters += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return letters;
}

}  // namespace

bool drives_on_left(std::string_view country) {
    const std::string letters = country_of(country);
    return std::find(left_countries.begin(), left_countries.end(), letters) != left_countries.end();
}

void OsmDrivingSide::note_relation(const OsmTags& tags) {
    if (!tags.is("type", "boundary") && !tags.is("boundary", "administrative")) return;
    if (const std::string_view said = tags["driving_side"]; said == "left" || said == "right") {
        boundaries_.add(said == "left");
        return;
    }
    const std::string country =
        country_of(tags.first_of({"ISO3166-1:alpha2", "ISO3166-1", "ISO3166-2", "is_in:country_code"}));
    if (!country.empty()) boundaries_.add(drives_on_left(country));
}

void OsmDrivingSide::note_address(const OsmTags& tags) {
    const std::string country = country_of(tags["addr:country"]);
    if (!country.empty()) addresses_.add(drives_on_left(country));
}

std::string_view OsmDrivingSide::side() const {
    if (boundaries_.left > 0 && boundaries_.right == 0) return "left";
    if (boundaries_.right > 0 && boundaries_.left == 0) return "right";
    // Without boundaries, or at the border of two countries: where most of the houses are.
    if (addresses_.left > 2 * addresses_.right) return "left";
    if (addresses_.right > 2 * addresses_.left) return "right";
    return {};
}

}  // namespace twin::data
