#include "data/city_file/prepared_feature.h"

#include <utility>

#include "data/city_file/attributes_json.h"
#include "data/feature_bytes.h"
#include "data/keys.h"

namespace twin::data {

namespace {

std::string class_of(const Attributes& attributes) {
    for (const char* key :
         {keys::street_class, keys::rail_class, keys::water_class, keys::land_use, keys::building_type, keys::function,
          keys::barrier, keys::furniture, keys::crossing, keys::place, keys::tree_kind, keys::theme})
        if (std::string text = attributes.text(key); !text.empty()) return text;
    return {};
}

}  // namespace

PreparedFeature prepare_feature(Feature&& feature, const Terrain& terrain, const glm::dvec2& origin_m, int srs_id) {
    PreparedFeature out;
    out.bounds = bounds_of(feature, terrain);
    ByteWriter shape, bytes;
    out.type = write_shape(feature, terrain, origin_m, srs_id, shape);
    out.shape = shape.take();
    put_feature(bytes, feature);
    out.bytes = bytes.take();
    out.attributes = attributes_json(feature.attributes);
    out.name = feature.attributes.text(keys::name);
    if (out.name.empty()) out.name = feature.attributes.text(keys::title);
    out.feature_class = class_of(feature.attributes);
    out.feature = std::move(feature);
    return out;
}

}  // namespace twin::data
