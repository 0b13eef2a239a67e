#include "data/city_file/spatial_reference.h"

#include <cpl_conv.h>
#include <ogr_spatialref.h>

#include "base/text.h"

namespace twin::data {

namespace {

std::string wkt_of(const OGRSpatialReference& crs) {
    char* text = nullptr;
    std::string wkt;
    // Version 1 is what GeoPackage 1.3 asks for; 3D systems can only be said in version 2.
    if (crs.exportToWkt(&text) == OGRERR_NONE && text) wkt = text;
    CPLFree(text);
    if (!wkt.empty()) return wkt;
    const char* const version_2[] = {"FORMAT=WKT2_2019", nullptr};
    text = nullptr;
    if (crs.exportToWkt(&text, version_2) == OGRERR_NONE && text) wkt = text;
    CPLFree(text);
    return wkt;
}

}  // namespace

base::Result<int> add_spatial_reference(Database& database, const std::string& horizontal) {
    if (horizontal == "LOCAL" || horizontal.empty()) return -1;
    OGRSpatialReference crs;
    if (crs.SetFromUserInput(horizontal.c_str()) != OGRERR_NONE)
        return base::Error{"the reference system \"" + horizontal +
                           "\" is not understood; expected \"EPSG:25832\" or WKT"};
    int srs_id = 100000;
    std::string organisation = "NONE";
    if (double code = 0; base::starts_with_ignoring_case(horizontal, "EPSG:") &&
                         base::parse_number(std::string_view(horizontal).substr(5), code)) {
        srs_id = static_cast<int>(code);
        organisation = "EPSG";
    }
    const char* name = crs.GetName();
    Statement insert = database.prepare_known(
        "INSERT OR IGNORE INTO gpkg_spatial_ref_sys "
        "(srs_name, srs_id, organization, organization_coordsys_id, definition) VALUES (?,?,?,?,?)");
    insert.bind(1, std::string_view(name ? name : horizontal.c_str()))
        .bind(2, std::int64_t{srs_id})
        .bind(3, organisation)
        .bind(4, std::int64_t{srs_id})
        .bind(5, wkt_of(crs));
    if (!insert.run()) return database.error();
    return srs_id;
}

}  // namespace twin::data
