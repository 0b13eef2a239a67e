#include "data/city_file/compress.h"
#include "data/city_file/feature_chunks.h"
#include "data/city_file/traffic_blob.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// A chunk of features of a city file, as it is and packed by us; the same bytes as a recording.
void fuzz_chunk_blob(Bytes bytes) {
    const auto visitor = [](std::uint32_t, data::Feature&&) { return true; };
    data::read_chunk(bytes, data::FeatureKind::building, visitor).ok();
    const auto packed = data::compress(bytes);
    data::read_chunk(packed, data::FeatureKind::building, visitor).ok();
    data::decode_traffic(packed).ok();
}

}  // namespace twin::fuzz
