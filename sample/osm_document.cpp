#include "sample/osm_document.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "sample/geometry.h"
#include "sample/projection.h"

namespace twin::sample {

std::int64_t OsmDocument::add_node(Vec2 place, Tags tags) {
    nodes_.push_back({place, std::move(tags)});
    return static_cast<std::int64_t>(nodes_.size());
}

void OsmDocument::tag_node(std::int64_t id, const Tags& more) {
    Tags& tags = nodes_[static_cast<std::size_t>(id) - 1].tags;
    for (const auto& tag : more) {
        bool known = false;
        for (auto& old : tags) known = known || old.first == tag.first;
        if (!known) tags.push_back(tag);
    }
}

std::int64_t OsmDocument::add_way(std::vector<std::int64_t> nodes, Tags tags) {
    ways_.push_back({std::move(nodes), std::move(tags)});
    return static_cast<std::int64_t>(ways_.size());
}

std::int64_t OsmDocument::add_course(const Polyline& course, Tags tags) {
    std::vector<std::int64_t> nodes;
    for (Vec2 p : course) nodes.push_back(add_node(p));
    return add_way(std::move(nodes), std::move(tags));
}

std::int64_t OsmDocument::add_area(const Polygon& ring, Tags tags) {
    std::vector<std::int64_t> nodes;
    for (Vec2 p : ring) nodes.push_back(add_node(p));
    nodes.push_back(nodes.front());
    return add_way(std::move(nodes), std::move(tags));
}

void OsmDocument::add_area_with_holes(const Polygon& outer, const std::vector<Polygon>& holes, Tags tags) {
    if (holes.empty()) {
        add_area(outer, std::move(tags));
        return;
    }
    Relation relation;
    relation.outer = add_area(outer, {});
    for (const Polygon& hole : holes) relation.inner.push_back(add_area(hole, {}));
    relation.tags = std::move(tags);
    relation.tags.insert(relation.tags.begin(), {"type", "multipolygon"});
    relations_.push_back(std::move(relation));
}

std::string xml_escaped(const std::string& text) {
    std::string out;
    for (char c : text) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            case '\'':
                out += "&apos;";
                break;
            default:
                out += c;
        }
    }
    return out;
}

std::string OsmDocument::text() const {
    std::string out =
        "<?xml version='1.0' encoding='UTF-8'?>\n<osm version=\"0.6\" generator=\"stadtzwilling sample_city\" "
        "copyright=\"Courses of main streets, rail, water and land use go back to OpenStreetMap contributors\" "
        "license=\"http://opendatacommons.org/licenses/odbl/1-0/\">\n";
    const Geo low = to_geo({-4400, -4000}), high = to_geo({4300, 4000});
    auto to = std::back_inserter(out);
    fmt::format_to(to, "<bounds minlat=\"{:.6f}\" minlon=\"{:.6f}\" maxlat=\"{:.6f}\" maxlon=\"{:.6f}\"/>\n",
                   low.lat_deg, low.lon_deg, high.lat_deg, high.lon_deg);
    auto tags = [&](const Tags& list) {
        for (const auto& [key, value] : list) fmt::format_to(to, "<tag k=\"{}\" v=\"{}\"/>", key, xml_escaped(value));
    };
    const char* stamp = "version=\"1\" timestamp=\"2026-01-01T00:00:00Z\"";
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const Geo geo = to_geo(nodes_[i].place);
        fmt::format_to(to, "<node id=\"{}\" {} lat=\"{:.7f}\" lon=\"{:.7f}\"", i + 1, stamp, geo.lat_deg, geo.lon_deg);
        if (nodes_[i].tags.empty()) {
            out += "/>\n";
        } else {
            out += '>';
            tags(nodes_[i].tags);
            out += "</node>\n";
        }
    }
    for (std::size_t i = 0; i < ways_.size(); ++i) {
        fmt::format_to(to, "<way id=\"{}\" {}>", i + 1, stamp);
        for (std::int64_t n : ways_[i].nodes) fmt::format_to(to, "<nd ref=\"{}\"/>", n);
        tags(ways_[i].tags);
        out += "</way>\n";
    }
    for (std::size_t i = 0; i < relations_.size(); ++i) {
        fmt::format_to(to, "<relation id=\"{}\" {}><member type=\"way\" ref=\"{}\" role=\"outer\"/>", i + 1, stamp,
                       relations_[i].outer);
        for (std::int64_t w : relations_[i].inner)
            fmt::format_to(to, "<member type=\"way\" ref=\"{}\" role=\"inner\"/>", w);
        tags(relations_[i].tags);
        out += "</relation>\n";
    }
    out += "</osm>\n";
    return out;
}

base::Result<void> write_text(const std::filesystem::path& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (!out)
        return base::Error{
            fmt::format("Expected to write {}, but the disk or the permission did not allow it.", file.string())};
    return {};
}

base::Result<void> OsmDocument::write(const std::filesystem::path& file) const {
    return write_text(file, text());
}

}  // namespace twin::sample
