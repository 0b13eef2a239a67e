#include "data/crs_names.h"

#include <algorithm>
#include <cctype>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

namespace {

struct Name {
    std::string_view name;
    std::string_view meaning;
};

/// AdV short names, lower case, "de_" in front left off.
constexpr Name adv_horizontal[] = {
    {"etrs89_utm31", "EPSG:25831"},       {"etrs89_utm32", "EPSG:25832"},      {"etrs89_utm33", "EPSG:25833"},
    {"etrs89_lat-lon", "EPSG:4258"},      {"etrs89_lat-lon-h", "EPSG:4937"},   {"etrs89_x-y-z", "EPSG:4936"},
    {"dhdn_3gk1", "EPSG:5520"},           {"dhdn_3gk2", "EPSG:31466"},         {"dhdn_3gk3", "EPSG:31467"},
    {"dhdn_3gk4", "EPSG:31468"},          {"dhdn_3gk5", "EPSG:31469"},         {"dhdn_lat-lon", "EPSG:4314"},
    {"42-83_3gk3", "EPSG:2397"},          {"42-83_3gk4", "EPSG:2398"},         {"42-83_3gk5", "EPSG:2399"},
    {"rd-83_3gk4", "EPSG:3398"},          {"rd-83_3gk5", "EPSG:3399"},         {"rd83_3gk4", "EPSG:3398"},
    {"rd83_3gk5", "EPSG:3399"},           {"pd-83_3gk3", "EPSG:3396"},         {"pd-83_3gk4", "EPSG:3397"},
    {"pd83_3gk3", "EPSG:3396"},           {"pd83_3gk4", "EPSG:3397"},          {"soldner-berlin", "EPSG:3068"},
    {"dhdn_soldner-berlin", "EPSG:3068"}, {"dhdn_soldnerberlin", "EPSG:3068"},
};

constexpr Name heights[] = {
    {"dhhn2016", "DHHN2016"},     {"dhhn2016_nh", "DHHN2016"},
    {"dhhn92", "DHHN92"},         {"dhhn92_nh", "DHHN92"},
    {"dhhn85", "DHHN85"},         {"dhhn85_noh", "DHHN85"},
    {"dhhn12", "DHHN12"},         {"dhhn12_noh", "DHHN12"},
    {"nhn", "DHHN2016"},          {"nn", "DHHN12"},
    {"etrs89_h", "ellipsoidal"},  {"ellipsoidal", "ellipsoidal"},
    {"ellipsoid", "ellipsoidal"}, {"wgs84", "ellipsoidal"},
    {"nap", "EPSG:5709"},         {"amst_nh", "EPSG:5709"},
    {"egm96", "EPSG:5773"},       {"egm2008", "EPSG:3855"},
    {"evrf2000", "EPSG:5730"},    {"evrf2007", "EPSG:5621"},
    {"evrf2019", "EPSG:9389"},    {"ln02", "EPSG:5728"},
    {"sea level", "sea level"},   {"orthometric", "sea level"},
    {"snn76", "EPSG:5785"},       {"hn76", "EPSG:5785"},
    {"snn76_nh", "EPSG:5785"},    {"epsg:7837", "DHHN2016"},
    {"epsg:5783", "DHHN92"},      {"epsg:5784", "DHHN85"},
    {"epsg:7699", "DHHN12"},
};

template <std::size_t n>
std::string look_up(const Name (&table)[n], std::string_view name) {
    std::string key = base::to_lower_ascii(base::trim(name));
    if (key.starts_with("de_")) key.erase(0, 3);
    for (const Name& entry : table)
        if (entry.name == key) return std::string(entry.meaning);
    return {};
}

bool all_digits(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return std::isdigit(c) != 0; });
}

/// "EPSG:25832" from one reference ("urn:ogc:def:crs:EPSG:6.12:25832", ".../crs/EPSG/0/25832", "crs:EPSG::25832",
/// "epsg.xml#25832", "EPSG25832", "25832"); empty when it is none.
std::string code_in(std::string_view piece) {
    piece = base::trim(piece);
    const std::string lower = base::to_lower_ascii(piece);
    if (lower.find("crs84") != std::string::npos && lower.find('[') == std::string::npos) return "OGC:CRS84";
    if (all_digits(piece) && piece.size() >= 4 && piece.size() <= 6) return fmt::format("EPSG:{}", piece);
    const auto authority = lower.find("epsg");
    if (authority == std::string::npos) return {};
    const auto mark = piece.find_last_of(":/#=");
    std::string_view code =
        mark == std::string_view::npos || mark < authority ? piece.substr(authority + 4) : piece.substr(mark + 1);
    return all_digits(code) && code.size() <= 9 ? fmt::format("EPSG:{}", code) : std::string();
}

bool is_free_text(std::string_view text) {
    return text.find_first_of("[{") != std::string_view::npos || text.find("+proj") != std::string_view::npos ||
           text.find("+init") != std::string_view::npos;
}

/// A PROJ string means a system only when it says so; else PROJ takes it for a conversion.
std::string as_system(std::string_view text) {
    std::string out(text);
    if (text.find("+proj") != std::string_view::npos && text.find("[") == std::string_view::npos &&
        text.find("+type=crs") == std::string_view::npos)
        out += " +type=crs";
    return out;
}

/// Realisations of a state: "DE_DHDN_3GK2_RP180", "DE_DHDN_RP180_3GK2" are in the same map coordinates as DE_DHDN_3GK2,
/// to decimetres.
std::string without_realisation(std::string_view name) {
    std::string out;
    for (const std::string_view piece : base::split(name, '_')) {
        const bool state = piece.size() == 5 && std::isalpha(static_cast<unsigned char>(piece[0])) &&
                           std::isalpha(static_cast<unsigned char>(piece[1])) && all_digits(piece.substr(2));
        if (!state) out += (out.empty() ? "" : "_") + std::string(piece);
    }
    return out;
}

std::optional<CrsParts> from_adv(std::string_view text) {
    const auto names = base::split(text, '*');
    CrsParts parts;
    parts.horizontal = look_up(adv_horizontal, without_realisation(names[0]));
    if (parts.horizontal.empty()) return std::nullopt;
    parts.east_first =
        parts.horizontal != "EPSG:4258" && parts.horizontal != "EPSG:4937" && parts.horizontal != "EPSG:4314";
    for (std::size_t i = 1; i < names.size() && parts.vertical.empty(); ++i)
        parts.vertical = look_up(heights, names[i]);
    return parts;
}

/// The references of a compound, in their order.
std::optional<CrsParts> from_codes(std::string_view text) {
    std::string list(text);
    if (const auto query = list.find("crs-compound?"); query != std::string::npos) list.erase(0, query + 13);
    std::ranges::replace_if(
        list, [](char c) { return c == '&' || c == '+' || c == ';'; }, ',');
    CrsParts parts;
    for (std::string_view piece : base::split(list, ',')) {
        const std::string code = code_in(piece);
        if (code.empty()) {
            if (base::ends_with_ignoring_case(piece, "def:crs")) continue;  // the head of a compound URN
            return std::nullopt;
        }
        if (parts.horizontal.empty())
            parts.horizontal = code;
        else if (parts.vertical.empty())
            parts.vertical = code;
    }
    if (parts.horizontal.empty()) return std::nullopt;
    return parts;
}

}  // namespace

std::optional<CrsParts> take_apart_crs(std::string_view text) {
    text = base::trim(text);
    const std::string lower = base::to_lower_ascii(text);
    if (lower == "local" || lower.starts_with("#local") || lower.starts_with("local_cs[") ||
        lower.starts_with("engcrs[") || lower.starts_with("engineeringcrs["))
        return CrsParts{.horizontal = "LOCAL", .vertical = {}, .east_first = true, .local = true};
    if (lower.starts_with("+init=epsg:")) return from_codes(text.substr(6, text.find(' ') - 6));
    if (is_free_text(text)) return CrsParts{.horizontal = as_system(text), .vertical = {}};
    if (const auto adv = lower.find("adv:crs:"); adv != std::string::npos) return from_adv(text.substr(adv + 8));
    if (auto parts = from_adv(text)) return parts;
    if (auto parts = from_codes(text)) return parts;
    if (lower == "wgs84" || lower == "wgs 84") return CrsParts{.horizontal = "EPSG:4326", .vertical = {}};
    return CrsParts{.horizontal = std::string(text), .vertical = {}};
}

std::string understand_vertical(std::string_view text) {
    if (std::string known = look_up(heights, text); !known.empty()) return known;
    const std::string code = code_in(text);
    if (code.empty()) return {};
    if (std::string known = look_up(heights, code); !known.empty()) return known;
    return code;
}

bool written_east_first_in_practice(std::string_view epsg) {
    constexpr std::string_view codes[] = {"EPSG:3068",  "EPSG:2397",  "EPSG:2398", "EPSG:2399", "EPSG:3396",
                                          "EPSG:3397",  "EPSG:3398",  "EPSG:3399", "EPSG:5520", "EPSG:31466",
                                          "EPSG:31467", "EPSG:31468", "EPSG:31469"};
    return std::ranges::find(codes, epsg) != std::end(codes);
}

}  // namespace twin::data
