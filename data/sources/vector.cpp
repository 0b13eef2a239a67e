#include "data/sources/vector.h"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <unordered_map>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/vector_attributes.h"
#include "data/sources/vector_dxf.h"
#include "data/sources/vector_expression.h"
#include "data/sources/vector_faces.h"
#include "data/sources/vector_geometry.h"
#include "data/sources/vector_kind.h"
#include "data/sources/vector_kml.h"
#include "data/sources/vector_mapping.h"
#include "data/sources/vector_open.h"

namespace twin::data {
namespace {

using base::ComplaintKind;

constexpr double projected_limit_m = 1e8;
constexpr double largest_degree = 400;
constexpr std::uint64_t objects_per_beat = 256;

/// Reads the layers of one open file into the sink.
class VectorReader {
  public:
    VectorReader(const InputFile& file, const SourceOptions& options, SourceSink& sink, MemoryFolder& folder,
                 GdalErrors& errors, GDALDataset& dataset)
        : file_(file),
          options_(options),
          sink_(sink),
          folder_(folder),
          errors_(errors),
          dataset_(dataset),
          mapper_(recipe_mapping(options)) {}

    base::Result<void> read() {
        if (!options_.kind.empty()) {
            auto kind = parse_feature_kind(options_.kind);
            if (!kind) return kind.error();
            kind_ = *kind;
        }
        const std::string_view driver = dataset_.GetDriver() ? dataset_.GetDriverName() : "";
        is_kml_ = driver == "LIBKML" || driver == "KML";
        is_dxf_ = driver == "DXF";
        const auto sql = options_.more.find("sql");
        if (sql != options_.more.end() && !sql->second.empty()) return read_query(sql->second);
        auto layers = choose_layers();
        if (!layers) return layers.error();
        several_layers_ = layers->size() > 1;
        std::string problem;
        for (OGRLayer* layer : *layers) {
            auto done = read_layer(*layer);
            if (!done && problem.empty()) problem = done.error().message;
            if (folder_.cancelled()) return base::Error{"reading: cancelled"};
        }
        return finish(std::move(problem));
    }

  private:
    /// Everything has been read but for the `problem`.
    base::Result<void> finish(std::string problem) {
        if (is_dxf_) hand_over_dxf();
        report_leftovers();
        if (problem.empty()) problem = cut_off();
        if (!problem.empty()) return base::Error{problem};
        if (objects_ == 0) return nothing_read();
        return {};
    }

    /// The recipe's own question, in SQLite's SQL whatever the format; where GDAL cannot, in its own.
    base::Result<void> read_query(const std::string& sql) {
        const bool speaks_sqlite = dataset_.GetDriver() && std::string_view(dataset_.GetDriverName()) == "GPKG";
        errors_.clear();
        OGRLayer* layer = dataset_.ExecuteSQL(sql.c_str(), nullptr, speaks_sqlite ? nullptr : "SQLITE");
        const std::string reason = errors_.first("it gives no table");
        if (!layer && !speaks_sqlite) layer = dataset_.ExecuteSQL(sql.c_str(), nullptr, "OGRSQL");
        if (!layer)
            return base::Error{
                fmt::format("reading: the recipe's sql does not fit: {}; the layers are {}", reason, layer_names())};
        errors_.clear();
        auto done = read_layer(*layer);
        dataset_.ReleaseResultSet(layer);
        return finish(done ? std::string() : done.error().message);
    }

    std::string layer_names() const {
        std::string names;
        for (int i = 0; i < dataset_.GetLayerCount(); ++i)
            names += (names.empty() ? "" : ", ") + base::to_valid_utf8(dataset_.GetLayer(i)->GetName());
        return names;
    }

    static std::map<std::string, std::string> recipe_mapping(const SourceOptions& options) {
        auto mapping = options.mapping;
        mapping.erase("id");
        return mapping;
    }

    base::Result<std::vector<OGRLayer*>> choose_layers() {
        std::vector<OGRLayer*> chosen;
        std::string present;
        const bool gpx = dataset_.GetDriver() && std::string_view(dataset_.GetDriverName()) == "GPX";
        for (int i = 0; i < dataset_.GetLayerCount(); ++i) {
            OGRLayer* layer = dataset_.GetLayer(i);
            if (!layer) continue;
            const std::string name = layer->GetName();
            present += (present.empty() ? "" : ", ") + base::to_valid_utf8(name);
            if (!options_.layer.empty()) {
                if (name == options_.layer) chosen.push_back(layer);
                continue;
            }
            if (layer->GetGeomType() == wkbNone) continue;
            if (gpx && name.ends_with("_points")) continue;  // the same points again, one by one
            chosen.push_back(layer);
        }
        if (!options_.layer.empty() && chosen.empty())
            return base::Error{fmt::format("reading: the recipe wants layer \"{}\", but the file has {}",
                                           options_.layer, present.empty() ? "no layers" : present)};
        if (chosen.empty())
            return base::Error{fmt::format("reading: no layer with geometry in the file ({})",
                                           present.empty() ? "it has no layers" : "it has " + present)};
        return chosen;
    }

    /// What the layer says of its reference system; decided with the first feature at hand.
    void claim(OGRLayer& layer, const OGRGeometry& first) {
        const OGRSpatialReference* system = layer.GetSpatialRef();
        CrsClaim claim = claim_of(system);
        OGREnvelope box;
        first.getEnvelope(&box);
        const double largest =
            std::max({std::abs(box.MinX), std::abs(box.MaxX), std::abs(box.MinY), std::abs(box.MaxY)});
        const std::string driver = dataset_.GetDriver() ? dataset_.GetDriverName() : "";
        if (system && system->IsGeographic() && largest > largest_degree && std::isfinite(largest)) {
            sink_.complain({ComplaintKind::warning, file_.name, "reference system taken as not given",
                            fmt::format("the file is in degrees ({}) by its own word or by the rule of its format, but "
                                        "its numbers reach {:.0f}: they look like metres; name the crs in the recipe",
                                        claim.text, largest)});
            claim = {};
        } else if (claim.text.empty() && driver == "CSV" && has_degree_columns()) {
            claim.text = "EPSG:4326";
            sink_.complain({ComplaintKind::assumed, file_.name, "coordinates taken as WGS 84 degrees",
                            "columns named longitude and latitude"});
        }
        if (claimed_ && claim.text == last_claim_.text && claim.xy_order == last_claim_.xy_order) return;
        claimed_ = true;
        last_claim_ = claim;
        sink_.crs(std::move(claim));
    }

    bool has_degree_columns() const {
        const std::string header = base::to_lower_ascii(file_.head().substr(0, file_.head().find('\n')));
        const auto names = [&](const char* word) { return header.find(word) != std::string::npos; };
        return (names("lon") && names("lat")) || (names("ngengrad") && names("breitengrad"));
    }

    base::Result<void> read_layer(OGRLayer& layer) {
        const std::string name = base::to_valid_utf8(layer.GetName());
        if (!options_.sql_filter.empty()) {
            errors_.clear();
            if (layer.SetAttributeFilter(options_.sql_filter.c_str()) != OGRERR_NONE)
                return base::Error{fmt::format("reading: the recipe's filter \"{}\" does not fit layer {}: {}",
                                               options_.sql_filter, name,
                                               errors_.first("it is not a condition on its attributes"))};
        }
        errors_.clear();
        const bool countable = options_.sql_filter.empty() && layer.TestCapability(OLCFastFeatureCount);
        const GIntBig expected = countable ? layer.GetFeatureCount(FALSE) : -1;
        const LayerAttributes fields(*layer.GetLayerDefn(), id_attribute());
        auto expressions = Expressions::make(options_.mapping, fields.names());
        if (!expressions) return expressions.error();
        expressions_ = std::move(*expressions);
        layer.ResetReading();
        GIntBig seen = 0;
        bool first = true;
        while (OGRFeatureUniquePtr raw{layer.GetNextFeature()}) {
            ++seen;
            const OGRGeometry* geometry = raw->GetGeometryRef();
            if (first && geometry && !geometry->IsEmpty()) {
                claim(layer, *geometry);
                first = false;
            }
            take(*raw, geometry, fields, name);
            if (seen % objects_per_beat == 0 && !beat()) return base::Error{"reading: cancelled"};
        }
        seen_ += static_cast<std::uint64_t>(seen);
        if (folder_.cancelled()) return base::Error{"reading: cancelled"};
        return settle(name, seen, expected);
    }

    std::string id_attribute() const {
        const auto found = options_.mapping.find("id");
        return found == options_.mapping.end() ? std::string() : found->second;
    }

    bool beat() { return sink_.progress(std::min<std::uint64_t>(folder_.bytes_read(), file_.bytes.size()), objects_); }

    void take(OGRFeature& raw, const OGRGeometry* geometry, const LayerAttributes& fields,
              const std::string& layer_name) {
        Feature feature;
        std::string id = fields.id(raw);
        if (id.empty())
            id = several_layers_ || raw.GetFID() == OGRNullFID ? fmt::format("{}.{}", layer_name, raw.GetFID())
                                                               : std::to_string(raw.GetFID());
        feature.id = unique(std::move(id));
        const std::string drawn_on = is_dxf_ ? dxf_layer(raw) : layer_name;
        std::unique_ptr<OGRGeometry> outline;
        if (is_dxf_ && geometry) outline = outline_of(*geometry, drawn_on);
        if (outline) geometry = outline.get();
        if (!geometry || geometry->IsEmpty()) {
            ++without_geometry_;
            if (example_without_geometry_.empty()) example_without_geometry_ = feature.id;
            return;
        }
        const GeometryShape shape = shape_of(*geometry);
        const GeometryLosses losses = add_geometry(*geometry, projected_limit_m, feature);
        const bool empty = feature.points.empty() && feature.lines.empty() && feature.surfaces.empty();
        if (losses.any())
            sink_.complain({empty ? ComplaintKind::skipped : ComplaintKind::repaired, feature.id,
                            empty ? "feature left out" : "bad parts of the geometry left out", losses.sentence()});
        if (empty) return;
        if (is_dxf_ && !outline && DxfFaces::is_face(*geometry))
            return dxf_faces_.add(drawn_on, std::move(feature.surfaces));
        Attributes attributes = fields.read(raw);
        const double extruded_m = is_kml_ ? settle_kml(attributes, feature) : 0;
        feature.kind = kind_ ? *kind_ : guess_feature_kind(attributes, shape, drawn_on);
        if (extruded_m > 0) stand_as_block(extruded_m, kind_.has_value(), feature);
        expressions_.apply(attributes, feature.attributes);
        mapper_.apply(std::move(attributes), feature.kind, feature.attributes);
        if (is_body(feature.kind)) classify_faces(feature);
        sink_.feature(std::move(feature));
        ++objects_;
    }

    /// Drawings know no areas: what is closed on a layer of buildings is an outline.
    std::unique_ptr<OGRGeometry> outline_of(const OGRGeometry& geometry, const std::string& layer) const {
        const FeatureKind kind = kind_ ? *kind_ : guess_feature_kind({}, GeometryShape::area, layer);
        return is_body(kind) ? closed_dxf_area(geometry) : nullptr;
    }

    void hand_over_dxf() {
        std::size_t number = 0;
        for (DxfFaces::Body& body : dxf_faces_.take_bodies()) {
            Feature feature;
            feature.id = unique(fmt::format("{}.{}", body.layer, number++));
            feature.surfaces = std::move(body.faces);
            feature.heights = HeightMode::absolute;
            Attributes attributes;
            attributes.set("Layer", body.layer);
            feature.kind = kind_ ? *kind_ : guess_feature_kind(attributes, GeometryShape::area, body.layer);
            mapper_.apply(std::move(attributes), feature.kind, feature.attributes);
            if (is_body(feature.kind)) classify_faces(feature);
            sink_.feature(std::move(feature));
            ++objects_;
        }
        if (UnreadDxfSolids unread = unread_dxf_solids(file_.text()); unread.count > 0)
            sink_.complain({ComplaintKind::skipped, file_.name,
                            fmt::format("{} solids of the drawing left out", unread.count), std::move(unread.why)});
    }

    std::string unique(std::string id) {
        int& uses = ids_[std::hash<std::string>{}(id)];
        if (++uses > 1) id += "#" + std::to_string(uses);
        return id;
    }

    /// "Opened" is not "complete": what GDAL complained of while reading decides whether the layer was all there.
    base::Result<void> settle(const std::string& name, GIntBig seen, GIntBig expected) {
        const std::string reason = errors_.first("");
        if (seen < expected)
            return base::Error{fmt::format(
                "reading: layer {} announces {} features, but only {} could be read{}; the file is cut off or damaged",
                name, expected, seen, reason.empty() ? "" : " (" + reason + ")")};
        if (!reason.empty() && expected < 0)
            return base::Error{
                fmt::format("reading: layer {} broke off after {} features ({}); the file is cut off or damaged", name,
                            seen, reason)};
        for (const std::string& message : errors_.failures())
            sink_.complain({ComplaintKind::warning, file_.name, "read with a doubt", message});
        for (const std::string& message : errors_.warnings())
            sink_.complain({ComplaintKind::warning, file_.name, "read with a remark", message});
        return {};
    }

    /// What GDAL does not notice: a shapefile shorter than it says, a table that ends inside a line. "" when all is
    /// well.
    std::string cut_off() {
        const std::string_view text = file_.text();
        const auto byte = [&](std::size_t i) {
            return static_cast<std::uint64_t>(static_cast<unsigned char>(text[i]));
        };
        if (text.size() > 28 && text.starts_with(std::string_view("\0\0\x27\x0a", 4))) {
            const std::uint64_t announced = 2 * (byte(24) << 24 | byte(25) << 16 | byte(26) << 8 | byte(27));
            if (announced > text.size())
                return fmt::format(
                    "reading: the shapefile announces {} bytes, but has only {}; it is cut off ({} features were read)",
                    announced, text.size(), objects_);
        }
        if (std::string_view(dataset_.GetDriverName()) == "CSV" && !text.ends_with('\n')) {
            const auto columns = [](std::string_view line) {
                return std::count_if(line.begin(), line.end(),
                                     [](char c) { return c == ',' || c == ';' || c == '\t'; });
            };
            if (columns(text.substr(text.rfind('\n') + 1)) < columns(text.substr(0, text.find('\n'))))
                return fmt::format("reading: the table ends inside a line; it is cut off ({} features were read)",
                                   objects_);
        }
        return {};
    }

    void report_leftovers() {
        if (without_geometry_ > 0)
            sink_.complain({ComplaintKind::skipped, without_geometry_ == 1 ? example_without_geometry_ : file_.name,
                            fmt::format("{} of {} features left out", without_geometry_, seen_),
                            without_geometry_ == 1
                                ? "no geometry"
                                : fmt::format("no geometry (the first is {})", example_without_geometry_)});
        if (seen_ == 0) return;
        for (const auto& [key, attribute] : mapper_.never_seen())
            sink_.complain(
                {ComplaintKind::warning, file_.name, fmt::format("{} not set", key),
                 fmt::format("the recipe maps it to the attribute \"{}\", which no feature has", attribute)});
    }

    base::Result<void> nothing_read() const {
        if (!options_.sql_filter.empty() && seen_ == 0)
            return base::Error{
                fmt::format("reading: the recipe's filter \"{}\" leaves no feature", options_.sql_filter)};
        if (seen_ == 0) return base::Error{"reading: expected features, but the file has none"};
        return base::Error{fmt::format("reading: none of the {} features has a usable geometry{}", seen_,
                                       std::string_view(dataset_.GetDriverName()) == "CSV"
                                           ? "; a CSV needs columns X and Y, longitude and latitude, or WKT"
                                           : "")};
    }

    const InputFile& file_;
    const SourceOptions& options_;
    SourceSink& sink_;
    MemoryFolder& folder_;
    GdalErrors& errors_;
    GDALDataset& dataset_;
    AttributeMapper mapper_;
    Expressions expressions_;  ///< Of the layer being read.
    std::optional<FeatureKind> kind_;
    CrsClaim last_claim_;
    bool claimed_ = false;
    bool is_kml_ = false;
    bool is_dxf_ = false;
    DxfFaces dxf_faces_;
    bool several_layers_ = false;
    std::uint64_t objects_ = 0;
    std::uint64_t seen_ = 0;
    std::uint64_t without_geometry_ = 0;
    std::string example_without_geometry_;
    std::unordered_map<std::size_t, int> ids_;
};

}  // namespace

std::string_view VectorSource::description() const {
    return "vector data: GeoPackage, GeoJSON, shapefile, FlatGeobuf, KML, GPX, GML, CSV, DXF";
}

int VectorSource::recognises(const InputFile& head) const {
    return recognise_vector(head);
}

base::Result<void> VectorSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
    if (file.bytes.empty()) return base::Error{"opening: the file is empty"};
    prepare_gdal();
    MemoryFolder folder(
        [&](std::uint64_t bytes) { return sink.progress(std::min<std::uint64_t>(bytes, file.bytes.size()), 0); });
    GdalErrors errors;
    auto dataset = open_vector(file, folder, errors, sink);
    if (!dataset) return dataset.error();
    return VectorReader(file, options, sink, folder, errors, **dataset).read();
}

}  // namespace twin::data
