#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <glm/vec3.hpp>

#include "app/importer/collect.h"
#include "base/frames.h"
#include "base/result.h"
#include "data/crs.h"
#include "data/crs_area.h"

namespace twin::app {

/// Where the other files of an import lie.
struct Neighbourhood {
    std::optional<base::GeoPoint> place;
    bool sure = false;       ///< More than one file, or the recipe, says so.
    std::string horizontal;  ///< Projected CRS that is used there, or empty.
    bool told = false;       ///< The recipe, or the city that is added to, says so.
};

/// What became of a file's claim about its CRS.
struct Judgement {
    enum class Outcome {
        fits,
        repaired,    ///< `crs` is what the file must have meant; said in `what` and
                     ///< `why`.
        doubtful,    ///< Used as declared; said in `what` and `why`.
        impossible,  ///< No use; `why` says what it could be.
    };
    Outcome outcome = Outcome::fits;
    data::CrsInfo crs;  ///< With the order of its axes settled.
    std::string what, why;
    std::string proposal;  ///< CRS that the recipe could name; or empty.
};

/// Judges by a file's coordinates whether its label is right: axes the other
/// way round, zone numbers in front of eastings, degrees labelled as metres and
/// the reverse, feet, a wrong zone, a place far from everything else. Thread:
/// one at a time per object (keeps its PROJ operations).
class CrsJudge {
  public:
    /// `sample`: coordinates as the file writes them.
    Judgement judge(const std::vector<glm::dvec3>& sample, const data::CrsInfo& crs, const Neighbourhood& around);

    /// Middle of a sample read as `crs` (axes as settled).
    /// Errors: nullopt where most of it lies outside the area where the CRS is
    /// used.
    std::optional<base::GeoPoint> place_of(const std::vector<glm::dvec3>& sample, const data::CrsInfo& crs);

  private:
    struct Reading {
        bool swap = false;
        double east_offset = 0, scale = 1;
    };
    struct System {
        std::optional<data::Placer> to_degrees;
        data::CrsArea area;
        bool geographic = false;
    };
    struct Look {
        double inside = 0, almost = 0;  ///< Share of the points in the area of use,
                                        ///< and in or around it.
        bool any = false;
        base::GeoPoint middle, low, high;
        bool fits() const { return inside > 0.5; }
        double km_from(const base::GeoPoint& place) const;  ///< From its box; 0 inside.
    };
    const System& system_of(const std::string& horizontal);
    Look look(const std::vector<glm::dvec3>& sample, const std::string& horizontal, const Reading& reading);
    bool try_swapped(const std::vector<glm::dvec3>& sample, const Neighbourhood& around, Judgement& judgement);
    bool try_offsets(const std::vector<glm::dvec3>& sample, Judgement& judgement);
    bool try_degrees(const std::vector<glm::dvec3>& sample, Judgement& judgement);
    bool looks_like_feet(const std::vector<glm::dvec3>& sample, const data::CrsInfo& crs);
    std::vector<std::string> others_that_fit(const std::vector<glm::dvec3>& sample, const data::CrsInfo& crs,
                                             const Neighbourhood& around);
    void judge_far(const std::vector<glm::dvec3>& sample, const Look& seen, const Neighbourhood& around,
                   Judgement& judgement);
    bool holds_in_parts(const std::string& horizontal);  ///< Not all over the world.
    void judge_worldwide(const std::vector<glm::dvec3>& sample, const Look& seen, Judgement& judgement);
    void judge_outside(const std::vector<glm::dvec3>& sample, const Look& seen, const Neighbourhood& around,
                       Judgement& judgement);

    std::map<std::string, System> systems_;
};

/// The line of a recipe that gives a file its CRS: source = [{path = "a.xyz",
/// crs = "EPSG:25832"}]
std::string recipe_line(const CollectedFile& file, const std::string& crs);

/// Judges all files of an import against their labels and against one another;
/// complaints go to the files, repaired references into `references`. Answers
/// one text per file: empty, or the error why it cannot be used. `home`: where
/// the recipe, or the city that is added to, says that everything is.
std::vector<std::string> settle_references(std::vector<CollectedFile>& files, std::vector<data::CrsInfo>& references,
                                           const std::optional<base::GeoPoint>& home);

}  // namespace twin::app
