#include "data/report_export.h"

#include <fstream>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"

namespace twin::data {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

std::string cell(std::string_view text) {
    std::string own;
    if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) own += '\'';
    own += text;
    if (own.find_first_of(",\"\r\n") == std::string::npos) return own;
    std::string quoted = "\"";
    for (const char letter : own) {
        if (letter == '"') quoted += '"';
        quoted += letter;
    }
    return quoted + '"';
}

ordered_json feature_of(const ReportItem& item, const GeoConverter& converter) {
    ordered_json values = {{"kind", base::name_of(item.complaint.kind)},
                           {"object", item.complaint.object},
                           {"what", item.complaint.what},
                           {"why", item.complaint.why},
                           {"source", item.source}};
    if (item.object_number) values["number"] = item.object_number;
    ordered_json geometry;
    if (item.place) {
        const base::GeoPoint geo = converter.to_geo(*item.place);
        geometry = {{"type", "Point"}, {"coordinates", {geo.lon_deg, geo.lat_deg}}};
        values["height_m"] = item.place->z_m;
    }
    return {{"type", "Feature"}, {"geometry", std::move(geometry)}, {"properties", std::move(values)}};
}

}  // namespace

base::Result<std::string> report_as_csv(const ImportReport& report, const CityFrame& frame) {
    const auto converter = GeoConverter::make(frame);
    if (!converter.ok()) return converter.error();
    std::string text = "kind,object,what,why,source,number,longitude,latitude,height_m,easting_m,northing_m\r\n";
    for (const ReportItem& item : report.items) {
        const base::Complaint& c = item.complaint;
        text += fmt::format("{},{},{},{},{},{},", base::name_of(c.kind), cell(c.object), cell(c.what), cell(c.why),
                            cell(item.source), item.object_number ? std::to_string(item.object_number) : "");
        if (item.place) {
            const base::GeoPoint geo = converter.value().to_geo(*item.place);
            text += fmt::format("{:.8f},{:.8f},{:.3f},{:.3f},{:.3f}", geo.lon_deg, geo.lat_deg, item.place->z_m,
                                item.place->x_m + frame.origin_m.x, item.place->y_m + frame.origin_m.y);
        } else {
            text += ",,,,";
        }
        text += "\r\n";
    }
    return text;
}

base::Result<std::string> report_as_geojson(const ImportReport& report, const CityFrame& frame) {
    const auto converter = GeoConverter::make(frame);
    if (!converter.ok()) return converter.error();
    std::string text = "{\"type\":\"FeatureCollection\",\"features\":[\n";
    bool first = true;
    for (const ReportItem& item : report.items) {
        if (!first) text += ",\n";
        first = false;
        text += feature_of(item, converter.value()).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
    }
    return text + "\n]}\n";
}

base::Result<void> write_report(const fs::path& path, const ImportReport& report, const CityFrame& frame) {
    const std::string end = base::to_lower_ascii(path.extension().string());
    const bool table = end == ".csv";
    if (!table && end != ".geojson" && end != ".json")
        return base::Error{fmt::format("{}: a report is written as .csv or .geojson", path.string())};
    auto text = table ? report_as_csv(report, frame) : report_as_geojson(report, frame);
    if (!text.ok()) return text.error();
    fs::path part = path;
    part += ".part";
    {
        std::ofstream out(part, std::ios::binary | std::ios::trunc);
        out.write(text.value().data(), static_cast<std::streamsize>(text.value().size()));
        out.close();
        if (!out) {
            std::error_code ignored;
            fs::remove(part, ignored);
            return base::Error{fmt::format("{}: the report cannot be written there", path.string())};
        }
    }
    std::error_code failed;
    fs::rename(part, path, failed);
    if (failed) return base::Error{fmt::format("{}: the report cannot be written there", path.string())};
    return {};
}

}  // namespace twin::data
