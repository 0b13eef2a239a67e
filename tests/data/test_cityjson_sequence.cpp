#include <string>

#include <gtest/gtest.h>

#include "data/sources/cityjson.h"
#include "data/sources/cityjson_cut.h"
#include "tests/data/memory_sink.h"

/// CityJSONSeq as people's tools leave it.
namespace twin::data {
namespace {

using test::MemorySink;
using test::message_of;

const CityJsonSource source;
const std::string header =
    R"({"type":"CityJSON","version":"2.0","transform":{"scale":[0.001,0.001,0.001],"translate":[100,200,0]},)"
    R"("metadata":{"referenceSystem":"https://www.opengis.net/def/crs/EPSG/0/25832"},"CityObjects":{},"vertices":[]})";

std::string feature(const std::string& id) {
    return R"({"type":"CityJSONFeature","id":")" + id + R"(","CityObjects":{")" + id +
           R"(":{"type":"Building","geometry":[{"type":"MultiSurface","lod":"1","boundaries":[[[0,1,2]]]}]}},)" +
           R"("vertices":[[0,0,0],[1000,0,0],[1000,1000,5000]]})";
}

std::string spread_out(std::string text) {
    std::string out;
    for (const char c : text) {
        out += c;
        if (c == ',' || c == '{' || c == '[') out += "\n  ";
    }
    return out;
}

TEST(CityJsonSequence, EveryLineIsAFeature) {
    MemorySink sink;
    ASSERT_TRUE(test::read_text(source, "a.city.jsonl", header + "\n" + feature("a") + "\n" + feature("b"), sink).ok());
    ASSERT_EQ(sink.features.size(), 2u);
    EXPECT_EQ(sink.features[1].surfaces.at(0).outer[2], glm::dvec3(101, 201, 5));
    EXPECT_EQ(sink.claims.at(0).text, "https://www.opengis.net/def/crs/EPSG/0/25832");
    EXPECT_TRUE(sink.complaints.empty());
}

TEST(CityJsonSequence, MarksBlankLinesAndWindowsLinesDoNoHarm) {
    MemorySink sink;
    const std::string text =
        "\xEF\xBB\xBF" + header + "\r\n\r\n" + feature("a") + "\r\n   \r\n" + feature("b") + "\r\n";
    ASSERT_TRUE(test::read_text(source, "a.jsonl", text, sink).ok());
    EXPECT_EQ(sink.features.size(), 2u);
    EXPECT_TRUE(sink.complaints.empty());
}

TEST(CityJsonSequence, AStrayPrettyPrintedFeatureIsReadToo) {
    MemorySink sink;
    const std::string text =
        header + "\n" + feature("a") + "\n" + spread_out(feature("b")) + "\n" + feature("c") + "\n";
    ASSERT_TRUE(test::read_text(source, "a.jsonl", text, sink).ok());
    EXPECT_EQ(sink.features.size(), 3u);
    EXPECT_TRUE(sink.find("b"));
}

TEST(CityJsonSequence, ABrokenLineIsNamedAndTheOthersAreRead) {
    for (const std::string& broken :
         {feature("b").substr(0, 90), std::string("{\"type\":\"CityJSONFeature\" \"id\":1}"), std::string("hello"),
          std::string("{}"), std::string(R"({"type":"CityJSONFeature","id":"x","CityObjects":{},"vertices":[]})")}) {
        MemorySink sink;
        const std::string text = header + "\n" + feature("a") + "\n" + broken + "\n" + feature("c") + "\n";
        ASSERT_TRUE(test::read_text(source, "a.jsonl", text, sink).ok()) << broken;
        EXPECT_EQ(sink.features.size(), 2u) << broken;
        EXPECT_TRUE(sink.find("c")) << broken;
        EXPECT_TRUE(sink.complained("in line 3 left out")) << broken;
        EXPECT_TRUE(sink.complained("3 of 4 documents could be read")) << broken;
    }
}

TEST(CityJsonSequence, TheSameIdTwiceIsOneBuilding) {
    MemorySink sink;
    ASSERT_TRUE(test::read_text(source, "a.jsonl", header + "\n" + feature("a") + "\n" + feature("a"), sink).ok());
    EXPECT_EQ(sink.features.size(), 1u);
    EXPECT_TRUE(sink.complained("has the same id"));
}

TEST(CityJsonSequence, FilesThatAreNothingEndWithASentence) {
    for (const std::string& text :
         {std::string(), std::string("\xEF\xBB\xBF \n"), std::string("[1,2]"), std::string("{"),
          std::string("{\"type\":\"FeatureCollection\",\"features\":[]}"), std::string("\0\0", 2)}) {
        MemorySink sink;
        const auto result = test::read_text(source, "a.city.json", text, sink);
        ASSERT_FALSE(result.ok()) << text;
        EXPECT_TRUE(message_of(result).starts_with("reading CityJSON: ")) << message_of(result);
        EXPECT_TRUE(sink.features.empty());
    }
}

TEST(CityJsonSequence, ReadingStopsWhenCancelled) {
    MemorySink sink;
    sink.cancel_after_beats = 0;
    std::string text = header;
    for (int i = 0; i < 12'000; ++i) text += "\n" + feature("f" + std::to_string(i));
    const auto result = test::read_text(source, "a.jsonl", text, sink);
    EXPECT_EQ(message_of(result), "reading CityJSON: cancelled");
    EXPECT_LT(sink.features.size(), 12'000u);
}

TEST(CityJsonSequence, AMemberIsCutWhereItEndsWhateverStandsInItsStrings) {
    CityJsonCut cut;
    const std::string text =
        R"({"CityObjects":{"a\"}":{"x":"]}\\"},"b":{"y":[[1],[2]]}},"type":"CityJSON","vertices":[]} tail)";
    cut_city_json(text, cut);
    ASSERT_TRUE(cut.complete);
    ASSERT_EQ(cut.objects.size(), 2u);
    EXPECT_EQ(cut.objects[0].value, R"({"x":"]}\\"})");
    EXPECT_EQ(cut.objects[1].value, R"({"y":[[1],[2]]})");
    EXPECT_EQ(cut.type, "CityJSON");
    EXPECT_EQ(text.substr(cut.end), " tail");
    for (std::size_t n = 1; n + 6 < text.size(); ++n) {
        cut_city_json(std::string_view(text).substr(0, n), cut);
        EXPECT_FALSE(cut.complete) << n;
    }
}

}  // namespace
}  // namespace twin::data
