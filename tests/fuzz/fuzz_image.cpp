#include "data/sources/image_decoder.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_image(Bytes bytes) {
    const auto image = data::decode_image("a.png", bytes, 64);
    if (!image) return demand(!image.error().message.empty(), "an error without a sentence");
    demand(image->width_px > 0 && image->width_px <= 64 && image->width_px % 4 == 0, "a width that was not asked for");
    demand(image->height_px > 0 && image->height_px <= 64 && image->height_px % 4 == 0,
           "a height that was not asked for");
}

}  // namespace twin::fuzz
