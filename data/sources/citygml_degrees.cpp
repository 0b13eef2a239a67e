#include "data/sources/citygml_degrees.h"

#include "data/crs_names.h"

namespace twin::data {

CoordinateKind coordinate_kind(std::string_view srs_name) {
    const auto parts = srs_name.empty() ? std::nullopt : take_apart_crs(srs_name);
    if (!parts || parts->local) return {};
    const std::string_view name = parts->horizontal;
    if (name.find("CRS84") != std::string_view::npos) return {true, false};
    if (!name.starts_with("EPSG:")) return {};
    const std::string_view code = name.substr(5);
    // Most of EPSG's 4001 to 4999 are geographic; for the others (4647) the numbers themselves tell.
    const bool block = code.size() == 4 && code[0] == '4';
    for (const std::string_view later :
         {"6697", "6668", "6667", "6706", "7843", "7844", "7912", "8998", "8999", "9000", "9014", "9018"})
        if (code == later) return {true, !parts->east_first};
    return {block, block && !parts->east_first};
}

bool adds_nothing_to(std::string_view envelope, std::string_view own) {
    if (own == envelope) return true;
    const auto ours = take_apart_crs(envelope), theirs = take_apart_crs(own);
    if (!ours || !theirs || ours->horizontal != theirs->horizontal || ours->local != theirs->local) return false;
    return theirs->vertical.empty() || understand_vertical(theirs->vertical) == understand_vertical(ours->vertical);
}

}  // namespace twin::data
