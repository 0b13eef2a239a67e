#include <array>
#include <chrono>
#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "data/crs.h"
#include "data/crs_area.h"
#include "data/crs_chain.h"
#include "data/geoid.h"

/// One place in many systems. Fixed numbers: cs2cs of PROJ 9.1.1 with the grids of Debian's proj-data 9.1.1
/// (BETA2007, CHENYX06, EGM96), e.g. `echo "410500 5477500" | cs2cs EPSG:25832 EPSG:3035`.
namespace twin::data {
namespace {

CrsInfo understood(const std::string& text) {
    const auto info = understand_crs({.text = text});
    EXPECT_TRUE(info.ok()) << text << ": " << (info.ok() ? "" : info.error().message);
    return info.ok() ? *info : CrsInfo{};
}

CityFrame kaiserslautern() {
    return *make_city_frame({49.4447, 7.7689});
}

/// Full eastings, northings and height in the frame's systems.
glm::dvec3 placed(const std::string& crs, const CityFrame& frame, glm::dvec3 point, const Placer** = nullptr) {
    auto placer = Placer::make(understood(crs), frame);
    EXPECT_TRUE(placer.ok());
    placer->place({&point, 1});
    return point + glm::dvec3(frame.origin_m, 0);
}

TEST(CrsPlaces, OnePointWrittenInManySystemsIsOnePointWithinTwoCentimetres) {
    struct Written {
        const char* crs;
        glm::dvec3 point;
    };
    const Written all[] = {
        {"EPSG:25832", {410500, 5477500, 240.5}},
        {"EPSG:4647", {32410500, 5477500, 240.5}},
        {"EPSG:25833", {-24228.7177, 5501975.2007, 240.5}},
        {"EPSG:4258", {7.765346017, 49.443570382, 240.5}},
        {"urn:adv:crs:DE_DHDN_3GK2*DE_DHHN2016_NH", {2628063.5768, 5480019.8971, 240.5}},  // BETA2007
        {"EPSG:31467", {3410539.6430, 5479251.8616, 240.5}},
        {"EPSG:3035", {4158939.5204, 2928094.6067, 240.5}},
        {"EPSG:3857", {864434.3644, 6350463.9195, 240.5}},
        {"EPSG:4258+5773", {7.765346017, 49.443570382, 240.5}},
    };
    const CityFrame frame = kaiserslautern();
    for (const Written& written : all) {
        const glm::dvec3 p = placed(written.crs, frame, written.point);
        EXPECT_NEAR(p.x, 410500, 0.02) << written.crs;
        EXPECT_NEAR(p.y, 5477500, 0.02) << written.crs;
        EXPECT_NEAR(p.z, 240.5, 0.02) << written.crs;
    }
}

TEST(CrsPlaces, EllipsoidalAndSeaLevelHeightsOfOnePlaceCoincide) {
    // 240.5 m above EGM96's sea level are 289.183427 m above the ellipsoid (cs2cs EPSG:4326+5773 EPSG:4979).
    CityFrame frame = kaiserslautern();
    frame.vertical = "EPSG:5773";
    const glm::dvec3 p = placed("EPSG:4979", frame, {7.765346017, 49.443570382, 289.183427});
    EXPECT_NEAR(p.x, 410500, 0.02);
    EXPECT_NEAR(p.y, 5477500, 0.02);
    EXPECT_NEAR(p.z, 240.5, 0.02);
    frame.vertical = "ellipsoidal";
    EXPECT_NEAR(placed("EPSG:4326+5773", frame, {7.765346017, 49.443570382, 240.5}).z, 289.183427, 0.02);
}

TEST(CrsPlaces, TheGeoidHasItsHeight) {
    const auto here = undulation_m({49.443570382, 7.765346017}, "EPSG:5773");
    if (!here) GTEST_SKIP() << "no geoid grid is installed";
    EXPECT_NEAR(*here, 48.683427, 0.01);
    EXPECT_FALSE(undulation_m({NAN, 7}));
}

TEST(CrsPlaces, NationalSystemsLandInTheirCountries) {
    struct Place {
        const char* crs;
        glm::dvec3 point;
        double lon, lat, within_m;
    };
    const Place places[] = {
        {"EPSG:28992", {155000, 463000, 0}, 5.38720350, 52.15517229, 0.6},    // Amersfoort's tower
        {"EPSG:2056", {2683000, 1247500, 0}, 8.53759758, 47.37311053, 0.02},  // Zurich
        {"EPSG:31287", {626000, 483000, 0}, 16.372, 48.208, 1500},            // Vienna
        {"EPSG:31256", {2500, 341000, 0}, 16.36576988, 48.20739864, 1.6},     // Vienna
        {"EPSG:6677", {-7000, -35000, 0}, 139.75599587, 35.68450349, 0.02},   // Tokyo
        {"EPSG:27700", {530000, 180000, 0}, -0.12835394, 51.50399083, 3.0},   // London, without OSTN15
        {"EPSG:2154", {652000, 6862000, 0}, 2.34581196, 48.85624814, 1.1},    // Paris
        {"EPSG:3068", {23135.5544, 21017.3535, 0}, 13.377, 52.516, 0.02},     // Berlin, Soldner
    };
    for (const Place& place : places) {
        const auto frame = make_city_frame({place.lat, place.lon});
        ASSERT_TRUE(frame.ok());
        glm::dvec3 point = place.point;
        const auto placer = Placer::make(understood(place.crs), *frame);
        ASSERT_TRUE(placer.ok()) << place.crs;
        EXPECT_EQ(placer->place({&point, 1}), 0u);
        const auto converter = GeoConverter::make(*frame);
        const base::CityPoint truth = converter->to_city({place.lat, place.lon});
        EXPECT_LT(std::hypot(point.x - truth.x_m, point.y - truth.y_m), place.within_m) << place.crs;
        EXPECT_TRUE(placer->chain().accuracy_m) << place.crs;
    }
}

TEST(CrsPlaces, HeightsOfNeighbouringCountriesDifferByWhatIsKnown) {
    // Brussels: Ostend's zero lies 2.3 m below Amsterdam's (cs2cs EPSG:4258+5710 EPSG:4258+5709: 20 -> 17.6928).
    CityFrame frame = *make_city_frame({50.85, 4.35});
    frame.vertical = "EPSG:5709";
    auto placer = Placer::make(understood("EPSG:4258+5710"), frame);
    ASSERT_TRUE(placer.ok());
    glm::dvec3 point(4.35, 50.85, 20);
    EXPECT_EQ(placer->place({&point, 1}), 0u);
    EXPECT_NEAR(point.z, 17.6928, 0.02);
    ASSERT_TRUE(placer->note());
    EXPECT_NE(placer->note()->find("heights moved from EPSG:5710 to EPSG:5709"), std::string::npos) << *placer->note();
    EXPECT_NEAR(placer->chain().height_accuracy_m.value_or(-1), 0.2, 0.11);
}

TEST(CrsChain, SaysOperationAndAccuracy) {
    const CityFrame frame = kaiserslautern();
    const auto gauss_krueger = Placer::make(understood("EPSG:31466"), frame);
    ASSERT_TRUE(gauss_krueger.ok());
    EXPECT_NE(gauss_krueger->chain().operation.find("DHDN to ETRS89 (8)"), std::string::npos)
        << gauss_krueger->operation();
    EXPECT_NEAR(gauss_krueger->chain().accuracy_m.value_or(-1), 0.9, 1e-9);  // EPSG 15948: BETA2007
    const auto same = Placer::make(understood("EPSG:25832"), frame);
    EXPECT_EQ(same->chain().accuracy_m.value_or(-1), 0) << same->operation();
    const auto ellipsoidal = Placer::make(understood("EPSG:4937"), frame);
    EXPECT_FALSE(ellipsoidal->chain().heights.empty() && !ellipsoidal->note());
}

TEST(CrsChain, SurvivesItsTextForm) {
    for (const CrsChain& chain :
         {CrsChain{"Inverse of a + b", 0.9, "egm96_15.gtx", 1.0}, CrsChain{"noop", 0.0, "", std::nullopt},
          CrsChain{"x; accuracy of y", std::nullopt, "grid", 0.02}, CrsChain{"", std::nullopt, "", std::nullopt}}) {
        const CrsChain again = parse_chain(to_text(chain));
        EXPECT_EQ(again.operation, chain.operation);
        EXPECT_EQ(again.accuracy_m, chain.accuracy_m);
        EXPECT_EQ(again.heights, chain.heights);
        EXPECT_EQ(again.height_accuracy_m, chain.height_accuracy_m);
    }
    EXPECT_EQ(parse_chain("placed by hand").operation, "placed by hand");
    EXPECT_EQ(parse_chain("a; accuracy m").operation, "a; accuracy m");
}

TEST(CrsArea, KnowsWhereASystemIsUsed) {
    EXPECT_TRUE(area_of_use("EPSG:25832").holds(7.7, 49.4, 0));
    EXPECT_FALSE(area_of_use("EPSG:25832").holds(49.4, 7.7, 1));
    EXPECT_TRUE(area_of_use("EPSG:4326").whole_world);
    EXPECT_FALSE(area_of_use("EPSG:31467").whole_world);
    EXPECT_TRUE(area_of_use("banana").whole_world);
    EXPECT_FALSE(area_of_use("EPSG:4326").holds(NAN, 0, 1));
    EXPECT_EQ(degrees_below("EPSG:25832"), "EPSG:4258");
    EXPECT_EQ(degrees_below("EPSG:4258"), "");
}

TEST(Crs, HostileNamesNeverThrowNorHang) {
    const std::string seeds[] = {
        "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016",
        "EPSG:25832+7837",
        "urn:ogc:def:crs,crs:EPSG::25832,crs:EPSG::7837",
        "http://www.opengis.net/def/crs-compound?1=http://www.opengis.net/def/crs/EPSG/0/25832&2=x",
        "+proj=utm +zone=32 +ellps=GRS80 +units=m +type=crs",
        R"(PROJCS["x",GEOGCS["y",DATUM["z",SPHEROID["w",6378137,298.25]],PRIMEM["g",0],UNIT["d",0.017]],UNIT["m",1]])",
        R"({"type":"GeographicCRS","name":"x","datum":{"type":"GeodeticReferenceFrame"}})"};
    std::mt19937 random(3);
    constexpr char alphabet[] =
        "[]{}()\",:+*=/\\#&; \n\0\xff\xc3"
        "aE5-.";
    for (int round = 0; round < 60; ++round) {
        std::string text = seeds[random() % std::size(seeds)];
        for (unsigned i = random() % 6 + 1; i > 0; --i) {
            const std::size_t at = random() % (text.size() + 1);
            const char c = alphabet[random() % (sizeof alphabet - 1)];
            switch (random() % 4) {
                case 0:
                    text.insert(at, 1, c);
                    break;
                case 1:
                    text.erase(at, random() % 9);
                    break;
                case 2:
                    text.insert(at, text.substr(0, random() % 40));
                    break;
                default:
                    if (at < text.size()) text[at] = c;
            }
        }
        const auto info = understand_crs({.text = text, .xy_order = round % 2 == 0});
        if (!info.ok()) {
            EXPECT_FALSE(info.error().message.empty());
        }
    }
    for (const std::string& text :
         {std::string(30'000, '['), std::string(30'000, '*'), std::string(30'000, ','), std::string(30'000, '+'),
          std::string(30'000, '{'), "EPSG:" + std::string(30'000, '9'), std::string(30'000, '\0'),
          "urn:adv:crs:" + std::string(30'000, 'A'), "GEOGCS" + std::string(8'000, '['),
          std::string(10'000, 'x') + " / UTM zone 32N", std::string("EPSG:25832+") + std::string(20'000, '+')})
        EXPECT_FALSE(understand_crs({.text = text}).ok()) << text.substr(0, 20);
}

TEST(Crs, AFileCannotChooseWhatIsOpenedHere) {
    for (
        const char* text :
        {R"(BOUNDCRS[SOURCECRS[GEOGCRS["x"]],ABRIDGEDTRANSFORMATION["t",METHOD["NTv2"],PARAMETERFILE["f","/etc/passwd"]]])",
         "+proj=longlat +nadgrids=../../etc/passwd +type=crs", "+proj=longlat +geoidgrids=/etc/passwd +type=crs",
         R"({"type":"BoundCRS","parameters":[{"name":"file","value":"/etc/passwd"}]})"}) {
        const auto info = understand_crs({.text = text});
        ASSERT_FALSE(info.ok()) << text;
        EXPECT_NE(info.error().message.find("open files"), std::string::npos) << info.error().message;
    }
}

}  // namespace
}  // namespace twin::data
