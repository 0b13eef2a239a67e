#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string_view>

namespace twin::app {

/// Tells changed bytes from unchanged ones, at the speed of the memory.  No protection against forgery.
std::uint64_t hash_of(std::span<const std::byte> bytes);
std::uint64_t hash_of(std::string_view text);
/// Of a file's content; 0: it cannot be read, or `stop` became true meanwhile.
std::uint64_t hash_of_file(const std::filesystem::path& path, const std::atomic<bool>* stop = nullptr);

}  // namespace twin::app
