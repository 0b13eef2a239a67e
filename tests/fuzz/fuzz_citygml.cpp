#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_citygml(Bytes bytes) {
    read_as("citygml", "a.gml", bytes);
}

}  // namespace twin::fuzz
