#include "sample/generate.h"

#include <fmt/format.h>

#include "sample/citygml_writer.h"
#include "sample/greenery.h"
#include "sample/houses.h"
#include "sample/land.h"
#include "sample/landmarks.h"
#include "sample/project_writer.h"
#include "sample/recipe_writer.h"
#include "sample/street_writer.h"
#include "sample/terrain_writer.h"
#include "sample/traffic_demo.h"

namespace twin::sample {
namespace {

void build_town(SampleCity& city, const SampleOptions& options, Site& site) {
    std::vector<Building>& out = city.buildings;
    build_landmarks(city.skeleton, site, out);
    // Squares and ponds stay open.
    for (const SkeletonArea& area : city.skeleton.areas)
        if (area.kind == "square" || area.kind == "water" || area.kind == "parking")
            site.occupy(convex_hull(area.ring));
    Rng rng(options.seed, 7);
    for (const Block& block : city.blocks)
        if ((block.zone == Zone::core || block.zone == Zone::perimeter) && out.size() < options.buildings)
            build_perimeter(block, site, rng, out);
    for (const Block& block : city.blocks) {
        const bool large = block.zone == Zone::slab || block.zone == Zone::hall || block.zone == Zone::campus ||
                           block.zone == Zone::hospital || block.zone == Zone::military;
        if (large && out.size() < options.buildings) build_large(block, site, rng, out);
    }
    build_fronts(site, rng, options.buildings, out);
    fill_courtyards(city.blocks, site, rng, options.buildings, out);
}

}  // namespace

base::Result<SampleCity> generate_city(const std::filesystem::path& skeleton_folder, const SampleOptions& options) {
    auto skeleton = read_skeleton(skeleton_folder);
    if (!skeleton) return skeleton.error();
    SampleCity city;
    city.skeleton = std::move(*skeleton);
    city.zones = std::make_unique<Zones>(city.skeleton);
    city.relief = std::make_unique<Relief>(city.skeleton, *city.zones, options.seed);
    city.keep_off = std::make_unique<KeepOff>(city.skeleton);
    add_main_streets(city.skeleton, city.network);
    const StreetField field(city.network, *city.relief, *city.zones, options.seed);
    grow_side_streets(city.network, field, *city.zones, *city.keep_off, city.skeleton.street_names, options.seed);
    city.blocks = find_blocks(city.network, *city.zones);
    Site site(city.network, *city.zones, *city.relief, *city.keep_off);
    build_town(city, options, site);
    write_streets(city.skeleton, site, options.seed, city.osm);
    write_rail(city.skeleton, city.osm);
    const Woods woods(city.skeleton, site, options.seed);
    write_land(city.skeleton, city.blocks, woods, site, options.seed, city.osm);
    write_greenery(city.skeleton, city.blocks, site, options.seed, city.osm);
    write_annexes(city.buildings, city.osm);
    return city;
}

base::Result<void> write_city(const SampleCity& city, const SampleOptions& options,
                              const std::filesystem::path& folder) {
    std::error_code trouble;
    std::filesystem::create_directories(folder, trouble);
    if (trouble)
        return base::Error{
            fmt::format("Expected to create the folder {}, but: {}.", folder.string(), trouble.message())};
    if (auto r = write_terrain(*city.relief, folder / "terrain.tif"); !r) return r;
    if (auto r = city.osm.write(folder / "streets.osm"); !r) return r;
    if (auto r = write_text(folder / "buildings.gml", citygml_text(city.buildings)); !r) return r;
    if (auto r = write_text(folder / "projects.geojson", projects_text(city.skeleton)); !r) return r;
    const TrafficDemo traffic = run_traffic(city.network, city.skeleton.signals, options.seed);
    if (auto r = write_text(folder / "traffic.fcd.xml", traffic.fcd); !r) return r;
    if (auto r = write_text(folder / "main.net.xml", traffic.net); !r) return r;
    if (auto r = write_text(folder / "traffic.edgedata.xml", traffic.edge_data); !r) return r;
    return write_text(folder / "city.toml", recipe_text());
}

}  // namespace twin::sample
