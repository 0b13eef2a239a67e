#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// Networks, edge data and vehicle positions; whatever lies beside the file is the file itself.
void fuzz_sumo(Bytes bytes) {
    read_as("sumo", "a.net.xml", bytes);
}

}  // namespace twin::fuzz
