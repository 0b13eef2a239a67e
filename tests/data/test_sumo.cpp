#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <list>
#include <map>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include "data/keys.h"
#include "data/source.h"
#include "data/sources/sumo.h"
#include "data/sources/sumo_fcd.h"

namespace twin::data {
namespace {

struct Collected : SourceSink {
    CrsClaim claim;
    std::vector<Feature> features;
    std::vector<TrafficRecording> recordings;
    std::vector<base::Complaint> complaints;
    std::map<std::string, std::string, std::less<>> sides;
    base::Result<void> result;

    void crs(CrsClaim said) override { claim = std::move(said); }
    void feature(Feature&& read) override { features.push_back(std::move(read)); }
    void height_grid(HeightGrid&&) override {}
    void traffic(TrafficRecording&& recording) override { recordings.push_back(std::move(recording)); }
    void complain(base::Complaint complaint) override { complaints.push_back(std::move(complaint)); }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<InputFile> side_file(std::string_view name, bool) override {
        const auto found = sides.find(name);
        if (found == sides.end()) return std::nullopt;
        return InputFile{std::string(name), std::as_bytes(std::span(found->second))};
    }
};

void read_into(Collected& collected, const std::string& text, const std::string& net = {}) {
    SourceOptions options;
    if (!net.empty()) options.more["net"] = net;
    collected.result = SumoSource().read({"t.xml", std::as_bytes(std::span(text))}, options, collected);
}

std::string gzip(const std::string& text) {
    z_stream stream{};
    deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

const std::string net =
    R"(<net version="1.9"><location netOffset="-400000.00,-5500000.00" projParameter="+proj=utm +zone=32 +datum=WGS84 +units=m +no_defs"/>)"
    R"(<edge id=":j" function="internal"><lane id=":j_0" index="0" speed="5" length="3" shape="0,0 3,0"/></edge>)"
    R"(<edge id="main" name="Hauptstraße" type="highway.primary"><lane id="main_0" index="0" allow="pedestrian" speed="1" length="100" width="2" shape="0,-6 100,-6"/>)"
    R"(<lane id="main_1" index="1" disallow="pedestrian" speed="13.89" length="100" shape="0,-4 100,-4"/>)"
    R"(<lane id="main_2" index="2" disallow="pedestrian" speed="13.89" length="100" shape="0,-2 100,-2"/></edge>)"
    R"(<edge id="track" type="railway.tram"><lane id="track_0" index="0" allow="tram" speed="13" length="50" shape="0,9 50,9"/></edge></net>)";

std::string fcd(int steps, const std::string& type = "DEFAULT_VEHTYPE") {
    std::string text = "<fcd-export>";
    for (int t = 0; t < steps; ++t)
        text += fmt::format(
            R"(<timestep time="{}.00"><vehicle id="v" x="{:.2f}" y="50.00" angle="90.00" type="{}" speed="10.00"/></timestep>)",
            28'800 + t, 100 + 10.0 * t, type);
    return text + "</fcd-export>";
}

TEST(SumoFcd, EvenDriveNeedsTwoSamples) {
    Collected read;
    read_into(read, fcd(30));
    ASSERT_TRUE(read.result.ok());
    ASSERT_EQ(read.recordings.size(), 1u);
    const TrafficRecording& recording = read.recordings[0];
    EXPECT_EQ(recording.begin_s, 28'800);
    EXPECT_EQ(recording.end_s, 28'830);
    ASSERT_EQ(recording.vehicles.size(), 1u);
    const VehicleTrack& car = recording.vehicles[0];
    EXPECT_EQ(car.kind, VehicleKind::car);
    ASSERT_EQ(car.time_s.size(), 2u);
    EXPECT_NEAR(car.offset_m[1].x - car.offset_m[0].x, 290, 1e-3);
    EXPECT_FLOAT_EQ(car.heading_deg[0], 90);
    EXPECT_EQ(read.claim.text, "");
}

TEST(SumoFcd, BendStaysWithinThirtyCentimetres) {
    std::string text = "<fcd-export>";
    std::vector<glm::dvec2> true_course;
    for (int t = 0; t < 60; ++t) {
        const double angle = t * 0.05;
        true_course.emplace_back(200 + 80 * std::sin(angle), 200 - 80 * std::cos(angle));
        text += fmt::format(
            R"(<timestep time="{}"><vehicle id="v" x="{:.2f}" y="{:.2f}" angle="{:.2f}" speed="4"/></timestep>)", t,
            true_course.back().x, true_course.back().y, 90 - angle * 180 / 3.14159265);
    }
    Collected read;
    read_into(read, text + "</fcd-export>");
    const VehicleTrack& car = read.recordings.at(0).vehicles.at(0);
    EXPECT_LT(car.time_s.size(), 40u);
    for (std::size_t i = 0; i + 1 < car.time_s.size(); ++i)
        for (float t = car.time_s[i]; t <= car.time_s[i + 1]; t += 1) {
            const double f = (t - car.time_s[i]) / (car.time_s[i + 1] - car.time_s[i]);
            const glm::dvec2 at =
                read.recordings[0].origin + glm::dvec2(car.offset_m[i]) * (1 - f) + glm::dvec2(car.offset_m[i + 1]) * f;
            // Positions were moved from the bumper to the middle: half a car is the most that they may differ by.
            EXPECT_LT(std::abs(std::hypot(at.x - true_course[static_cast<std::size_t>(t)].x,
                                          at.y - true_course[static_cast<std::size_t>(t)].y) -
                               2.2),
                      0.35);
        }
}

TEST(SumoFcd, NetworkSaysWhereItIs) {
    Collected read;
    read.sides["town.net.xml"] = net;
    read_into(read, fcd(3), "town.net.xml");
    ASSERT_TRUE(read.result.ok());
    EXPECT_EQ(read.claim.text, "+proj=utm +zone=32 +datum=WGS84 +units=m +no_defs");
    const TrafficRecording& recording = read.recordings[0];
    const glm::dvec2 first = recording.origin + glm::dvec2(recording.vehicles[0].offset_m[0]);
    EXPECT_NEAR(first.x, 400'100 - 2.2, 1e-3);
    EXPECT_NEAR(first.y, 5'500'050, 1e-3);
}

TEST(SumoFcd, DegreesAreNoticed) {
    Collected read;
    read_into(
        read,
        R"(<fcd-export><timestep time="0"><vehicle id="v" x="7.769512" y="49.443211" angle="0" speed="1"/></timestep></fcd-export>)");
    EXPECT_EQ(read.claim.text, "EPSG:4326");
    EXPECT_TRUE(read.claim.xy_order);
    const TrafficRecording& recording = read.recordings.at(0);
    EXPECT_NEAR(recording.origin.y + recording.vehicles[0].offset_m[0].y, 49.443211 - 2.2 / 111'320, 1e-6);
}

TEST(SumoFcd, PackedFileGivesTheSame) {
    Collected plain, packed;
    read_into(plain, fcd(30));
    read_into(packed, gzip(fcd(30)));
    ASSERT_TRUE(packed.result.ok());
    EXPECT_EQ(packed.recordings.at(0).vehicles.at(0).time_s, plain.recordings.at(0).vehicles.at(0).time_s);
}

TEST(SumoFcd, VehicleThatVanishesAndReturnsDoesNotGlide) {
    std::string text = "<fcd-export>";
    for (int t : {0, 1, 2, 3, 40, 41, 42})
        text += fmt::format(R"(<timestep time="{}">{}</timestep>)", t,
                            fmt::format(R"(<vehicle id="v" x="{}.00" y="0.00" angle="90" speed="10"/>)", 10 * t));
    Collected read;
    read_into(read, text + "</fcd-export>");
    EXPECT_EQ(read.recordings.at(0).vehicles.size(), 1u);  // Nobody was there in between: the steps are just far apart.
    text.insert(text.find(R"(<timestep time="40">)"), [] {
        std::string empty;
        for (int t = 4; t < 40; ++t) empty += fmt::format(R"(<timestep time="{}"/>)", t);
        return empty;
    }());
    Collected gap;
    read_into(gap, text + "</fcd-export>");
    EXPECT_EQ(gap.recordings.at(0).vehicles.size(), 2u);
}

TEST(SumoFcd, KindsComeFromTheirWords) {
    EXPECT_EQ(vehicle_kind_of("bus_city", "12"), VehicleKind::bus);
    EXPECT_EQ(vehicle_kind_of("motorbike", "a"), VehicleKind::motorcycle);
    EXPECT_EQ(vehicle_kind_of("bike_normal", "a"), VehicleKind::bicycle);
    EXPECT_EQ(vehicle_kind_of("DEFAULT_VEHTYPE", "tram61"), VehicleKind::tram);
    EXPECT_EQ(vehicle_kind_of("passenger", "veh7"), VehicleKind::car);
}

TEST(SumoFcd, CutOffRecordingGivesWhatWasThere) {
    const std::string plain = fcd(200), packed = gzip(plain);
    for (const std::string& whole : {plain, packed})
        for (int tenth = 0; tenth < 10; ++tenth) {
            Collected read;
            read_into(read, whole.substr(0, whole.size() * static_cast<std::size_t>(tenth) / 10));
            if (read.recordings.empty()) {
                EXPECT_FALSE(read.result.ok());
            } else {
                EXPECT_TRUE(read.result.ok());
                EXPECT_EQ(read.complaints.size(), 1u);
            }
        }
}

const std::string meandata =
    R"(<meandata><interval begin="0" end="1800" id="a"><edge id="main" speed="5.00" density="20.00" entered="99"/><edge id="gone" speed="1"/></interval>)"
    R"(<interval begin="3600" end="5400" id="a"><edge id="main" traveltime="20" entered="100"/></interval></meandata>)";

TEST(SumoEdgeData, SpeedsAndFlowsLieOnTheirStreet) {
    Collected read;
    read.sides["n"] = net;
    read_into(read, meandata, "n");
    ASSERT_TRUE(read.result.ok()) << read.result.error().message;
    const TrafficRecording& recording = read.recordings.at(0);
    EXPECT_EQ(recording.interval_begin_s, (std::vector<double>{0, 1800, 3600}));
    EXPECT_EQ(recording.end_s, 5400);
    ASSERT_EQ(recording.edges.size(), 1u);
    const EdgeSeries& street = recording.edges[0];
    EXPECT_EQ(street.name, "Hauptstraße");
    EXPECT_FLOAT_EQ(street.length_m, 100);
    EXPECT_FLOAT_EQ(street.free_speed_ms, 13.89f);
    EXPECT_FLOAT_EQ(street.speed_ms[0], 5);
    EXPECT_FLOAT_EQ(street.flow_vehh[0], 5 * 3.6f * 20);
    EXPECT_TRUE(std::isnan(street.speed_ms[1]));  // The pause between the two intervals.
    EXPECT_FLOAT_EQ(street.speed_ms[2], 5);       // 100 m in 20 s
    EXPECT_FLOAT_EQ(street.flow_vehh[2], 200);    // 100 in half an hour
    const glm::dvec2 start = recording.origin + glm::dvec2(street.course_m[0]);
    EXPECT_NEAR(start.x, 400'000, 1e-3);
    EXPECT_NEAR(start.y, 5'500'000 - 3, 1e-3);  // Between its two car lanes; the pavement does not count.
    ASSERT_EQ(read.complaints.size(), 1u);
    EXPECT_NE(read.complaints[0].why.find("gone"), std::string::npos);
}

TEST(SumoEdgeData, WithoutNetworkItSaysWhatToDo) {
    Collected read;
    read_into(read, meandata);
    ASSERT_FALSE(read.result.ok());
    EXPECT_NE(read.result.error().message.find("net = "), std::string::npos);
}

TEST(SumoNet, StreetsCanBeLookedAt) {
    Collected read;
    read_into(read, gzip(net));
    ASSERT_TRUE(read.result.ok());
    ASSERT_EQ(read.features.size(), 2u);
    const Feature& street = read.features[0];
    EXPECT_EQ(street.kind, FeatureKind::street);
    EXPECT_EQ(street.attributes.text(keys::name), "Hauptstraße");
    EXPECT_EQ(street.attributes.text(keys::street_class), "primary");
    EXPECT_EQ(street.attributes.number(keys::lanes), 2);
    EXPECT_EQ(street.attributes.number(keys::maxspeed_kmh), 50);
    EXPECT_NEAR(street.lines.at(0).points.at(1).x, 400'100, 1e-6);
    EXPECT_EQ(read.features[1].kind, FeatureKind::rail);
}

TEST(Sumo, KnowsItsOwn) {
    const auto certainty = [](const std::string& name, const std::string& text) {
        return SumoSource().recognises({name, std::as_bytes(std::span(text))});
    };
    EXPECT_EQ(certainty("x", fcd(2)), 2);
    EXPECT_EQ(certainty("x.gz", gzip(meandata)), 2);
    EXPECT_EQ(
        certainty("x",
                  "<?xml version=\"1.0\"?><!-- by Eclipse SUMO --><net version=\"1.9\" junctionCornerDetail=\"5\">"),
        2);
    EXPECT_EQ(certainty("x", "<osm version=\"0.6\">"), 0);
    EXPECT_EQ(certainty("x.net.xml", ""), 1);
    EXPECT_EQ(certainty("x.gz", gzip("<osm/>")), 0);
}

TEST(Sumo, WrongFilesGetASentence) {
    for (const std::string text : {"", "nonsense", "<routes/>", "<fcd-export/>", "<net/>", "<meandata/>",
                                   "<!DOCTYPE x [<!ENTITY a \"b\">]><fcd-export/>", "\x1F\x8B\x08"}) {
        Collected read;
        read.sides["n"] = net;
        read_into(read, text, "n");
        ASSERT_FALSE(read.result.ok()) << text;
        EXPECT_GT(read.result.error().message.size(), 20u);
    }
}

TEST(SumoData, BerlinCountsLieOnDoerpfeldstrasse) {
    const auto folder = std::filesystem::path(TWIN_DATA_ROOT) / "traffic/sumo-berlin-doerpfeldstr";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no sumo-berlin-doerpfeldstr here";
    const auto load = [&](const char* name) {
        std::ifstream in(folder / name, std::ios::binary);
        return std::string{std::istreambuf_iterator<char>(in), {}};
    };
    Collected read;
    read.sides["net.net.xml.gz"] = load("net.net.xml.gz");
    read_into(read, load("edge_data_cars.xml"), "net.net.xml.gz");
    ASSERT_TRUE(read.result.ok());
    ASSERT_EQ(read.recordings.at(0).edges.size(), 4u);
    EXPECT_EQ(read.recordings[0].edges[0].name, "Dörpfeldstraße");
    EXPECT_NE(read.claim.text.find("+zone=33"), std::string::npos);
}

}  // namespace
}  // namespace twin::data
