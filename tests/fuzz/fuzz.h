#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What the fuzzers throw at the parsers of our own. The same functions replay the corpus in the ordinary tests.
namespace twin::fuzz {

using Bytes = std::span<const std::byte>;

#define FUZZ(noun) void fuzz_##noun(Bytes bytes);
#include "tests/fuzz/target_list.inc"
#undef FUZZ

struct Target {
    std::string_view noun;
    void (*run)(Bytes bytes);
};
const std::vector<Target>& all_targets();

/// Ends the process with a sentence unless `truth` holds: what a fuzzer calls a crash.
void demand(bool truth, std::string_view sentence);

/// Reads `bytes` as a file of the source `source` does, and believes it no more than the importer does: every feature,
/// grid and recording goes through the messages between worker and parent, and none may be refused as damaged. Every
/// file that the input refers to has its own bytes again, a few times.
void read_as(std::string_view source, const std::string& file_name, Bytes bytes);

std::string_view text_of(Bytes bytes);

}  // namespace twin::fuzz
