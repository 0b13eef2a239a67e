#include <csignal>

#include <gtest/gtest.h>

#include "base/log.h"

/// Imports in these tests start the program named by STADTZWILLING_WORKER as their worker.
int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    twin::base::start_log();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
