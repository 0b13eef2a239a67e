#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>

namespace twin::data {

/// How much the copies of services may take.
struct CopyLimits {
    std::uint64_t most_bytes = 4ull << 30;
    std::chrono::hours most_age{24 * 90};    ///< Since their last use.
    std::chrono::minutes left_in_peace{60};  ///< Another import may be at work with what was used so lately.
};

/// Notes that a copy was used today.
void mark_used(const std::filesystem::path& copy);

/// Removes copies nobody has used for long, then the longest unused ones until the rest keeps to the budget. Every copy
/// has a folder of its own in `services`; `kept` is one that stays.
/// Errors: what cannot be removed stays, in silence.
void prune_copies(const std::filesystem::path& services, const std::filesystem::path& kept,
                  const CopyLimits& limits = {});

}  // namespace twin::data
