#include "app/importer/hashes_ahead.h"

#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <unistd.h>

#include "app/importer/content_hash.h"

namespace {

namespace fs = std::filesystem;
using twin::app::HashesAhead;

class HashesAheadTest : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("twin_hashes_ahead_" + std::to_string(::getpid()));
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }
    fs::path write(const char* name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return folder_ / name;
    }
    fs::path folder_;
};

TEST_F(HashesAheadTest, EachFileHasTheHashOfItsContent) {
    const auto a = write("a", "one"), b = write("b", std::string(3 << 20, 'x')), c = write("c", "not named");
    const HashesAhead hashes({a, b, a});
    for (const auto& file : {b, a, c}) {
        EXPECT_EQ(hashes.of(file).hash, twin::app::hash_of_file(file)) << file;
        EXPECT_EQ(hashes.of(file).changed, fs::last_write_time(file).time_since_epoch().count()) << file;
    }
    EXPECT_NE(hashes.of(a).hash, hashes.of(b).hash);
}

TEST_F(HashesAheadTest, NoHashVouchesForWhatWasWrittenMeanwhile) {
    const auto slow = write("slow", ""), a = write("a", "one");
    fs::resize_file(slow, std::uintmax_t{2} << 30);  // holes; hashed first
    const auto then = fs::last_write_time(a);
    const HashesAhead hashes({slow, a});
    write("a", "two");
    fs::last_write_time(a, then + std::chrono::seconds(1));
    EXPECT_EQ(hashes.of(a).hash, 0u);
    EXPECT_EQ(hashes.of(a).changed, then.time_since_epoch().count());
}

TEST_F(HashesAheadTest, AFileThatIsNotThereHasNoHash) {
    const HashesAhead hashes({folder_ / "missing"});
    EXPECT_EQ(hashes.of(folder_ / "missing").hash, 0u);
}

TEST_F(HashesAheadTest, ItIsGivenUpAtOnce) {
    const auto big = folder_ / "big";
    std::ofstream(big) << "x";
    fs::resize_file(big, std::uintmax_t{1} << 40);  // a terabyte of holes: hashing it takes minutes
    const HashesAhead hashes({big});
}

}  // namespace
