#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <zlib.h>

#include "data/keys.h"
#include "data/sources/osm.h"
#include "data/sources/osm_tags.h"

namespace twin::data {
namespace {

class OsmSink : public SourceSink {
  public:
    void crs(CrsClaim claim) override { claim_ = std::move(claim); }
    void feature(Feature&& feature) override { features.push_back(std::move(feature)); }
    void height_grid(HeightGrid&&) override {}
    void traffic(TrafficRecording&&) override {}
    void complain(base::Complaint complaint) override { complaints.push_back(std::move(complaint)); }
    bool progress(std::uint64_t, std::uint64_t) override { return ++beats < cancel_after; }
    std::optional<InputFile> side_file(std::string_view, bool) override { return std::nullopt; }

    const Feature* find(const std::string& id) const {
        for (const Feature& feature : features)
            if (feature.id == id) return &feature;
        return nullptr;
    }
    std::size_t count(FeatureKind kind) const {
        return static_cast<std::size_t>(std::count_if(features.begin(), features.end(),
                                                      [&](const Feature& feature) { return feature.kind == kind; }));
    }
    bool complained(base::ComplaintKind kind, const std::string& object = {}) const {
        return std::any_of(complaints.begin(), complaints.end(), [&](const base::Complaint& complaint) {
            return complaint.kind == kind && (object.empty() || complaint.object == object);
        });
    }

    CrsClaim claim_;
    std::vector<Feature> features;
    std::vector<base::Complaint> complaints;
    int beats = 0, cancel_after = 1'000'000;
};

base::Result<void> read(const std::string& bytes, OsmSink& sink, const std::string& name = "town.osm") {
    return OsmSource().read({name, std::as_bytes(std::span(bytes))}, {}, sink);
}

/// A small town: a house with parts, a ring of streets, a courtyard, a crossing.
std::string town(const std::string& more = {}) {
    std::string nodes;
    const auto node = [&](int id, double x, double y, const std::string& tags = {}) {
        nodes += "<node id=\"" + std::to_string(id) + "\" version=\"-1\" timestamp=\"1969-12-31T23:59:59Z\" lat=\"" +
                 std::to_string(49.44 + y * 1e-5) + "\" lon=\"" + std::to_string(7.77 + x * 1e-5) + "\"" +
                 (tags.empty() ? "/>\n" : ">" + tags + "</node>\n");
    };
    for (int i = 0; i < 4; ++i) {  // squares of 40, 24 and 6 units, corner by corner
        const int x = i == 1 || i == 2, y = i >= 2;
        node(10 + i, 40 * x, 40 * y);
        node(20 + i, 10 + 24 * x, 10 + 24 * y);
        node(30 + i, 12 + 6 * x, 12 + 6 * y);
    }
    node(40, -20, 5,
         "<tag k=\"highway\" v=\"crossing\"/><tag k=\"crossing\" v=\"traffic_signals\"/>"
         "<tag k=\"traffic_signals:sound\" v=\"yes\"/><tag k=\"tactile_paving\" v=\"yes\"/>");
    node(41, -20, 50);
    node(42, -20, -50);
    return "<?xml version='1.0'?>\n<osm version=\"0.6\">\n<bound box=\"49.4,7.7,49.5,7.8\" origin=\"old\"/>\n" + nodes +
           more + "</osm>\n";
}

std::string way(int id, const std::vector<int>& nodes, const std::map<std::string, std::string>& tags) {
    std::string xml = "<way id=\"" + std::to_string(id) + "\">";
    for (const int node : nodes) xml += "<nd ref=\"" + std::to_string(node) + "\"/>";
    for (const auto& [key, value] : tags) xml += "<tag k=\"" + key + "\" v=\"" + value + "\"/>";
    return xml + "</way>\n";
}

std::string multipolygon(int id, const std::vector<std::pair<int, std::string>>& members,
                         const std::map<std::string, std::string>& tags) {
    std::string xml = "<relation id=\"" + std::to_string(id) + "\">";
    for (const auto& [member, role] : members)
        xml += "<member type=\"way\" ref=\"" + std::to_string(member) + "\" role=\"" + role + "\"/>";
    for (const auto& [key, value] : tags) xml += "<tag k=\"" + key + "\" v=\"" + value + "\"/>";
    return xml + "<tag k=\"type\" v=\"multipolygon\"/></relation>\n";
}

const std::vector<int> big = {10, 11, 12, 13, 10}, middle = {20, 21, 22, 23, 20}, small = {30, 31, 32, 33, 30};

std::string gzipped(const std::string& text) {
    std::string out(compressBound(text.size()) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, MAX_WBITS | 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string file_of(const std::string& name) {
    std::ifstream stream(std::filesystem::path(TWIN_DATA_ROOT) / "osm" / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

TEST(Osm, AHouseKeepsItsHeightStoreysRoofAndAddress) {
    OsmSink sink;
    ASSERT_TRUE(read(town(way(1, big,
                              {{"building", "church"},
                               {"height", "98'5&quot;"},
                               {"building:levels", "4"},
                               {"roof:shape", "pitched"},
                               {"roof:direction", "SE"},
                               {"min_height", "0.5 m"},
                               {"addr:street", "Pariser Straße"},
                               {"addr:housenumber", "12"},
                               {"addr:city", "Kaiserslautern"},
                               {"source", "survey"}})),
                     sink)
                    .ok());
    const Feature* church = sink.find("way/1");
    ASSERT_NE(church, nullptr);
    EXPECT_EQ(church->kind, FeatureKind::building);
    EXPECT_EQ(church->heights, HeightMode::flat);
    EXPECT_NEAR(church->attributes.number(keys::height_m), 98 * 0.3048 + 5 * 0.0254, 1e-9);
    EXPECT_EQ(church->attributes.number(keys::storeys), 4);
    EXPECT_EQ(church->attributes.text(keys::roof_shape), "gabled");
    EXPECT_EQ(church->attributes.number(keys::roof_direction_deg), 135);
    EXPECT_EQ(church->attributes.number(keys::min_height_m), 0.5);
    EXPECT_EQ(church->attributes.text(keys::address), "Pariser Straße 12, Kaiserslautern");
    EXPECT_EQ(church->attributes.text(keys::building_type), "church");
    EXPECT_FALSE(church->attributes.has("source"));
    ASSERT_EQ(church->surfaces.size(), 1u);
    EXPECT_EQ(church->surfaces[0].kind, SurfaceKind::footprint);
    EXPECT_EQ(church->surfaces[0].outer.size(), 4u);
    EXPECT_NEAR(church->surfaces[0].outer[0].x, 7.77, 1e-9) << "x is the longitude";
    EXPECT_EQ(sink.claim_.text, "EPSG:4326");
    EXPECT_TRUE(sink.claim_.xy_order);
}

TEST(Osm, ACourtyardStaysACourtyard) {
    OsmSink sink;
    ASSERT_TRUE(read(town(way(1, big, {}) + way(2, small, {}) + way(3, middle, {{"barrier", "fence"}}) +
                          multipolygon(7, {{1, "outer"}, {2, "inner"}}, {{"building", "yes"}})),
                     sink)
                    .ok());
    const Feature* block = sink.find("relation/7");
    ASSERT_NE(block, nullptr);
    ASSERT_EQ(block->surfaces.size(), 1u);
    ASSERT_EQ(block->surfaces[0].holes.size(), 1u);
    EXPECT_EQ(block->surfaces[0].holes[0].size(), 4u);
    EXPECT_EQ(sink.count(FeatureKind::building), 1u);
    EXPECT_EQ(sink.count(FeatureKind::barrier), 1u);
}

TEST(Osm, ABlockTaggedOnItsOuterWayIsOneBuildingAndNotTwo) {
    OsmSink sink;
    ASSERT_TRUE(read(town(way(1, big, {{"building", "yes"}, {"name", "Block"}}) + way(2, small, {}) +
                          multipolygon(7, {{1, "outer"}, {2, "inner"}}, {})),
                     sink)
                    .ok());
    EXPECT_EQ(sink.count(FeatureKind::building), 1u);
    ASSERT_NE(sink.find("relation/7"), nullptr);
    EXPECT_EQ(sink.find("relation/7")->attributes.text(keys::name), "Block");
    EXPECT_EQ(sink.find("relation/7")->surfaces[0].holes.size(), 1u);
}

TEST(Osm, AnOutlineStepsBackBehindItsParts) {
    OsmSink sink;
    ASSERT_TRUE(
        read(town(way(1, big, {{"building", "yes"}}) + way(2, middle, {{"building:part", "yes"}, {"height", "20"}})),
             sink)
            .ok());
    EXPECT_FALSE(sink.find("way/1")->attributes.flag(keys::outline_only)) << "a third of it has no part";
    ASSERT_EQ(sink.find("way/1")->surfaces.size(), 1u);
    EXPECT_EQ(sink.find("way/1")->surfaces[0].holes.size(), 1u) << "the part is cut out of it";
    EXPECT_EQ(sink.find("way/2")->kind, FeatureKind::building_part);
    EXPECT_EQ(sink.find("way/2")->parent_id, "way/1");

    OsmSink chimney;
    ASSERT_TRUE(
        read(town(way(1, big, {{"building", "yes"}}) + way(2, small, {{"building:part", "yes"}})), chimney).ok());
    EXPECT_FALSE(chimney.find("way/1")->attributes.flag(keys::outline_only))
        << "a chimney does not make the house vanish";
}

TEST(Osm, ABrokenRelationIsReportedWithItsId) {
    OsmSink sink;
    ASSERT_TRUE(
        read(town(way(1, {10, 11, 12}, {}) + multipolygon(7, {{1, "outer"}, {99, "outer"}}, {{"natural", "water"}})),
             sink)
            .ok());
    EXPECT_EQ(sink.count(FeatureKind::water), 0u);
    EXPECT_TRUE(sink.complained(base::ComplaintKind::skipped, "relation/7"));
}

TEST(Osm, StreetsMeetInTheSameNode) {
    OsmSink sink;
    ASSERT_TRUE(read(town(way(1, {41, 40, 42},
                              {{"highway", "primary"},
                               {"name", "Mainzer Straße"},
                               {"lanes", "2"},
                               {"maxspeed", "30 mph"},
                               {"bridge", "yes"},
                               {"layer", "1"},
                               {"sidewalk:left", "yes"},
                               {"sidewalk:right", "yes"}}) +
                          way(2, {40, 10}, {{"highway", "footway"}, {"surface", "asphalt"}}) +
                          way(3, {10, 11}, {{"highway", "residential"}, {"oneway", "-1"}}) +
                          way(4, {11, 12}, {{"highway", "steps"}, {"step_count", "14"}, {"handrail", "yes"}}) +
                          way(5, {12, 13}, {{"highway", "construction"}})),
                     sink)
                    .ok());
    const Feature *street = sink.find("way/1"), *footway = sink.find("way/2");
    ASSERT_TRUE(street && footway);
    EXPECT_EQ(street->kind, FeatureKind::street);
    EXPECT_EQ(footway->kind, FeatureKind::footway);
    EXPECT_EQ(street->lines[0].nodes, (std::vector<std::int64_t>{41, 40, 42}));
    EXPECT_EQ(street->lines[0].nodes[1], footway->lines[0].nodes[0]);
    EXPECT_EQ(street->lines[0].points[1], footway->lines[0].points[0]);
    EXPECT_EQ(street->attributes.text(keys::street_class), "primary");
    EXPECT_EQ(street->attributes.number(keys::lanes), 2);
    EXPECT_NEAR(street->attributes.number(keys::maxspeed_kmh), 48.28, 0.01);
    EXPECT_TRUE(street->attributes.flag(keys::bridge));
    EXPECT_EQ(street->attributes.number(keys::layer), 1);
    EXPECT_EQ(street->attributes.text(keys::sidewalk), "both");
    EXPECT_EQ(sink.find("way/3")->lines[0].nodes, (std::vector<std::int64_t>{11, 10})) << "turned round";
    EXPECT_TRUE(sink.find("way/3")->attributes.flag(keys::oneway));
    EXPECT_EQ(sink.find("way/4")->kind, FeatureKind::steps);
    EXPECT_EQ(sink.find("way/4")->attributes.number(keys::step_count), 14);
    EXPECT_TRUE(sink.find("way/4")->attributes.flag(keys::handrail));
    EXPECT_EQ(sink.find("way/5"), nullptr);

    const Feature* crossing = sink.find("node/40");
    ASSERT_NE(crossing, nullptr);
    EXPECT_EQ(crossing->kind, FeatureKind::crossing);
    EXPECT_EQ(crossing->point_nodes, std::vector<std::int64_t>{40});
    EXPECT_EQ(crossing->attributes.text(keys::crossing), "traffic_signals");
    EXPECT_EQ(crossing->attributes.text(keys::signal_sound), "yes");
    EXPECT_EQ(crossing->attributes.text(keys::tactile), "yes");
}

TEST(Osm, TheGroundHasOneWordForEachUse) {
    OsmSink sink;
    ASSERT_TRUE(read(town(way(1, big, {{"landuse", "forest"}, {"barrier", "fence"}}) +
                          way(2, middle, {{"leisure", "park"}, {"landuse", "residential"}}) +
                          way(3, small, {{"natural", "water"}, {"water", "pond"}}) +
                          way(4, big, {{"highway", "pedestrian"}, {"area", "yes"}}) +
                          way(5, {10, 11}, {{"waterway", "stream"}}) +
                          way(6, {10, 12}, {{"railway", "rail"}, {"tracks", "2"}})),
                     sink)
                    .ok());
    EXPECT_EQ(sink.find("way/1")->attributes.text(keys::land_use), "forest");
    EXPECT_EQ(sink.find("way/1/barrier")->kind, FeatureKind::barrier);
    EXPECT_EQ(sink.find("way/2")->attributes.text(keys::land_use), "park");
    EXPECT_EQ(sink.find("way/3")->kind, FeatureKind::water);
    EXPECT_EQ(sink.find("way/3")->attributes.text(keys::water_class), "pond");
    EXPECT_EQ(sink.find("way/4")->kind, FeatureKind::street_area);
    EXPECT_EQ(sink.find("way/5")->kind, FeatureKind::waterway);
    EXPECT_EQ(sink.find("way/5")->attributes.text(keys::assumed), keys::width_m);
    EXPECT_EQ(sink.find("way/6")->kind, FeatureKind::rail);
    EXPECT_EQ(sink.find("way/6")->attributes.number("tracks"), 2);
}

TEST(Osm, LengthsSpeedsAndDirectionsAreReadInAnyUnit) {
    EXPECT_DOUBLE_EQ(*parse_osm_length_m("12,5 m"), 12.5);
    EXPECT_DOUBLE_EQ(*parse_osm_length_m("40 ft"), 40 * 0.3048);
    EXPECT_DOUBLE_EQ(*parse_osm_length_m("7'4\""), 7 * 0.3048 + 4 * 0.0254);
    EXPECT_DOUBLE_EQ(*parse_osm_length_m("30 cm"), 0.3);
    EXPECT_FALSE(parse_osm_length_m("tall"));
    EXPECT_DOUBLE_EQ(*parse_osm_speed_kmh("DE:urban"), 50);
    EXPECT_FALSE(parse_osm_speed_kmh("none"));
    EXPECT_DOUBLE_EQ(*parse_osm_direction_deg("south-west"), 225);
    EXPECT_DOUBLE_EQ(*parse_osm_direction_deg("-90"), 270);
}

TEST(Osm, PointsOffTheEarthAreLeftOutAndNothingElse) {
    for (const char* place :
         {"lat=\"NaN\" lon=\"7\"", "lat=\"4900\" lon=\"7\"", "lat=\"49\" lon=\"1e9\"", "lat=\"\" lon=\"7\""}) {
        OsmSink sink;
        ASSERT_TRUE(
            read(town("<node id=\"666\" " + std::string(place) + "/>" + way(1, big, {{"building", "yes"}})), sink).ok())
            << place;
        EXPECT_EQ(sink.count(FeatureKind::building), 1u) << place;
        EXPECT_TRUE(sink.complained(base::ComplaintKind::skipped, "node/666")) << place;
    }
}

TEST(Osm, AFileCutAnywhereGivesWhatWasCompleteOrASentence) {
    const std::string whole = town(way(1, big, {{"building", "yes"}}) + way(2, middle, {{"building", "yes"}}) +
                                   way(3, small, {{"building", "yes"}}));
    const std::string packed = gzipped(whole);
    const std::string pbf = file_of("motis-osr/tram-junction.osm.pbf");
    for (const std::string* file : {&whole, &packed, &pbf}) {
        if (file->empty()) continue;
        for (int tenth = 0; tenth < 10; ++tenth) {
            const std::string cut = file->substr(0, file->size() * static_cast<std::size_t>(tenth) / 10);
            OsmSink sink;
            const auto result = read(cut, sink);
            if (result)
                EXPECT_TRUE(sink.complained(base::ComplaintKind::warning)) << tenth;
            else
                EXPECT_GT(result.error().message.size(), 20u);
        }
    }
    OsmSink sink;
    ASSERT_TRUE(read(whole.substr(0, whole.find("<way id=\"3\"") + 30), sink).ok());
    EXPECT_EQ(sink.count(FeatureKind::building), 2u);
    EXPECT_TRUE(sink.complained(base::ComplaintKind::warning));
}

TEST(Osm, ABrokenLineCostsWhatComesAfterItOnly) {
    OsmSink sink;
    ASSERT_TRUE(read(town(way(1, big, {{"building", "yes"}}) + "<way id=\"2\"><nd ref=</way>\n" +
                          way(3, small, {{"building", "yes"}})),
                     sink)
                    .ok());
    EXPECT_EQ(sink.count(FeatureKind::building), 1u);
    EXPECT_TRUE(sink.complained(base::ComplaintKind::warning));
}

TEST(Osm, WhatIsNoOsmSaysSo) {
    const OsmSource source;
    const auto certainty = [&](const std::string& name, const std::string& bytes) {
        return source.recognises({name, std::as_bytes(std::span(bytes))});
    };
    EXPECT_EQ(certainty("a.osm", town()), 2);
    EXPECT_EQ(certainty("a.xml", town()), 2);
    EXPECT_EQ(certainty("a.osm.gz", gzipped(town()).substr(0, 4096)), 2);
    EXPECT_EQ(certainty("a.osm.bz2", "BZh91AY"), 1);
    EXPECT_EQ(certainty("a.osm", ""), 1);
    EXPECT_EQ(certainty("a.xml", "<?xml version='1.0'?><net/>"), 0);
    EXPECT_EQ(certainty("a.xml", "<osmChange version='0.6'/>"), 0);
    for (const std::string& bytes :
         {std::string(), std::string("<html>"), std::string(100, '\0'), std::string("\x1f\x8b garbage"),
          std::string("BZh9garbage"), std::string("\0\0\0\x0d\x0a\x09OSMHeader\x18\x7f", 17)}) {
        OsmSink sink;
        const auto result = read(bytes, sink);
        ASSERT_FALSE(result.ok());
        EXPECT_EQ(result.error().message.find("reading OSM"), 0u) << result.error().message;
    }
}

TEST(Osm, EntityBombsAreRefused) {
    OsmSink sink;
    const auto result = read(
        "<?xml version='1.0'?><!DOCTYPE osm [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
        "<osm version=\"0.6\"><node id=\"1\" lat=\"1\" lon=\"1\"><tag k=\"name\" v=\"&b;\"/></node></osm>",
        sink);
    EXPECT_FALSE(result.ok());
    EXPECT_TRUE(sink.features.empty());
}

TEST(Osm, CancellingStopsAtOnce) {
    OsmSink sink;
    sink.cancel_after = 1;
    const auto result = read(town(way(1, big, {{"building", "yes"}})), sink);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(sink.beats, 1);
}

TEST(Osm, KaiserslauternIsAllThere) {
    const std::string bytes = file_of("kaiserslautern/kaiserslautern.osm.gz");
    if (bytes.empty()) GTEST_SKIP() << "no osm/kaiserslautern in " << TWIN_DATA_ROOT;
    OsmSink sink;
    ASSERT_TRUE(read(bytes, sink, "kaiserslautern.osm.gz").ok());
    EXPECT_GT(sink.count(FeatureKind::building), 15'000u);
    EXPECT_GT(sink.count(FeatureKind::street), 2'500u);
    EXPECT_EQ(sink.count(FeatureKind::traffic_signal), 175u);
    EXPECT_GE(sink.count(FeatureKind::crossing), 133u);
    // Bus platforms are highways with a name in OSM; the count of 644 that is told of this file has them.
    std::set<std::string> names, ids;
    for (const Feature& feature : sink.features) {
        EXPECT_TRUE(ids.insert(feature.id).second) << feature.id << " twice";
        const bool way = feature.attributes.has(keys::street_class) || feature.kind == FeatureKind::platform;
        if (way && feature.attributes.has(keys::name)) names.insert(feature.attributes.text(keys::name));
        for (const Line& line : feature.lines) ASSERT_EQ(line.points.size(), line.nodes.size());
    }
    EXPECT_GE(names.size(), 640u);
    EXPECT_TRUE(names.count("Mainzer Straße"));
}

TEST(Osm, TheEdgeCasesOfOthersAreRead) {
    const std::filesystem::path folder = std::filesystem::path(TWIN_DATA_ROOT) / "osm/osm2world-edgecases";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder;
    std::map<std::string, std::size_t> holes;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (name == "SOURCE.txt") continue;
        OsmSink sink;
        const auto result = read(file_of("osm2world-edgecases/" + name), sink, name);
        EXPECT_TRUE(result.ok()) << name << ": " << (result ? "" : result.error().message);
        for (const Feature& feature : sink.features)
            for (const Surface& surface : feature.surfaces) holes[name] += surface.holes.size();
    }
    EXPECT_EQ(holes["mp_two_holes.osm"], 2u);
    EXPECT_EQ(holes["mp_two_holes_advanced2.osm"], 2u);
    EXPECT_EQ(holes["mp_two_outer_roof.osm"], 3u);
}

TEST(Osm, PbfAndXmlOfOneTownAreTheSameTown) {
    const std::string xml = file_of("osm2world-edgecases/simpleTest01.osm"),
                      pbf = file_of("osm2world-edgecases/simpleTest01.osm.pbf");
    if (xml.empty() || pbf.empty()) GTEST_SKIP() << "no osm/osm2world-edgecases in " << TWIN_DATA_ROOT;
    OsmSink a, b;
    ASSERT_TRUE(read(xml, a).ok());
    ASSERT_TRUE(read(pbf, b).ok());
    ASSERT_EQ(a.features.size(), b.features.size());
    for (const Feature& feature : a.features) EXPECT_NE(b.find(feature.id), nullptr) << feature.id;
}

}  // namespace
}  // namespace twin::data
