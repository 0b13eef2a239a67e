#include "data/jpeg_check.h"

#include <cstdint>

namespace twin::data {
namespace {

/// The tables of one segment, its length first. Where the file ends early, the decoder reads zeros; so does this.
bool tables_fit(std::span<const std::byte> segment) {
    const auto at = [&](std::size_t i) { return i < segment.size() ? std::to_integer<unsigned>(segment[i]) : 0U; };
    const std::size_t announced = at(0) << 8 | at(1);
    for (std::size_t table = 2; table < announced && table < segment.size();) {
        std::size_t symbols = 0;
        for (std::size_t i = 1; i <= 16; ++i) symbols += at(table + i);
        if (symbols > 256) return false;
        table += 17 + symbols;
    }
    return true;
}

}  // namespace

bool jpeg_tables_fit(std::span<const std::byte> picture) {
    const auto at = [&](std::size_t i) { return std::to_integer<unsigned>(picture[i]); };
    if (picture.size() < 4 || at(0) != 0xFF || at(1) != 0xD8) return true;
    for (std::size_t i = 2; i + 1 < picture.size();) {
        if (at(i) != 0xFF || at(i + 1) == 0xFF) {  // compressed data, or filling
            ++i;
            continue;
        }
        const unsigned marker = at(i + 1);
        i += 2;
        constexpr unsigned huffman_tables = 0xC4, first_without_length = 0xD0, last_without_length = 0xD9;
        if (marker <= 1 || (marker >= first_without_length && marker <= last_without_length)) continue;
        if (marker == huffman_tables && !tables_fit(picture.subspan(i))) return false;
        if (i + 1 < picture.size()) i += at(i) << 8 | at(i + 1);
    }
    return true;
}

}  // namespace twin::data
