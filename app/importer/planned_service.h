#pragma once

#include <optional>
#include <vector>

#include "app/importer/collect.h"
#include "app/importer/import_plan.h"
#include "base/complaint.h"
#include "base/progress.h"
#include "base/result.h"
#include "base/worker.h"
#include "data/fetch_order.h"

namespace twin::app {

/// Files first, then services of features, then those of pictures: who comes later is asked for the place of the
/// former.
void put_services_last(std::vector<PlannedFile>& files);

/// Where the city lies as far as it is known before anything is placed, with a margin of 200 m; single outliers do not
/// count.  Frame: degrees.  Errors: nullopt when no file says where it is.
std::optional<data::DegreeBox> extent_of(const std::vector<CollectedFile>& files);

/// The copy of a planned service as a file to read; its settings tell the day. `extent`: asked for where the recipe
/// gives no bbox.  Errors: data::copy_of_service's.
base::Result<PlannedFile> fetch_planned(const PlannedFile& service, const std::optional<data::DegreeBox>& extent,
                                        bool refresh, const base::WorkerLimits& limits,
                                        const base::ProgressSink& progress, std::vector<base::Complaint>& complaints);

}  // namespace twin::app
