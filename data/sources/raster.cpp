#include "data/sources/raster.h"

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "data/sources/archive.h"
#include "data/sources/memory_files.h"
#include "data/sources/raster_grid.h"
#include "data/sources/raster_kind.h"
#include "data/sources/raster_picture.h"
#include "data/sources/raster_xyz.h"
#include "data/sources/vector_open.h"

namespace twin::data {
namespace {

using base::ComplaintKind;

const std::vector<std::string_view> raster_endings = {"hgt", "tif", "tiff", "asc", "xyz", "img", "dem", "dt0",
                                                      "dt1", "dt2", "bil",  "flt", "bt",  "grd", "jp2"};

bool is_raster_ending(std::string_view ending) {
    return std::find(raster_endings.begin(), raster_endings.end(), ending) != raster_endings.end();
}

bool starts_like_an_ascii_grid(std::string_view text) {
    const std::string start = base::to_lower_ascii(text.substr(0, 64));
    return std::string_view(start)
        .substr(std::min(start.find_first_not_of(" \t\r\n"), start.size()))
        .starts_with("ncols");
}

bool starts_like_a_picture(std::string_view text) {
    return text.starts_with("\xFF\xD8\xFF") || text.starts_with("\x89PNG\r\n\x1A\n") ||
           text.starts_with(std::string_view("\0\0\0\x0CjP  ", 8));
}

bool starts_like_a_raster(std::string_view text) {
    for (const std::string_view magic : {std::string_view("II*\0", 4), std::string_view("MM\0*", 4),
                                         std::string_view("II+\0", 4), std::string_view("MM\0+", 4)})
        if (text.starts_with(magic)) return true;
    for (const std::string_view magic : {"DSAA", "DSBB", "DSRB", "EHFA_HEADER_TAG", "UHL1", "binterr"})
        if (text.starts_with(magic)) return true;
    return starts_like_an_ascii_grid(text) || starts_like_a_picture(text);
}

/// Reads one opened raster after the other into the sink.
class RasterReader {
  public:
    RasterReader(const InputFile& file, const SourceOptions& options, SourceSink& sink)
        : file_(file), options_(options), sink_(sink), folder_([this](std::uint64_t bytes) {
              return sink_.progress(std::min<std::uint64_t>(bytes, file_.bytes.size()), done_);
          }) {}

    base::Result<void> read() {
        const std::string path = folder_.mount(file_.name, file_.bytes);
        if (is_zip(file_.head())) return read_archive(path);
        mount_side_files();
        std::string ending = ending_of(file_.name);
        if (ending == "gz") {
            ending = ending_of(std::string_view(file_.name).substr(0, file_.name.size() - 3));
            return read_one("/vsigzip/" + path, file_.name, ending, {});
        }
        return read_one(path, file_.name, ending, file_.text());
    }

  private:
    void mount_side_files() {
        const std::string stem = file_.name.substr(0, file_.name.rfind('.'));
        const std::string ending = ending_of(file_.name);
        for (const char* other : {"prj", "wld", "hdr"}) folder_.mount_side_file(sink_, with_ending(file_.name, other));
        if (ending.size() >= 3) {  // the world file of x.tif is x.tfw or x.tifw
            folder_.mount_side_file(sink_, with_ending(file_.name, std::string{ending.front(), ending.back(), 'w'}));
            folder_.mount_side_file(sink_, file_.name + "w");
        }
        for (const char* other : {".aux.xml", ".ovr", ".msk"}) folder_.mount_side_file(sink_, file_.name + other);
        folder_.mount_side_file(sink_, stem + ".aux");
    }

    base::Result<void> read_archive(const std::string& path) {
        const auto members = list_archive(path, raster_endings);
        if (!members) return members.error();
        std::string problem;
        for (const ArchiveMember& member : *members) {
            auto done = read_one(member.path, member.name, ending_of(member.name), {});
            if (folder_.cancelled()) return base::Error{"reading: cancelled"};
            if (done) continue;
            if (problem.empty())
                problem = fmt::format("{} (in the archive, {})", done.error().message, member.name);
            else
                sink_.complain({ComplaintKind::skipped, member.name, "raster left out", done.error().message});
        }
        if (!problem.empty()) return base::Error{problem};
        return {};
    }

    /// `text`: the whole content where it lies in memory unpacked, for the formats that are text.
    base::Result<void> read_one(const std::string& path, const std::string& name, std::string_view ending,
                                std::string_view text) {
        GdalErrors errors;
        static const char* drivers[] = {"GTiff",   "SRTMHGT", "AAIGrid", "HFA",         "DTED", "EHdr", "ENVI",
                                        "USGSDEM", "GSAG",    "GSBG",    "GS7BG",       "BT",   "ZMap", "GPKG",
                                        "PNG",     "JPEG",    "BMP",     "JP2OpenJPEG", "XYZ",  nullptr};
        const DatasetHandle dataset(static_cast<GDALDataset*>(GDALOpenEx(
            path.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, drivers, nullptr, nullptr)));
        if (folder_.cancelled()) return base::Error{"reading: cancelled"};
        if (!dataset) {
            if (ending == "xyz" && !text.empty()) return read_points(text, name);
            return base::Error{
                fmt::format("opening: expected a raster of heights or a picture of the ground (GeoTIFF, HGT, "
                            "ASC, XYZ, JPEG, PNG), but {}",
                            errors.first("no reader knows this content"))};
        }
        return read_dataset(*dataset, name, errors);
    }

    base::Result<void> read_dataset(GDALDataset& dataset, const std::string& name, GdalErrors& errors) {
        const auto bounds = options_.more.find("bounds");
        auto transform = georeference_of(dataset, bounds == options_.more.end() ? "" : bounds->second);
        const double pixel_m = transform ? pixel_side_m(dataset, *transform) : 0;
        const auto kind = kind_of_raster(dataset, name, options_, pixel_m);
        if (!kind) return kind.error();
        if (!transform) return transform.error();
        if (!kind->assumed.empty()) sink_.complain({ComplaintKind::assumed, name, kind->assumed, kind->why});
        const auto beat = [&](double part) {
            return !folder_.cancelled() &&
                   sink_.progress(static_cast<std::uint64_t>(part * static_cast<double>(file_.bytes.size())), done_);
        };
        const CrsClaim place = claim(reference_of(dataset));
        if (kind->is_picture) {
            sink_.crs(place);
            auto done = read_picture(dataset, *transform, name, pixel_m, wanted_pixel_m(), errors, sink_, beat);
            if (!done) return done;
            ++done_;
        } else {
            auto grid = read_height_grid(dataset, *transform, name, errors, sink_, beat);
            if (!grid) return grid.error();
            grid->meaning = kind->meaning;
            if (auto done = hand_over(std::move(*grid), place); !done) return done;
        }
        for (const std::string& warning : errors.warnings())
            sink_.complain({ComplaintKind::warning, name, "read with a remark", warning});
        return {};
    }

    double wanted_pixel_m() const {
        double wanted_m = 0;
        const auto given = options_.more.find("pixel_m");
        if (given != options_.more.end() && base::parse_number(given->second, wanted_m) && wanted_m > 0)
            return wanted_m;
        return 0;
    }

    base::Result<void> read_points(std::string_view text, const std::string& name) {
        auto grid = read_scattered_grid(text, name, sink_);
        if (!grid) return grid.error();
        return hand_over(std::move(*grid), claim(nullptr));
    }

    base::Result<void> hand_over(HeightGrid&& grid, CrsClaim claim) {
        sink_.crs(std::move(claim));
        sink_.height_grid(std::move(grid));
        ++done_;
        return {};
    }

    CrsClaim claim(const OGRSpatialReference* system) const {
        CrsClaim claim = claim_of(system);
        claim.xy_order = true;  // a geotransform is east, north whatever the system says
        if (!claim.text.empty()) return claim;
        const auto file = folder_.find(with_ending(file_.name, "prj"));
        if (!file) return claim;
        std::string text(reinterpret_cast<const char*>(file->bytes.data()), file->bytes.size());
        OGRSpatialReference beside;
        if (beside.SetFromUserInput(text.c_str(), OGRSpatialReference::SET_FROM_USER_INPUT_LIMITATIONS_get()) !=
            OGRERR_NONE) {
            char* lines[] = {text.data(), nullptr};
            if (beside.importFromESRI(lines) != OGRERR_NONE) return claim;
        }
        claim = claim_of(&beside);
        claim.xy_order = true;
        return claim;
    }

    const InputFile& file_;
    const SourceOptions& options_;
    SourceSink& sink_;
    MemoryFolder folder_;
    std::uint64_t done_ = 0;
};

}  // namespace

std::string_view RasterSource::description() const {
    return "rasters of heights and orthophotos: GeoTIFF, COG, JPEG 2000, HGT, ASC, XYZ, DTED, ERDAS, Surfer, JPEG and "
           "PNG with a world file (also zipped)";
}

int RasterSource::recognises(const InputFile& head) const {
    const std::string_view text = head.head();
    if (starts_like_a_raster(text)) return 2;
    if (is_zip(text)) {
        for (const std::string& name : member_names_in_head(text))
            if (is_raster_ending(ending_of(name))) return 2;
        return 0;
    }
    std::string ending = ending_of(head.name);
    if (ending == "gz") ending = ending_of(std::string_view(head.name).substr(0, head.name.size() - 3));
    if (ending == "xyz" && looks_like_points(text)) return 2;
    return is_raster_ending(ending) ? 1 : 0;
}

base::Result<void> RasterSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
    if (file.bytes.empty()) return base::Error{"opening: the file is empty"};
    prepare_gdal();
    return RasterReader(file, options, sink).read();
}

}  // namespace twin::data
