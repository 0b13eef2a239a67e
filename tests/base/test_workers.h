#pragma once

#include <cstdint>
#include <string_view>

namespace twin::base {

/// Limits of a test worker, as bytes of its first message.
struct TestOrders {
    std::uint64_t memory_bytes = 0;
    int cpu_seconds = 0;
    int padding = 0;
};

/// The misbehaving readers of test_worker.cpp, as the main of a program started as `worker NAME`.
int run_test_worker(std::string_view name);

}  // namespace twin::base
