#include "data/sources/raster_kind.h"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <numbers>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace twin::data {
namespace {

constexpr double coarsest_surface_m = 5;  // Wider pixels mix a house with its garden.

/// "ndom1_32_410_5476.tif" gives "ndom", "tif": words without the numbers behind them.
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words(1);
    for (const char c : base::to_lower_ascii(text)) {
        if (std::isalpha(static_cast<unsigned char>(c)))
            words.back() += c;
        else if (!words.back().empty())
            words.emplace_back();
    }
    return words;
}

bool any_of(const std::vector<std::string>& words, std::initializer_list<const char*> wanted) {
    return std::ranges::any_of(
        words, [&](const std::string& word) { return std::find(wanted.begin(), wanted.end(), word) != wanted.end(); });
}

/// Everything the file says about itself in words.
std::vector<std::string> words_about(GDALDataset& dataset, const std::string& name) {
    std::string text = name;
    const auto add = [&](const char* more) { text += more ? std::string(" ") + more : std::string(); };
    GDALRasterBand& band = *dataset.GetRasterBand(1);
    add(band.GetDescription());
    for (const char* key : {"TIFFTAG_IMAGEDESCRIPTION", "TIFFTAG_DOCUMENTNAME", "DESCRIPTION", "TITLE", "LAYER_TYPE"}) {
        add(dataset.GetMetadataItem(key));
        add(band.GetMetadataItem(key));
    }
    return words_of(std::string_view(text).substr(0, 4096));
}

GridMeaning meaning_in(const std::vector<std::string>& words) {
    if (any_of(words, {"ndsm", "ndom", "chm"})) return GridMeaning::above_ground;
    // Copernicus calls its terrain "Copernicus_DSM_..._DEM.tif": who says both is taken at the second word.
    const bool ground = any_of(words, {"dtm", "dgm", "dem", "mdt", "mnt", "terrain"});
    if (!ground && any_of(words, {"dsm", "dom", "bdom", "mds", "mns", "oberflaechenmodell"}))
        return GridMeaning::surface;
    return GridMeaning::ground;
}

bool speak_of_heights(const std::vector<std::string>& words) {
    return meaning_in(words) != GridMeaning::ground ||
           any_of(words, {"dtm", "dgm", "dem", "mdt", "mnt", "terrain", "elevation", "height", "heights", "hoehe",
                          "hoehen", "srtm", "altitude"});
}

bool is_photo_format(GDALDataset& dataset) {
    const std::string_view driver = dataset.GetDriver() ? dataset.GetDriverName() : "";
    return driver == "JPEG" || driver == "PNG" || driver == "BMP" || driver == "JP2OpenJPEG";
}

/// Colours that the file itself speaks of.
bool is_coloured(GDALDataset& dataset) {
    const GDALColorInterp colour = dataset.GetRasterBand(1)->GetColorInterpretation();
    return colour == GCI_RedBand || colour == GCI_GreenBand || colour == GCI_BlueBand || colour == GCI_PaletteIndex;
}

RasterKind heights_of(const std::vector<std::string>& words, double pixel_m) {
    RasterKind kind;
    kind.meaning = meaning_in(words);
    if (kind.meaning == GridMeaning::ground) return kind;
    kind.why = "its name or its metadata say so; write `what` into its [[source]] of the recipe to be sure";
    if (kind.meaning == GridMeaning::surface && pixel_m > coarsest_surface_m) {
        kind.meaning = GridMeaning::ground;
        kind.assumed = "surface model taken as the ground";
        kind.why = fmt::format("its pixels of {:.3g} m are too wide to tell a building from the ground", pixel_m);
        return kind;
    }
    kind.assumed = kind.meaning == GridMeaning::surface ? "taken as a surface model (heights of roofs and trees)"
                                                        : "taken as heights above the ground (nDSM)";
    return kind;
}

base::Result<RasterKind> kind_named(const std::string& word) {
    RasterKind kind;
    if (word == "picture")
        kind.is_picture = true;
    else if (word == "surface")
        kind.meaning = GridMeaning::surface;
    else if (word == "above_ground")
        kind.meaning = GridMeaning::above_ground;
    else if (word != "heights")
        return base::Error{fmt::format(
            "reading: \"{}\" is no kind of raster, expected heights, surface, above_ground or picture", word)};
    return kind;
}

}  // namespace

base::Result<RasterKind> kind_of_raster(GDALDataset& dataset, const std::string& name, const SourceOptions& options,
                                        double pixel_m) {
    const int bands = dataset.GetRasterCount();
    if (bands == 0) return base::Error{"opening: expected a raster with heights or a picture, but it has no bands"};
    if (const auto told = options.more.find("what"); told != options.more.end()) return kind_named(told->second);
    GDALRasterBand& first = *dataset.GetRasterBand(1);
    const GDALDataType type = first.GetRasterDataType();
    const bool whole_numbers = type == GDT_Byte || type == GDT_UInt16;
    if (is_coloured(dataset) || (bands >= 3 && whole_numbers)) return RasterKind{true, {}, {}, {}};
    const auto words = words_about(dataset, name);
    const bool one_byte = type == GDT_Byte;
    if (one_byte && is_photo_format(dataset)) return RasterKind{true, {}, {}, {}};
    const std::string unit = first.GetUnitType() ? first.GetUnitType() : "";
    int scaled = 0;
    const double scale = first.GetScale(&scaled);
    if (one_byte && unit.empty() && (!scaled || scale == 1) && !speak_of_heights(words))
        return RasterKind{
            true,
            {},
            "taken as a grey picture of the ground",
            "it has one band of 8 bits; if these are heights, write what = \"heights\" into its [[source]] "
            "of the recipe"};
    return heights_of(words, pixel_m);
}

double pixel_side_m(GDALDataset& dataset, const std::array<double, 6>& transform) {
    constexpr double degree_m = 111'195;
    double across = std::hypot(transform[1], transform[4]), down = std::hypot(transform[2], transform[5]);
    const OGRSpatialReference* system = dataset.GetSpatialRef();
    const bool looks_like_degrees =
        std::abs(transform[0]) <= 360 && std::abs(transform[3]) <= 90 && across < 1 && down < 1;
    if (system ? system->IsGeographic() != 0 : looks_like_degrees) {
        const double middle_lat = transform[3] + transform[5] * dataset.GetRasterYSize() / 2;
        across *= degree_m * std::max(0.01, std::cos(middle_lat * std::numbers::pi / 180));
        down *= degree_m;
    } else if (system && system->IsProjected()) {
        across *= system->GetLinearUnits();
        down *= system->GetLinearUnits();
    }
    const double side = std::min(across, down);
    return std::isfinite(side) && side > 0 ? side : 0;
}

}  // namespace twin::data
