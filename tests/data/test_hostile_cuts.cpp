#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/data/hostile_fixture.h"

/// Files that break off: whatever is missing is said, wherever the end is. Text lists without an end mark (xyz, OBJ)
/// cannot know; all other formats do. At 40 places of each file here; STADTZWILLING_CUTS=1000 for a night.
/// Source: facts/reliability.md A8.
namespace twin::data {
namespace {

namespace fs = std::filesystem;

/// How much of a city has come out of a file.
struct Yield {
    std::size_t things = 0, points = 0;
    std::set<std::string> words;  ///< What was complained about.
};

Yield yield_of(const CollectingSink& sink) {
    Yield yield;
    yield.things = sink.features.size() + sink.grids.size() + sink.recordings.size();
    for (const Feature& feature : sink.features) {
        yield.points += feature.points.size();
        for (const Surface& surface : feature.surfaces) {
            yield.points += surface.outer.size();
            for (const Ring& hole : surface.holes) yield.points += hole.size();
        }
        for (const Line& line : feature.lines) yield.points += line.points.size();
        for (const ModelMesh& mesh : feature.models) yield.points += mesh.triangles.size();
    }
    for (const HeightGrid& grid : sink.grids)
        for (const float height : grid.heights_m) yield.points += std::isfinite(height);
    for (const TrafficRecording& recording : sink.recordings) {
        for (const VehicleTrack& track : recording.vehicles) yield.points += track.time_s.size();
        for (const EdgeSeries& edge : recording.edges) yield.points += edge.speed_ms.size();
    }
    for (const base::Complaint& complaint : sink.complaints) yield.words.insert(complaint.what + ": " + complaint.why);
    return yield;
}

std::size_t cut_count() {
    const char* wanted = std::getenv("STADTZWILLING_CUTS");
    return static_cast<std::size_t>(wanted ? std::max(2, std::atoi(wanted)) : 40);
}

class CutSeed : public testing::TestWithParam<const char*> {};

TEST_P(CutSeed, NothingIsMissingInSilence) {
    const fs::path seed = test::hostile_seeds / GetParam();
    const std::string whole = test::content_of(seed), name = seed.filename().string();
    ASSERT_FALSE(whole.empty()) << seed;
    const test::TemporaryFolder folder;
    test::write(folder.path / "whole" / name, whole);
    CollectingSink all(folder.path / "whole");
    ASSERT_TRUE(test::expect_a_good_end(folder.path / "whole" / name, all));
    const Yield expected = yield_of(all);
    ASSERT_GT(expected.things, 0u);

    const std::size_t cuts = cut_count();
    std::vector<std::future<void>> running;
    for (std::size_t i = 1; i < cuts; ++i) {
        running.push_back(std::async(std::launch::async, [&, i] {
            const std::size_t bytes = whole.size() * i / cuts;
            SCOPED_TRACE(name + " cut at byte " + std::to_string(bytes));
            const fs::path own = folder.path / std::to_string(i) / name;
            test::write(own, whole.substr(0, bytes));
            CollectingSink sink(own.parent_path());
            if (!test::expect_a_good_end(own, sink)) return;
            const Yield found = yield_of(sink);
            if (found.things >= expected.things && found.points >= expected.points) return;
            bool said = false;
            for (const std::string& words : found.words) said = said || !expected.words.contains(words);
            EXPECT_TRUE(said) << found.things << " of " << expected.things << " things and " << found.points << " of "
                              << expected.points << " points, and not a word";
        }));
        if (running.size() == 4) running.clear();  // waits
    }
}

INSTANTIATE_TEST_SUITE_P(Formats, CutSeed,
                         testing::Values("citygml/building.gml", "citygml/version3.gml", "cityjson/building.city.json",
                                         "cityjson/old.json", "cityjson_sequence/two.city.jsonl", "osm_xml/town.osm",
                                         "osm_xml/town.osm.gz", "osm_xml/town.osm.bz2", "osm_pbf/town0.osm.pbf",
                                         "osm_pbf/town1.osm.pbf", "sumo/fcd.xml", "gltf/triangle.glb",
                                         "gltf/triangle.gltf", "tiles3d/tile.b3dm", "tiles3d/tile.i3dm",
                                         "tiles3d/tile.cmpt"),
                         [](const auto& info) {
                             std::string name = info.param;
                             for (char& c : name)
                                 if (!std::isalnum(static_cast<unsigned char>(c))) c = '_';
                             return name;
                         });

}  // namespace
}  // namespace twin::data
