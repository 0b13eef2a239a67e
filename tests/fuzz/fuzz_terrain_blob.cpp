#include "data/city_file/compress.h"
#include "data/city_file/terrain_blob.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// Columns and rows, then the heights' bytes, as they are and packed by us.
void fuzz_terrain_blob(Bytes bytes) {
    if (bytes.size() < 2) return;
    const int columns = std::to_integer<int>(bytes[0]), rows = std::to_integer<int>(bytes[1]);
    const Bytes blob = bytes.subspan(2);
    data::decode_heights(blob, columns, rows).ok();
    const auto heights = data::decode_heights(data::compress(blob), columns, rows);
    if (!heights) return;
    demand(heights->size() == static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows),
           "not as many heights as columns times rows");
}

}  // namespace twin::fuzz
