#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_tiles3d(Bytes bytes) {
    read_as("tiles3d", "tileset.json", bytes);
}

}  // namespace twin::fuzz
