#include <csignal>
#include <cstring>

#include <gtest/gtest.h>

#include "base/log.h"
#include "data/import_file.h"

/// Imports start this program again as their worker, so its main has to know that word.
int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    if (argc >= 2 && std::strcmp(argv[1], "worker") == 0) return twin::data::run_read_worker();
    twin::base::start_log();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
