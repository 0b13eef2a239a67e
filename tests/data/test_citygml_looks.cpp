#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "data/sources/citygml_looks.h"
#include "data/sources/citygml_tree.h"
#include "tests/data/citygml_samples.h"

namespace twin::data {
namespace {

const std::filesystem::path samples = std::filesystem::path(TWIN_DATA_ROOT) / "citygml";

/// A square wall with a ring id, 10 m wide.
std::string wall(const std::string& id) {
    return R"(<gml:Polygon gml:id=")" + id + R"("><gml:exterior><gml:LinearRing gml:id=")" + id +
           R"(_ring"><gml:posList>0 0 0 10 0 0 10 0 10 0 0 10 0 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>)";
}

std::string appearance(const std::string& theme, const std::string& data) {
    return "<app:Appearance><app:theme>" + theme + "</app:theme><app:surfaceDataMember>" + data +
           "</app:surfaceDataMember></app:Appearance>";
}

std::string texture(const std::string& polygon, const std::string& image, const std::string& places) {
    return "<app:ParameterizedTexture><app:imageURI>" + image + "</app:imageURI><app:target uri=\"#" + polygon +
           "\"><app:TexCoordList><app:textureCoordinates ring=\"#" + polygon + "_ring\">" + places +
           "</app:textureCoordinates></app:TexCoordList></app:target></app:ParameterizedTexture>";
}

std::string red(const std::string& target) {
    return "<app:X3DMaterial><app:diffuseColor>1 0 0</app:diffuseColor><app:target>#" + target +
           "</app:target></app:X3DMaterial>";
}

const std::string whole = "0 0 1 0 1 1 0 1 0 0";

/// The smallest picture there is: BMP, 4 by 4, 24 bits.
std::string bitmap() {
    std::string out = "BM";
    const auto put = [&out](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
    };
    put(54 + 48, 4), put(0, 4), put(54, 4), put(40, 4), put(4, 4), put(4, 4), put(1, 2), put(24, 2);
    put(0, 4), put(48, 4), put(0, 4), put(0, 4), put(0, 4), put(0, 4);
    return out + std::string(48, '\x7F');
}

TEST(CityGmlLooks, PictureIsOnTheWallWhereverTheAppearanceStands) {
    const std::string look = appearance("rgb", texture("w", "brick.bmp", whole));
    const std::string inside = city(building("b", "<app:appearance>" + look + "</app:appearance>" + lod2(wall("w"))));
    const std::string behind =
        city(building("b", lod2(wall("w"))) + "<app:appearanceMember>" + look + "</app:appearanceMember>");
    for (const std::string& text : {inside, behind}) {
        const auto read = read_text(text, {}, {{"brick.bmp", bitmap()}});
        ASSERT_EQ(read.features.size(), 1u);
        const Feature& house = read.features[0];
        ASSERT_EQ(house.textures, std::vector<std::string>{"brick.bmp"});
        ASSERT_EQ(read.images.size(), 1u);
        EXPECT_EQ(read.images[0].name, "brick.bmp");
        const Surface& face = house.surfaces.at(0);
        EXPECT_EQ(face.texture, 0);
        EXPECT_EQ(face.texture_places, (std::vector<glm::vec2>{{0, 0}, {1, 0}, {1, 1}, {0, 1}}));
        EXPECT_TRUE(read.complaints.empty());
    }
}

TEST(CityGmlLooks, MissingPictureIsToldOnceAndItsFacesStay) {
    const std::string look =
        "<app:appearance>" + appearance("rgb", texture("w", "gone.jpg", whole)) + "</app:appearance>";
    const auto read = read_text(city(building("a", look + lod2(wall("w"))) + building("b", look + lod2(wall("w")))));
    EXPECT_EQ(read.complaints_with("picture left out"), 1u);
    for (const Feature& feature : read.features) {
        EXPECT_TRUE(feature.textures.empty());
        EXPECT_EQ(feature.surfaces.at(0).texture, -1);
        EXPECT_TRUE(feature.surfaces[0].texture_places.empty());
    }
}

TEST(CityGmlLooks, FirstThemeIsShownAndTheOthersAreCounted) {
    const std::string looks = "<app:appearance>" + appearance("one", red("w")) + "</app:appearance><app:appearance>" +
                              appearance("two", texture("w", "brick.bmp", whole)) + "</app:appearance>";
    const std::string text = city(building("b", looks + lod2(wall("w"))));
    const auto first = read_text(text, {}, {{"brick.bmp", bitmap()}});
    EXPECT_EQ(first.features.at(0).surfaces.at(0).colour, 0xFF0000FFu);
    EXPECT_EQ(first.features[0].surfaces[0].texture, -1);
    EXPECT_EQ(first.complaints_with("other themes"), 1u);
    SourceOptions options;
    options.more["theme"] = "two";
    EXPECT_EQ(read_text(text, options, {{"brick.bmp", bitmap()}}).features.at(0).surfaces.at(0).texture, 0);
}

TEST(CityGmlLooks, ColourOfAMultiSurfaceIsThatOfItsFaces) {
    const std::string geometry = R"(<bldg:lod2MultiSurface><gml:MultiSurface gml:id="all"><gml:surfaceMember>)" +
                                 wall("w") + "</gml:surfaceMember></gml:MultiSurface></bldg:lod2MultiSurface>";
    const auto read = read_text(
        city(building("b", "<app:appearance>" + appearance("", red("all")) + "</app:appearance>" + geometry)));
    EXPECT_EQ(read.features.at(0).surfaces.at(0).colour, 0xFF0000FFu);
}

TEST(CityGmlLooks, MatrixCarriesTheWorldIntoThePicture) {
    const std::string data =
        "<app:ParameterizedTexture><app:imageURI>a.bmp</app:imageURI><app:target uri=\"#w\"><app:TexCoordGen>"
        "<app:worldToTexture>0.1 0 0 0.5 0 0 0.2 0 0 0 0 2</app:worldToTexture></app:TexCoordGen></app:target>"
        "</app:ParameterizedTexture>";
    const auto read = read_text(
        city(building("b", "<app:appearance>" + appearance("", data) + "</app:appearance>" + lod2(wall("w")))), {},
        {{"a.bmp", bitmap()}});
    EXPECT_EQ(read.features.at(0).surfaces.at(0).texture_places,
              (std::vector<glm::vec2>{{0.25, 0}, {0.75, 0}, {0.75, 1}, {0.25, 1}}));
}

TEST(CityGmlLooks, OrthophotoLiesByItsReferencePoint) {
    const std::string data =
        "<app:GeoreferencedTexture><app:imageURI>ortho.png</app:imageURI><app:referencePoint><gml:Point><gml:pos>0.05 "
        "9.9</gml:pos></gml:Point></app:referencePoint><app:orientation>0.1 0 0 -0.2</app:orientation>"
        "<app:target>#ground</app:target></app:GeoreferencedTexture>";
    CityGmlLooks looks;
    XmlPieceParser parser("UTF-8", "<x xmlns:app=\"a\" xmlns:gml=\"http://www.opengis.net/gml\">");
    LookTotals totals;
    const std::string text = appearance("", data);
    looks.read(**parser.parse(text), totals);
    looks.settle({{"ortho.png", {100, 50, {}}}}, totals);
    const auto target = looks.target("ground");
    ASSERT_GE(target.matrix, 0);
    const double* m = looks.matrix(target.matrix).m;
    const auto place = [m](double x, double y) {
        return glm::dvec2(m[0] * x + m[1] * y + m[3], m[4] * x + m[5] * y + m[7]);
    };
    EXPECT_NEAR(place(0, 0).x, 0, 1e-12);  // The picture covers 10 m by 10 m from the origin.
    EXPECT_NEAR(place(0, 0).y, 0, 1e-12);
    EXPECT_NEAR(place(10, 10).x, 1, 1e-12);
    EXPECT_NEAR(place(10, 10).y, 1, 1e-12);
    EXPECT_EQ(totals.unplaced_orthos, 0u);
}

TEST(CityGmlLooks, PlacesThatDoNotFitTheRingAreToldAndLeftOut) {
    const auto read =
        read_text(city(building("b", "<app:appearance>" + appearance("", texture("w", "a.bmp", "0 0 1 0 1 1")) +
                                         "</app:appearance>" + lod2(wall("w")))),
                  {}, {{"a.bmp", bitmap()}});
    EXPECT_EQ(read.features.at(0).surfaces.at(0).texture, -1);
    EXPECT_EQ(read.complaints_with("faces without their texture"), 1u);
}

TEST(CityGmlLooksData, RoofOfIngolstadtHasItsShinglesWhereTheFileSays) {
    const auto path = samples / "ingolstadt-lod3/4018106/4018106.xml";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no ingolstadt-lod3 here";
    const auto read = read_path(path);
    for (const Feature& feature : read->features)
        for (const Surface& surface : feature.surfaces) {
            if (surface.id != "4018106_PG.ZNkB5Tsb9yVI5HjZpjQk") continue;
            EXPECT_EQ(feature.textures.at(static_cast<std::size_t>(surface.texture)),
                      "textures/Roofing_Shingles_Asphalt.jpg");
            ASSERT_EQ(surface.texture_places.size(), 3u);
            EXPECT_NEAR(surface.texture_places[0].x, 21.5368461, 1e-5);
            EXPECT_NEAR(surface.texture_places[1].y, 6.0023861, 1e-5);
            EXPECT_NEAR(surface.texture_places[2].y, -2.1773895, 1e-5);
            return;
        }
    FAIL() << "the roof is gone";
}

}  // namespace
}  // namespace twin::data
