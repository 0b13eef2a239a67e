#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_cityjson(Bytes bytes) {
    read_as("cityjson", "a.city.json", bytes);
}

}  // namespace twin::fuzz
