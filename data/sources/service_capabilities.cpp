#include "data/sources/service_capabilities.h"

#include <cpl_minixml.h>
#include <cpl_string.h>
#include <fmt/format.h>
#include <ogr_spatialref.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"

namespace twin::data {

namespace {

std::string xml_safe(const std::string& text) {
    char* escaped = CPLEscapeString(text.c_str(), -1, CPLES_XML);
    std::string out = escaped;
    CPLFree(escaped);
    return out;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
}

}  // namespace

std::string xyz_description(const FetchOrder& order, int max_zoom) {
    constexpr const char* half = "20037508.342789244";
    std::string address = order.address;
    const bool from_south = address.find("{-y}") != std::string::npos;
    replace_all(address, "{-y}", "{y}");
    for (const char* place : {"x", "y", "z"})
        replace_all(address, fmt::format("{{{}}}", place), fmt::format("${{{}}}", place));
    replace_all(address, "{s}", "a");
    return fmt::format(
        "<GDAL_WMS><Service name=\"TMS\"><ServerUrl>{0}</ServerUrl></Service><DataWindow><UpperLeftX>-{1}</UpperLeftX>"
        "<UpperLeftY>{1}</UpperLeftY><LowerRightX>{1}</LowerRightX><LowerRightY>-{1}</LowerRightY>"
        "<TileLevel>{2}</TileLevel><TileCountX>1</TileCountX><TileCountY>1</TileCountY><YOrigin>{3}</YOrigin>"
        "</DataWindow><Projection>EPSG:3857</Projection><BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY>"
        "<BandsCount>4</BandsCount><ZeroBlockHttpCodes>204,404</ZeroBlockHttpCodes><MaxConnections>4</MaxConnections>"
        "<Timeout>{4}</Timeout></GDAL_WMS>",
        xml_safe(address), half, std::clamp(max_zoom, 1, 24), from_south ? "bottom" : "top", order.patience.request_s);
}

namespace {

struct FreeXml {
    void operator()(CPLXMLNode* node) const { CPLDestroyXMLNode(node); }
};
using Xml = std::unique_ptr<CPLXMLNode, FreeXml>;

/// What the capabilities say that matters here.
struct WmsLayer {
    std::string name;
    std::set<std::string> systems;  ///< Upper case; its own and those of the groups it is in.
};

void collect(const CPLXMLNode& layer, std::set<std::string> inherited, std::vector<WmsLayer>& out) {
    constexpr std::size_t most_layers = 5000;
    for (const CPLXMLNode* child = layer.psChild; child; child = child->psNext) {
        if (child->eType != CXT_Element) continue;
        const std::string_view tag = child->pszValue;
        if (tag != "CRS" && tag != "SRS") continue;
        for (const std::string_view word : base::split(CPLGetXMLValue(child, nullptr, ""), ' ')) {
            std::string system(base::trim(word));
            std::ranges::transform(system, system.begin(), [](unsigned char c) { return std::toupper(c); });
            if (!system.empty()) inherited.insert(std::move(system));
        }
    }
    if (const std::string name = CPLGetXMLValue(&layer, "Name", ""); !name.empty() && out.size() < most_layers)
        out.push_back({name, inherited});
    for (const CPLXMLNode* child = layer.psChild; child; child = child->psNext)
        if (child->eType == CXT_Element && std::string_view(child->pszValue) == "Layer")
            collect(*child, inherited, out);
}

std::string capabilities_address(const std::string& address) {
    std::string url = address;
    const std::pair<const char*, const char*> words[] = {{"SERVICE", "WMS"}, {"REQUEST", "GetCapabilities"}};
    for (const auto& [key, value] : words) url = CPLURLAddKVP(url.c_str(), key, value);
    for (const char* key : {"LAYERS", "STYLES", "CRS", "SRS", "BBOX", "WIDTH", "HEIGHT", "FORMAT", "TRANSPARENT"})
        url = CPLURLAddKVP(url.c_str(), key, nullptr);
    return url;
}

/// The address that GetMap is asked at: as given, without the words of a request.
std::string map_address(const std::string& address) {
    std::string url = capabilities_address(address);
    for (const char* key : {"SERVICE", "REQUEST", "VERSION"}) url = CPLURLAddKVP(url.c_str(), key, nullptr);
    if (url.find('?') == std::string::npos) return url + "?";
    return url.ends_with('?') || url.ends_with('&') ? url : url + "&";
}

struct Box {
    double min_x = 0, min_y = 0, max_x = 0, max_y = 0;
};

/// Candidates in the order of preference at that place; axes of all are x east.
std::vector<std::string> preferred_systems(const FetchOrder& order) {
    const DegreeBox& box = *order.bbox_deg;
    const double longitude = (box[0] + box[2]) / 2, latitude = (box[1] + box[3]) / 2;
    const int zone = std::clamp(static_cast<int>(std::floor((longitude + 180) / 6)) + 1, 1, 60);
    std::vector<std::string> wanted;
    if (const auto crs = order.more.find("crs"); crs != order.more.end()) wanted.push_back(crs->second);
    if (zone >= 28 && zone <= 38 && latitude > 0) wanted.push_back(fmt::format("EPSG:{}", 25800 + zone));
    wanted.push_back(fmt::format("EPSG:{}", (latitude >= 0 ? 32600 : 32700) + zone));
    wanted.insert(wanted.end(), {"EPSG:3857", "CRS:84", "EPSG:4326"});
    return wanted;
}

std::string list_of_names(const std::vector<WmsLayer>& layers) {
    constexpr std::size_t shown = 30;
    std::string names;
    for (std::size_t i = 0; i < std::min(shown, layers.size()); ++i)
        names += (names.empty() ? "" : ", ") + base::to_valid_utf8(layers[i].name);
    return layers.size() > shown ? names + ", ..." : names;
}

/// Systems that all wanted layers have.
base::Result<std::set<std::string>> common_systems(const std::vector<WmsLayer>& layers, const std::string& wanted) {
    std::optional<std::set<std::string>> common;
    for (const std::string_view part : base::split(wanted, ',')) {
        const auto layer = std::ranges::find(layers, std::string(base::trim(part)), &WmsLayer::name);
        if (layer == layers.end())
            return base::Error{fmt::format("asking: the recipe wants layer \"{}\", but the server has {}",
                                           std::string(base::trim(part)), list_of_names(layers))};
        if (!common) common = layer->systems;
        std::erase_if(*common, [&](const std::string& system) { return !layer->systems.contains(system); });
    }
    return *common;
}

std::string picture_format(const CPLXMLNode& capabilities) {
    const CPLXMLNode* map = CPLGetXMLNode(const_cast<CPLXMLNode*>(&capabilities), "Capability.Request.GetMap");
    bool jpeg = false;
    for (const CPLXMLNode* node = map ? map->psChild : nullptr; node; node = node->psNext) {
        if (node->eType != CXT_Element || std::string_view(node->pszValue) != "Format") continue;
        const std::string_view format = CPLGetXMLValue(node, nullptr, "");
        if (format == "image/png") return "image/png";
        jpeg = jpeg || format == "image/jpeg";
    }
    return jpeg ? "image/jpeg" : "image/png";
}

}  // namespace

base::Result<std::string> wms_description(ServiceTalk& talk, double pixel_m) {
    const FetchOrder& order = talk.order();
    const auto answer = talk.get(capabilities_address(order.address));
    if (!answer) return base::Error{"asking: " + answer.error().message};
    const Xml document(CPLParseXMLString(answer->c_str()));
    if (document) CPLStripXMLNamespace(document.get(), nullptr, TRUE);
    const CPLXMLNode* root = nullptr;
    for (const char* name : {"=WMS_Capabilities", "=WMT_MS_Capabilities"})
        if (!root && document) root = CPLGetXMLNode(document.get(), name);
    if (!root) {
        const std::string said =
            document
                ? base::to_valid_utf8(CPLGetXMLValue(document.get(), "=ServiceExceptionReport.ServiceException", ""))
                : std::string();
        return base::Error{fmt::format("asking: expected the capabilities of a WMS, but the server gave {}",
                                       said.empty() ? "something else" : fmt::format("the message \"{}\"", said))};
    }
    std::vector<WmsLayer> layers;
    if (const CPLXMLNode* top = CPLGetXMLNode(const_cast<CPLXMLNode*>(root), "Capability.Layer"))
        collect(*top, {}, layers);
    std::string wanted = order.layer;
    if (wanted.empty()) wanted = CPLURLGetValue(order.address.c_str(), "LAYERS");
    if (wanted.empty() && layers.size() == 1) wanted = layers.front().name;
    if (wanted.empty())
        return base::Error{
            fmt::format("asking: the server offers {} layers; name those wanted with layer = \"...\" ({})",
                        layers.size(), list_of_names(layers))};
    const auto systems = common_systems(layers, wanted);
    if (!systems) return systems.error();
    const auto candidates = preferred_systems(order);
    const auto system = std::ranges::find_if(candidates, [&](const std::string& s) { return systems->contains(s); });
    if (system == candidates.end())
        return base::Error{fmt::format("asking: the server has none of the reference systems {} for this layer",
                                       fmt::join(candidates, ", "))};
    OGRSpatialReference reference;
    reference.SetFromUserInput(*system == "CRS:84" ? "EPSG:4326" : system->c_str());
    Box box;
    if (!box_in(reference, *order.bbox_deg, box.min_x, box.min_y, box.max_x, box.max_y))
        return base::Error{"asking: the bbox cannot be told in the server's reference system"};
    // Of a map every pixel size can be had: the picture is described with just the pixels that are wanted.
    constexpr double usual_pixels = 4000, most_per_side = 60'000, metres_per_degree = 111'320, pi = 3.14159265358979;
    const double latitude = ((*order.bbox_deg)[1] + (*order.bbox_deg)[3]) / 2;
    const double metres = reference.IsGeographic() ? metres_per_degree
                          : *system == "EPSG:3857" ? std::cos(latitude * pi / 180)
                                                   : 1.0;
    const double width = box.max_x - box.min_x, height = box.max_y - box.min_y;
    double pixel = pixel_m > 0 ? pixel_m / metres : std::max(width, height) / usual_pixels;
    pixel = std::max({pixel, width / most_per_side, height / most_per_side, 0.05 / metres});
    const int columns = std::max(1, static_cast<int>(std::ceil(width / pixel))),
              rows = std::max(1, static_cast<int>(std::ceil(height / pixel)));
    const std::string version = CPLGetXMLValue(const_cast<CPLXMLNode*>(root), "version", "1.3.0");
    const bool modern = version.starts_with("1.3");
    const bool north_first = modern && *system == "EPSG:4326";
    const auto style = order.more.find("style");
    return fmt::format(
        "<GDAL_WMS><Service name=\"WMS\"><Version>{}</Version><ServerUrl>{}</ServerUrl><Layers>{}</Layers>"
        "<Styles>{}</Styles><{}>{}</{}><ImageFormat>{}</ImageFormat><Transparent>TRUE</Transparent>"
        "<BBoxOrder>{}</BBoxOrder></Service><DataWindow><UpperLeftX>{:.10f}</UpperLeftX><UpperLeftY>{:.10f}</"
        "UpperLeftY>"
        "<LowerRightX>{:.10f}</LowerRightX><LowerRightY>{:.10f}</LowerRightY><SizeX>{}</SizeX><SizeY>{}</SizeY>"
        "</DataWindow><Projection>{}</Projection><BlockSizeX>1024</BlockSizeX><BlockSizeY>1024</BlockSizeY>"
        "<OverviewCount>0</OverviewCount><BandsCount>4</BandsCount><MaxConnections>2</MaxConnections>"
        "<Timeout>{}</Timeout></GDAL_WMS>",
        modern ? "1.3.0" : "1.1.1", xml_safe(map_address(order.address)), xml_safe(wanted),
        xml_safe(style == order.more.end() ? "" : style->second), modern ? "CRS" : "SRS", *system,
        modern ? "CRS" : "SRS", picture_format(*root), north_first ? "yxYX" : "xyXY", box.min_x,
        box.min_y + rows * pixel, box.min_x + columns * pixel, box.min_y, columns, rows,
        *system == "CRS:84" ? "EPSG:4326" : *system, order.patience.request_s);
}

}  // namespace twin::data
