#include "data/sources/vector_open.h"

#include <fmt/format.h>
#include <gdal_priv.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "data/sources/archive.h"

namespace twin::data {
namespace {

const std::vector<std::string_view> archive_endings = {"shp", "gpkg", "geojson", "json", "fgb", "kml",
                                                       "gml", "gpx",  "csv",     "tab",  "mif"};

bool is_one_of(std::string_view value, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), value) != list.end();
}

/// `"key" : "value` somewhere in the head, whatever the white space.
bool has_pair(std::string_view text, std::string_view key, std::string_view value) {
    const std::string quoted = "\"" + std::string(key) + "\"";
    for (std::size_t at = text.find(quoted); at != std::string_view::npos; at = text.find(quoted, at + 1)) {
        std::size_t i = at + quoted.size();
        while (i < text.size() && (std::isspace(static_cast<unsigned char>(text[i])) || text[i] == ':')) ++i;
        if (i < text.size() && text[i] == '"' && text.substr(i + 1).starts_with(value)) return true;
    }
    return false;
}

int recognise_json(std::string_view text, std::string_view ending) {
    if (has_pair(text, "type", "CityJSON")) return 0;
    const bool gltf_or_tileset =
        text.find("\"asset\"") != std::string_view::npos && text.find("\"version\"") != std::string_view::npos;
    if (gltf_or_tileset && !has_pair(text, "type", "Feature")) return 0;
    if (has_pair(text, "type", "Feature") || has_pair(text, "type", "Topology")) return 2;
    const bool by_ending = is_one_of(ending, {"geojson", "geojsonl", "geojsons", "topojson"});
    if (text.find("\"coordinates\"") != std::string_view::npos) return by_ending ? 2 : 1;
    return by_ending ? 1 : 0;
}

int recognise_xml(std::string_view text, std::string_view ending) {
    if (text.find("CityModel") != std::string_view::npos || text.find("citygml") != std::string_view::npos) return 0;
    if (text.find("<kml") != std::string_view::npos || text.find("<gpx") != std::string_view::npos) return 2;
    if (text.find("opengis.net/gml") != std::string_view::npos) return 2;
    return is_one_of(ending, {"kml", "gpx", "gml"}) ? 1 : 0;
}

int recognise_archive(const InputFile& head, std::string_view ending) {
    if (ending == "kmz" || ending == "shz") return 2;
    for (const std::string& name : member_names_in_head(head.head())) {
        const std::string inner = ending_of(name);
        if (is_one_of(inner, {"shp", "dbf", "shx", "gpkg", "geojson", "fgb", "kml"})) return 2;
    }
    return 0;
}

std::string_view without_mark_and_space(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
}

/// A database in write-ahead mode needs a shared-memory file beside it; told to be in rollback mode it does not.
/// The two bytes: https://www.sqlite.org/fileformat2.html, "File format version numbers".
void mount_database(const InputFile& file, MemoryFolder& folder, SourceSink& sink) {
    const bool write_ahead = file.bytes.size() > 20 && file.bytes[18] == std::byte{2};
    if (!write_ahead) {
        folder.mount(file.name, file.bytes);
        return;
    }
    std::vector<std::byte> copy(file.bytes.begin(), file.bytes.end());
    copy[18] = copy[19] = std::byte{1};
    folder.keep(file.name, std::move(copy));
    const auto log = sink.side_file(file.name + "-wal", false);
    if (log && !log->bytes.empty())
        sink.complain({base::ComplaintKind::warning, file.name, "read without its latest changes",
                       "a write-ahead log lies beside it: another program has the file open or did not close it"});
}

void mount_side_files(const InputFile& file, std::string_view ending, MemoryFolder& folder, SourceSink& sink) {
    const auto fetch = [&](std::initializer_list<std::string_view> endings) {
        for (const std::string_view other : endings) {
            std::string name = with_ending(file.name, other);
            if (folder.mount_side_file(sink, name)) continue;
            const std::size_t dot = name.rfind('.');  // a.shp beside A.DBF is rare, a.SHP beside a.dbf is not
            std::string swapped = name.substr(0, dot) + base::to_lower_ascii(name.substr(dot));
            if (swapped != name) folder.mount_side_file(sink, swapped);
        }
    };
    if (ending == "shp") {
        fetch({"shx", "dbf", "prj", "cpg", "qpj"});
        const bool has_index = folder.find(with_ending(file.name, "shx")) || folder.find(with_ending(file.name, "SHX"));
        CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", has_index ? "NO" : "YES");
        if (!has_index)
            sink.complain({base::ComplaintKind::repaired, file.name, "index (.shx) made anew",
                           "it does not lie beside the .shp"});
    }
    if (ending == "tab") fetch({"dat", "map", "id", "ind"});
    if (ending == "mif") fetch({"mid"});
    if (ending == "csv") fetch({"csvt", "prj"});
    if (ending == "gml") fetch({"xsd", "gfs"});
}

CPLStringList open_options(std::string_view ending) {
    CPLStringList options;
    if (ending == "csv" || ending == "tsv") {
        options.SetNameValue(
            "X_POSSIBLE_NAMES",
            "x,lon,long,longitude,lng,laenge,laengengrad,länge,längengrad,geo_laenge,rechtswert,ostwert,ost,"
            "easting,east,e,utm_x,x_koord,xkoord,x_coord,hw_x,stop_lon");
        options.SetNameValue("Y_POSSIBLE_NAMES",
                             "y,lat,latitude,breite,breitengrad,geo_breite,hochwert,nordwert,nord,northing,north,n,utm_"
                             "y,y_koord,ykoord,y_coord,stop_lat");
        options.SetNameValue("Z_POSSIBLE_NAMES", "z,elevation,altitude,hoehe_nn,hoehe_nhn");
        options.SetNameValue("GEOM_POSSIBLE_NAMES", "wkt,geom,geometry,the_geom,wkb_geometry,geo_shape");
        options.SetNameValue("KEEP_GEOM_COLUMNS", "NO");
        options.SetNameValue("AUTODETECT_TYPE", "YES");
    }
    return options;
}

std::string mount(const InputFile& file, std::string_view ending, MemoryFolder& folder, SourceSink& sink) {
    if (ending == "gpkg" || file.head().starts_with("SQLite format 3")) {
        mount_database(file, folder, sink);
        return folder.path(file.name);
    }
    const std::string path = folder.mount(file.name, file.bytes);
    mount_side_files(file, ending, folder, sink);
    return path;
}

}  // namespace

void CloseDataset::operator()(GDALDataset* dataset) const {
    GDALClose(dataset);
}

int recognise_vector(const InputFile& head) {
    const std::string_view text = head.head();
    const std::string ending = ending_of(head.name);
    if (text.starts_with(std::string_view("SQLite format 3\0", 16)))
        return ending == "gpkg" || text.substr(std::min<std::size_t>(68, text.size()), 2) == "GP" ? 2 : 0;
    if (text.starts_with("fgb")) return 2;
    if (text.starts_with(std::string_view("\0\0\x27\x0a", 4))) return ending == "shx" ? 0 : 2;
    if (is_zip(text)) return recognise_archive(head, ending);
    const std::string_view start = without_mark_and_space(text);
    if (start.starts_with('{')) return recognise_json(text, ending);
    if (start.starts_with('<')) return recognise_xml(text, ending);
    if (start.starts_with("!table")) return 2;
    if (ending == "dxf")
        return start.starts_with("0") || start.starts_with("999") || start.starts_with("AutoCAD") ? 2 : 1;
    if (ending == "gz") {
        const std::string inner = ending_of(std::string_view(head.name).substr(0, head.name.size() - 3));
        return is_one_of(inner, {"geojson", "kml", "gpx"}) ? 1 : 0;
    }
    return is_one_of(ending, {"gpkg", "geojson", "geojsonl", "geojsons", "topojson", "shp", "fgb", "kml", "kmz", "gpx",
                              "csv", "tsv", "tab", "mif"})
               ? 1
               : 0;
}

base::Result<DatasetHandle> open_vector(const InputFile& file, MemoryFolder& folder, GdalErrors& errors,
                                        SourceSink& sink) {
    CPLSetThreadLocalConfigOption("SHAPE_RESTORE_SHX", "NO");
    std::string ending = ending_of(file.name);
    std::string path = mount(file, ending, folder, sink);
    if (is_zip(file.head())) {
        auto members = list_archive(path, archive_endings);
        if (!members) return members.error();
        if (members->size() > 1)
            sink.complain({base::ComplaintKind::skipped, file.name,
                           fmt::format("{} of the {} data files in the archive left unread", members->size() - 1,
                                       members->size()),
                           fmt::format("only the first, {}, is read; unpack the archive to import them all",
                                       members->front().name)});
        path = members->front().path;
        ending = ending_of(members->front().name);
    } else if (ending == "gz") {
        path = "/vsigzip/" + path;
        ending = ending_of(std::string_view(file.name).substr(0, file.name.size() - 3));
    }
    static const char* drivers[] = {
        "GPKG", "GeoJSON", "GeoJSONSeq", "TopoJSON", "ESRIJSON", "ESRI Shapefile", "FlatGeobuf", "LIBKML",
        "KML",  "GPX",     "GML",        "CSV",      "DXF",      "MapInfo File",   nullptr};
    const CPLStringList options = open_options(ending);
    auto* dataset = static_cast<GDALDataset*>(GDALOpenEx(
        path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, options.List(), nullptr));
    if (!dataset) {
        if (folder.cancelled()) return base::Error{"reading: cancelled"};
        return base::Error{
            fmt::format("opening: expected vector data (GeoPackage, GeoJSON, shapefile, FlatGeobuf, KML, GPX, GML, "
                        "CSV, DXF), but {}",
                        errors.first("no reader knows this content"))};
    }
    return DatasetHandle(dataset);
}

}  // namespace twin::data
