#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/complaint.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/worker.h"
#include "data/fetch_order.h"
#include "data/service.h"
#include "data/source.h"

namespace twin::data {

/// What is wanted of a service.
struct ServiceRequest {
    ServiceAddress address;
    SourceOptions options;  ///< layer, sql, sql_filter, more (pixel_m, style, crs, max_zoom).
    std::optional<DegreeBox> bbox_deg;
    bool refresh = false;  ///< Ask anew where a copy is there.
    ServicePatience patience;
};

/// A copy on this machine of what a server gave.
struct ServiceCopy {
    std::filesystem::path file;  ///< A file like any other.
    std::string format;          ///< Of the Source that reads it; empty: recognised.
    std::string day;             ///< When the server gave it: "2026-11-23".
    bool kept = false;           ///< From an earlier time; the network was not needed, or it failed.
    std::vector<base::Complaint> complaints;
};

/// Asks the server in a worker that may use the network and keeps the answer below the program's cache folder; the same
/// request is answered from there the next time, and also when the server fails while it is asked anew.
/// Errors: one sentence "SERVICE: asking: REASON" without secrets (refused, silent, not what was expected, cancelled).
base::Result<ServiceCopy> copy_of_service(const ServiceRequest& request, const base::WorkerLimits& limits,
                                          const base::ProgressSink& progress);

/// Where the copy is or would be kept.
std::filesystem::path copy_place(const ServiceRequest& request);

}  // namespace twin::data
