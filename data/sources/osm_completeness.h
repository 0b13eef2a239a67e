#pragma once

#include <cstdint>
#include <optional>

#include "base/complaint.h"
#include "data/feature.h"

namespace twin::data {

/// How much mappers have written about what they drew: the shares of buildings, streets and crossings that say what the
/// picture needs.
class OsmCompleteness {
  public:
    void look_at(const Feature& feature);
    /// One line for the report; nothing where the file has none of these.
    std::optional<base::Complaint> told() const;

  private:
    std::uint64_t buildings_ = 0, heights_ = 0, storeys_ = 0, roofs_ = 0;
    std::uint64_t streets_ = 0, lanes_ = 0, surfaces_ = 0, names_ = 0;
    std::uint64_t crossings_ = 0, tactile_ = 0;
};

}  // namespace twin::data
