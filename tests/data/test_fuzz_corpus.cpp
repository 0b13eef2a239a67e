#include <algorithm>
#include <filesystem>
#include <fstream>
#include <ostream>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/fuzz.h"

/// What fuzzers have found interesting, and everything that ever crashed a parser, once more: none of it may end this
/// process. How the fuzzers themselves are run: tools/test --fuzz.
namespace twin::fuzz {

/// For messages of the test framework.
void PrintTo(const Target& target, std::ostream* out) {
    *out << target.noun;
}

namespace {

namespace fs = std::filesystem;

const fs::path folder = fs::path(TWIN_SOURCE_ROOT) / "tests/fuzz";

std::vector<fs::path> files_in(const fs::path& place) {
    std::vector<fs::path> files;
    if (!fs::exists(place)) return files;
    for (const auto& entry : fs::directory_iterator(place))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string content_of(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

class FuzzCorpus : public testing::TestWithParam<Target> {};

TEST_P(FuzzCorpus, IsReadToItsEnd) {
    const Target& target = GetParam();
    const fs::path seeds = folder / "corpus" / target.noun;
    int files = 0;
    for (const fs::path& place : {seeds, folder / "crashers" / target.noun}) {
        for (const fs::path& file : files_in(place)) {
            SCOPED_TRACE(file);
            const std::string content = content_of(file);
            EXPECT_LE(content.size(), 64u << 10) << "too large to be kept with the program";
            target.run(std::as_bytes(std::span(content)));
            ++files;
        }
    }
    EXPECT_GT(files, 0) << "expected small files in " << seeds;
}

/// Every beginning of every small file: a cut must not be read beyond its end.
TEST_P(FuzzCorpus, IsReadToItsEndWhereverItIsCut) {
    const Target& target = GetParam();
    constexpr std::size_t cuts = 12;
    for (const fs::path& file : files_in(folder / "corpus" / target.noun)) {
        const std::string content = content_of(file);
        for (std::size_t i = 0; i < cuts; ++i) {
            SCOPED_TRACE(file.string() + " cut at " + std::to_string(content.size() * i / cuts));
            // A copy of its own, so that a checker of memory sees a step beyond the end.
            const std::vector<char> part(content.begin(),
                                         content.begin() + static_cast<std::ptrdiff_t>(content.size() * i / cuts));
            target.run(std::as_bytes(std::span(part)));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Parsers, FuzzCorpus, testing::ValuesIn(all_targets()),
                         [](const auto& info) { return std::string(info.param.noun); });

TEST(FuzzCorpusFolders, BelongToTargets) {
    for (const char* kind : {"corpus", "crashers", "words"}) {
        if (!fs::exists(folder / kind)) continue;
        for (const auto& entry : fs::directory_iterator(folder / kind)) {
            const std::string noun = entry.path().stem().string();
            bool known = false;
            for (const Target& target : all_targets()) known = known || target.noun == noun;
            EXPECT_TRUE(known) << entry.path() << " belongs to no line of tests/fuzz/target_list.inc";
        }
    }
}

}  // namespace
}  // namespace twin::fuzz
