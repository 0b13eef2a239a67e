#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_cityjson_sequence(Bytes bytes) {
    read_as("cityjson", "a.city.jsonl", bytes);
}

}  // namespace twin::fuzz
