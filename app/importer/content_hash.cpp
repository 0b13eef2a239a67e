#include "app/importer/content_hash.h"

#include <array>
#include <bit>
#include <cstring>
#include <fstream>
#include <vector>

namespace twin::app {

namespace {

constexpr std::uint64_t prime_a = 0x9E3779B185EBCA87ull, prime_b = 0xC2B2AE3D27D4EB4Full;

std::uint64_t stir(std::uint64_t lane, std::uint64_t word) {
    return std::rotl(lane + word * prime_b, 31) * prime_a;
}

}  // namespace

/// In the manner of Collet's xxHash: four lanes, so that the processor multiplies four words at a time.
std::uint64_t hash_of(std::span<const std::byte> bytes) {
    std::array<std::uint64_t, 4> lanes{prime_a, prime_b, 0, prime_a + prime_b};
    std::array<std::uint64_t, 4> words;
    std::size_t at = 0;
    for (; at + sizeof(words) <= bytes.size(); at += sizeof(words)) {
        std::memcpy(words.data(), bytes.data() + at, sizeof(words));
        for (std::size_t i = 0; i < 4; ++i) lanes[i] = stir(lanes[i], words[i]);
    }
    words.fill(0);
    if (at < bytes.size()) std::memcpy(words.data(), bytes.data() + at, bytes.size() - at);
    std::uint64_t hash = bytes.size();
    for (std::size_t i = 0; i < 4; ++i) hash = stir(hash ^ stir(lanes[i], words[i]), lanes[i]);
    hash = (hash ^ hash >> 29) * prime_b;
    return hash ^ hash >> 32;
}

std::uint64_t hash_of(std::string_view text) {
    return hash_of(std::as_bytes(std::span(text.data(), text.size())));
}

/// Block by block: a mapping would keep the whole file in memory beside the import.
std::uint64_t hash_of_file(const std::filesystem::path& path, const std::atomic<bool>* stop) {
    std::error_code failure;
    if (!std::filesystem::is_regular_file(path, failure)) return 0;
    std::ifstream in(path, std::ios::binary);
    std::vector<char> block(1 << 20);
    std::array<std::uint64_t, 2> chain{};
    while (in) {
        if (stop && *stop) return 0;
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        const auto count = static_cast<std::size_t>(in.gcount());
        if (count == 0) break;
        chain[1] = hash_of(std::as_bytes(std::span(block.data(), count)));
        chain[0] = hash_of(std::as_bytes(std::span(chain)));
    }
    return in.bad() ? 0 : chain[0];
}

}  // namespace twin::app
