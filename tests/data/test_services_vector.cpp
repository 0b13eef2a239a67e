#include <algorithm>
#include <set>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "tests/data/http_server.h"
#include "tests/data/service_fixture.h"

namespace twin::test {
namespace {

constexpr int house_count = 7;

/// House number i stands i * 0.001 degrees east of the first.
double west_of(int i) {
    return 7.760 + i * 0.001;
}

/// The numbers in a bbox word: WFS in the order of the reference system (EPSG:4326: north first).
std::set<int> houses_in(const std::string& bbox, bool north_first) {
    std::set<int> found;
    double sides[4]{};
    const auto parts = base::split(bbox, ',');
    for (std::size_t i = 0; i < 4 && i < parts.size(); ++i) base::parse_number(parts[i], sides[i]);
    const double west = north_first ? sides[1] : sides[0], east = north_first ? sides[3] : sides[2];
    for (int i = 0; i < house_count; ++i)
        if (bbox.empty() || (west_of(i) + 0.0002 >= west && west_of(i) <= east)) found.insert(i);
    return found;
}

int number_of(const HttpRequest& request, const std::string& name, int otherwise) {
    const auto found = request.words.find(name);
    return found == request.words.end() ? otherwise : std::stoi(found->second);
}
std::string word_of(const HttpRequest& request, const std::string& name) {
    const auto found = request.words.find(name);
    return found == request.words.end() ? std::string() : found->second;
}

// ---------------------------------------------------------------- WFS 2.0.0

constexpr const char* page_size =
    R"(<ows:Constraint name="CountDefault"><ows:NoValues/><ows:DefaultValue>3</ows:DefaultValue></ows:Constraint>)";

std::string wfs_capabilities(const std::string& url, const char* page) {
    return fmt::format(
        R"(<?xml version="1.0"?><wfs:WFS_Capabilities xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:ows="http://www.opengis.net/ows/1.1" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:fes="http://www.opengis.net/fes/2.0" xmlns:kl="http://kl.example/kl" version="2.0.0">
<ows:ServiceIdentification><ows:Title>Stadt</ows:Title><ows:ServiceType>WFS</ows:ServiceType><ows:ServiceTypeVersion>2.0.0</ows:ServiceTypeVersion></ows:ServiceIdentification>
<ows:OperationsMetadata>
<ows:Operation name="GetCapabilities"><ows:DCP><ows:HTTP><ows:Get xlink:href="{0}/wfs"/></ows:HTTP></ows:DCP></ows:Operation>
<ows:Operation name="DescribeFeatureType"><ows:DCP><ows:HTTP><ows:Get xlink:href="{0}/wfs"/></ows:HTTP></ows:DCP></ows:Operation>
<ows:Operation name="GetFeature"><ows:DCP><ows:HTTP><ows:Get xlink:href="{0}/wfs"/></ows:HTTP></ows:DCP>{1}</ows:Operation>
<ows:Constraint name="ImplementsResultPaging"><ows:NoValues/><ows:DefaultValue>TRUE</ows:DefaultValue></ows:Constraint>
</ows:OperationsMetadata>
<wfs:FeatureTypeList><wfs:FeatureType><wfs:Name>kl:gebaeude</wfs:Name><wfs:Title>Gebäude</wfs:Title><wfs:DefaultCRS>urn:ogc:def:crs:EPSG::4326</wfs:DefaultCRS>
<ows:WGS84BoundingBox><ows:LowerCorner>7.7 49.4</ows:LowerCorner><ows:UpperCorner>7.8 49.5</ows:UpperCorner></ows:WGS84BoundingBox></wfs:FeatureType></wfs:FeatureTypeList>
<fes:Filter_Capabilities><fes:Spatial_Capabilities><fes:GeometryOperands><fes:GeometryOperand name="gml:Envelope"/></fes:GeometryOperands><fes:SpatialOperators><fes:SpatialOperator name="BBOX"/></fes:SpatialOperators></fes:Spatial_Capabilities></fes:Filter_Capabilities>
</wfs:WFS_Capabilities>)",
        url, page);
}

constexpr const char* wfs_schema =
    R"(<?xml version="1.0"?><xsd:schema xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:kl="http://kl.example/kl" xmlns:gml="http://www.opengis.net/gml/3.2" targetNamespace="http://kl.example/kl" elementFormDefault="qualified">
<xsd:import namespace="http://www.opengis.net/gml/3.2" schemaLocation="http://schemas.opengis.net/gml/3.2.1/gml.xsd"/>
<xsd:complexType name="gebaeudeType"><xsd:complexContent><xsd:extension base="gml:AbstractFeatureType"><xsd:sequence>
<xsd:element name="name" type="xsd:string" minOccurs="0"/><xsd:element name="stockwerke" type="xsd:int" minOccurs="0"/>
<xsd:element name="geom" type="gml:SurfacePropertyType" minOccurs="0"/></xsd:sequence></xsd:extension></xsd:complexContent></xsd:complexType>
<xsd:element name="gebaeude" type="kl:gebaeudeType" substitutionGroup="gml:AbstractFeature"/></xsd:schema>)";

std::string wfs_features(const HttpRequest& request) {
    std::string box = word_of(request, "bbox");
    // GDAL says it in a filter; the corners are lower left and upper right there.
    if (const std::string filter = word_of(request, "filter"); box.empty() && !filter.empty()) {
        const auto corner = [&](const char* name) {
            const std::size_t at = filter.find(name);
            const std::size_t begin = filter.find('>', at) + 1;
            std::string text = filter.substr(begin, filter.find('<', begin) - begin);
            std::replace(text.begin(), text.end(), ' ', ',');
            return text;
        };
        box = corner("lowerCorner") + "," + corner("upperCorner");
    }
    const std::set<int> found = houses_in(box, true);
    const int first = number_of(request, "startindex", 0), count = number_of(request, "count", 3);
    std::string members;
    int index = -1, returned = 0;
    for (const int i : found) {
        if (++index < first || returned >= std::min(count, 3)) continue;
        ++returned;
        const double w = west_of(i), e = w + 0.0002, s = 49.44, n = 49.4401;
        members += fmt::format(
            "<wfs:member><kl:gebaeude gml:id=\"gebaeude.{0}\"><kl:name>Haus "
            "{0}</kl:name><kl:stockwerke>{1}</kl:stockwerke>"
            "<kl:geom><gml:Polygon srsName=\"urn:ogc:def:crs:EPSG::4326\" "
            "gml:id=\"g{0}\"><gml:exterior><gml:LinearRing>"
            "<gml:posList>{2} {3} {2} {4} {5} {4} {5} {3} {2} "
            "{3}</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon>"
            "</kl:geom></kl:gebaeude></wfs:member>",
            i, i + 1, s, w, e, n);
    }
    const bool hits = word_of(request, "resulttype") == "hits";
    return fmt::format(
        "<?xml version=\"1.0\"?><wfs:FeatureCollection xmlns:wfs=\"http://www.opengis.net/wfs/2.0\" "
        "xmlns:gml=\"http://www.opengis.net/gml/3.2\" xmlns:kl=\"http://kl.example/kl\" numberMatched=\"{}\" "
        "numberReturned=\"{}\">{}</wfs:FeatureCollection>",
        found.size(), hits ? 0 : returned, hits ? "" : members);
}

HttpAnswer wfs_answer(const HttpRequest& request, const std::string& url, const char* page = page_size) {
    const std::string what = word_of(request, "request");
    if (word_of(request, "service") != "WFS")
        return {.status = 400, .type = "text/xml", .body = "<ows:ExceptionReport/>"};
    if (what == "GetCapabilities") return {.type = "text/xml", .body = wfs_capabilities(url, page)};
    if (what == "DescribeFeatureType") return {.type = "text/xml", .body = wfs_schema};
    if (what == "GetFeature") return {.type = "text/xml", .body = wfs_features(request)};
    return {.status = 400, .type = "text/xml", .body = "<ows:ExceptionReport/>"};
}

class Services : public ServiceTest {
  protected:
    int houses() const {
        return static_cast<int>(std::ranges::count(sink.features, data::FeatureKind::building, &data::Feature::kind));
    }
};

TEST_F(Services, AWfsIsReadPageByPage) {
    std::string url;
    HttpServer server([&](const HttpRequest& request) { return wfs_answer(request, url); });
    url = server.url();
    import(request_for("WFS:" + url + "/wfs"));
    EXPECT_EQ(houses(), house_count);
    EXPECT_NE(sink.crs_claim.text.find("4326"), std::string::npos);
    int pages = 0;
    for (const HttpRequest& asked : server.asked())
        pages += word_of(asked, "request") == "GetFeature" && word_of(asked, "resulttype") != "hits";
    EXPECT_GE(pages, 3);
    for (const data::Feature& feature : sink.features)
        if (feature.attributes.text("name") == "Haus 6") {
            EXPECT_NEAR(feature.surfaces.at(0).outer.at(0).x, west_of(6), 1e-9);  // east is x, whatever the order
            EXPECT_EQ(feature.attributes.number("storeys"), 7);
        }
}

TEST_F(Services, OnlyThePlaceThatIsWantedIsAskedFor) {
    std::string url;
    HttpServer server([&](const HttpRequest& request) { return wfs_answer(request, url); });
    url = server.url();
    auto request = request_for(url + "/wfs?service=WFS");
    request.bbox_deg = {west_of(2) + 0.0001, 49.43, west_of(4) + 0.0001, 49.45};
    import(request);
    EXPECT_EQ(houses(), 3);
}

TEST_F(Services, ASecondImportNeedsNoNetworkAndSaysFromWhichDayItIs) {
    std::string url;
    auto server = std::make_unique<HttpServer>([&](const HttpRequest& request) { return wfs_answer(request, url); });
    url = server->url();
    auto request = request_for(url + "/wfs", "wfs");
    import(request);
    EXPECT_FALSE(got.kept);
    server.reset();
    sink.features.clear();
    import(request);
    EXPECT_TRUE(got.kept);
    EXPECT_EQ(got.day.size(), 10u);
    EXPECT_EQ(houses(), house_count);
    request.refresh = true;  // the server is gone: the old copy is better than nothing, and it is said
    const auto again = copy(request);
    ASSERT_TRUE(again.ok());
    EXPECT_TRUE(again->kept);
    ASSERT_EQ(again->complaints.size(), 1u);
    EXPECT_NE(again->complaints[0].why.find("refuses the connection"), std::string::npos) << again->complaints[0].why;
}

TEST_F(Services, AServerThatHoldsFeaturesBackIsNotBelieved) {
    std::string url;
    HttpServer server([&](const HttpRequest& request) { return wfs_answer(request, url, ""); });
    url = server.url();
    const std::string message = error_of(request_for("WFS:" + url + "/wfs"));
    EXPECT_NE(message.find("announces 7 features, but the server gave only 3"), std::string::npos) << message;
}

TEST_F(Services, ALayerThatIsNotThereNamesThoseThatAre) {
    std::string url;
    HttpServer server([&](const HttpRequest& request) { return wfs_answer(request, url); });
    url = server.url();
    auto request = request_for("WFS:" + url + "/wfs");
    request.options.layer = "strassen";
    const std::string message = error_of(request);
    EXPECT_NE(message.find("wants layer \"strassen\", but the server has kl:gebaeude"), std::string::npos) << message;
}

// ---------------------------------------------------------------- OGC API Features

HttpAnswer oapif_answer(const HttpRequest& request, const std::string& url) {
    const auto json = [](std::string body) { return HttpAnswer{.type = "application/json", .body = std::move(body)}; };
    const std::string collection = fmt::format(
        R"({{"id":"baeume","title":"Bäume","extent":{{"spatial":{{"bbox":[[7.7,49.4,7.8,49.5]]}}}},"links":[{{"rel":"items","type":"application/geo+json","href":"{}/collections/baeume/items"}}]}})",
        url);
    if (request.path == "/" || request.path.empty())
        return json(fmt::format(
            R"({{"title":"Stadt","links":[{{"rel":"data","type":"application/json","href":"{0}/collections"}},{{"rel":"conformance","type":"application/json","href":"{0}/conformance"}}]}})",
            url));
    if (request.path == "/conformance")
        return json(R"({"conformsTo":["http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core"]})");
    if (request.path == "/collections") return json(R"({"links":[],"collections":[)" + collection + "]}");
    if (request.path == "/collections/baeume") return json(collection);
    if (request.path != "/collections/baeume/items") return {.status = 404};
    const int first = number_of(request, "offset", 0), limit = std::min(number_of(request, "limit", 10), 4);
    std::string features;
    constexpr int trees = 10;
    for (int i = first; i < std::min(first + limit, trees); ++i)
        features += fmt::format(
            R"({}{{"type":"Feature","id":"baum-{}","geometry":{{"type":"Point","coordinates":[{},49.44]}},"properties":{{"art":"Linde","hoehe":{}}}}})",
            features.empty() ? "" : ",", i, west_of(i), 5 + i);
    std::string links;
    if (first + limit < trees)
        links = fmt::format(
            R"({{"rel":"next","type":"application/geo+json","href":"{}/collections/baeume/items?offset={}&limit=4"}})",
            url, first + limit);
    return {.type = "application/geo+json",
            .body = fmt::format(R"({{"type":"FeatureCollection","numberMatched":{},"links":[{}],"features":[{}]}})",
                                trees, links, features)};
}

TEST_F(Services, OgcApiFeaturesFollowsTheNextLinks) {
    std::string url;
    HttpServer server([&](const HttpRequest& request) { return oapif_answer(request, url); });
    url = server.url();
    auto request = request_for("OAPIF:" + url);
    request.options.kind = "tree";
    import(request);
    EXPECT_EQ(sink.features.size(), 10u);
    EXPECT_EQ(sink.features.at(9).attributes.number("height_m"), 14);
}

// ---------------------------------------------------------------- servers that do not behave

TEST_F(Services, AServerThatRefusesIsOneSentence) {
    const std::string message = error_of(request_for(fmt::format("WFS:http://127.0.0.1:{}/wfs", free_port())));
    EXPECT_NE(message.find("asking: the server refuses the connection"), std::string::npos) << message;
    EXPECT_EQ(message.rfind("WFS 127.0.0.1", 0), 0u) << message;
}

TEST_F(Services, ASilentServerCostsItsTimeOutAndNoMore) {
    HttpServer silent([](const HttpRequest&) { return HttpAnswer{.silent = true}; });
    const auto begin = std::chrono::steady_clock::now();
    const std::string message = error_of(request_for("WFS:" + silent.url() + "/wfs"));
    EXPECT_NE(message.find("the server"), std::string::npos) << message;
    EXPECT_NE(message.find(" s"), std::string::npos) << message;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(6));
}

TEST_F(Services, AServerThatRefersToAFileIsNotFollowed) {
    HttpServer server([](const HttpRequest&) { return HttpAnswer{.status = 302, .location = "file:///etc/passwd"}; });
    for (const char* prefix : {"WFS:", "", "WMS:"}) {
        auto request = request_for(prefix + server.url() + "/data.geojson");
        request.bbox_deg = {7.7, 49.4, 7.8, 49.5};
        const std::string message = error_of(request);
        EXPECT_NE(message.find("neither http nor https"), std::string::npos) << message;
    }
}

TEST_F(Services, TenMegabytesOfRubbishAreOneSentence) {
    std::string rubbish(10 << 20, '?');
    for (std::size_t i = 0; i < rubbish.size(); i += 7) rubbish[i] = static_cast<char>(i * 31 % 251);
    HttpServer server([&](const HttpRequest&) { return HttpAnswer{.type = "text/xml", .body = rubbish}; });
    for (const char* prefix : {"WFS:", "OAPIF:", "WMS:", "WMTS:"}) {
        auto request = request_for(prefix + server.url() + "/ows");
        request.bbox_deg = {7.7, 49.4, 7.8, 49.5};
        const std::string message = error_of(request);
        EXPECT_NE(message.find("asking: "), std::string::npos) << message;
        EXPECT_LT(message.size(), 500u);
        EXPECT_EQ(base::to_valid_utf8(message), message);
    }
}

TEST_F(Services, ABusyServerIsAskedAgain) {
    std::string url;
    int refusals = 1;
    HttpServer server([&](const HttpRequest& request) {
        if (refusals-- > 0) return HttpAnswer{.status = 503, .body = "busy"};
        return oapif_answer(request, url);
    });
    url = server.url();
    import(request_for("OAPIF:" + url));
    EXPECT_EQ(sink.features.size(), 10u);
}

TEST_F(Services, APlainFileOnAServerIsReadLikeAFile) {
    HttpServer server([](const HttpRequest&) {
        return HttpAnswer{
            .body =
                R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"natural":"tree"},"geometry":{"type":"Point","coordinates":[7.7,49.4]}}]})"};
    });
    import(request_for(server.url() + "/daten/baeume.geojson?token=geheim123"));
    EXPECT_EQ(sink.features.size(), 1u);
    EXPECT_EQ(got.file.string().find("geheim123"), std::string::npos);
}

TEST_F(Services, ALongRequestIsCancelledAtOnce) {
    HttpServer silent([](const HttpRequest&) { return HttpAnswer{.silent = true}; });
    auto request = request_for("WFS:" + silent.url());
    request.patience = {5, 10, 60};
    const auto begin = std::chrono::steady_clock::now();
    const auto copied = data::copy_of_service(request, {}, [&](const base::Progress&) {
        return std::chrono::steady_clock::now() - begin < std::chrono::milliseconds(500);
    });
    ASSERT_FALSE(copied.ok());
    EXPECT_NE(copied.error().message.find("was cancelled"), std::string::npos) << copied.error().message;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(1500));
}

// ---------------------------------------------------------------- addresses

TEST(ServiceAddresses, AreKnownByTheirWords) {
    const auto kind = [](const char* path, const char* format = "") {
        const auto address = data::understand_service(path, format);
        return address.ok() ? std::string(data::name_of(address->kind)) : address.error().message;
    };
    EXPECT_EQ(kind("WFS:https://geo.example/wfs"), "WFS");
    EXPECT_EQ(kind("https://geo.example/ows?SERVICE=wfs"), "WFS");
    EXPECT_EQ(kind("https://geo.example/ows", "wfs"), "WFS");
    EXPECT_EQ(kind("https://geo.example/v1/collections/gebaeude/items"), "OGC API Features");
    EXPECT_EQ(kind("https://tiles.example/{z}/{x}/{y}.png"), "XYZ");
    EXPECT_EQ(kind("https://geo.example/1.0.0/WMTSCapabilities.xml"), "WMTS");
    EXPECT_EQ(kind("https://geo.example/dgm1.TIF?key=1"), "raster");
    EXPECT_EQ(kind("https://geo.example/stadt.zip"), "download");
    EXPECT_EQ(kind("postgresql://planer:geheim@db.example/stadt"), "PostGIS");
    EXPECT_EQ(kind("PG:dbname=stadt"), "PostGIS");
    EXPECT_NE(kind("WFS:file:///etc/passwd").find("expected an address that begins with https://"), std::string::npos);
    EXPECT_NE(kind("ftp://example.org/x.tif").find("expected an address"), std::string::npos);
    for (const char* file : {"city.gml", "/data/a:b.gml", "C:/data/x.gml", "wfs/data.gml", "*.gml"})
        EXPECT_FALSE(data::names_service(file)) << file;
}

TEST(ServiceAddresses, SecretsAreNeverShown) {
    for (const char* path : {"postgresql://planer:geheim123@db.example/stadt", "PG:dbname=stadt password=geheim123",
                             "PG:dbname=stadt password='geheim123' host=db", "https://a:geheim123@geo.example/x.tif",
                             "WMS:https://geo.example/wms?apikey=geheim123&layers=dop"}) {
        const auto address = data::understand_service(path, "");
        ASSERT_TRUE(address.ok()) << path;
        EXPECT_EQ(address->shown.find("geheim123"), std::string::npos) << address->shown;
        const std::string text = data::without_secrets(fmt::format("{} failed for geheim123", path), path);
        EXPECT_EQ(text.find("geheim123"), std::string::npos) << text;
    }
    EXPECT_EQ(data::without_secrets("https://geo.example/x?a=1&b=2"), "https://geo.example/x?a=1&b=2");
}

}  // namespace
}  // namespace twin::test
