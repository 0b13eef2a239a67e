#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <gdal_utils.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>

#include "base/text.h"
#include "data/sources/service_capabilities.h"
#include "data/sources/service_talk.h"
#include "data/sources/vector_open.h"

/// WMS, WMTS, XYZ templates and rasters by http: GDAL asks for the tiles or the pieces of the file; the window that is
/// wanted is copied into a GeoTIFF in memory at the wanted pixel size.
namespace twin::data {

namespace {

constexpr const char* copy_path = "/vsimem/copy.tif";
constexpr double most_pixels = 64e6;  ///< As many as an import keeps of a raster.
constexpr double finest_pixel_m = 0.1;
constexpr double usual_pixels_per_side = 4096;

struct Window {
    int x = 0, y = 0, width = 0, height = 0;  ///< In the service's pixels.
    int out_width = 0, out_height = 0;
};

double option_number(const FetchOrder& order, const char* name, double otherwise) {
    const auto found = order.more.find(name);
    double value = otherwise;
    if (found != order.more.end()) base::parse_number(found->second, value);
    return value;
}

class RasterFetch {
  public:
    RasterFetch(ServiceTalk& talk, int output) : talk_(talk), order_(talk.order()), output_(output) {}

    base::Result<void> run() {
        talk_.teller().stage("asking the server");
        if (needs_a_place(order_.kind) && !order_.bbox_deg)
            return base::Error{
                "asking: such a server has pictures of the whole world; name the place with bbox = [west, south, east, "
                "north] in degrees, or import it together with data that say where the city is"};
        auto connection = connect();
        if (!connection) return connection.error();
        if (auto opened = open(*connection); !opened) return opened;
        const auto window = choose_window();
        if (!window) return window.error();
        talk_.teller().stage("asking for pictures");
        if (auto copied = copy(*window); !copied) return copied;
        return write_out(copy_path, output_);
    }

  private:
    base::Result<std::string> connect();
    base::Result<void> open(const std::string& connection);
    base::Result<Window> choose_window();
    base::Result<void> copy(const Window& window);
    bool is_picture() const { return source_->GetRasterCount() >= 3; }
    double metres_per_unit(double middle_y_deg) const;

    ServiceTalk& talk_;
    const FetchOrder& order_;
    const int output_;
    DatasetHandle source_;
    std::array<double, 6> transform_{};
};

base::Result<std::string> RasterFetch::connect() {
    switch (order_.kind) {
        case ServiceKind::wms:
            return wms_description(talk_, order_.pixel_m);
        case ServiceKind::wmts:
            return fmt::format("WMTS:{}{}", order_.address,
                               order_.layer.empty() ? "" : fmt::format(",layer={}", order_.layer));
        case ServiceKind::xyz:
            return xyz_description(order_, static_cast<int>(option_number(order_, "max_zoom", 19)));
        default:
            return "/vsicurl/" + order_.address;
    }
}

base::Result<void> RasterFetch::open(const std::string& connection) {
    static const char* const maps[] = {"WMS", "WMTS", nullptr};
    static const char* const files[] = {"GTiff", "JP2OpenJPEG", "HFA", "PNG", "JPEG", "SRTMHGT", nullptr};
    talk_.errors().clear();
    const char* const* drivers = order_.kind == ServiceKind::raster ? files : maps;
    source_.reset(static_cast<GDALDataset*>(GDALOpenEx(
        connection.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, nullptr, nullptr)));
    if (!source_)
        return base::Error{fmt::format(
            "asking: {}", talk_.reason_of_failure(fmt::format("there is nothing of the kind \"{}\" at this address",
                                                              name_of(order_.kind))))};
    if (source_->GetRasterCount() == 0) {
        std::string names;
        char** list = source_->GetMetadata("SUBDATASETS");
        for (int i = 1; const char* name = CSLFetchNameValue(list, fmt::format("SUBDATASET_{}_DESC", i).c_str()); ++i)
            if (i <= 30) names += (names.empty() ? "" : ", ") + base::to_valid_utf8(name);
        return base::Error{fmt::format("asking: the server offers several layers; name one with layer = \"...\" ({})",
                                       without_secrets(names, order_.address))};
    }
    if (source_->GetGeoTransform(transform_.data()) != CE_None || transform_[2] != 0 || transform_[4] != 0) {
        if (order_.bbox_deg)
            return base::Error{"asking: the raster does not say where it lies, so that no part of it can be asked for"};
        transform_ = {0, 1, 0, 0, 0, 1};
    }
    return {};
}

double RasterFetch::metres_per_unit(double middle_y_deg) const {
    constexpr double metres_per_degree = 111'320, pi = 3.14159265358979;
    const OGRSpatialReference* system = source_->GetSpatialRef();
    if (!system) return 1;
    if (system->IsGeographic()) return metres_per_degree;
    const char* projection = system->GetAttrValue("PROJECTION");
    const bool mercator = projection && std::string_view(projection).starts_with("Mercator");
    return (mercator ? std::cos(middle_y_deg * pi / 180) : 1.0) * system->GetLinearUnits();
}

base::Result<Window> RasterFetch::choose_window() {
    Window window{0, 0, source_->GetRasterXSize(), source_->GetRasterYSize(), 0, 0};
    double middle_deg = 0;
    if (order_.bbox_deg) {
        const OGRSpatialReference* system = source_->GetSpatialRef();
        double min_x = 0, min_y = 0, max_x = 0, max_y = 0;
        if (!system || !box_in(*system, *order_.bbox_deg, min_x, min_y, max_x, max_y))
            return base::Error{
                "asking: the raster does not say what its coordinates are in, so that no part of it can "
                "be asked for"};
        middle_deg = ((*order_.bbox_deg)[1] + (*order_.bbox_deg)[3]) / 2;
        const auto column = [&](double x) { return (x - transform_[0]) / transform_[1]; };
        const auto row = [&](double y) { return (y - transform_[3]) / transform_[5]; };
        const double left = std::max(0.0, std::floor(column(min_x) + 1e-6)),
                     right = std::min<double>(window.width, std::ceil(column(max_x) - 1e-6)),
                     top = std::max(0.0, std::floor(std::min(row(min_y), row(max_y)) + 1e-6)),
                     bottom = std::min<double>(window.height, std::ceil(std::max(row(min_y), row(max_y)) - 1e-6));
        if (right - left < 1 || bottom - top < 1)
            return base::Error{"asking: the raster does not reach the place of the city"};
        window = {static_cast<int>(left),
                  static_cast<int>(top),
                  static_cast<int>(right - left),
                  static_cast<int>(bottom - top),
                  0,
                  0};
    }
    const double own_m = std::abs(transform_[1]) * metres_per_unit(middle_deg);
    double pixel_m = std::max(order_.pixel_m, own_m);
    if (order_.pixel_m == 0 && needs_a_place(order_.kind))  // tiles come as fine as one likes
        pixel_m = std::max(own_m, own_m * std::max(window.width, window.height) / usual_pixels_per_side);
    double shrink = own_m / pixel_m;
    const double pixels = double(window.width) * shrink * double(window.height) * shrink;
    if (pixels > most_pixels) {
        shrink *= std::sqrt(most_pixels / pixels);
        talk_.teller().assume(fmt::format("pixels of {:.2f} m asked for", own_m / shrink),
                              fmt::format("with pixels of {:.2f} m the picture would have {:.0f} million of them, more "
                                          "than {:.0f} million; give a smaller bbox for finer ones",
                                          pixel_m, pixels / 1e6, most_pixels / 1e6));
    }
    window.out_width = std::max(1, static_cast<int>(std::lround(window.width * shrink)));
    window.out_height = std::max(1, static_cast<int>(std::lround(window.height * shrink)));
    return window;
}

int tell_progress(double part, const char*, void* talk) {
    const auto& teller = static_cast<ServiceTalk*>(talk)->teller();
    return teller.beat(static_cast<std::uint64_t>(part * 1e6), 0) ? TRUE : FALSE;
}

base::Result<void> RasterFetch::copy(const Window& window) {
    CPLStringList words;
    const auto add = [&](std::initializer_list<std::string> list) {
        for (const std::string& word : list) words.AddString(word.c_str());
    };
    add({"-of", "GTiff", "-co", "TILED=YES", "-co", "COMPRESS=DEFLATE", "-co", "ZLEVEL=1", "-co", "BIGTIFF=IF_SAFER"});
    add({"-srcwin", std::to_string(window.x), std::to_string(window.y), std::to_string(window.width),
         std::to_string(window.height)});
    add({"-outsize", std::to_string(window.out_width), std::to_string(window.out_height)});
    if (window.out_width < window.width) add({"-r", "average"});
    if (!is_picture() && source_->GetRasterBand(1)->GetColorTable()) add({"-expand", "rgba"});
    GDALTranslateOptions* options = GDALTranslateOptionsNew(words.List(), nullptr);
    GDALTranslateOptionsSetProgress(options, tell_progress, &talk_);
    talk_.errors().clear();
    int wrong_use = FALSE;
    const DatasetHandle copied(
        GDALDataset::FromHandle(GDALTranslate(copy_path, GDALDataset::ToHandle(source_.get()), options, &wrong_use)));
    GDALTranslateOptionsFree(options);
    const bool whole = copied && talk_.errors().failure_count() == 0;
    if (!whole) return base::Error{fmt::format("asking: {}", talk_.reason_of_failure("the picture did not come"))};
    return {};
}

}  // namespace

base::Result<void> fetch_raster(ServiceTalk& talk, int output) {
    return RasterFetch(talk, output).run();
}

}  // namespace twin::data
