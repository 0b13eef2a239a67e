#include "data/city_file/attributes_json.h"
#include "data/city_file/feature_shape.h"
#include "data/feature_bytes.h"
#include "data/feature_check.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// A feature as it stands in a city file; the first byte is its kind.
void fuzz_feature_bytes(Bytes bytes) {
    if (bytes.empty()) return;
    const auto kind = static_cast<data::FeatureKind>(std::to_integer<int>(bytes[0]) % data::feature_kind_count);
    data::ByteReader in(bytes.subspan(1));
    data::Feature feature = data::get_feature(in, kind);
    if (!in.ok()) return;
    data::ByteWriter once;
    data::put_feature(once, feature);
    data::ByteReader again(once.bytes());
    data::ByteWriter twice;
    data::put_feature(twice, data::get_feature(again, kind));
    demand(again.ok() && again.at_end(), "a feature that was written cannot be read");
    if (!data::flaw_of(feature).empty()) return;
    data::repair_decoration(feature);
    demand(data::flaw_of(feature).empty(), "a repaired feature has a flaw");
    data::attributes_json(feature.attributes);
    const data::Terrain terrain;
    data::bounds_of(feature, terrain);
    data::ByteWriter shape;
    data::write_shape(feature, terrain, {400'000, 5'000'000}, 25832, shape);
}

}  // namespace twin::fuzz
