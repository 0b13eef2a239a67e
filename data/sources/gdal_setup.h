#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "data/crs_claim.h"
#include "data/source.h"

class OGRSpatialReference;

namespace twin::data {

/// Makes GDAL ready: registers the allowed drivers only (no VRT, no network, no databases on a server), sets its
/// limits, opens PROJ's database and the character sets, so that nothing needs opening later. Call before a sandbox
/// closes, in the thread that reads, and once more in a fork (PROJ lets go of its database there); cheap
/// when called again. Starts no thread.
void prepare_gdal();

/// Collects what GDAL complains of while it lives, instead of printing it: "opened" is not "complete".
/// Thread: holds for the thread that made it.
class GdalErrors {
  public:
    GdalErrors();
    ~GdalErrors();
    GdalErrors(const GdalErrors&) = delete;
    GdalErrors& operator=(const GdalErrors&) = delete;

    const std::vector<std::string>& failures() const { return failures_; }
    const std::vector<std::string>& warnings() const { return warnings_; }
    std::size_t failure_count() const { return failure_count_; }
    /// The first failure as part of a sentence, or `otherwise`. GDAL's in-memory paths are taken out.
    std::string first(const std::string& otherwise) const;
    void clear();
    void add(bool failure, std::string message);

  private:
    std::vector<std::string> failures_;  ///< Different ones only, at most 20.
    std::vector<std::string> warnings_;
    std::size_t failure_count_ = 0;
};

/// "EPSG:25832" where the system has a code or is recognised as one, else WKT; empty where there is none.
/// Coordinates that GDAL hands out are x = east, y = north.
CrsClaim claim_of(const OGRSpatialReference* system);

}  // namespace twin::data
