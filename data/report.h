#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/complaint.h"
#include "base/frames.h"

namespace twin::data {

/// One complaint with the source it came from and, where it concerns an object of the city file, its number.
struct ReportItem {
    base::Complaint complaint;
    std::string source;
    unsigned object_number = 0;
    /// Where to look, in the city frame; none where it concerns no place. Objects that are not drawn have one too.
    std::optional<base::CityPoint> place = std::nullopt;
};

/// Everything an import repaired, skipped, assumed or warned of.
struct ImportReport {
    std::vector<ReportItem> items;

    std::size_t count(base::ComplaintKind kind) const;
};

}  // namespace twin::data
