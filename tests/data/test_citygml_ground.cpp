#include <gtest/gtest.h>

#include "tests/data/citygml_samples.h"
#include "tests/data/memory_sink.h"
#include "tests/data/picture_files.h"

namespace {

using namespace twin;
using namespace twin::data;
using test::MemorySink;

std::string triangle(const std::string& id, const std::string& numbers) {
    return R"(<gml:Triangle gml:id="t)" + id + R"("><gml:exterior><gml:LinearRing gml:id="r)" + id +
           R"("><gml:posList>)" + numbers + "</gml:posList></gml:LinearRing></gml:exterior></gml:Triangle>";
}

/// A slope of 100 m by 100 m.
std::string terrain() {
    return member(
        "<dem:ReliefFeature><dem:lod>2</dem:lod><dem:reliefComponent><dem:TINRelief><dem:lod>2</dem:lod><dem:tin>"
        R"(<gml:TriangulatedSurface gml:id="all"><gml:trianglePatches>)" +
        triangle("0", "1000 2000 200 1100 2000 202 1100 2100 204 1000 2000 200") +
        triangle("1", "1000 2000 200 1100 2100 204 1000 2100 203 1000 2000 200") +
        "</gml:trianglePatches></gml:TriangulatedSurface></dem:tin></dem:TINRelief></dem:reliefComponent>"
        "</dem:ReliefFeature>");
}

std::string dressed(const std::string& data) {
    return city("<app:appearanceMember><app:Appearance><app:theme>photo</app:theme><app:surfaceDataMember>" + data +
                "</app:surfaceDataMember></app:Appearance></app:appearanceMember>" + terrain());
}

const std::string parameterised =
    R"(<app:ParameterizedTexture><app:imageURI>o.png</app:imageURI><app:target uri="#t0"><app:TexCoordList>)"
    R"(<app:textureCoordinates ring="#r0">0 0 1 0 1 1 0 0</app:textureCoordinates></app:TexCoordList></app:target>)"
    R"(<app:target uri="#t1"><app:TexCoordList><app:textureCoordinates ring="#r1">0 0 1 1 0 1 0 0)"
    R"(</app:textureCoordinates></app:TexCoordList></app:target></app:ParameterizedTexture>)";

/// 32 pixels of 3.125 m, from the north-west corner.
const std::string georeferenced =
    "<app:GeoreferencedTexture><app:imageURI>o.png</app:imageURI><app:referencePoint><gml:Point><gml:pos>1001.5625 "
    "2098.4375</gml:pos></gml:Point></app:referencePoint><app:orientation>3.125 0 0 -3.125</app:orientation>"
    "<app:target>#all</app:target></app:GeoreferencedTexture>";

void read(const std::string& text, MemorySink& sink, const SourceOptions& options = {}) {
    const auto bytes = test::picture_file(test::red_and_blue(32, 32), "png");
    sink.side_files["o.png"] = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    const auto done = test::read_text(CityGmlSource(), "relief.gml", text, sink, options);
    EXPECT_TRUE(done.ok()) << test::message_of(done);
}

TEST(CityGmlGround, ATextureOfTheTerrainLiesOnTheGround) {
    for (const std::string& look : {parameterised, georeferenced}) {
        MemorySink sink;
        read(dressed(look), sink);
        EXPECT_EQ(sink.grids.size(), 1u);
        ASSERT_EQ(sink.ground_pictures.size(), 1u);
        const GroundPicture& picture = sink.ground_pictures[0];
        EXPECT_NEAR(picture.transform[0], 1000, 1e-9);
        EXPECT_NEAR(picture.transform[3], 2100, 1e-9);
        EXPECT_NEAR(picture.transform[0] + picture.transform[1] * picture.pixels.width_px, 1100, 1e-6);
        EXPECT_NEAR(picture.transform[3] + picture.transform[5] * picture.pixels.height_px, 2000, 1e-6);
        ASSERT_EQ(picture.pixels.width_px, 32);
        const std::uint8_t *west = picture.pixels.at(4, 4), *east = picture.pixels.at(27, 27);
        EXPECT_GT(west[0], 200);
        EXPECT_LT(west[2], 50);
        EXPECT_LT(east[0], 50);
        EXPECT_GT(east[2], 90);
        EXPECT_EQ(west[3], 255);
    }
}

TEST(CityGmlGround, AMissingPictureIsToldAndNoTexturesMeansNone) {
    MemorySink missing;
    EXPECT_TRUE(test::read_text(CityGmlSource(), "relief.gml", dressed(parameterised), missing).ok());
    EXPECT_EQ(missing.grids.size(), 1u);
    EXPECT_TRUE(missing.ground_pictures.empty());
    EXPECT_TRUE(missing.complained("there is no such file beside the city model"));
    MemorySink plain;
    SourceOptions options;
    options.more["textures"] = "no";
    read(dressed(parameterised), plain, options);
    EXPECT_TRUE(plain.ground_pictures.empty());
    EXPECT_EQ(plain.grids.size(), 1u);
}

std::string city_of_storeys(const std::string& own) {
    const auto storey = [](const std::string& what, const std::string& id) {
        return "<bldg:buildingSubdivision><bldg:" + what + " gml:id=\"" + id + "\"><core:lod2MultiSurface>" +
               "<gml:MultiSurface><gml:surfaceMember>" + polygon("p" + id, square) +
               "</gml:surfaceMember></gml:MultiSurface></core:lod2MultiSurface></bldg:" + what +
               "></bldg:buildingSubdivision>";
    };
    return R"(<core:CityModel xmlns:core="http://www.opengis.net/citygml/3.0" xmlns:gml="http://www.opengis.net/gml/3.2" )"
           R"(xmlns:bldg="http://www.opengis.net/citygml/building/3.0"><core:cityObjectMember><bldg:Building )"
           R"(gml:id="tower">)" +
           own + storey("Storey", "ground floor") + storey("Storey", "first floor") + storey("BuildingUnit", "flat") +
           "</bldg:Building></core:cityObjectMember></core:CityModel>";
}

TEST(CityGmlStoreys, StandForABuildingThatHasNoShapeOfItsOwn) {
    const auto read = read_text(city_of_storeys({}));
    ASSERT_EQ(read.features.size(), 3u);
    ASSERT_TRUE(read.named("first floor"));
    EXPECT_EQ(read.named("first floor")->kind, FeatureKind::building_part);
    EXPECT_EQ(read.named("first floor")->parent_id, "tower");
    EXPECT_EQ(read.named("first floor")->surfaces.size(), 1u);
    const std::string shape = "<core:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember>" + polygon("own", square) +
                              "</gml:surfaceMember></gml:MultiSurface></core:lod2MultiSurface>";
    EXPECT_EQ(read_text(city_of_storeys(shape)).features.size(), 1u);
}

}  // namespace
