#pragma once

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "data/keys.h"
#include "data/sources/osm.h"
#include "scene/guidance/instructions.h"
#include "scene/guidance/route.h"

/// Little towns built by hand, and the real Kaiserslautern, for tests of walking routes.
namespace twin::guidance_test {

namespace keys = data::keys;
using data::Feature;
using data::FeatureKind;
using scene::PedestrianNetwork;

/// A little town, built by hand.
class Town {
  public:
    Feature& way(FeatureKind kind, const std::string& street_class, const std::string& name,
                 std::vector<std::pair<int, glm::dvec2>> points) {
        Feature feature;
        feature.kind = kind;
        feature.attributes.set(keys::street_class, street_class);
        if (!name.empty()) feature.attributes.set(keys::name, name);
        data::Line line;
        for (const auto& [node, position] : points) {
            line.nodes.push_back(node);
            line.points.emplace_back(position, 0);
        }
        feature.lines.push_back(std::move(line));
        features_.emplace_back(static_cast<std::uint32_t>(features_.size() + 1), std::move(feature));
        return features_.back().second;
    }
    Feature& point(FeatureKind kind, int node, glm::dvec2 position) {
        Feature feature;
        feature.kind = kind;
        feature.points.emplace_back(position, 0);
        feature.point_nodes.push_back(node);
        features_.emplace_back(static_cast<std::uint32_t>(features_.size() + 1), std::move(feature));
        return features_.back().second;
    }
    PedestrianNetwork network() const { return PedestrianNetwork(features_); }

  private:
    std::vector<PedestrianNetwork::NumberedFeature> features_;
};

inline scene::FoundRoutes routes_in(const PedestrianNetwork& network, glm::dvec2 from, glm::dvec2 to) {
    auto found = scene::find_routes(network, {from.x, from.y, 0}, {to.x, to.y, 0}, data::Terrain{});
    EXPECT_TRUE(found.ok()) << (found ? "" : found.error().message);
    return found ? std::move(*found) : scene::FoundRoutes{};
}

inline bool mentions(const scene::Route& route, const std::string& words) {
    return std::any_of(route.items.begin(), route.items.end(),
                       [&](const scene::RouteItem& item) { return item.words.de.find(words) != std::string::npos; });
}

/// Collects what can be walked on, placed by a flat projection around Kaiserslautern (good to a few metres).
class WalkingSink : public data::SourceSink {
  public:
    void crs(data::CrsClaim) override {}
    void feature(Feature&& feature) override {
        if (feature.kind == FeatureKind::building) return;
        for (data::Line& line : feature.lines)
            for (glm::dvec3& point : line.points) point = place(point.y, point.x);
        for (data::Surface& surface : feature.surfaces)
            for (glm::dvec3& point : surface.outer) point = place(point.y, point.x);
        for (glm::dvec3& point : feature.points) point = place(point.y, point.x);
        features.emplace_back(static_cast<std::uint32_t>(features.size() + 1), std::move(feature));
    }
    void height_grid(data::HeightGrid&&) override {}
    void traffic(data::TrafficRecording&&) override {}
    void complain(base::Complaint) override {}
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<data::InputFile> side_file(std::string_view, bool) override { return std::nullopt; }

    static glm::dvec3 place(double lat_deg, double lon_deg) {
        constexpr double metres_per_degree = 111'230;
        return {(lon_deg - 7.77) * metres_per_degree * std::cos(49.44 * 3.14159265358979 / 180),
                (lat_deg - 49.44) * metres_per_degree, 0};
    }

    std::vector<PedestrianNetwork::NumberedFeature> features;
};

/// The extract in the data folder; nothing where it is absent.
inline std::vector<PedestrianNetwork::NumberedFeature> kaiserslautern_features() {
    const std::filesystem::path file =
        std::filesystem::path(TWIN_DATA_ROOT) / "osm/kaiserslautern/kaiserslautern.osm.gz";
    if (!std::filesystem::exists(file)) return {};
    std::ifstream stream(file, std::ios::binary);
    const std::string bytes((std::istreambuf_iterator<char>(stream)), {});
    WalkingSink sink;
    EXPECT_TRUE(data::OsmSource().read({"kaiserslautern.osm.gz", std::as_bytes(std::span(bytes))}, {}, sink).ok());
    return std::move(sink.features);
}

}  // namespace twin::guidance_test
