#include "data/sources/cityjson_metadata.h"

#include <cmath>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

CrsClaim read_cityjson_crs(const json::element& metadata) {
    CrsClaim claim;
    json::element found, code;
    if (const std::string_view text = text_of(metadata, "referenceSystem"); !text.empty()) {
        claim.text = base::to_valid_utf8(base::trim(text));
        return claim;
    }
    // Before 1.0: "crs": {"epsg": 7415}; some wrote the number as the reference system itself.
    const bool given = find(metadata, "referenceSystem", code) ||
                       (find(metadata, "crs", found) && find(found, "epsg", code)) || find(metadata, "epsg", code);
    const double number = given ? number_of(code, 0) : 0;
    if (number >= 1024 && number < 1e6) claim.text = fmt::format("EPSG:{}", static_cast<int>(number));
    return claim;
}

bool written_latitude_first(std::span<const glm::dvec3> vertices) {
    bool any = false;
    for (const glm::dvec3& p : vertices) {
        if (std::isnan(p.x)) continue;
        if (std::fabs(p.x) > 90 || std::fabs(p.y) <= 90 || std::fabs(p.y) > 180) return false;
        any = true;
    }
    return any;
}

}  // namespace twin::data
