#include "base/find_bytes.h"

#include <cstdint>
#include <cstring>

namespace twin::base {

namespace {

constexpr std::size_t width = 16;
// GCC and clang turn these into the vector instructions of the machine at hand.
using Bytes = std::uint8_t __attribute__((vector_size(width)));
using Halves = std::uint64_t __attribute__((vector_size(width)));

Bytes all_of(char c) {
    return Bytes{} + static_cast<std::uint8_t>(c);
}

Bytes load(const char* from) {
    Bytes bytes;
    std::memcpy(&bytes, from, width);
    return bytes;
}

/// Places where the first byte and the last byte of the word stand at its distance: 0xff there, else 0.
Bytes candidates(const char* at, std::size_t last, Bytes first_byte, Bytes last_byte) {
    return reinterpret_cast<Bytes>(load(at) == first_byte) & reinterpret_cast<Bytes>(load(at + last) == last_byte);
}

bool any(Bytes found) {
    const auto halves = reinterpret_cast<Halves>(found);
    return (halves[0] | halves[1]) != 0;
}

}  // namespace

std::size_t find_bytes(std::string_view text, std::string_view word, std::size_t at) {
    constexpr auto npos = std::string_view::npos;
    if (word.empty() || at > text.size() || text.size() - at < word.size()) return npos;
    const std::size_t last = word.size() - 1;
    const Bytes first_byte = all_of(word.front());
    const Bytes last_byte = all_of(word.back());
    const char* bytes = text.data();
    while (text.size() - at >= last + width) {
        const Bytes found = candidates(bytes + at, last, first_byte, last_byte);
        if (any(found))
            for (std::size_t i = 0; i < width; ++i)
                if (found[i] && std::memcmp(bytes + at + i, word.data(), word.size()) == 0) return at + i;
        at += width;
    }
    return text.find(word, at);
}

}  // namespace twin::base
