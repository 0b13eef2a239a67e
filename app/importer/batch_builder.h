#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <glm/vec2.hpp>

#include "app/importer/kept_pictures.h"
#include "app/importer/neighbours.h"
#include "app/importer/place.h"
#include "app/importer/surface_heights.h"
#include "data/city_file/city_file.h"
#include "data/raster.h"
#include "data/report.h"
#include "scene/builders/tile_assembler.h"
#include "scene/builders/vegetation.h"

namespace twin::app {

/// A feature that waits to be written.
struct BuiltFeature {
    data::PreparedFeature prepared;
    int layer = 0;
    std::uint32_t number = 0;
};

/// What one batch of features has become.
struct BuiltBatch {
    std::vector<BuiltFeature> features;
    scene::TileAssembler tiles;
    std::vector<data::ReportItem> items;
};

/// Turns the batches of one placed file into triangles and rows.
/// Owner: CityBuilder.  Thread: any number at a time.
class BatchBuilder {
  public:
    /// What all batches of a file share.
    struct Surroundings {
        const data::CityFileWriter& writer;
        const data::Terrain& terrain;
        const Neighbours& neighbours;
        scene::PlantingBudget planting;
        glm::dvec2 middle_m;
        const std::vector<std::string>& file_names;  ///< By Fate::repeated's number.
        std::array<int, data::feature_kind_count> layers{};
        const SurfaceHeights* surface_heights = nullptr;
        const PictureNames* picture_names = nullptr;  ///< Under which its pictures are kept; null: as they are.
    };
    /// `objects_before`: in the city file; its first kept feature gets the next number.
    BatchBuilder(const PlacedFile& placed, const Surroundings& around, std::uint32_t objects_before);

    BuiltBatch build(std::size_t batch) const;

  private:
    base::Complaint left_out(const data::Feature& feature, const FeatureNote& note) const;
    std::optional<base::CityPoint> place_of(const FeatureNote& note, data::HeightMode heights) const;
    BuiltFeature build_one(data::Feature&& feature, std::size_t index, std::uint32_t number, BuiltBatch& out) const;

    const PlacedFile& placed_;
    const Surroundings& around_;
    std::string source_;
    std::vector<std::uint32_t> first_number_;  ///< Of each batch.
};

}  // namespace twin::app
