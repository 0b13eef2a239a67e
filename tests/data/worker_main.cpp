#include <cstring>

#include <gtest/gtest.h>

#include "data/import_file.h"

/// The tests start themselves again as workers (`worker read`), so their main has to know that word.
int main(int argc, char** argv) {
    if (argc >= 3 && std::strcmp(argv[1], "worker") == 0) return twin::data::run_read_worker();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
