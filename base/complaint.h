#pragma once

#include <string>

namespace twin::base {

/// Skipped: lost to the city, though the file has it. Undrawn: kept, found and listed, only without a body to see.
enum class ComplaintKind : unsigned char { repaired, skipped, assumed, warning, undrawn };

inline const char* name_of(ComplaintKind kind) {
    switch (kind) {
        case ComplaintKind::repaired:
            return "repaired";
        case ComplaintKind::skipped:
            return "skipped";
        case ComplaintKind::assumed:
            return "assumed";
        case ComplaintKind::warning:
            return "warning";
        case ComplaintKind::undrawn:
            return "undrawn";
    }
    return "warning";
}

/// One line of the import report: something that is not exactly as the file said.
struct Complaint {
    ComplaintKind kind = ComplaintKind::warning;
    std::string object;  ///< Id of the object in its file, or the file name where it concerns the whole file.
    std::string what;    ///< What was done ("repeated point removed", "height set to 9.0 m").
    std::string why;     ///< The reason ("no height and no storeys given").
};

}  // namespace twin::base
