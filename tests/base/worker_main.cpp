#include <cstring>

#include <gtest/gtest.h>

#include "tests/base/test_workers.h"

/// The tests start themselves again as workers (`worker NAME`), so their main has to know that word.
int main(int argc, char** argv) {
    if (argc >= 3 && std::strcmp(argv[1], "worker") == 0) return twin::base::run_test_worker(argv[2]);
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
