#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "app/importer/kept_pictures.h"
#include "app/importer/place.h"
#include "app/importer/surface_heights.h"
#include "base/progress.h"
#include "base/result.h"
#include "data/city_file/city_file.h"
#include "data/recipe.h"
#include "data/report.h"
#include "scene/builders/tile_assembler.h"
#include "scene/builders/vegetation.h"

namespace twin::app {

struct BuiltBatch;
class BatchBuilder;

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

    /// Told of each file when its objects are written: number of the first one, layers by kind.
    using Recorder = std::function<base::Result<void>(const PlacedFile& placed, std::uint32_t first_number,
                                                      const std::map<std::string, int>& layers)>;
    void set_recorder(Recorder recorder) { recorder_ = std::move(recorder); }

    const data::ImportReport& report() const { return report_; }
    std::uint64_t objects() const { return objects_; }
    std::uint64_t triangles() const { return triangles_; }

  private:
    base::Result<void> build_terrain(std::vector<PlacedFile>& files);
    base::Result<void> build_pictures(std::vector<PlacedFile>& files, const std::function<bool(double)>& progress);
    base::Result<void> build_group_pictures(const std::vector<const PlacedFile*>& files,
                                            const std::function<bool(double)>& progress);
    base::Result<void> build_features(PlacedFile& placed, const ShareSink& progress, std::uint64_t total);
    base::Result<void> build_batches(const PlacedFile& placed, const BatchBuilder& builder,
                                     const std::function<bool()>& progress);
    base::Result<void> add_traffic(PlacedFile& placed);
    base::Result<int> layer_for(const PlacedFile& placed, const std::string& kind);
    data::LayerInfo layer_info(const PlacedFile& placed, const std::string& kind) const;
    void find_repeated(PlacedFile& placed, std::uint32_t file);
    base::Result<void> write_batch(BuiltBatch& batch);
    void take_complaints(const std::string& source, std::vector<base::Complaint>& complaints, unsigned object);
    void drop_repeated_complaints();
    void take_file_complaints(PlacedFile& placed);

    data::CityFileWriter& writer_;
    const data::CityFrame& frame_;
    const data::Recipe& recipe_;
    data::ImportReport report_;
    data::Terrain terrain_;
    std::unique_ptr<SurfaceHeights> surface_heights_;
    scene::TileAssembler assembler_;
    scene::PlantingBudget planting_;
    std::map<std::pair<std::string, std::string>, int> layers_;  ///< Group and kind to number.
    std::map<std::string, std::vector<std::filesystem::path>> group_files_;
    struct IdHash {
        std::size_t operator()(const std::array<std::uint64_t, 2>& id) const { return id[0] ^ id[1]; }
    };
    /// Ids that hold everywhere, to the number of the file that had them first.
    std::unordered_map<std::array<std::uint64_t, 2>, std::uint32_t, IdHash> seen_;
    std::vector<std::string> file_names_;
    KeptPictures kept_pictures_;
    glm::dvec2 middle_m_{0, 0};                   ///< Of all that is kept.
    std::map<std::string, unsigned> complained_;  ///< Ids that the file's complaints name, to object numbers.
    std::uint64_t objects_ = 0;
    std::uint64_t triangles_ = 0;
    Recorder recorder_;
};

}  // namespace twin::app
