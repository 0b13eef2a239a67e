#include <csignal>
#include <cstring>

#include <gtest/gtest.h>

#include "base/log.h"
#include "data/import_file.h"

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    if (argc >= 3 && std::strcmp(argv[1], "worker") == 0 && std::strcmp(argv[2], "read") == 0)
        return twin::data::run_read_worker();
    twin::base::start_log();
    testing::InitGoogleTest(&argc, argv);
    return RUN_ALL_TESTS();
}
