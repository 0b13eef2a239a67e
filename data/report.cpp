#include "data/report.h"

#include <algorithm>

namespace twin::data {

std::size_t ImportReport::count(base::ComplaintKind kind) const {
    return static_cast<std::size_t>(
        std::count_if(items.begin(), items.end(), [&](const ReportItem& item) { return item.complaint.kind == kind; }));
}

}  // namespace twin::data
