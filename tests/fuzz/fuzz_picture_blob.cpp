#include "data/city_file/compress.h"
#include "data/city_file/imagery_tile.h"
#include "data/city_file/picture_blob.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// Pictures of a city file: kept blocks of walls (width and height are the first two bytes), JPEG and PNG of the
/// ground.
void fuzz_picture_blob(Bytes bytes) {
    if (bytes.size() < 2) return;
    const int width = std::to_integer<int>(bytes[0]), height = std::to_integer<int>(bytes[1]);
    const Bytes blob = bytes.subspan(2);
    data::decode_picture("a", width, height, blob).ok();
    const auto image = data::decode_picture("a", width, height, data::compress(blob));
    if (image) demand(image->width_px == width && image->height_px == height, "a picture of another size");
    const auto pixels = data::decode_picture(blob, 4, 4);
    if (pixels) demand(pixels->width_px == 4 && pixels->height_px == 4, "a ground picture of another size");
}

}  // namespace twin::fuzz
