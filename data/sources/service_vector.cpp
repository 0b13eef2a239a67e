#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "data/sources/service_talk.h"
#include "data/sources/vector_open.h"

/// WFS, OGC API Features and PostGIS: GDAL speaks their languages, pages and filters; what comes is copied into a
/// GeoPackage in memory.
namespace twin::data {

namespace {

constexpr const char* copy_path = "/vsimem/copy.gpkg";
constexpr std::uint64_t objects_per_beat = 200;
constexpr std::size_t most_unnamed_layers = 12;

/// libpq's words with patience and without the right to write, whatever the recipe says.
std::string database_connection(const FetchOrder& order) {
    const std::string connect = fmt::format("{}", std::max(2, order.patience.connect_s));  // libpq rounds 1 up
    const std::string patience = fmt::format("{}", order.patience.request_s * 1000);
    if (order.address.find("://") == std::string::npos)
        return fmt::format(
            "PG:{} connect_timeout={} options='-c statement_timeout={} -c default_transaction_read_only=on'",
            order.address, connect, patience);
    const char joint = order.address.find('?') == std::string::npos ? '?' : '&';
    return fmt::format(
        "PG:{}{}connect_timeout={}&options=-c%20statement_timeout%3D{}%20-c%20default_transaction_read_only%3Don",
        order.address, joint, connect, patience);
}

bool is_same_layer(std::string_view in_service, std::string_view wanted) {
    if (in_service == wanted) return true;
    const std::size_t behind_namespace = in_service.find_last_of(":.");
    return behind_namespace != std::string_view::npos && in_service.substr(behind_namespace + 1) == wanted;
}

class VectorFetch {
  public:
    VectorFetch(ServiceTalk& talk, int output) : talk_(talk), order_(talk.order()), output_(output) {}

    base::Result<void> run() {
        if (auto opened = open(); !opened) return opened;
        talk_.teller().stage("asking for features");
        auto copied = order_.sql.empty() ? copy_layers() : copy_query();
        if (!copied) return copied;
        if (objects_ == 0) return base::Error{"asking: the server has no such features there"};
        copy_.reset();  // closing completes it
        return write_out(copy_path, output_);
    }

  private:
    base::Result<void> open();
    base::Result<std::vector<OGRLayer*>> choose() const;
    base::Result<void> copy_layers();
    base::Result<void> copy_query();
    base::Result<void> copy(OGRLayer& from, const std::string& name);
    void restrict_to_box(OGRLayer& layer);
    base::Result<void> append(OGRLayer& from, OGRLayer& to, const std::string& name);

    ServiceTalk& talk_;
    const FetchOrder& order_;
    const int output_;
    DatasetHandle source_, copy_;
    std::uint64_t objects_ = 0;
};

base::Result<void> VectorFetch::open() {
    talk_.teller().stage("asking the server");
    static const char* const wfs[] = {"WFS", nullptr};
    static const char* const oapif[] = {"OAPIF", nullptr};
    static const char* const postgres[] = {"PostgreSQL", nullptr};
    const bool database = order_.kind == ServiceKind::postgis;
    const char* const* driver = database ? postgres : order_.kind == ServiceKind::wfs ? wfs : oapif;
    const std::string connection =
        database ? database_connection(order_) : fmt::format("{}:{}", driver[0], order_.address);
    talk_.errors().clear();
    source_.reset(static_cast<GDALDataset*>(GDALOpenEx(
        connection.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, driver, nullptr, nullptr)));
    if (!source_)
        return base::Error{fmt::format("asking: {}", talk_.reason_of_failure(fmt::format(
                                                         "the server does not speak {} there", name_of(order_.kind))))};
    GDALDriver* package = GetGDALDriverManager()->GetDriverByName("GPKG");
    copy_.reset(package ? package->Create(copy_path, 0, 0, 0, GDT_Unknown, nullptr) : nullptr);
    if (!copy_) return base::Error{"keeping: no copy can be made in memory"};
    return {};
}

base::Result<std::vector<OGRLayer*>> VectorFetch::choose() const {
    std::vector<OGRLayer*> all, chosen;
    std::string present;
    for (int i = 0; i < source_->GetLayerCount(); ++i) {
        OGRLayer* layer = source_->GetLayer(i);
        if (!layer) continue;
        all.push_back(layer);
        constexpr std::size_t longest = 600;
        if (present.size() < longest) present += (present.empty() ? "" : ", ") + base::to_valid_utf8(layer->GetName());
    }
    if (all.empty()) return base::Error{"asking: the server offers no layers"};
    if (order_.layer.empty() && all.size() > most_unnamed_layers)
        return base::Error{fmt::format(
            "asking: the server offers {} layers; name those wanted with layer = \"...\" ({})", all.size(), present)};
    if (order_.layer.empty()) return all;
    for (const std::string_view part : base::split(order_.layer, ',')) {
        const std::string wanted(base::trim(part));
        const auto found = std::ranges::find_if(all, [&](OGRLayer* l) { return is_same_layer(l->GetName(), wanted); });
        // A database opens a table on demand that it does not list.
        OGRLayer* layer = found != all.end() ? *found : source_->GetLayerByName(wanted.c_str());
        if (!layer)
            return base::Error{
                fmt::format("asking: the recipe wants layer \"{}\", but the server has {}", wanted, present)};
        chosen.push_back(layer);
    }
    return chosen;
}

base::Result<void> VectorFetch::copy_layers() {
    const auto layers = choose();
    if (!layers) return layers.error();
    for (OGRLayer* layer : *layers) {
        if (layer->GetGeomType() == wkbNone && layers->size() > 1) continue;
        if (auto copied = copy(*layer, layer->GetName()); !copied) return copied;
    }
    return {};
}

base::Result<void> VectorFetch::copy_query() {
    const char* dialect = order_.kind == ServiceKind::postgis ? nullptr : "SQLITE";
    talk_.errors().clear();
    OGRLayer* layer = source_->ExecuteSQL(order_.sql.c_str(), nullptr, dialect);
    if (!layer)
        return base::Error{
            fmt::format("asking: the recipe's sql does not fit: {}", talk_.reason_of_failure("it gives no table"))};
    auto copied = copy(*layer, order_.layer.empty() ? "sql" : order_.layer);
    source_->ReleaseResultSet(layer);
    return copied;
}

void VectorFetch::restrict_to_box(OGRLayer& layer) {
    if (!order_.bbox_deg) return;
    const OGRSpatialReference* system = layer.GetSpatialRef();
    double min_x = 0, min_y = 0, max_x = 0, max_y = 0;
    if (system && box_in(*system, *order_.bbox_deg, min_x, min_y, max_x, max_y))
        layer.SetSpatialFilterRect(min_x, min_y, max_x, max_y);
    else
        talk_.teller().assume("all features asked for, whatever their place",
                              "the server does not say what its coordinates are in");
}

base::Result<void> VectorFetch::copy(OGRLayer& from, const std::string& name) {
    restrict_to_box(from);
    if (!order_.filter.empty() && from.SetAttributeFilter(order_.filter.c_str()) != OGRERR_NONE)
        return base::Error{fmt::format("asking: the recipe's filter \"{}\" does not fit layer {}: {}", order_.filter,
                                       base::to_valid_utf8(name),
                                       talk_.reason_of_failure("it is not a condition on its attributes"))};
    talk_.errors().clear();
    // Names that no attribute has, so that all attributes keep theirs.
    CPLStringList options;
    options.SetNameValue("FID", "stadtzwilling_fid");
    options.SetNameValue("GEOMETRY_NAME", "stadtzwilling_geometry");
    options.SetNameValue("SPATIAL_INDEX", "NO");
    OGRFeatureDefn& fields = *from.GetLayerDefn();
    if (!talk_.errors().first("").empty() && fields.GetFieldCount() == 0 && fields.GetGeomFieldCount() == 0)
        return base::Error{fmt::format("asking: {}", talk_.reason_of_failure("the layer cannot be described"))};
    const OGRwkbGeometryType type = fields.GetGeomFieldCount() == 0 ? wkbNone : wkbUnknown;
    OGRLayer* to = copy_->CreateLayer(base::to_valid_utf8(name).c_str(), from.GetSpatialRef(), type, options.List());
    if (!to) return base::Error{"keeping: no copy can be made in memory"};
    for (int i = 0; i < fields.GetFieldCount(); ++i) to->CreateField(fields.GetFieldDefn(i));
    talk_.errors().clear();
    return append(from, *to, base::to_valid_utf8(name));
}

base::Result<void> VectorFetch::append(OGRLayer& from, OGRLayer& to, const std::string& name) {
    // Servers hold back what goes beyond their page without a word; what they announce is the measure.
    const bool can_count = order_.kind == ServiceKind::wfs || from.TestCapability(OLCFastFeatureCount);
    const GIntBig counted = order_.sql.empty() && can_count ? from.GetFeatureCount(TRUE) : -1;
    const std::uint64_t announced = counted < 0 ? 0 : static_cast<std::uint64_t>(counted);
    talk_.errors().clear();
    copy_->StartTransaction();
    from.ResetReading();
    std::uint64_t taken = 0;
    while (OGRFeatureUniquePtr raw{from.GetNextFeature()}) {
        OGRFeature kept(to.GetLayerDefn());
        if (kept.SetFrom(raw.get(), TRUE) != OGRERR_NONE) continue;
        kept.SetFID(raw->GetFID());
        if (to.CreateFeature(&kept) != OGRERR_NONE) {
            kept.SetFID(OGRNullFID);  // two pages numbered alike
            if (to.CreateFeature(&kept) != OGRERR_NONE)
                return base::Error{fmt::format("keeping: {}", talk_.reason_of_failure("the copy cannot be written"))};
        }
        ++taken;
        if (++objects_ % objects_per_beat != 0) continue;
        VSIStatBufL info;
        const bool known = VSIStatL(copy_path, &info) == 0;
        if (known && static_cast<std::uint64_t>(info.st_size) > order_.most_bytes)
            return base::Error{fmt::format("asking: the features take more than {}; give a smaller bbox or a filter",
                                           base::format_bytes(order_.most_bytes))};
        if (!talk_.teller().beat(known ? static_cast<std::uint64_t>(info.st_size) : 0, objects_))
            return base::Error{"asking: cancelled"};
    }
    copy_->CommitTransaction();
    const std::string failure = talk_.reason_of_failure("");
    if (!failure.empty())
        return base::Error{fmt::format("asking: layer {} broke off after {} features: {}", name, taken, failure)};
    if (taken >= announced) return {};
    if (!order_.bbox_deg)
        return base::Error{
            fmt::format("asking: layer {} announces {} features, but the server gave only {}", name, announced, taken)};
    talk_.teller().assume(fmt::format("{} of the {} announced features of layer {} read", taken, announced, name),
                          "the others only touch the bbox, or the server holds them back");
    return {};
}

}  // namespace

base::Result<void> fetch_vectors(ServiceTalk& talk, int output) {
    return VectorFetch(talk, output).run();
}

}  // namespace twin::data
