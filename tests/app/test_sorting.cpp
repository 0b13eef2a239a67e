#include "app/importer/sorting.h"

#include <gtest/gtest.h>

#include "app/importer/import_plan.h"
#include "tests/app/importer_fixture.h"

namespace twin::app::test {
namespace {

const char* const gml =
    R"(<?xml version="1.0"?><core:CityModel xmlns:core="http://www.opengis.net/citygml/2.0" )"
    R"(xmlns:bldg="http://www.opengis.net/citygml/building/2.0" xmlns:gml="http://www.opengis.net/gml">)"
    R"(<core:cityObjectMember><bldg:Building gml:id="H1"/></core:cityObjectMember>)"
    R"(<app:imageURI>bilder/wand.png</app:imageURI></core:CityModel>)";
const char* const cityjson =
    R"({"type":"CityJSON","version":"1.1","CityObjects":{"H1":{"type":"Building"}},"vertices":[]})";
const char* const codes =
    R"(<?xml version="1.0"?><gml:Dictionary xmlns:gml="http://www.opengis.net/gml" gml:id="x"></gml:Dictionary>)";

class Sorting : public testing::Test {
  protected:
    std::set<std::string> sources() {
        const auto plan = plan_import({folder.path}, {});
        EXPECT_TRUE(plan.ok());
        std::set<std::string> names;
        if (!plan.ok()) return names;
        for (const PlannedFile& file : plan->files) names.insert(file.path.filename().string());
        for (const SortedFile& file : plan->left_out) roles[file.name] = file.role;
        return names;
    }
    Folder folder;
    std::map<std::string, FileRole> roles;
};

TEST_F(Sorting, PartsAndDocumentsAreNoSources) {
    fs::create_directories(folder / "bilder");
    folder.file("haus.gml", gml);
    folder.file("bilder/wand.png", "\x89PNG\r\n\x1a\n");
    folder.file("codes.xml", codes);
    folder.file("LIESMICH.txt", "Daten der Stadt");
    folder.file("modell.obj", "mtllib modell.mtl\nv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n");
    folder.file("modell.mtl", "newmtl rot\nKd 1 0 0\n");
    folder.file("baum.gltf", R"({"asset":{"version":"2.0"},"buffers":[{"uri":"baum.bin","byteLength":1}]})");
    folder.file("baum.bin", "x");
    EXPECT_EQ(sources(), (std::set<std::string>{"haus.gml", "modell.obj", "baum.gltf"}));
    EXPECT_EQ(roles["bilder/wand.png"], FileRole::part);
    EXPECT_EQ(roles["modell.mtl"], FileRole::part);
    EXPECT_EQ(roles["baum.bin"], FileRole::part);
    EXPECT_EQ(roles["codes.xml"], FileRole::document);
    EXPECT_EQ(roles["LIESMICH.txt"], FileRole::document);
}

TEST_F(Sorting, OneTileInTwoFormatsIsReadOnce) {
    folder.file("tile.gml", gml);
    folder.file("tile.city.json", cityjson);
    EXPECT_EQ(sources(), std::set<std::string>{"tile.gml"});
    EXPECT_EQ(roles["tile.city.json"], FileRole::duplicate);
}

TEST_F(Sorting, ACopyIsReadOnce) {
    folder.file("tile.gml", gml);
    folder.file("tile (Kopie).gml", gml);
    EXPECT_EQ(sources().size(), 1u);
}

}  // namespace
}  // namespace twin::app::test
