#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "data/source.h"

namespace twin::data {

/// Memory that grows without being copied.  Owner: this object.
class GrowingMemory {
  public:
    GrowingMemory() = default;
    GrowingMemory(GrowingMemory&& other) noexcept;
    GrowingMemory& operator=(GrowingMemory&& other) noexcept;
    ~GrowingMemory();

    std::span<std::byte> room(std::size_t at_least);  ///< Free space behind what is used; empty: no memory.
    void use(std::size_t bytes) { used_ += bytes; }
    std::span<const std::byte> bytes() const { return {start_, used_}; }

  private:
    std::byte* start_ = nullptr;
    std::size_t used_ = 0;
    std::size_t size_ = 0;
};

/// Told now and then while unpacking, with the packed bytes used; false cancels.
using UnpackProgress = std::function<bool(std::uint64_t packed_bytes)>;

bool is_gzip(std::span<const std::byte> head);
bool is_zip_archive(std::span<const std::byte> head);

/// Limits against bombs.  Source: facts/reliability.md A7.
inline constexpr std::uint64_t most_unpacked_bytes = 8ull << 30;
inline constexpr std::uint64_t free_unpacked_bytes = 64ull << 20;  ///< Below this any ratio is fine.
inline constexpr std::uint64_t most_ratio = 200;

/// Errors: "unpacking: REASON" (cut off, damaged at byte N, a bomb, out of memory, cancelled).
base::Result<GrowingMemory> unpack_gzip(std::span<const std::byte> packed, const UnpackProgress& progress);

/// One file inside a zip.
struct ZipMember {
    std::string name;
    std::uint64_t packed_bytes = 0;
    std::uint64_t unpacked_bytes = 0;
    std::uint64_t header_at = 0;  ///< Of its local header.
    int method = 0;               ///< 0 stored, 8 deflated.
    bool encrypted = false;
};
/// Plain members, folders left out.  Errors: "unpacking: REASON".
base::Result<std::vector<ZipMember>> list_zip(std::span<const std::byte> archive);
/// At most `first_bytes` of the member (0: all of it).
base::Result<GrowingMemory> unpack_zip(std::span<const std::byte> archive, const ZipMember& member,
                                       const UnpackProgress& progress, std::size_t first_bytes = 0);

}  // namespace twin::data
