#include "data/bytes.h"

#include <algorithm>
#include <limits>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr std::size_t longest_text = 16 << 20;

bool plain_ascii(std::string_view text) {
    return std::ranges::all_of(text, [](unsigned char c) { return (c >= 0x20 && c < 0x7F) || c == '\t' || c == '\n'; });
}

}  // namespace

void ByteWriter::grow(std::size_t more) {
    constexpr std::size_t least_room = 256;
    bytes_.resize(std::max({least_room, bytes_.size() * 2, size_ + more}));
}

std::span<const std::byte> ByteReader::get_span(std::size_t size) {
    if (size > rest_.size()) {
        fail();
        return {};
    }
    const auto span = rest_.first(size);
    rest_ = rest_.subspan(size);
    return span;
}

std::uint64_t ByteReader::get_count() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 64 && !rest_.empty(); shift += 7) {
        const auto byte = static_cast<std::uint64_t>(rest_.front());
        rest_ = rest_.subspan(1);
        value |= (byte & 0x7F) << shift;
        if (byte < 0x80) return value;
    }
    fail();
    return 0;
}

std::size_t ByteReader::get_count_of(std::size_t bytes_each) {
    const std::uint64_t count = get_count();
    if (count <= rest_.size() / bytes_each) return static_cast<std::size_t>(count);
    fail();
    return 0;
}

std::size_t ByteReader::get_parts(std::size_t least_bytes) {
    const std::size_t count = get_count_of(least_bytes);
    if (count <= parts_left_) {
        parts_left_ -= count;
        return count;
    }
    fail();
    return 0;
}

int ByteReader::get_index() {
    const std::uint64_t raw = get_count();
    if (raw <= static_cast<std::uint64_t>(std::numeric_limits<int>::max())) return static_cast<int>(raw) - 1;
    fail();
    return -1;
}

std::string ByteReader::get_text() {
    const std::size_t size = get_count_of(1);
    if (size > longest_text) fail();
    const auto raw = get_span(ok_ ? size : 0);
    const std::string_view text(reinterpret_cast<const char*>(raw.data()), raw.size());
    return plain_ascii(text) ? std::string(text) : base::to_valid_utf8(text);
}

}  // namespace twin::data
