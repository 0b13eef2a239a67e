#include <string>

#include <gtest/gtest.h>

#include "data/keys.h"
#include "tests/data/citygml_samples.h"

namespace twin::data {
namespace {

TEST(CityGmlDamage, OneBadFaceCostsOnlyItself) {
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

TEST(CityGmlDamage, OneDamagedObjectCostsOnlyItself) {
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

TEST(CityGmlDamage, CommentsAndPrefixesDoNotMatter) {
    const std::string text =
        R"(<CityModel xmlns="http://www.opengis.net/citygml/1.0" xmlns:b="http://www.opengis.net/citygml/building/1.0" xmlns:g="http://www.opengis.net/gml">)"
        "<!-- <cityObjectMember><b:Building/></cityObjectMember> --><g:name><![CDATA[<cityObjectMember>]]></g:name>"
        R"(<cityObjectMember><!-- </cityObjectMember> --><b:Building g:id="x"/></cityObjectMember></CityModel>)";
    const auto read = read_text(text);
    ASSERT_TRUE(read.result.ok());
    ASSERT_EQ(read.features.size(), 1u);
    EXPECT_EQ(read.features[0].id, "x");
}

TEST(CityGmlDamage, CoordinatesWithCommentsOrEntitiesInThemCountTheSame) {
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

TEST(CityGmlDamage, LettersAreReadAsTheFileSaysOrAsTheyAre) {
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

TEST(CityGmlDamage, WrongFilesGetASentence) {
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

TEST(CityGmlDamage, DeepNestingDoesNotHurt) {
    std::string deep;
    for (int i = 0; i < 50'000; ++i) deep += "<gml:surfaceMember>";
    for (int i = 0; i < 50'000; ++i) deep += "</gml:surfaceMember>";
    const auto read = read_text(city(building("b", "<bldg:lod2MultiSurface>" + deep + "</bldg:lod2MultiSurface>")));
    EXPECT_TRUE(read.result.ok());
    EXPECT_EQ(read.complaints_with("nested"), 1u);
}

TEST(CityGmlDamage, CutOffFileGivesItsCompleteObjects) {
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

TEST(CityGmlDamage, KnowsItsOwn) {
    const auto certainty = [](const std::string& name, const std::string& text) {
        return CityGmlSource().recognises({name, std::as_bytes(std::span(text))});
    };
    EXPECT_EQ(certainty("a.xml", city("")), 2);
    EXPECT_EQ(certainty("a.gml", ""), 1);
    EXPECT_EQ(certainty("a.gml", "<gml:FeatureCollection>"), 0);
    EXPECT_EQ(certainty("a.json", R"({"type":"CityJSON"})"), 0);
}

}  // namespace
}  // namespace twin::data
