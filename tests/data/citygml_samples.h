#pragma once

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/import_file.h"
#include "data/source.h"
#include "data/sources/citygml.h"

/// Small city models for the tests, and what was read from them.
namespace twin::data {

struct Collected : SourceSink {
    CrsClaim claim;
    std::vector<Feature> features;
    std::vector<base::Complaint> complaints;
    std::vector<HeightGrid> grids;
    std::vector<Image> images;
    std::map<std::string, std::string> beside;  ///< Files that lie beside the city model.
    std::map<std::string, int> asked;
    base::Result<void> result;

    void crs(CrsClaim said) override { claim = std::move(said); }
    void feature(Feature&& read) override { features.push_back(std::move(read)); }
    void height_grid(HeightGrid&& grid) override { grids.push_back(std::move(grid)); }
    void traffic(TrafficRecording&&) override {}
    void complain(base::Complaint complaint) override { complaints.push_back(std::move(complaint)); }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    void image(Image&& read) override { images.push_back(std::move(read)); }
    std::optional<InputFile> side_file(std::string_view name, bool) override {
        ++asked[std::string(name)];
        const auto found = beside.find(std::string(name));
        if (found == beside.end()) return std::nullopt;
        return InputFile{found->first, std::as_bytes(std::span(found->second))};
    }

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

inline Collected read_text(const std::string& text, const SourceOptions& options = {},
                           std::map<std::string, std::string> beside = {}) {
    Collected collected;
    collected.beside = std::move(beside);
    collected.result = CityGmlSource().read({"city.gml", std::as_bytes(std::span(text))}, options, collected);
    return collected;
}

/// With the files beside it, as in an import.
struct FromFolder : CollectingSink {
    using CollectingSink::CollectingSink;
    void image(Image&& read) override { images.push_back(std::move(read)); }
    std::vector<Image> images;
    base::Result<void> result;

    std::size_t complaints_with(std::string_view word) const {
        return static_cast<std::size_t>(
            std::count_if(complaints.begin(), complaints.end(), [&](const base::Complaint& c) {
                return (c.object + " " + c.what + " " + c.why).find(word) != std::string::npos;
            }));
    }
    const Feature* named(std::string_view id) const {
        const auto found = std::find_if(features.begin(), features.end(), [&](const Feature& f) { return f.id == id; });
        return found == features.end() ? nullptr : &*found;
    }
};

inline std::unique_ptr<FromFolder> read_path(const std::filesystem::path& path, const SourceOptions& options = {}) {
    auto collected = std::make_unique<FromFolder>(path.parent_path());
    const auto file = MappedFile::open(path);
    if (!file)
        collected->result = file.error();
    else
        collected->result = CityGmlSource().read(file->input(), options, *collected);
    return collected;
}

inline const std::string namespaces =
    R"( xmlns:core="http://www.opengis.net/citygml/2.0" xmlns:bldg="http://www.opengis.net/citygml/building/2.0")"
    R"( xmlns:gen="http://www.opengis.net/citygml/generics/2.0" xmlns:veg="http://www.opengis.net/citygml/vegetation/2.0")"
    R"( xmlns:gml="http://www.opengis.net/gml" xmlns:xlink="http://www.w3.org/1999/xlink")"
    R"( xmlns:xAL="urn:oasis:names:tc:ciq:xsdschema:xAL:2.0" xmlns:ade="http://example.org/ade")"
    R"( xmlns:app="http://www.opengis.net/citygml/appearance/2.0" xmlns:frn="http://www.opengis.net/citygml/cityfurniture/2.0")"
    R"( xmlns:dem="http://www.opengis.net/citygml/relief/2.0" xmlns:tran="http://www.opengis.net/citygml/transportation/2.0")";
inline const std::string envelope =
    R"(<gml:boundedBy><gml:Envelope srsName="urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH*GCG2016" srsDimension="3"/></gml:boundedBy>)";

inline std::string city(const std::string& members) {
    return R"(<?xml version="1.0" encoding="UTF-8"?><core:CityModel)" + namespaces + ">" + envelope + members +
           "</core:CityModel>";
}

inline std::string building(const std::string& id, const std::string& content) {
    return R"(<core:cityObjectMember><bldg:Building gml:id=")" + id + R"(">)" + content +
           "</bldg:Building></core:cityObjectMember>";
}

inline std::string polygon(const std::string& id, const std::string& numbers, const std::string& more = {}) {
    return R"(<gml:Polygon gml:id=")" + id + R"("><gml:exterior><gml:LinearRing><gml:posList>)" + numbers +
           "</gml:posList></gml:LinearRing></gml:exterior>" + more + "</gml:Polygon>";
}

inline std::string multi_surface(const std::string& property, const std::string& polygons) {
    return "<bldg:" + property + "><gml:MultiSurface><gml:surfaceMember>" + polygons +
           "</gml:surfaceMember></gml:MultiSurface></bldg:" + property + ">";
}

inline std::string boundary(const std::string& kind, const std::string& content) {
    return "<bldg:boundedBy><bldg:" + kind + ">" + content + "</bldg:" + kind + "></bldg:boundedBy>";
}

inline const std::string square = "0 0 5 10 0 5 10 10 5 0 10 5 0 0 5";
inline const std::string small_square = "2 2 5 2 4 5 4 4 5 4 2 5 2 2 5";

inline std::string member(const std::string& content) {
    return "<core:cityObjectMember>" + content + "</core:cityObjectMember>";
}

inline std::string lod2(const std::string& polygons) {
    return multi_surface("lod2MultiSurface", polygons);
}

}  // namespace twin::data
