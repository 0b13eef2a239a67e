#pragma once

#include <stdlib.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "data/feature_check.h"
#include "data/import_file.h"

/// What the tests of damaged and hostile files share.
namespace twin::test {

inline const std::filesystem::path hostile_seeds = std::filesystem::path(TWIN_SOURCE_ROOT) / "tests/fuzz/corpus";

/// A folder that goes when the test goes.
struct TemporaryFolder {
    TemporaryFolder() {
        char name[] = "/tmp/stadtzwilling-test-XXXXXX";
        path = ::mkdtemp(name);
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    TemporaryFolder(const TemporaryFolder&) = delete;
    std::filesystem::path path;
};

inline std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline void write(const std::filesystem::path& file, const std::string& content) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
}

inline base::WorkerLimits hostile_limits() {
    base::WorkerLimits limits;
    limits.memory_bytes = 2ull << 30;
    limits.silence = std::chrono::seconds(15);
    limits.cpu_seconds = 20;
    return limits;
}

/// An error is one sentence that begins with the file's name.
inline void expect_a_sentence(const std::string& message, const std::string& name) {
    EXPECT_EQ(message.rfind(name + ": ", 0), 0u) << message;
    EXPECT_GT(message.size(), name.size() + 15) << message;
    EXPECT_EQ(message.find('\n'), std::string::npos) << message;
    EXPECT_LT(message.size(), 2500u) << message;
}

/// Reads it in a worker; the file may fail in its own way, but it must end, an error must be one sentence that names
/// it, and what comes out must be usable (finite, whole, believable). Answers whether it was read.
inline bool expect_a_good_end(const std::filesystem::path& file, data::CollectingSink& sink, bool may_succeed = true) {
    const auto result = data::read_in_worker(file, {}, {}, hostile_limits(), sink, {});
    for (const data::Feature& feature : sink.features) EXPECT_EQ(data::flaw_of(feature), "") << feature.id;
    if (result.ok())
        EXPECT_TRUE(may_succeed) << file;
    else
        expect_a_sentence(result.error().message, file.filename().string());
    return result.ok();
}
inline bool expect_a_good_end(const std::filesystem::path& file, bool may_succeed = true) {
    data::CollectingSink sink(file.parent_path());
    return expect_a_good_end(file, sink, may_succeed);
}

}  // namespace twin::test
