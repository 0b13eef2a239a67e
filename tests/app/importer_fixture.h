#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "app/importer/importer.h"
#include "data/city_file/city_file.h"
#include "data/import_file.h"
#include "data/keys.h"

/// Imports from files that exist only in the test.
namespace twin::app::test {

namespace fs = std::filesystem;
using data::Feature;
using data::FeatureKind;
using data::HeightMode;

struct Folder {
    fs::path path = fs::temp_directory_path() / ("twin_importer_" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path operator/(const std::string& name) const { return path / name; }
    fs::path file(const std::string& name, const std::string& text = "x") const {
        std::ofstream(path / name) << text;
        return path / name;
    }
    std::set<std::string> names() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(path)) names.insert(entry.path().filename().string());
        return names;
    }
};

/// What the files of a test hold, by file name; a name that is not here fails like a broken file.
struct Bookshelf {
    std::map<std::string, data::CollectingSink> files;

    data::CollectingSink& operator[](const std::string& name) { return files[name]; }
    FileReader reader() {
        return [this](const fs::path& file, const std::string&, const data::SourceOptions&, const base::WorkerLimits&,
                      data::SourceSink& sink, const base::ProgressSink& progress) -> base::Result<void> {
            const auto found = files.find(file.filename().string());
            if (found == files.end()) return base::Error{file.string() + ": reading: the reader crashed"};
            if (!found->second.crs_claim.text.empty()) sink.crs(found->second.crs_claim);
            for (const Feature& feature : found->second.features) sink.feature(Feature(feature));
            for (const data::HeightGrid& grid : found->second.grids) sink.height_grid(data::HeightGrid(grid));
            for (const auto& picture : found->second.ground_pictures) sink.ground_picture(data::GroundPicture(picture));
            for (const auto& recording : found->second.recordings) sink.traffic(data::TrafficRecording(recording));
            for (const auto& complaint : found->second.complaints) sink.complain(complaint);
            if (progress && !progress({"reading", 1, 1, found->second.features.size()}))
                return base::Error{"cancelled"};
            return {};
        };
    }
};

/// Reads real files in this process, without a worker.
base::Result<void> read_here(const fs::path& path, const std::string& format, const data::SourceOptions& options,
                             const base::WorkerLimits&, data::SourceSink& sink, const base::ProgressSink&);
/// A block of 10 m with a flat roof.
/// Frame: EPSG:25832.
Feature block(const std::string& id, double east, double north, double ground_m, double height_m = 10);
Feature street(const std::string& id, const std::string& name, double lon, double lat);
void fill_utm(data::CollectingSink& file);
void fill_streets(data::CollectingSink& file);
std::shared_ptr<data::CityFile> open_city(const fs::path& path);
std::map<std::string, Feature> features_of(const data::CityFile& city);
bool has_complaint(const data::ImportReport& report, base::ComplaintKind kind, const std::string& words);

class AnImport : public testing::Test {
  protected:
    base::Result<ImportResult> import(const std::vector<fs::path>& sources, const fs::path& recipe = {}) {
        ImportRequest request;
        request.sources = sources;
        request.recipe = recipe;
        request.output = folder / "city.gpkg";
        request.read = shelf.reader();
        return import_city(request, {});
    }
    std::shared_ptr<data::CityFile> city() { return open_city(folder / "city.gpkg"); }

    Folder folder;
    Bookshelf shelf;
};

}  // namespace twin::app::test
