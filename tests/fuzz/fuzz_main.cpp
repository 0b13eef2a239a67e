#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/fuzz.h"

namespace {

/// Named by the environment, which libFuzzer hands on to the processes it starts.
const twin::fuzz::Target* chosen_target() {
    const char* noun = std::getenv("TWIN_FUZZ_TARGET");
    for (const twin::fuzz::Target& target : twin::fuzz::all_targets())
        if (noun && target.noun == noun) return &target;
    std::fputs("expected TWIN_FUZZ_TARGET=NOUN in the environment, a line of tests/fuzz/target_list.inc\n", stderr);
    std::exit(2);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const twin::fuzz::Target* const target = chosen_target();
    target->run({reinterpret_cast<const std::byte*>(data), size});
    return 0;
}
