#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "data/source.h"
#include "data/sources/citygml.h"
#include "data/sources/citygml_attributes.h"

namespace twin::data {
namespace {

struct Collected : SourceSink {
    CrsClaim claim;
    std::vector<Feature> features;
    std::vector<base::Complaint> complaints;
    base::Result<void> result;

    void crs(CrsClaim said) override { claim = std::move(said); }
    void feature(Feature&& read) override { features.push_back(std::move(read)); }
    void height_grid(HeightGrid&&) override {}
    void traffic(TrafficRecording&&) override {}
    void complain(base::Complaint complaint) override { complaints.push_back(std::move(complaint)); }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<InputFile> side_file(std::string_view, bool) override { return std::nullopt; }

    const Feature* named(std::string_view id) const {
        const auto found = std::find_if(features.begin(), features.end(), [&](const Feature& f) { return f.id == id; });
        return found == features.end() ? nullptr : &*found;
    }
    std::size_t complaints_with(std::string_view word) const {
        return static_cast<std::size_t>(std::count_if(
            complaints.begin(), complaints.end(),
            [&](const base::Complaint& c) { return (c.what + " " + c.why).find(word) != std::string::npos; }));
    }
};

Collected read_text(const std::string& text, const SourceOptions& options = {}) {
    Collected collected;
    collected.result = CityGmlSource().read({"city.gml", std::as_bytes(std::span(text))}, options, collected);
    return collected;
}

Collected read_path(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    Collected collected;
    collected.result = CityGmlSource().read({path.filename().string(), std::as_bytes(std::span(text))}, {}, collected);
    return collected;
}

const std::string namespaces =
    R"( xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:bldg="http://www.opengis.net/citygml/building/2.0")"
    R"( xmlns:gen="http://www.opengis.net/citygml/generics/2.0" xmlns:veg="http://www.opengis.net/citygml/vegetation/2.0")"
    R"( xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink")"
    R"( xmlns:xAL="urn:oasis:names:tc:ciq:xsdschema:xAL:2.0" xmlns:ade="http://example.org/ade")";
const std::string envelope =
    R"(<gml:boundedBy><gml:Envelope srsName="urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016" srsDimension="3"/></gml:boundedBy>)";

std::string city(const std::string& members) {
    return R"(<?xml version="1.0" encoding="UTF-8"?><core:CityModel)" + namespaces + ">" + envelope + members +
           "</core:CityModel>";
}

std::string building(const std::string& id, const std::string& content) {
    return R"(<core:cityObjectMember><bldg:Building gml:id=")" + id + R"(">)" + content +
           "</bldg:Building></core:cityObjectMember>";
}

std::string polygon(const std::string& id, const std::string& numbers, const std::string& more = {}) {
    return R"(<gml:Polygon gml:id=")" + id + R"("><gml:exterior><gml:LinearRing><gml:posList>)" + numbers +
           "</gml:posList></gml:LinearRing></gml:exterior>" + more + "</gml:Polygon>";
}

std::string multi_surface(const std::string& property, const std::string& polygons) {
    return "<bldg:" + property + "><gml:MultiSurface><gml:surfaceMember>" + polygons +
           "</gml:surfaceMember></gml:MultiSurface></bldg:" + property + ">";
}

std::string boundary(const std::string& kind, const std::string& content) {
    return "<bldg:boundedBy><bldg:" + kind + ">" + content + "</bldg:" + kind + "></bldg:boundedBy>";
}

const std::string square = "0 0 5 10 0 5 10 10 5 0 10 5 0 0 5";
const std::string small_square = "2 2 5 2 4 5 4 4 5 4 2 5 2 2 5";

TEST(CityGml, HoleInARoofStaysAHole) {
    const std::string hole =
        "<gml:interior><gml:LinearRing><gml:posList>" + small_square + "</gml:posList></gml:LinearRing></gml:interior>";
    const auto read = read_text(
        city(building("b", boundary("RoofSurface", multi_surface("lod2MultiSurface", polygon("p", square, hole))))));
    ASSERT_EQ(read.features.size(), 1u);
    ASSERT_EQ(read.features[0].surfaces.size(), 1u);
    const Surface& roof = read.features[0].surfaces[0];
    EXPECT_EQ(roof.kind, SurfaceKind::roof);
    EXPECT_EQ(roof.outer.size(), 4u);
    ASSERT_EQ(roof.holes.size(), 1u);
    EXPECT_EQ(roof.holes[0].size(), 4u);
    EXPECT_EQ(roof.outer[1], glm::dvec3(10, 0, 5));
}

TEST(CityGml, SolidThatPointsAtItsSurfacesIsDrawnOnce) {
    const std::string solid =
        R"(<bldg:lod2Solid><gml:Solid><gml:exterior><gml:CompositeSurface><gml:surfaceMember xlink:href="#roof"/>)"
        R"(<gml:surfaceMember xlink:href="#wall"/><gml:surfaceMember>)" +
        polygon("extra", square) +
        "</gml:surfaceMember></gml:CompositeSurface></gml:exterior></gml:Solid></bldg:lod2Solid>";
    const auto read = read_text(city(
        building("b", solid + boundary("RoofSurface", multi_surface("lod2MultiSurface", polygon("roof", square))) +
                          boundary("WallSurface", multi_surface("lod2MultiSurface", polygon("wall", small_square))))));
    ASSERT_EQ(read.features.size(), 1u);
    std::map<std::string, SurfaceKind> kinds;
    for (const Surface& surface : read.features[0].surfaces) kinds[surface.id] = surface.kind;
    EXPECT_EQ(read.features[0].surfaces.size(), 3u);
    EXPECT_EQ(kinds["roof"], SurfaceKind::roof);
    EXPECT_EQ(kinds["wall"], SurfaceKind::wall);
    EXPECT_EQ(kinds["extra"], SurfaceKind::unknown);
    EXPECT_TRUE(read.complaints.empty());
}

TEST(CityGml, SurfaceTurnedOverFacesTheOtherWay) {
    const std::string turned = R"(<gml:OrientableSurface orientation="-"><gml:baseSurface>)" + polygon("p", square) +
                               "</gml:baseSurface></gml:OrientableSurface>";
    const auto read =
        read_text(city(building("b", boundary("WallSurface", multi_surface("lod2MultiSurface", turned)))));
    ASSERT_EQ(read.features[0].surfaces.size(), 1u);
    EXPECT_EQ(read.features[0].surfaces[0].outer.front(), glm::dvec3(0, 10, 5));
}

TEST(CityGml, HighestDetailUpToThreeIsTakenUnlessAnotherIsAskedFor) {
    const std::string content = multi_surface("lod1MultiSurface", polygon("one", square)) +
                                multi_surface("lod3MultiSurface", polygon("three", square)) +
                                multi_surface("lod4MultiSurface", polygon("four", square));
    EXPECT_EQ(read_text(city(building("b", content))).features[0].surfaces[0].id, "three");
    SourceOptions options;
    options.lod = 1;
    EXPECT_EQ(read_text(city(building("b", content)), options).features[0].surfaces[0].id, "one");
    options.lod = 2;
    const auto lower = read_text(city(building("b", content)), options);
    EXPECT_EQ(lower.features[0].lod, 1);
    EXPECT_EQ(lower.complaints_with("LoD2"), 1u);
}

TEST(CityGml, BuildingTellsWhatItIs) {
    const std::string content =
        "<gml:name>Rathaus</gml:name><bldg:function>31001_1000</bldg:function><bldg:roofType>3100</bldg:roofType>"
        R"(<bldg:measuredHeight uom="urn:adv:uom:m">12.5</bldg:measuredHeight><bldg:storeysAboveGround>3</bldg:storeysAboveGround>)"
        R"(<gen:intAttribute name="Zahl"><gen:value>7</gen:value></gen:intAttribute>)"
        R"(<gen:genericAttributeSet name="Satz"><gen:stringAttribute name="Wort"><gen:value>ja</gen:value></gen:stringAttribute></gen:genericAttributeSet>)"
        "<bldg:address><core:Address><core:xalAddress><xAL:AddressDetails><xAL:Country><xAL:CountryName>Germany</"
        "xAL:CountryName>"
        "<xAL:Locality><xAL:LocalityName>Kaiserslautern</"
        "xAL:LocalityName><xAL:Thoroughfare><xAL:ThoroughfareNumber>12</xAL:ThoroughfareNumber>"
        "<xAL:ThoroughfareName>Pariser "
        "Straße</xAL:ThoroughfareName></xAL:Thoroughfare><xAL:PostalCode><xAL:PostalCodeNumber>67655"
        "</xAL:PostalCodeNumber></xAL:PostalCode></xAL:Locality></xAL:Country></xAL:AddressDetails></core:xalAddress></"
        "core:Address></bldg:address>";
    const auto read = read_text(city(building("b", content)));
    ASSERT_EQ(read.features.size(), 1u);
    const Attributes& said = read.features[0].attributes;
    EXPECT_EQ(said.text(keys::name), "Rathaus");
    EXPECT_EQ(said.text(keys::function), "31001_1000");
    EXPECT_EQ(said.text(keys::roof_shape), "gabled");
    EXPECT_DOUBLE_EQ(said.number(keys::height_m), 12.5);
    EXPECT_EQ(said.number(keys::storeys), 3);
    EXPECT_EQ(said.number("Zahl"), 7);
    EXPECT_EQ(said.text("Satz.Wort"), "ja");
    EXPECT_EQ(said.text(keys::address), "Pariser Straße 12, 67655 Kaiserslautern");
    EXPECT_EQ(said.text("country"), "Germany");
}

TEST(CityGml, HeightsInFeetBecomeMetresAndNonsenseIsLeftOut) {
    const auto feet = read_text(city(building("b", R"(<bldg:measuredHeight uom="ft">100</bldg:measuredHeight>)")));
    EXPECT_NEAR(feet.features[0].attributes.number(keys::height_m), 30.48, 1e-9);
    const auto none = read_text(city(building("b", R"(<bldg:measuredHeight uom="m">-9999</bldg:measuredHeight>)")));
    EXPECT_FALSE(none.features[0].attributes.has(keys::height_m));
    EXPECT_EQ(none.complaints_with("measuredHeight"), 1u);
}

TEST(CityGml, RoofCodesOfBothListsAreKnown) {
    EXPECT_EQ(roof_shape_of_code("1000"), "flat");
    EXPECT_EQ(roof_shape_of_code("3200"), "hipped");
    EXPECT_EQ(roof_shape_of_code("1040"), "hipped");
    EXPECT_EQ(roof_shape_of_code("5000"), "");
}

TEST(CityGml, PartsBelongToTheirBuilding) {
    const std::string part = R"(<bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id="part">)" +
                             multi_surface("lod2MultiSurface", polygon("p", square)) +
                             "</bldg:BuildingPart></bldg:consistsOfBuildingPart>";
    const auto read = read_text(city(building("whole", part)));
    ASSERT_EQ(read.features.size(), 2u);
    EXPECT_EQ(read.features[0].id, "whole");
    EXPECT_TRUE(read.features[0].attributes.flag(keys::outline_only));
    EXPECT_EQ(read.features[1].kind, FeatureKind::building_part);
    EXPECT_EQ(read.features[1].parent_id, "whole");
}

TEST(CityGml, OneBadFaceCostsOnlyItself) {
    for (const std::string bad :
         {"0 0 5 10 0 5", "0 0 5 10 zero 5 10 10 5", "0 0 5 10 0 5 10 10 5 0 10", "0 0 5 nan 0 5 10 10 5"}) {
        const std::string faces =
            polygon("bad", bad) + "</gml:surfaceMember><gml:surfaceMember>" + polygon("good", square);
        const auto read = read_text(city(building("b", multi_surface("lod2MultiSurface", faces))));
        ASSERT_TRUE(read.result.ok());
        ASSERT_EQ(read.features.size(), 1u) << bad;
        ASSERT_EQ(read.features[0].surfaces.size(), 1u) << bad;
        EXPECT_EQ(read.features[0].surfaces[0].id, "good");
        ASSERT_EQ(read.complaints.size(), 1u) << bad;
        EXPECT_EQ(read.complaints[0].object, "b");
        EXPECT_NE(read.complaints[0].why.find("bad"), std::string::npos) << read.complaints[0].why;
    }
}

TEST(CityGml, LinkThatLeadsNowhereIsTold) {
    const auto read = read_text(city(building(
        "b",
        R"(<bldg:lod2MultiSurface><gml:MultiSurface><gml:surfaceMember xlink:href="#gone"/></gml:MultiSurface></bldg:lod2MultiSurface>)")));
    EXPECT_EQ(read.complaints_with("#gone"), 1u);
}

TEST(CityGml, LinksInACircleEnd) {
    const std::string circle =
        R"(<bldg:lod2MultiSurface><gml:MultiSurface gml:id="a"><gml:surfaceMember xlink:href="#a"/></gml:MultiSurface></bldg:lod2MultiSurface>)";
    EXPECT_EQ(read_text(city(building("b", circle))).complaints_with("circle"), 1u);
}

TEST(CityGml, OneDamagedObjectCostsOnlyItself) {
    const std::string whole = building("ok1", multi_surface("lod2MultiSurface", polygon("p", square)));
    const std::string mismatched = building("bad", "<bldg:function>1</bldg:usage>");
    const std::string endless = R"(<core:cityObjectMember><bldg:Building gml:id="endless">)";
    const auto read = read_text(city(whole + mismatched + endless + building("ok2", "")));
    ASSERT_TRUE(read.result.ok());
    EXPECT_EQ(read.features.size(), 2u);
    EXPECT_TRUE(read.named("ok2"));
    EXPECT_EQ(read.complaints_with("damaged XML"), 2u);
    EXPECT_EQ(read.complaints[0].object, "bad");
}

TEST(CityGml, CommentsAndPrefixesDoNotMatter) {
    const std::string text =
        R"(<CityModel xmlns="http://www.opengis.net/citygml/1.0" xmlns:b="http://www.opengis.net/citygml/building/1.0" xmlns:g="http://www.opengis.net/gml">)"
        "<!-- <cityObjectMember><b:Building/></cityObjectMember> --><g:name><![CDATA[<cityObjectMember>]]></g:name>"
        R"(<cityObjectMember><!-- </cityObjectMember> --><b:Building g:id="x"/></cityObjectMember></CityModel>)";
    const auto read = read_text(text);
    ASSERT_TRUE(read.result.ok());
    ASSERT_EQ(read.features.size(), 1u);
    EXPECT_EQ(read.features[0].id, "x");
}

TEST(CityGml, ReferenceSystemIsClaimedInItsOwnAxisOrder) {
    const auto read = read_text(city(building("b", "")));
    EXPECT_EQ(read.claim.text, "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016");
    EXPECT_FALSE(read.claim.xy_order);
    const std::string on_geometry = R"(<bldg:lod1Solid><gml:Solid srsName="EPSG:25832"/></bldg:lod1Solid>)";
    const std::string bare = "<core:CityModel" + namespaces + ">" + building("b", on_geometry) + "</core:CityModel>";
    EXPECT_EQ(read_text(bare).claim.text, "EPSG:25832");
}

TEST(CityGml, TwoNumbersPerPointAreUnderstood) {
    const std::string flat = R"(<bldg:lod0FootPrint><gml:MultiSurface srsDimension="2"><gml:surfaceMember>)" +
                             polygon("p", "0 0 10 0 10 10 0 10 0 0") +
                             "</gml:surfaceMember></gml:MultiSurface></bldg:lod0FootPrint>";
    const auto read = read_text(city(building("b", flat)));
    ASSERT_EQ(read.features[0].surfaces.size(), 1u);
    EXPECT_EQ(read.features[0].surfaces[0].kind, SurfaceKind::footprint);
    EXPECT_EQ(read.features[0].heights, HeightMode::flat);
    EXPECT_EQ(read.features[0].surfaces[0].outer[2], glm::dvec3(10, 10, 0));
}

TEST(CityGml, OldSpellingsOfCoordinatesAreUnderstood) {
    const std::string old =
        "<gml:Polygon><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>0,0,1 5,0,1 5,5,1 0,0,1</gml:coordinates>"
        "</gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></gml:surfaceMember><gml:surfaceMember>"
        "<gml:TriangulatedSurface><gml:trianglePatches><gml:Triangle><gml:exterior><gml:LinearRing><gml:pos>0 0 "
        "1</gml:pos>"
        "<gml:pos>1 0 1</gml:pos>\n<gml:pos>1\n1 1</gml:pos><gml:pos>0 0 "
        "1</gml:pos></gml:LinearRing></gml:exterior></gml:Triangle>"
        "</gml:trianglePatches></gml:TriangulatedSurface>";
    const auto read = read_text(city(building("b", multi_surface("lod2MultiSurface", old))));
    ASSERT_EQ(read.features[0].surfaces.size(), 2u);
    EXPECT_EQ(read.features[0].surfaces[0].outer.size(), 3u);
    EXPECT_EQ(read.features[0].surfaces[1].outer[2], glm::dvec3(1, 1, 1));
}

TEST(CityGml, CoordinatesWithCommentsOrEntitiesInThemCountTheSame) {
    const std::string inside =
        polygon("comment", "0 0 5 10 0 5 <!-- 7 7 7 --> 10 10 5 0 10 5 0 0 5") +
        "</gml:surfaceMember><gml:surfaceMember>" +
        polygon("entity", "0 0 5 10 0 5&#32;10 10 5 0 10 5 0 0 5                                ") +
        "</gml:surfaceMember><gml:surfaceMember>" +
        polygon("section", "<![CDATA[0 0 5 10 0 5 10 10 5 0 10 5 0 0 5]]>") +
        "</gml:surfaceMember><gml:surfaceMember>" + polygon("plain", "\n 0 0 5 10 0 5\t10 10 5\r\n0 10 5 0 0 5      ");
    const auto read = read_text(city(building("b", multi_surface("lod2MultiSurface", inside))));
    ASSERT_EQ(read.features.at(0).surfaces.size(), 4u);
    for (const Surface& surface : read.features[0].surfaces)
        EXPECT_EQ(surface.outer, (Ring{{0, 0, 5}, {10, 0, 5}, {10, 10, 5}, {0, 10, 5}})) << surface.id;
}

TEST(CityGml, WhatNobodyReadsDoesNotHarm) {
    const std::string content =
        "<bldg:lod2TerrainIntersection><gml:MultiCurve><gml:curveMember><gml:LineString><gml:posList>" + square +
        square +
        "</gml:posList></gml:LineString></gml:curveMember></gml:MultiCurve>"
        "</bldg:lod2TerrainIntersection><bldg:lod2TerrainIntersection/><bldg:interiorRoom><bldg:Room>" +
        multi_surface("lod4MultiSurface", polygon("room", square)) + "</bldg:Room></bldg:interiorRoom>" +
        multi_surface("lod2MultiSurface", polygon("p", square));
    const auto read = read_text(city(building("b", content)));
    ASSERT_EQ(read.features.at(0).surfaces.size(), 1u);
    EXPECT_EQ(read.features[0].surfaces[0].id, "p");
    EXPECT_TRUE(read.complaints.empty());
}

TEST(CityGml, TreeModelStandsAtItsFoot) {
    const std::string tree =
        R"(<core:cityObjectMember><veg:SolitaryVegetationObject gml:id="t"><veg:lod2Geometry><gml:MultiSurface><gml:surfaceMember>)" +
        polygon("p", "0 0 100 4 0 100 2 0 112 0 0 100") +
        "</gml:surfaceMember></gml:MultiSurface></veg:lod2Geometry></veg:SolitaryVegetationObject></"
        "core:cityObjectMember>";
    const auto read = read_text(city(tree));
    ASSERT_EQ(read.features.size(), 1u);
    EXPECT_EQ(read.features[0].kind, FeatureKind::tree);
    ASSERT_EQ(read.features[0].points.size(), 1u);
    EXPECT_EQ(read.features[0].points[0], glm::dvec3(2, 0, 100));
    EXPECT_DOUBLE_EQ(read.features[0].attributes.number(keys::height_m), 12);
}

TEST(CityGml, ExtensionsAreCountedByKind) {
    const std::string ade = "<ade:energy>1</ade:energy><ade:energy>2</ade:energy>";
    const auto read = read_text(city(building("a", ade) + building("b", ade)));
    ASSERT_EQ(read.complaints.size(), 1u);
    EXPECT_EQ(read.complaints[0].what, "4 x ade:energy left out");
}

TEST(CityGml, LettersAreReadAsTheFileSaysOrAsTheyAre) {
    const std::string name =
        "<gml:name>Stra\xDF"
        "e</gml:name>";
    std::string latin = city(building("b", name));
    const auto repaired = read_text(latin);
    EXPECT_EQ(repaired.features[0].attributes.text(keys::name), "Straße");
    EXPECT_EQ(repaired.complaints_with("Windows-1252"), 1u);
    latin.replace(latin.find("UTF-8"), 5, "ISO-8859-1");
    const auto declared = read_text(latin);
    EXPECT_EQ(declared.features[0].attributes.text(keys::name), "Straße");
    EXPECT_TRUE(declared.complaints.empty());
}

TEST(CityGml, WrongFilesGetASentence) {
    EXPECT_NE(read_text("").result.error().message.find("empty"), std::string::npos);
    EXPECT_NE(read_text("<osm version=\"0.6\"/>").result.error().message.find("<osm>"), std::string::npos);
    EXPECT_FALSE(read_text("not xml at all").result.ok());
    EXPECT_FALSE(read_text(city("")).result.ok());
    const std::string bomb =
        R"(<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>)" + city(building("b", "&b;")).substr(38);
    EXPECT_NE(read_text(bomb).result.error().message.find("entities"), std::string::npos);
    EXPECT_NE(read_text(std::string("\xFF\xFE<\0C\0", 6)).result.error().message.find("UTF-16"), std::string::npos);
    EXPECT_FALSE(read_text(city("<core:cityObjectMember>" + std::string(200'000, '<') + "</core:cityObjectMember>"))
                     .result.ok());
}

TEST(CityGml, DeepNestingDoesNotHurt) {
    std::string deep;
    for (int i = 0; i < 50'000; ++i) deep += "<gml:surfaceMember>";
    for (int i = 0; i < 50'000; ++i) deep += "</gml:surfaceMember>";
    const auto read = read_text(city(building("b", "<bldg:lod2MultiSurface>" + deep + "</bldg:lod2MultiSurface>")));
    EXPECT_TRUE(read.result.ok());
    EXPECT_EQ(read.complaints_with("nested"), 1u);
}

TEST(CityGml, CutOffFileGivesItsCompleteObjects) {
    std::string members;
    for (int i = 0; i < 10; ++i)
        members += building("b" + std::to_string(i), multi_surface("lod2MultiSurface", polygon("p", square)));
    const std::string text = city(members);
    std::size_t most = 0;
    for (int tenth = 0; tenth < 10; ++tenth) {
        const auto read = read_text(text.substr(0, text.size() * tenth / 10));
        if (read.features.empty()) {
            ASSERT_FALSE(read.result.ok()) << tenth;
            EXPECT_FALSE(read.result.error().message.empty());
        } else {
            EXPECT_TRUE(read.result.ok());
            EXPECT_EQ(read.complaints_with("truncated"), 1u) << tenth;
        }
        EXPECT_GE(read.features.size(), most);
        most = read.features.size();
    }
    EXPECT_GE(most, 7u);
}

TEST(CityGml, KnowsItsOwn) {
    const auto certainty = [](const std::string& name, const std::string& text) {
        return CityGmlSource().recognises({name, std::as_bytes(std::span(text))});
    };
    EXPECT_EQ(certainty("a.xml", city("")), 2);
    EXPECT_EQ(certainty("a.gml", ""), 1);
    EXPECT_EQ(certainty("a.gml", "<gml:FeatureCollection>"), 0);
    EXPECT_EQ(certainty("a.json", R"({"type":"CityJSON"})"), 0);
}

const std::filesystem::path samples = std::filesystem::path(TWIN_DATA_ROOT) / "citygml";

TEST(CityGmlData, WeselHas960BuildingsAnd259Parts) {
    if (!std::filesystem::exists(samples / "nrw-wesel-bislich")) GTEST_SKIP() << "no nrw-wesel-bislich here";
    std::map<FeatureKind, int> kinds;
    std::size_t faces = 0, complaints = 0;
    for (const auto& entry : std::filesystem::directory_iterator(samples / "nrw-wesel-bislich")) {
        if (entry.path().extension() != ".gml") continue;
        const auto read = read_path(entry.path());
        ASSERT_TRUE(read.result.ok());
        complaints += read.complaints.size();
        for (const Feature& feature : read.features) {
            ++kinds[feature.kind];
            faces += feature.surfaces.size();
            for (const Surface& surface : feature.surfaces) EXPECT_NE(surface.kind, SurfaceKind::unknown);
        }
    }
    EXPECT_EQ(kinds[FeatureKind::building], 960);
    EXPECT_EQ(kinds[FeatureKind::building_part], 259);
    EXPECT_EQ(faces, 11'162u);
    EXPECT_EQ(complaints, 0u);
}

TEST(CityGmlData, GarageSharesItsWallTurnedOver) {
    const auto path =
        samples /
        "ogc-citygml3-examples/Examples-from-CityGML-2.0/building/CityGMLv2/Building_and_garage_LOD2-EPSG25832.gml";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no OGC examples here";
    const auto read = read_path(path);
    ASSERT_EQ(read.features.size(), 2u);
    EXPECT_EQ(read.features[0].surfaces.size(), 8u);
    EXPECT_EQ(read.features[1].surfaces.size(), 6u);
    EXPECT_EQ(read.complaints_with("link"), 0u);
}

TEST(CityGmlData, IngolstadtHasWindowsAndDoors) {
    const auto path = samples / "ingolstadt-lod3/4018106/4018106.xml";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no ingolstadt-lod3 here";
    const auto read = read_path(path);
    const Feature* house = read.named("4018106");
    ASSERT_TRUE(house);
    EXPECT_EQ(house->lod, 3);
    const auto has = [&](SurfaceKind kind) {
        return std::any_of(house->surfaces.begin(), house->surfaces.end(),
                           [kind](const Surface& s) { return s.kind == kind; });
    };
    EXPECT_TRUE(has(SurfaceKind::window));
    EXPECT_TRUE(has(SurfaceKind::door));
    EXPECT_TRUE(std::any_of(read.features.begin(), read.features.end(), [](const Feature& f) {
        return f.kind == FeatureKind::building_installation && f.parent_id == "4018106" && !f.surfaces.empty();
    }));
}

TEST(CityGmlData, JapanSaysLatitudeFirst) {
    const auto path = samples / "plateau-japan/yokosuka-shi/udx/bldg/52397519_bldg_6697_op.gml";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no plateau-japan here";
    const auto read = read_path(path);
    EXPECT_EQ(read.claim.text, "http://www.opengis.net/def/crs/EPSG/0/6697");
    EXPECT_FALSE(read.claim.xy_order);
    ASSERT_FALSE(read.features.empty());
    EXPECT_NEAR(read.features[0].surfaces.at(0).outer.at(0).x, 35, 1);
}

}  // namespace
}  // namespace twin::data
