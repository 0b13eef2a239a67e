#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "data/copy_shelf.h"

namespace {

using namespace twin;
namespace fs = std::filesystem;
using namespace std::chrono_literals;

class CopiesOfServices : public testing::Test {
  protected:
    CopiesOfServices() { fs::create_directories(shelf); }
    ~CopiesOfServices() override { fs::remove_all(shelf); }

    fs::path copy(const std::string& name, std::size_t bytes, std::chrono::hours unused_for) {
        fs::create_directories(shelf / name);
        const fs::path file = shelf / name / "town.gpkg";
        std::ofstream(file) << std::string(bytes, 'x');
        std::ofstream(file.string() + ".txt") << "2026-01-01\n";
        const auto then = fs::file_time_type::clock::now() - unused_for;
        fs::last_write_time(file, then);
        fs::last_write_time(file.string() + ".txt", then);
        return file;
    }
    std::set<std::string> left() const {
        std::set<std::string> names;
        for (const auto& entry : fs::directory_iterator(shelf)) names.insert(entry.path().filename().string());
        return names;
    }

    fs::path shelf = fs::temp_directory_path() / ("twin_copies_" + std::to_string(::getpid()));
};

TEST_F(CopiesOfServices, WhatNobodyUsedForLongGoes) {
    copy("old", 10, 24h * 100);
    copy("lately", 10, 24h * 3);
    data::prune_copies(shelf, {});
    EXPECT_EQ(left(), (std::set<std::string>{"lately"}));
}

TEST_F(CopiesOfServices, AUsedCopyIsYoungAgain) {
    data::mark_used(copy("old", 10, 24h * 100));
    data::prune_copies(shelf, {});
    EXPECT_EQ(left(), (std::set<std::string>{"old"}));
}

TEST_F(CopiesOfServices, TheLongestUnusedMakeRoomFirst) {
    copy("a", 4000, 30h);
    copy("b", 4000, 20h);
    copy("c", 4000, 10h);
    data::prune_copies(shelf, {}, {.most_bytes = 8500});
    EXPECT_EQ(left(), (std::set<std::string>{"b", "c"}));
}

TEST_F(CopiesOfServices, TheCopyInHandAndThoseOfTheLastHourStay) {
    copy("hand", 4000, 30h);
    copy("other", 4000, 20h);
    copy("now", 4000, 0h);
    data::prune_copies(shelf, shelf / "hand", {.most_bytes = 10});
    EXPECT_EQ(left(), (std::set<std::string>{"hand", "now"}));
}

}  // namespace
