#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_osm_xml(Bytes bytes) {
    read_as("osm", "a.osm", bytes);
}

}  // namespace twin::fuzz
