#include "sample/greenery.h"

#include <array>

#include <fmt/format.h>

#include "sample/rng.h"

namespace twin::sample {
namespace {

struct Species {
    const char* name;
    const char* leaf;
    double height_m, crown_m;
};

constexpr std::array<Species, 5> street_species = {{{"Tilia cordata", "broadleaved", 13, 7.5},
                                                    {"Acer platanoides", "broadleaved", 12, 7},
                                                    {"Platanus x hispanica", "broadleaved", 16, 10},
                                                    {"Robinia pseudoacacia", "broadleaved", 11, 6},
                                                    {"Carpinus betulus", "broadleaved", 9, 5}}};
constexpr std::array<Species, 7> garden_species = {{{"Malus domestica", "broadleaved", 5, 4.5},
                                                    {"Prunus avium", "broadleaved", 8, 6},
                                                    {"Betula pendula", "broadleaved", 13, 6},
                                                    {"Picea abies", "needleleaved", 14, 5},
                                                    {"Pinus sylvestris", "needleleaved", 12, 6},
                                                    {"Acer pseudoplatanus", "broadleaved", 13, 9},
                                                    {"Juglans regia", "broadleaved", 11, 9}}};
constexpr std::array<Species, 5> park_species = {{{"Fagus sylvatica", "broadleaved", 21, 14},
                                                  {"Quercus robur", "broadleaved", 19, 14},
                                                  {"Aesculus hippocastanum", "broadleaved", 17, 12},
                                                  {"Tilia platyphyllos", "broadleaved", 20, 12},
                                                  {"Pinus sylvestris", "needleleaved", 17, 8}}};

class Planter {
  public:
    Planter(const Site& site, OsmDocument& osm, std::uint64_t seed) : site_(site), osm_(osm), rng_(seed, 101) {}

    void avenues() {
        for (const Street& street : site_.network.streets()) {
            if (street.nodes.size() < 2) continue;
            const StreetKind& kind = street_kind(street.street_class);
            const double chance = kind.rank <= 2   ? 0.62
                                  : kind.rank == 3 ? 0.5
                                  : kind.rank == 4 ? 0.12
                                  : kind.rank == 6 ? 0.3
                                                   : 0.0;
            if (!rng_.chance(chance)) continue;
            const Polyline course = site_.network.course_of(street);
            const double total = length_of(course), spacing = rng_.range(11.0, 17.0);
            const Species& species = street_species[rng_.next() % street_species.size()];
            const bool both = kind.rank <= 3 || rng_.chance(0.4);
            for (double at = rng_.range(12.0, 22.0); at < total - 14; at += spacing)
                for (double side : {1.0, -1.0}) {
                    if (side < 0 && !both) continue;
                    Vec2 along;
                    const Vec2 p = point_along(course, at, &along);
                    const Vec2 q = p + left_of(along) * (side * (kind.rank == 6 ? 3.2 : kind.width_m / 2 + 1.4));
                    if (!is_built(site_.zones.at(q)) && !rng_.chance(0.35)) continue;
                    if (rng_.chance(0.14)) continue;
                    plant(q, species, 1.6, kind.width_m / 2 + 0.9, kind.rank == 6);
                }
        }
    }

    void gardens(const std::vector<Block>& blocks) {
        for (const Block& block : blocks) {
            if (block.plot.size() < 3) continue;
            const double per_m2 = block.zone == Zone::suburb || block.zone == Zone::mixed ? 1 / 900.0
                                  : block.zone == Zone::villa                             ? 1 / 450.0
                                  : block.zone == Zone::slab                              ? 1 / 560.0
                                  : block.zone == Zone::core                              ? 1 / 1500.0
                                  : block.zone == Zone::hall                              ? 1 / 2600.0
                                                                                          : 1 / 1000.0;
            const Box box = box_of(block.plot);
            const int count = static_cast<int>(area_of(block.plot) * per_m2 + rng_.unit());
            for (int k = 0; k < count; ++k)
                for (int attempt = 0; attempt < 6; ++attempt) {
                    const Vec2 p{rng_.range(box.min.x, box.max.x), rng_.range(box.min.y, box.max.y)};
                    if (!contains(block.plot, p)) continue;
                    if (plant(p, garden_species[rng_.next() % garden_species.size()], 2.6, 0, false)) break;
                }
        }
    }

    void parks(const Skeleton& skeleton) {
        for (const SkeletonArea& area : skeleton.areas) {
            const bool park = area.kind == "park" || area.kind == "cemetery" || area.kind == "recreation_ground";
            const bool thin = area.kind == "allotments" || area.kind == "sports_centre" || area.kind == "grass" ||
                              area.kind == "meadow" || area.kind == "water_park";
            if (!park && !thin) continue;
            const Box box = box_of(area.ring);
            const int count = static_cast<int>(area_of(area.ring) / (park ? 700 : 1500));
            for (int k = 0; k < count; ++k) {
                const Vec2 p{rng_.range(box.min.x, box.max.x), rng_.range(box.min.y, box.max.y)};
                // Groups and glades, not an even sprinkle.
                if (!contains(area.ring, p) || value_noise(p * (1 / 45.0), 4711) < -0.1) continue;
                plant(p, park_species[rng_.next() % park_species.size()], 3, 1.5, false);
            }
        }
    }

  private:
    bool plant(Vec2 p, const Species& s, double from_buildings_m, double from_streets_m, bool on_street) {
        if (p.x < model_west_m + 15 || p.x > model_east_m - 15 || p.y < model_south_m + 15 || p.y > model_north_m - 15)
            return false;
        if (site_.keep_off.blocks(p, 3)) return false;
        const Polygon foot = rectangle(p, {1, 0}, 0.8, 0.8);
        if (!site_.clear_of_buildings(foot, from_buildings_m)) return false;
        if (!on_street)
            if (const auto hit = site_.network.nearest(p, 8)) {
                const double half = street_kind(site_.network.streets()[hit->street].street_class).width_m / 2;
                if (hit->fraction < half + 0.8 || hit->fraction < from_streets_m * 0.8) return false;
            }
        const double size = rng_.range(0.65, 1.15);
        osm_.add_node(p, {{"natural", "tree"},
                          {"height", fmt::format("{:.1f}", s.height_m * size)},
                          {"diameter_crown", fmt::format("{:.1f}", s.crown_m * size)},
                          {"leaf_type", s.leaf},
                          {"species", s.name}});
        return true;
    }

    const Site& site_;
    OsmDocument& osm_;
    Rng rng_;
};

}  // namespace

void write_greenery(const Skeleton& skeleton, const std::vector<Block>& blocks, const Site& site, std::uint64_t seed,
                    OsmDocument& osm) {
    Planter planter(site, osm, seed);
    planter.avenues();
    planter.gardens(blocks);
    planter.parks(skeleton);
}

}  // namespace twin::sample
