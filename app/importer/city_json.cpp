#include "app/importer/city_json.h"

#include <cmath>

#include <fmt/format.h>

#include "app/importer/height_check.h"
#include "base/complaint.h"
#include "data/crs.h"

namespace twin::app {

namespace {

using nlohmann::ordered_json;

ordered_json metres_json(const std::optional<double>& metres) {
    return metres ? ordered_json(*metres) : ordered_json(nullptr);
}

/// From which system, by which operation, how exactly, on what assumption.
ordered_json crs_json(const data::LayerInfo& layer) {
    const data::CrsChain chain = data::parse_chain(layer.operation);
    return {{"horizontal", layer.crs.horizontal},
            {"vertical", layer.crs.vertical},
            {"how", layer.crs.how},
            {"operation", chain.operation},
            {"accuracy_m", metres_json(chain.accuracy_m)},
            {"height_operation", chain.heights},
            {"height_accuracy_m", metres_json(chain.height_accuracy_m)},
            {"assumption", layer.crs.note}};
}

ordered_json height_check_json(const data::CityFile& city) {
    const auto check = parse_height_check(city.meta("height_check"));
    return check ? ordered_json::parse(to_json(*check)) : ordered_json(nullptr);
}

ordered_json layers_json(const data::CityFile& city) {
    ordered_json layers = ordered_json::array();
    for (const data::LayerInfo& layer : city.layers()) {
        layers.push_back({{"name", layer.name},
                          {"title", layer.title},
                          {"kind", layer.kind},
                          {"objects", layer.objects},
                          {"provenance", data::name_of(layer.provenance)},
                          {"source", layer.source},
                          {"licence", layer.licence},
                          {"date", layer.date},
                          {"crs", crs_json(layer)}});
    }
    return layers;
}

/// A box in metres is no box in degrees: its edges bow, so points along them are asked.
ordered_json extent_json(const data::CityFile& city) {
    const base::Box3 box = city.extent();
    const auto converter = data::GeoConverter::make(city.frame());
    if (box.empty() || !converter.ok()) return nullptr;
    double west = INFINITY, south = INFINITY, east = -INFINITY, north = -INFINITY;
    constexpr int steps = 8;
    for (int i = 0; i <= steps; ++i)
        for (int j = 0; j <= steps; ++j) {
            const base::GeoPoint geo = converter.value().to_geo(
                {box.min.x + box.size().x * i / steps, box.min.y + box.size().y * j / steps, 0});
            west = std::fmin(west, geo.lon_deg);
            east = std::fmax(east, geo.lon_deg);
            south = std::fmin(south, geo.lat_deg);
            north = std::fmax(north, geo.lat_deg);
        }
    const auto rounded = [](double value, double steps_per_unit) {
        return std::round(value * steps_per_unit) / steps_per_unit;
    };
    return {{"wgs84", {rounded(west, 1e7), rounded(south, 1e7), rounded(east, 1e7), rounded(north, 1e7)}},
            {"min_height_m", rounded(box.min.z, 1e3)},
            {"max_height_m", rounded(box.max.z, 1e3)}};
}

ordered_json report_json(const data::ImportReport& report) {
    ordered_json items = ordered_json::array();
    for (const data::ReportItem& item : report.items) {
        ordered_json line = {{"kind", base::name_of(item.complaint.kind)},
                             {"object", item.complaint.object},
                             {"what", item.complaint.what},
                             {"why", item.complaint.why},
                             {"source", item.source}};
        if (item.object_number) line["number"] = item.object_number;
        if (item.place) line["place_m"] = {item.place->x_m, item.place->y_m, item.place->z_m};
        items.push_back(std::move(line));
    }
    return {{"repaired", report.count(base::ComplaintKind::repaired)},
            {"skipped", report.count(base::ComplaintKind::skipped)},
            {"undrawn", report.count(base::ComplaintKind::undrawn)},
            {"assumed", report.count(base::ComplaintKind::assumed)},
            {"warnings", report.count(base::ComplaintKind::warning)},
            {"items", std::move(items)}};
}

}  // namespace

base::Result<ordered_json> describe_city(const data::CityFile& city) {
    auto report = city.report();
    if (!report.ok()) return report.error();
    std::uint64_t triangles = 0, plants = 0;
    for (const data::CityFile::TileEntry& tile : city.tiles()) {
        triangles += tile.triangles;
        plants += tile.plants;
    }
    ordered_json objects = ordered_json::object();
    for (const auto& [kind, count] : city.objects_by_kind()) objects[kind] = count;
    return ordered_json{
        {"name", city.meta("name")},
        {"layers", layers_json(city)},
        {"objects", std::move(objects)},
        {"triangles", triangles},
        {"plants", plants},
        {"tiles", city.tiles().size()},
        {"extent", extent_json(city)},
        {"crs",
         {{"horizontal", city.frame().horizontal}, {"vertical", city.frame().vertical}, {"how", city.meta("crs_how")}}},
        {"height_check", height_check_json(city)},
        {"report", report_json(*report)}};
}

namespace {

std::string reference_in_words(const ordered_json& crs) {
    const auto text = [&](const char* key) { return crs[key].get<std::string>(); };
    const auto accuracy = [&](const char* key) {
        return crs[key].is_number() ? fmt::format(", accuracy {:.2g} m", crs[key].get<double>()) : std::string();
    };
    std::string out = text("horizontal").empty() ? "not stated" : text("horizontal").substr(0, 60);
    if (!text("vertical").empty()) out += " + " + text("vertical");
    if (!text("how").empty()) out += " (" + text("how") + ")";
    if (!text("operation").empty()) out += "; by " + text("operation") + accuracy("accuracy_m");
    if (!text("height_operation").empty())
        out += "; heights by " + text("height_operation") + accuracy("height_accuracy_m");
    if (!text("assumption").empty()) out += "; " + text("assumption");
    return out;
}

std::string references_in_words(const ordered_json& city) {
    std::string out;
    for (const ordered_json& layer : city["layers"])
        out += fmt::format("  {:<20} {}\n", layer["name"].get<std::string>(), reference_in_words(layer["crs"]));
    if (const ordered_json& check = city["height_check"]; !check.is_null())
        out += fmt::format(
            "heights: bases of {} buildings {:+.2f} m from the terrain (median), interquartile spread {:.2f} m{}\n",
            check["buildings"].get<std::uint64_t>(), check["median_m"].get<double>(), check["spread_m"].get<double>(),
            check["cause"] == "none" ? "" : ", likely cause: " + check["cause"].get<std::string>());
    return out;
}

}  // namespace

std::string describe_city_in_words(const ordered_json& city) {
    std::string out;
    const auto text = [](const ordered_json& value) { return value.get<std::string>(); };
    out += fmt::format("{}\n", text(city["name"]));
    for (const ordered_json& layer : city["layers"]) {
        out += fmt::format("  {:<20} {:>8}  {:<10} {}", text(layer["name"]), layer["objects"].get<std::uint64_t>(),
                           text(layer["provenance"]), text(layer["source"]));
        if (const std::string licence = text(layer["licence"]); !licence.empty()) out += fmt::format(" ({})", licence);
        out += '\n';
    }
    out += "objects:";
    for (const auto& [kind, count] : city["objects"].items())
        out += fmt::format(" {} {},", kind, count.get<std::uint64_t>());
    if (out.back() == ',') out.pop_back();
    out += fmt::format("\ntriangles: {}, trees: {}, tiles: {}\n", city["triangles"].get<std::uint64_t>(),
                       city["plants"].get<std::uint64_t>(), city["tiles"].get<std::uint64_t>());
    if (const ordered_json& extent = city["extent"]; !extent.is_null()) {
        const ordered_json& box = extent["wgs84"];
        out += fmt::format("extent: {:.5f} to {:.5f} E, {:.5f} to {:.5f} N, {:.1f} to {:.1f} m\n", box[0].get<double>(),
                           box[2].get<double>(), box[1].get<double>(), box[3].get<double>(),
                           extent["min_height_m"].get<double>(), extent["max_height_m"].get<double>());
    }
    const ordered_json& crs = city["crs"];
    out += fmt::format("reference: {}, heights {} ({})\n", text(crs["horizontal"]), text(crs["vertical"]),
                       text(crs["how"]));
    out += references_in_words(city);
    const ordered_json& report = city["report"];
    out += fmt::format("report: {} repaired, {} skipped, {} undrawn, {} assumed, {} warnings\n",
                       report["repaired"].get<int>(), report["skipped"].get<int>(), report["undrawn"].get<int>(),
                       report["assumed"].get<int>(), report["warnings"].get<int>());
    return out;
}

}  // namespace twin::app
