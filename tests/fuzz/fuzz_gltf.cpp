#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_gltf(Bytes bytes) {
    read_as("gltf", "a.glb", bytes);
}

}  // namespace twin::fuzz
