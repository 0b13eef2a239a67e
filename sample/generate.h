#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "sample/blocks.h"
#include "sample/building.h"
#include "sample/network.h"
#include "sample/osm_document.h"
#include "sample/relief.h"
#include "sample/side_streets.h"
#include "sample/skeleton.h"
#include "sample/zones.h"

namespace twin::sample {

struct SampleOptions {
    std::uint64_t seed = 1;
    std::size_t buildings = 100000;  ///< At most so many; landmarks always stand.
};

/// The whole sample before it is written. The same skeleton, seed and count give the same model.
/// Owner: whoever generated it.  Frame: sample plane.
struct SampleCity {
    Skeleton skeleton;
    std::unique_ptr<Zones> zones;
    std::unique_ptr<Relief> relief;
    std::unique_ptr<KeepOff> keep_off;
    Network network;
    std::vector<Block> blocks;
    std::vector<Building> buildings;
    OsmDocument osm;
};

/// Errors: the skeleton is incomplete (one sentence).
base::Result<SampleCity> generate_city(const std::filesystem::path& skeleton_folder, const SampleOptions& options);

/// Writes terrain.tif, streets.osm, buildings.gml, projects.geojson, traffic.fcd.xml, traffic.edgedata.xml,
/// main.net.xml, city.toml.  Errors: the folder cannot be written.
base::Result<void> write_city(const SampleCity& city, const SampleOptions& options,
                              const std::filesystem::path& folder);

}  // namespace twin::sample
