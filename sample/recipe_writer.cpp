#include "sample/recipe_writer.h"

namespace twin::sample {

std::string recipe_text() {
    return R"toml(# The bundled city: a schematic Kaiserslautern, made by sample_city from a hand-written skeleton and a seed.
# Main streets, rail, water and land use are coarse and go back to OpenStreetMap; everything else is invented.

[city]
name = "Kaiserslautern (schematisch)"
crs = "EPSG:25832"
vertical = "DHHN2016"
origin = [49.4447, 7.7689]
terrain_step_m = 20
time_zone = "Europe/Berlin"
note = "Schematische Stadt: Gebäude, Nebenstraßen, Bäume und Verkehr sind erfunden. / Schematic town: buildings, side streets, trees and traffic are invented."
start_time = "2026-06-21T17:30"
home = [49.4280, 7.7748, 440.0, 350.0, -14.0]

[[source]]
path = "terrain.tif"
format = "raster"
title = "Gelände / Terrain"
vertical = "DHHN2016"
provenance = "invented"
credit = "Stadtzwilling"
licence = "CC0-1.0"
date = "2026-01-01"

[[source]]
path = "streets.osm"
format = "osm"
title = "Straßen, Grün, Wasser / Streets, green, water"
provenance = "invented"
credit = "© OpenStreetMap contributors"
licence = "ODbL 1.0"
date = "2026-01-01"

[[source]]
path = "buildings.gml"
format = "citygml"
title = "Gebäude / Buildings"
provenance = "invented"
credit = "Stadtzwilling"
licence = "CC0-1.0"
date = "2026-01-01"

[[source]]
path = "projects.geojson"
format = "vector"
kind = "project"
title = "Smart-City-Projekte / Smart city projects"
provenance = "official"
credit = "Stadt Kaiserslautern, KL.digital"
licence = "facts"
date = "2026-01-01"

[[source]]
path = "traffic.fcd.xml"
format = "sumo"
title = "Fahrzeuge 07:30–07:40 / Vehicles 07:30–07:40"
provenance = "invented"
credit = "Stadtzwilling"
licence = "CC0-1.0"
date = "2026-01-01"

[[source]]
path = "traffic.edgedata.xml"
format = "sumo"
net = "main.net.xml"
title = "Verkehrslage über den Tag / Traffic over the day"
provenance = "invented"
credit = "Stadtzwilling"
licence = "CC0-1.0"
date = "2026-01-01"
)toml";
}

}  // namespace twin::sample
