#include "app/importer/imagery_store.h"

#include <algorithm>
#include <utility>

#include "data/city_file/compress.h"
#include "data/city_file/imagery_tile.h"

namespace twin::app {

namespace {

constexpr std::size_t small_px = 64 * 64;
constexpr int quality = 92;  // They are packed a second time, and then for good.

std::vector<std::byte> alpha_of(const data::Pixels& pixels) {
    std::vector<std::byte> alpha(pixels.rgba.size() / 4);
    for (std::size_t i = 0; i < alpha.size(); ++i) alpha[i] = static_cast<std::byte>(pixels.rgba[4 * i + 3]);
    return alpha;
}

/// Colours where nothing can be seen are made those of the pixel before: sharp edges would ring in the packed picture.
data::Pixels opaque(const data::Pixels& pixels) {
    data::Pixels out = pixels;
    std::uint8_t last[3] = {128, 128, 128};
    for (std::size_t i = 0; i < out.rgba.size(); i += 4) {
        std::uint8_t* p = out.rgba.data() + i;
        if (p[3] > 0)
            std::copy_n(p, 3, last);
        else
            std::copy_n(last, 3, p);
        p[3] = 255;
    }
    return out;
}

}  // namespace

bool ImageryStore::add(const data::GroundPicture& picture) {
    const data::Pixels& pixels = picture.pixels;
    const data::Cover cover = data::cover_of(pixels);
    if (cover == data::Cover::none) return true;
    StoredPicture stored;
    stored.transform = picture.transform;
    stored.width_px = pixels.width_px;
    stored.height_px = pixels.height_px;
    stored.opaque = cover == data::Cover::full;
    if (pixels.rgba.size() / 4 <= small_px) {
        stored.small = std::make_shared<const data::Pixels>(pixels);
    } else {
        auto packed = data::encode_picture(stored.opaque ? pixels : opaque(pixels), quality);
        if (!packed.ok()) return false;
        stored.colours = PackedBatch(std::move(*packed), 1, spool_);
        if (!stored.opaque) stored.alpha = PackedBatch(data::compress(alpha_of(pixels)), 1, spool_);
    }
    pictures_.push_back(std::move(stored));
    return true;
}

data::Pixels ImageryStore::read(std::size_t i) const {
    const StoredPicture& stored = pictures_[i];
    if (stored.small) return *stored.small;
    const auto nothing = [&] {
        const auto count = static_cast<std::size_t>(stored.width_px) * static_cast<std::size_t>(stored.height_px);
        return data::Pixels{stored.width_px, stored.height_px, std::vector<std::uint8_t>(4 * count, 0)};
    };
    auto pixels = data::decode_picture(stored.colours.read_bytes(), stored.width_px, stored.height_px);
    if (!pixels.ok()) return nothing();
    if (stored.opaque) return std::move(*pixels);
    const auto alpha = data::decompress(stored.alpha.read_bytes(), pixels->rgba.size() / 4);
    if (!alpha.ok() || alpha->size() != pixels->rgba.size() / 4) return nothing();
    for (std::size_t k = 0; k < alpha->size(); ++k) pixels->rgba[4 * k + 3] = static_cast<std::uint8_t>((*alpha)[k]);
    return std::move(*pixels);
}

}  // namespace twin::app
