#pragma once

#include <vector>

#include "sample/blocks.h"
#include "sample/building.h"
#include "sample/rng.h"
#include "sample/site.h"

namespace twin::sample {

enum class RoofKind { gable, mansard, hip, half_hip, shed, flat };

/// Everything about a house but its place.
struct HouseStyle {
    Zone zone = Zone::suburb;
    RoofKind roof = RoofKind::gable;
    int storeys = 2;
    double storey_m = 2.9;
    double pitch = 0.9;  ///< Rise per metre.
    double overhang_m = 0;
    double dormers = 0;  ///< Chance per place for one.
    std::string wall_colour, roof_colour;
    std::string function = "31001_1000";
};

/// Roof, storeys and colours as usual in a zone.
HouseStyle random_style(Zone zone, Rng& rng);

/// A house swept along a street front (row and corner houses).  `outer` has the house on its left.
Building make_row_house(const Polyline& outer, const Polyline& inner, const HouseStyle& style, const Site& site,
                        Rng& rng);
/// A free-standing house on a rectangle whose first side is the ridge's direction.
Building make_free_house(const Polygon& rectangle, const HouseStyle& style, const Site& site, Rng& rng);
/// A block with a flat roof, plant boxes and a stair head.
Building make_flat_house(const Polygon& footprint, const HouseStyle& style, const Site& site, Rng& rng);
/// Garages, sheds, workshops: an outline for OpenStreetMap.
Building make_annex(const Polygon& footprint, const std::string& type, const std::string& roof_shape, double height_m,
                    const Site& site, Rng& rng);

/// Closed rows around a courtyard. false: the plot is too odd for it (the fronts are then built up one by one).
bool build_perimeter(const Block& block, Site& site, Rng& rng, std::vector<Building>& out);
/// Workshops, garages and sheds in the courtyards, after the houses.
void fill_courtyards(const std::vector<Block>& blocks, Site& site, Rng& rng, std::size_t limit,
                     std::vector<Building>& out);
/// Houses along both sides of every street where there is room, nearest to the centre first, until `limit` stand.
void build_fronts(Site& site, Rng& rng, std::size_t limit, std::vector<Building>& out);
/// Slabs, towers, halls, barracks and institutes in the blocks of their zones.
void build_large(const Block& block, Site& site, Rng& rng, std::vector<Building>& out);

}  // namespace twin::sample
