#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "app/importer/place.h"
#include "base/progress.h"
#include "base/result.h"
#include "data/city_file/city_file.h"
#include "data/recipe.h"
#include "data/report.h"
#include "scene/builders/tile_assembler.h"
#include "scene/builders/vegetation.h"

namespace twin::app {

/// Turns placed files into a city file: terrain, features, tiles, traffic, report.
/// Owner: the importer.  Thread: one at a time.
class CityBuilder {
  public:
    CityBuilder(data::CityFileWriter& writer, const data::CityFrame& frame, const data::Recipe& recipe)
        : writer_(writer), frame_(frame), recipe_(recipe) {}

    /// Adds complaints that concern no file.
    void complain(const std::string& source, const base::Complaint& complaint);
    /// Takes the files apart as it goes.  `progress`: share done, 0..1; false: cancelled.
    /// Errors: cancelled, or the city file cannot be written. The caller finishes the writer.
    using ShareSink = std::function<bool(const char* stage, double share, std::uint64_t objects)>;
    base::Result<void> build(std::vector<PlacedFile>& files, const ShareSink& progress);

    const data::ImportReport& report() const { return report_; }
    std::uint64_t objects() const { return objects_; }
    std::uint64_t triangles() const { return triangles_; }

  private:
    base::Result<void> build_terrain(std::vector<PlacedFile>& files);
    base::Result<void> build_features(PlacedFile& placed, const ShareSink& progress, std::uint64_t total);
    base::Result<void> add_traffic(PlacedFile& placed);
    base::Result<int> layer_for(const PlacedFile& placed, const std::string& kind);
    data::LayerInfo layer_info(const PlacedFile& placed, const std::string& kind) const;
    bool seen_before(const PlacedFile& placed, const data::Feature& feature);
    void take_complaints(const std::string& source, std::vector<base::Complaint>& complaints, unsigned object);
    void drop_repeated_complaints();
    void take_file_complaints(PlacedFile& placed, const std::map<std::string, unsigned>& numbers);

    data::CityFileWriter& writer_;
    const data::CityFrame& frame_;
    const data::Recipe& recipe_;
    data::ImportReport report_;
    data::Terrain terrain_;
    scene::TileAssembler assembler_;
    scene::PlantingBudget planting_;
    std::map<std::pair<std::string, std::string>, int> layers_;  ///< Group and kind to number.
    std::map<std::string, std::vector<std::filesystem::path>> group_files_;
    std::map<std::string, std::string> seen_;  ///< Ids that hold everywhere, to the file that had them first.
    std::uint64_t objects_ = 0;
    std::uint64_t triangles_ = 0;
};

}  // namespace twin::app
