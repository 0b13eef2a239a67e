#include "sample/citygml_writer.h"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

#include "sample/osm_document.h"
#include "sample/projection.h"

namespace twin::sample {
namespace {

constexpr const char* reference_system = "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016";

class Writer {
  public:
    std::string out;

    void building(const Building& b, std::size_t number) {
        const std::string id = fmt::format("DERPKLSAMPLE{:06d}", number);
        line("<core:cityObjectMember><bldg:Building gml:id=\"{}\">", id);
        if (!b.name.empty()) line("<gml:name>{}</gml:name>", xml_escaped(b.name));
        const bool parts = b.bodies.size() > 1;
        attributes(b, parts ? nullptr : &b.bodies[0]);
        if (parts) {
            for (std::size_t k = 0; k < b.bodies.size(); ++k) part(b, b.bodies[k], fmt::format("{}_{}", id, k + 1));
        } else {
            surfaces(b.bodies[0], id);
        }
        address(b);
        out += "</bldg:Building></core:cityObjectMember>\n";
    }

  private:
    template <class... Args>
    void line(fmt::format_string<Args...> format, Args&&... args) {
        fmt::format_to(std::back_inserter(out), format, std::forward<Args>(args)...);
    }

    void text_attribute(const char* name, const std::string& value) {
        if (!value.empty())
            line("<gen:stringAttribute name=\"{}\"><gen:value>{}</gen:value></gen:stringAttribute>", name, value);
    }

    void attributes(const Building& b, const Body* body) {
        if (body) {
            text_attribute("roof_colour", body->roof_colour);
            text_attribute("wall_colour", body->wall_colour);
        }
        line("<bldg:function>{}</bldg:function>", b.function);
        if (body) line("<bldg:roofType>{}</bldg:roofType>", body->roof_type);
        line("<bldg:measuredHeight uom=\"urn:adv:uom:m\">{:.2f}</bldg:measuredHeight>", b.height_m);
        line("<bldg:storeysAboveGround>{}</bldg:storeysAboveGround>\n", b.storeys);
    }

    void part(const Building& b, const Body& body, const std::string& id) {
        double top = b.ground_m;
        for (const Face& f : body.faces)
            for (const Vec3& p : f.ring) top = std::max(top, p.z);
        line("<bldg:consistsOfBuildingPart><bldg:BuildingPart gml:id=\"{}\">", id);
        text_attribute("roof_colour", body.roof_colour);
        text_attribute("wall_colour", body.wall_colour);
        line(
            "<bldg:function>{}</bldg:function><bldg:roofType>{}</bldg:roofType><bldg:measuredHeight "
            "uom=\"urn:adv:uom:m\">{:.2f}</bldg:measuredHeight>\n",
            b.function, body.roof_type, top - b.ground_m);
        surfaces(body, id);
        out += "</bldg:BuildingPart></bldg:consistsOfBuildingPart>\n";
    }

    /// One boundary surface per kind: a third of the text that one per face would need.
    void surfaces(const Body& body, const std::string& id) {
        static constexpr std::pair<FaceKind, const char*> kinds[] = {
            {FaceKind::ground, "GroundSurface"}, {FaceKind::wall, "WallSurface"}, {FaceKind::roof, "RoofSurface"}};
        for (const auto& [kind, name] : kinds) {
            bool open = false;
            for (const Face& face : body.faces) {
                if (face.kind != kind) continue;
                if (!open)
                    line("<bldg:boundedBy><bldg:{} gml:id=\"{}_{}\"><bldg:lod2MultiSurface><gml:MultiSurface>\n", name,
                         id, name[0]);
                open = true;
                out += "<gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>";
                for (const Vec3& p : face.ring) point(p);
                point(face.ring.front());
                out.back() = '<';
                out += "/gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember>\n";
            }
            if (open) line("</gml:MultiSurface></bldg:lod2MultiSurface></bldg:{}></bldg:boundedBy>\n", name);
        }
    }

    void point(const Vec3& p) {
        centimetres(p.x + origin_easting_m);
        centimetres(p.y + origin_northing_m);
        centimetres(p.z);
    }

    /// Two decimals without the cost of a general formatter: this is most of the file.
    void centimetres(double metres) {
        const fmt::format_int digits(std::llround(metres * 100));
        out.append(digits.data(), digits.size() - 2);
        out += '.';
        out.append(digits.data() + digits.size() - 2, 2);
        out += ' ';
    }

    void address(const Building& b) {
        if (b.street.empty()) return;
        line(
            "<bldg:address><core:Address><core:xalAddress><xAL:AddressDetails><xAL:Country><xAL:CountryName>Germany</"
            "xAL:CountryName>"
            "<xAL:Locality Type=\"Town\"><xAL:LocalityName>Kaiserslautern</xAL:LocalityName><xAL:Thoroughfare "
            "Type=\"Street\">"
            "<xAL:ThoroughfareNumber>{}</xAL:ThoroughfareNumber><xAL:ThoroughfareName>{}</xAL:ThoroughfareName></"
            "xAL:Thoroughfare>"
            "</xAL:Locality></xAL:Country></xAL:AddressDetails></core:xalAddress></core:Address></bldg:address>\n",
            xml_escaped(b.number), xml_escaped(b.street));
    }
};

}  // namespace

std::string citygml_text(const std::vector<Building>& buildings) {
    Writer writer;
    writer.out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<core:CityModel xmlns:core=\"http://www.opengis.net/citygml/2.0\" "
        "xmlns:bldg=\"http://www.opengis.net/citygml/building/2.0\" "
        "xmlns:gen=\"http://www.opengis.net/citygml/generics/2.0\" xmlns:gml=\"http://www.opengis.net/gml\" "
        "xmlns:xAL=\"urn:oasis:names:tc:ciq:xsdschema:xAL:2.0\" xmlns:xlink=\"http://www.w3.org/1999/xlink\">\n"
        "<gml:description>Schematic buildings, invented by a generator; not survey data.</gml:description>\n"
        "<gml:name>Kaiserslautern (schematic)</gml:name>\n"
        "<gml:boundedBy><gml:Envelope srsDimension=\"3\" srsName=\"{}\"><gml:lowerCorner>{:.0f} {:.0f} "
        "150</gml:lowerCorner>"
        "<gml:upperCorner>{:.0f} {:.0f} 550</gml:upperCorner></gml:Envelope></gml:boundedBy>\n",
        reference_system, origin_easting_m - 4300, origin_northing_m - 3900, origin_easting_m + 4300,
        origin_northing_m + 3900);
    std::size_t number = 0;
    for (const Building& b : buildings)
        if (b.solid()) writer.building(b, ++number);
    writer.out += "</core:CityModel>\n";
    return std::move(writer.out);
}

}  // namespace twin::sample
