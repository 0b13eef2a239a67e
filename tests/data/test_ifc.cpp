#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "base/frames.h"
#include "data/keys.h"
#include "data/sources/ifc_facts.h"
#include "data/sources/model.h"
#include "tests/data/memory_sink.h"

namespace {

using namespace twin;
using test::MemorySink;
using test::message_of;
using test::read_text;

const data::ModelSource source;

/// A wall of 4 x 0.3 x 2.5 m (in millimetres) from the model's origin towards its x axis, in a storey of a building.
/// `site`: RefLatitude, RefLongitude, RefElevation; `north`: direction of true north; `more`: further lines.
std::string wall_ifc(const std::string& site, const std::string& north = "(0.,1.)", const std::string& more = "",
                     const std::string& schema = "IFC2X3") {
    return "ISO-10303-21;\nHEADER;\nFILE_DESCRIPTION((''),'2;1');\nFILE_NAME('wall.ifc','',(''),(''),'','','');\n"
           "FILE_SCHEMA(('" +
           schema +
           "'));\nENDSEC;\nDATA;\n"
           "#90=IFCOWNERHISTORY(#91,#94,$,.ADDED.,$,$,$,0);\n#91=IFCPERSONANDORGANIZATION(#92,#93,$);\n"
           "#92=IFCPERSON($,$,$,$,$,$,$,$);\n#93=IFCORGANIZATION($,'',$,$,$);\n"
           "#94=IFCAPPLICATION(#93,'','','');\n"
           "#1=IFCSIUNIT(*,.LENGTHUNIT.,.MILLI.,.METRE.);\n#2=IFCSIUNIT(*,.PLANEANGLEUNIT.,$,.RADIAN.);\n"
           "#3=IFCUNITASSIGNMENT((#1,#2));\n#4=IFCCARTESIANPOINT((0.,0.,0.));\n"
           "#5=IFCAXIS2PLACEMENT3D(#4,$,$);\n#6=IFCDIRECTION(" +
           north +
           ");\n#7=IFCGEOMETRICREPRESENTATIONCONTEXT($,'Model',3,1.E-5,#5,#6);\n"
           "#8=IFCPROJECT('0000000000000000000008',#90,'Projekt',$,$,$,$,(#7),#3);\n"
           "#9=IFCLOCALPLACEMENT($,#5);\n"
           "#10=IFCSITE('0000000000000000000010',#90,'Gel\\S\\dnde',$,$,#9,$,$,.ELEMENT.," +
           site +
           ",$,$);\n#11=IFCLOCALPLACEMENT(#9,#5);\n"
           "#12=IFCBUILDING('0000000000000000000012',#90,'Haus',$,$,#11,$,$,.ELEMENT.,$,$,$);\n"
           "#13=IFCLOCALPLACEMENT(#11,#5);\n"
           "#14=IFCBUILDINGSTOREY('0000000000000000000014',#90,'Erdgescho\\X2\\00DF\\X0\\',$,$,#13,$,$,.ELEMENT.,500.);"
           "\n"
           "#15=IFCRELAGGREGATES('0000000000000000000015',#90,$,$,#8,(#10));\n"
           "#16=IFCRELAGGREGATES('0000000000000000000016',#90,$,$,#10,(#12));\n"
           "#17=IFCRELAGGREGATES('0000000000000000000017',#90,$,$,#12,(#14));\n"
           "#20=IFCCARTESIANPOINT((2000.,150.));\n#21=IFCAXIS2PLACEMENT2D(#20,$);\n"
           "#22=IFCRECTANGLEPROFILEDEF(.AREA.,$,#21,4000.,300.);\n#23=IFCDIRECTION((0.,0.,1.));\n"
           "#24=IFCEXTRUDEDAREASOLID(#22,#5,#23,2500.);\n"
           "#25=IFCSHAPEREPRESENTATION(#7,'Body','SweptSolid',(#24));\n#26=IFCPRODUCTDEFINITIONSHAPE($,$,(#25));\n"
           "#27=IFCLOCALPLACEMENT(#13,#5);\n"
           "#28=IFCWALL('0000000000000000000028',#90,'Wand \\X2\\2460\\X0\\',$,'Aussenwand',#27,#26,'W;1');\n"
           "#29=IFCRELCONTAINEDINSPATIALSTRUCTURE('0000000000000000000029',#90,$,$,(#28),#14);\n"
           "#30=IFCPROPERTYSINGLEVALUE('LoadBearing',$,IFCBOOLEAN(.T.),$);\n"
           "#31=IFCPROPERTYSINGLEVALUE('FireRating',$,IFCLABEL('F 90; it''s'),$);\n"
           "#32=IFCPROPERTYSINGLEVALUE('ThermalTransmittance',$,IFCTHERMALTRANSMITTANCEMEASURE(0.24),$);\n"
           "#33=IFCPROPERTYENUMERATEDVALUE('Status',$,(IFCLABEL('NEW'),IFCLABEL('LATER')),$);\n"
           "#34=IFCPROPERTYSET('0000000000000000000034',#90,'Pset_WallCommon',$,(#30,#31,#32,#33));\n"
           "#35=IFCRELDEFINESBYPROPERTIES('0000000000000000000035',#90,$,$,(#28),#34);\n"
           "#36=IFCQUANTITYLENGTH('Length',$,$,4000.);\n#37=IFCQUANTITYVOLUME('NetVolume',$,$,3.);\n"
           "#38=IFCELEMENTQUANTITY('0000000000000000000038',#90,'BaseQuantities',$,$,(#36,#37));\n"
           "#39=IFCRELDEFINESBYPROPERTIES('0000000000000000000039',#90,$,$,(#28),#38);\n"
           "#40=IFCPROPERTYSINGLEVALUE('FireRating',$,IFCLABEL('of the type'),$);\n"
           "#41=IFCPROPERTYSINGLEVALUE('Reference',$,IFCIDENTIFIER('Leichtbeton'),$);\n"
           "#42=IFCPROPERTYSET('0000000000000000000042',#90,'Pset_WallCommon',$,(#40,#41));\n"
           "#43=IFCWALLTYPE('0000000000000000000043',#90,'Leichtbeton 300',$,$,(#42),$,$,$,.STANDARD.);\n"
           "#44=IFCRELDEFINESBYTYPE('0000000000000000000044',#90,$,$,(#28),#43);\n" +
           more + "ENDSEC;\nEND-ISO-10303-21;\n";
}

base::Box3 box_of(const data::Feature& feature) {
    base::Box3 box;
    for (const data::ModelMesh& mesh : feature.models)
        for (const glm::dvec3& p : mesh.positions) box.add(p);
    return box;
}

TEST(Ifc, AWallKeepsItsPropertiesItsStoreyAndItsName) {
    MemorySink sink;
    const auto done = read_text(source, "wall.ifc", wall_ifc("$,$,$"), sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.features.size(), 1u);
    const data::Feature& wall = sink.features[0];
    EXPECT_EQ(wall.id, "0000000000000000000028");
    EXPECT_EQ(wall.attributes.text("ifc_class"), "IfcWall");
    EXPECT_EQ(wall.attributes.text(data::keys::name), "Wand ①");
    EXPECT_EQ(wall.attributes.text("storey"), "Erdgeschoß");
    EXPECT_EQ(wall.attributes.number("storey_elevation_m"), 0.5);
    EXPECT_EQ(wall.attributes.text("building"), "Haus");
    EXPECT_EQ(wall.attributes.text("tag"), "W;1");
    EXPECT_EQ(wall.attributes.text("object_type"), "Aussenwand");
    EXPECT_EQ(wall.attributes.text("type"), "Leichtbeton 300");
    EXPECT_TRUE(std::get<bool>(*wall.attributes.find("Pset_WallCommon.LoadBearing")));
    EXPECT_EQ(wall.attributes.text("Pset_WallCommon.FireRating"), "F 90; it's");  // its own before its type's
    EXPECT_EQ(wall.attributes.text("Pset_WallCommon.Reference"), "Leichtbeton");
    EXPECT_EQ(wall.attributes.text("Pset_WallCommon.Status"), "NEW, LATER");
    EXPECT_EQ(wall.attributes.number("Pset_WallCommon.ThermalTransmittance"), 0.24);
    EXPECT_EQ(wall.attributes.number("BaseQuantities.Length"), 4000);
    EXPECT_EQ(wall.attributes.number("BaseQuantities.NetVolume"), 3);
    const glm::dvec3 size = box_of(wall).size();
    EXPECT_NEAR(size.x, 4, 1e-4);
    EXPECT_NEAR(size.y, 0.3, 1e-4);
    EXPECT_NEAR(size.z, 2.5, 1e-4);
    EXPECT_EQ(wall.heights, data::HeightMode::above_ground);
    EXPECT_TRUE(sink.claims.empty());
}

TEST(Ifc, TheSiteAndTrueNorthPutTheWallOnTheEarth) {
    // True north is the model's x axis: the wall runs towards the north.
    MemorySink sink;
    const auto done = read_text(source, "wall.ifc", wall_ifc("(49,26,40,500000),(7,46,8,0),235000.", "(1.,0.)"), sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.features.size(), 1u);
    ASSERT_EQ(sink.claims.size(), 1u);
    EXPECT_EQ(sink.claims[0].text, "EPSG:4326");
    const base::Box3 box = box_of(sink.features[0]);
    const double lat = 49 + 26 / 60.0 + 40.5 / 3600, lon = 7 + 46 / 60.0 + 8 / 3600.0;
    const double metres_lat = 111'219.0, metres_lon = 72'500.0;  // a degree at 49.4 N, roughly
    EXPECT_NEAR(box.min.y, lat, 1e-8);
    EXPECT_NEAR((box.max.y - box.min.y) * metres_lat, 4, 0.01);
    EXPECT_NEAR(box.max.x, lon, 1e-8);  // its thickness lies to the west
    EXPECT_NEAR((box.max.x - box.min.x) * metres_lon, 0.3, 0.01);
    EXPECT_NEAR(box.min.z, 235, 1e-4);
    EXPECT_NEAR(box.max.z, 237.5, 1e-4);
    EXPECT_EQ(sink.features[0].heights, data::HeightMode::absolute);
    EXPECT_TRUE(sink.complained("put at latitude 49.444583"));
}

TEST(Ifc, ASiteToTheMinuteIsToldAndOnlyBelievedWhenAsked) {
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "wall.ifc", wall_ifc("(49,26,0),(7,46,0),$"), sink));
    EXPECT_TRUE(sink.claims.empty());
    EXPECT_TRUE(sink.complained("to a minute of arc only"));
    data::SourceOptions options;
    options.more["site"] = "yes";
    MemorySink asked;
    ASSERT_TRUE(read_text(source, "wall.ifc", wall_ifc("(49,26,0),(7,46,0),$"), asked, options));
    ASSERT_EQ(asked.claims.size(), 1u);
    EXPECT_EQ(asked.features.at(0).heights, data::HeightMode::above_ground);
    EXPECT_NEAR(box_of(asked.features.at(0)).min.z, 0, 1e-6);
}

TEST(Ifc, MapConversionOfPropertySetsCountsMoreThanTheSiteAndKeepsMillimetres) {
    const std::string sets =
        "#60=IFCPROPERTYSINGLEVALUE('Eastings',$,IFCLENGTHMEASURE(3499993.123),$);\n"
        "#61=IFCPROPERTYSINGLEVALUE('Northings',$,IFCLENGTHMEASURE(5476789.456),$);\n"
        "#62=IFCPROPERTYSINGLEVALUE('OrthogonalHeight',$,IFCLENGTHMEASURE(251.25),$);\n"
        "#63=IFCPROPERTYSINGLEVALUE('XAxisAbscissa',$,IFCREAL(0.),$);\n"
        "#64=IFCPROPERTYSINGLEVALUE('XAxisOrdinate',$,IFCREAL(1.),$);\n"
        "#65=IFCPROPERTYSET('0000000000000000000065',#90,'ePset_MapConversion',$,(#60,#61,#62,#63,#64));\n"
        "#66=IFCPROPERTYSINGLEVALUE('Name',$,IFCLABEL('EPSG:31467'),$);\n"
        "#67=IFCPROPERTYSET('0000000000000000000067',#90,'ePset_ProjectedCRS',$,(#66));\n"
        "#68=IFCRELDEFINESBYPROPERTIES('0000000000000000000068',#90,$,$,(#10),#65);\n"
        "#69=IFCRELDEFINESBYPROPERTIES('0000000000000000000069',#90,$,$,(#10),#67);\n";
    MemorySink sink;
    const auto done = read_text(source, "wall.ifc", wall_ifc("(49,26,40),(7,46,8),$", "(0.,1.)", sets), sink);
    ASSERT_TRUE(done) << message_of(done);
    ASSERT_EQ(sink.claims.size(), 1u);
    EXPECT_EQ(sink.claims[0].text, "EPSG:31467");
    const base::Box3 box = box_of(sink.features.at(0));
    EXPECT_NEAR(box.max.x, 3499993.123, 1e-4);
    EXPECT_NEAR(box.min.x, 3499993.123 - 0.3, 1e-4);
    EXPECT_NEAR(box.min.y, 5476789.456, 1e-4);
    EXPECT_NEAR(box.max.y, 5476793.456, 1e-4);
    EXPECT_NEAR(box.min.z, 251.25, 1e-4);
}

TEST(Ifc, APlaceInTheRecipeGoesBeforeThatOfTheFile) {
    data::SourceOptions options;
    options.more["place"] = "given";
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "wall.ifc", wall_ifc("(49,26,40),(7,46,8),$"), sink, options));
    EXPECT_TRUE(sink.claims.empty());
    EXPECT_NEAR(box_of(sink.features.at(0)).size().x, 4, 1e-4);
}

TEST(Ifc, NewerSchemasSayHowToConvert) {
    for (const char* schema : {"IFC4", "IFC4X3_ADD2"}) {
        MemorySink sink;
        const std::string message =
            message_of(read_text(source, "wall.ifc", wall_ifc("$,$,$", "(0.,1.)", "", schema), sink));
        EXPECT_NE(message.find(schema), std::string::npos) << message;
        EXPECT_NE(message.find("IFC2X3"), std::string::npos) << message;
    }
}

TEST(Ifc, TextsOfAllAlphabetsAreRead) {
    EXPECT_EQ(data::ifc::text_of("'Gel\\S\\dnde'"), "Gelände");
    EXPECT_EQ(data::ifc::text_of("'it''s \\\\'"), "it's \\");
    EXPECT_EQ(data::ifc::text_of("'\\X\\FC'"), "ü");
    EXPECT_EQ(data::ifc::text_of("'\\X2\\00E400F6\\X0\\!'"), "äö!");
    EXPECT_EQ(data::ifc::text_of("'\\X2\\D83CDFE0\\X0\\'"), "🏠");
    EXPECT_EQ(data::ifc::text_of("'\\X4\\0001F3E0\\X0\\'"), "🏠");
    EXPECT_EQ(data::ifc::text_of("$"), "");
}

TEST(Ifc, DamagedLinesNeitherCrashNorHang) {
    const std::string whole = wall_ifc("(49,26,40),(7,46,8),$") +
                              "#70=IFCCOMPLEXPROPERTY('loop',$,'',(#70,#70,#70,#70));\n"
                              "#71=IFCPROPERTYSET('0000000000000000000071',#90,'Loop',$,(#70,#70));\n"
                              "#72=IFCRELDEFINESBYPROPERTIES('0000000000000000000072',#90,$,$,(#28),#71);\n"
                              "#73=IFCRELAGGREGATES('0000000000000000000073',#90,$,$,#28,(#14));\n";
    for (std::size_t size = 0; size <= whole.size(); size += 97) {
        const std::string cut = whole.substr(0, size);
        const data::ifc::Facts facts(cut);
        data::Attributes attributes;
        facts.fill("0000000000000000000028", attributes);
    }
    const data::ifc::Facts facts(whole);
    data::Attributes attributes;
    facts.fill("0000000000000000000028", attributes);
    EXPECT_EQ(attributes.text("storey"), "Erdgeschoß");
}

TEST(Ifc, ThePartsOfTheFzkHouseAreInTheirStoreys) {
    const std::filesystem::path path = std::string(TWIN_DATA_ROOT) + "/models/assimp-good/IFC/AC14-FZK-Haus.ifc";
    if (!std::filesystem::exists(path)) GTEST_SKIP() << "no data at " << path;
    std::ifstream in(path, std::ios::binary);
    std::stringstream text;
    text << in.rdbuf();
    MemorySink sink;
    ASSERT_TRUE(read_text(source, "AC14-FZK-Haus.ifc", text.str(), sink));
    std::map<std::string, int> by_class, by_storey;
    for (const data::Feature& part : sink.features) {
        ++by_class[part.attributes.text("ifc_class")];
        ++by_storey[part.attributes.text("storey")];
    }
    for (const auto& [name, count] : by_class) RecordProperty(name, count);
    EXPECT_EQ(by_class["IfcDoor"], 5);
    EXPECT_EQ(by_class["IfcWindow"], 11);
    EXPECT_EQ(by_class["IfcWallStandardCase"], 13);
    EXPECT_GT(by_storey["0. Erdgeschoss"], 20);
    EXPECT_GT(by_storey["1. Dachgeschoss"], 10);
}

}  // namespace
