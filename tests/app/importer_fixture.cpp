#include "tests/app/importer_fixture.h"

namespace twin::app::test {

base::Result<void> read_here(const fs::path& path, const std::string& format, const data::SourceOptions& options,
                             const base::WorkerLimits&, data::SourceSink& sink, const base::ProgressSink&) {
    const auto file = data::MappedFile::open(path);
    if (!file.ok()) return file.error();
    const data::Source* source = format.empty() ? data::recognise(file.value().input()) : data::source_named(format);
    if (!source) return base::Error{path.string() + ": not recognised"};
    data::CollectingSink collected(path.parent_path());
    const auto done = source->read(file.value().input(), options, collected);
    sink.crs(collected.crs_claim);
    for (Feature& feature : collected.features) sink.feature(std::move(feature));
    for (data::HeightGrid& grid : collected.grids) sink.height_grid(std::move(grid));
    for (data::GroundPicture& picture : collected.ground_pictures) sink.ground_picture(std::move(picture));
    for (data::TrafficRecording& recording : collected.recordings) sink.traffic(std::move(recording));
    for (base::Complaint& complaint : collected.complaints) sink.complain(std::move(complaint));
    return done;
}

Feature block(const std::string& id, double east, double north, double ground_m, double height_m) {
    Feature building;
    building.kind = FeatureKind::building;
    building.id = id;
    building.heights = HeightMode::absolute;
    const auto corner = [&](int i, double z) {
        return glm::dvec3(east + (i == 1 || i == 2 ? 10 : 0), north + (i >= 2 ? 10 : 0), z);
    };
    const double top = ground_m + height_m;
    building.surfaces.push_back(
        {data::SurfaceKind::roof, "", {corner(0, top), corner(1, top), corner(2, top), corner(3, top)}, {}});
    building.surfaces.push_back({data::SurfaceKind::ground,
                                 "",
                                 {corner(3, ground_m), corner(2, ground_m), corner(1, ground_m), corner(0, ground_m)},
                                 {}});
    for (int i = 0; i < 4; ++i)
        building.surfaces.push_back(
            {data::SurfaceKind::wall,
             "",
             {corner(i, ground_m), corner((i + 1) % 4, ground_m), corner((i + 1) % 4, top), corner(i, top)},
             {}});
    return building;
}

Feature street(const std::string& id, const std::string& name, double lon, double lat) {
    Feature way;
    way.kind = FeatureKind::street;
    way.id = id;
    way.attributes.set(data::keys::name, name);
    way.attributes.set(data::keys::street_class, std::string("residential"));
    way.lines.push_back({{{lon, lat, 0}, {lon + 0.001, lat, 0}}, {1, 2}});
    return way;
}

void fill_utm(data::CollectingSink& file) {
    file.crs_claim.text = "urn:adv:crs:ETRS89_UTM32*DE_DHHN2016_NH";
    file.features = {block("A", 410100, 5477100, 250), block("B", 410200, 5477100, 252)};
}

void fill_streets(data::CollectingSink& file) {
    file.crs_claim.text = "EPSG:4326";
    file.features = {street("way/1", "Pariser Straße", 7.758, 49.44), street("way/2", "Mühlstraße", 7.76, 49.441)};
}

std::shared_ptr<data::CityFile> open_city(const fs::path& path) {
    auto city = data::CityFile::open(path);
    EXPECT_TRUE(city.ok()) << (city.ok() ? "" : city.error().message);
    return city.ok() ? *city : nullptr;
}

std::map<std::string, Feature> features_of(const data::CityFile& city) {
    std::vector<FeatureKind> kinds;
    for (int i = 0; i < data::feature_kind_count; ++i) kinds.push_back(static_cast<FeatureKind>(i));
    std::map<std::string, Feature> features;
    EXPECT_TRUE(city.visit(kinds, [&](std::uint32_t, const Feature& feature) { features[feature.id] = feature; }).ok());
    return features;
}

bool has_complaint(const data::ImportReport& report, base::ComplaintKind kind, const std::string& words) {
    for (const data::ReportItem& item : report.items)
        if (item.complaint.kind == kind &&
            (item.complaint.what + " " + item.complaint.why).find(words) != std::string::npos)
            return true;
    return false;
}

}  // namespace twin::app::test
