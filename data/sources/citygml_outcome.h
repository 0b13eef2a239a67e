#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/complaint.h"
#include "data/feature.h"
#include "data/raster.h"
#include "data/sources/citygml_looks.h"

namespace twin::data {

/// Complaints that hold for a whole file, each told once with its number.
struct CityGmlTotals {
    using Counts = std::map<std::string, std::uint64_t>;
    Counts extensions;              ///< Content outside of CityGML (ADE), by namespace.
    std::string extension_example;  ///< "uro:buildingDetails"
    Counts faceless;                ///< Areas without an area, by element.
    Counts unread;                  ///< CityGML objects that the program does not show, by element.
    Counts rasters;                 ///< Relief that lies in another file, by its name.
    std::uint64_t other_lod = 0;    ///< Objects without the level of detail that was asked for.
    std::uint64_t only_lod4 = 0;
    std::uint64_t interiors = 0;  ///< Rooms and their furniture that were not asked for.
    std::uint64_t symbols = 0;    ///< Implicit geometries shown as a point.
    std::uint64_t break_lines = 0;
    std::uint64_t mass_points = 0;
    LookTotals looks;

    void add(const CityGmlTotals& more);
    /// `lod`: as asked for.
    std::vector<base::Complaint> complaints(const std::string& file, int lod) const;
};

/// What came out of a stretch of a CityGML file.
struct CityGmlOutcome {
    /// A city object that cannot be read before something elsewhere in the file, or beside it, is known.
    struct Deferred {
        std::string_view bytes;
        std::vector<std::uint64_t> ids;  ///< hash_of() the gml:ids that it links to.
        std::vector<std::string> files;  ///< Library objects and georeferenced pictures.
    };
    /// A value whose meaning stands in a dictionary beside the file.
    struct Code {
        std::size_t feature = 0;
        std::string attribute;
        std::string list;  ///< Name of the dictionary.
    };
    std::vector<Feature> features;
    std::vector<Code> codes;  ///< In the order of the features.
    std::vector<base::Complaint> complaints;
    std::vector<HeightGrid> grids;
    std::vector<std::string> grid_srs_names;  ///< Of each grid; empty: the file's.
    std::vector<Feature> grounds;  ///< Textured triangles of each grid; without surfaces: it has no textures.
    CityGmlTotals totals;
    std::vector<Deferred> deferred;
    /// From which feature on which reference system holds by the objects' own word; empty: the file's.
    std::vector<std::pair<std::size_t, std::string>> srs_names;
    std::uint64_t members = 0, damaged = 0;
    bool encoding_repaired = false;
};

}  // namespace twin::data
