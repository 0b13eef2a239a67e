#include "base/find_bytes.h"

#include <array>
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

struct Word {
    Bytes first, middle, last;
    std::size_t middle_at, last_at;

    /// Places where three bytes of the word stand at their distances: 0xff there, else 0. Two bytes alone are too often
    /// right in a text of few different letters.
    Bytes candidates(const char* at) const {
        return reinterpret_cast<Bytes>(load(at) == first) & reinterpret_cast<Bytes>(load(at + middle_at) == middle) &
               reinterpret_cast<Bytes>(load(at + last_at) == last);
    }
};

bool any(Bytes found) {
    const auto halves = reinterpret_cast<Halves>(found);
    return (halves[0] | halves[1]) != 0;
}

}  // namespace

std::size_t find_bytes(std::string_view text, std::string_view word, std::size_t at) {
    constexpr auto npos = std::string_view::npos;
    if (word.empty() || at > text.size() || text.size() - at < word.size()) return npos;
    const std::size_t last = word.size() - 1, middle = word.size() / 2;
    const Word wanted{all_of(word.front()), all_of(word[middle]), all_of(word.back()), middle, last};
    const char* bytes = text.data();
    constexpr std::size_t vectors = 4, stride = vectors * width;
    while (text.size() - at >= last + stride) {
        std::array<Bytes, vectors> found;
        Bytes all{};
        for (std::size_t k = 0; k < vectors; ++k) all |= found[k] = wanted.candidates(bytes + at + k * width);
        if (any(all))
            for (std::size_t i = 0; i < stride; ++i)
                if (found[i / width][i % width] && std::memcmp(bytes + at + i, word.data(), word.size()) == 0)
                    return at + i;
        at += stride;
    }
    return text.find(word, at);
}

}  // namespace twin::base
