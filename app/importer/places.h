#pragma once

#include <optional>
#include <string>
#include <vector>

#include "app/importer/collect.h"
#include "base/complaint.h"
#include "base/frames.h"
#include "data/crs.h"

namespace twin::app {

/// Files that lie together on the earth.
/// Frame: degrees.
struct Place {
    base::GeoPoint low, high;
    std::vector<std::size_t> files;  ///< Indices, in order.
    std::uint64_t objects = 0;

    base::GeoPoint middle() const;
};

/// The places in which the files of an import lie, the one with most objects first (rasters count little: they reach
/// far). Files closer than 25 km to one another share a place; files without a place are in none.
std::vector<Place> places_of(const std::vector<CollectedFile>& files, const std::vector<data::CrsInfo>& references);

/// What becomes of files that lie in several places.
struct Scatter {
    std::vector<base::Complaint> complaints;  ///< How many places, which, and which is looked at.
    std::vector<std::string> left_out;        ///< One text per file: empty, or why it is of another city.
    std::optional<Place> main;                ///< To be looked at; none where all lie in one place.
};

/// `home`: where the recipe, or the city that is added to, says that everything is.
/// Files more than 200 km from the main place are left out, and rasters without objects more than 30 km from it.
Scatter judge_scatter(const std::vector<CollectedFile>& files, const std::vector<data::CrsInfo>& references,
                      const std::optional<base::GeoPoint>& home);

}  // namespace twin::app
