#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_osm_pbf(Bytes bytes) {
    read_as("osm", "a.osm.pbf", bytes);
}

}  // namespace twin::fuzz
