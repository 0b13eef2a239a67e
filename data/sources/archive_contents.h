#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/complaint.h"
#include "base/result.h"

namespace twin::data {

/// What an archive may unpack to before it is taken for a bomb.
struct ArchiveLimits {
    std::uint64_t bytes = 8ull << 30;        ///< Of all members together.
    std::uint64_t ratio = 200;               ///< Unpacked to packed ...
    std::uint64_t ratio_from = 64ull << 20;  ///< ... of what is larger than this when unpacked.
    std::uint64_t members = 100'000;
};

/// Whether a file is an archive of many files (zip, tar, tar.gz) or one packed file (gz) by its first bytes and name.
/// Formats that are a zip inside (KMZ, ZAE, office documents) are none: who reads them knows them.
enum class ArchiveKind : std::uint8_t { none, zip, tar, tar_gz, gz };
ArchiveKind archive_kind_of(std::string_view name, std::span<const std::byte> head);

/// Unpacks an archive into `folder` (made when missing), with the times that its members have.
/// Names are checked before anything is written: absolute ones, "..", drive letters and links are left out, each with a
/// complaint. `goes_on`: asked every few megabytes; false: stop.
/// Errors: damaged, locked with a password, beyond the limits (told from the list of contents before anything is
/// unpacked, and again while unpacking), the disk is full, cancelled.  Source: PKWARE APPNOTE 6.3, POSIX.1-1988 ustar,
/// RFC 1952.
base::Result<void> unpack_archive(std::string_view name, std::span<const std::byte> archive,
                                  const std::filesystem::path& folder, const ArchiveLimits& limits,
                                  std::vector<base::Complaint>& complaints, const std::function<bool()>& goes_on = {});

/// Whether a member's name stays inside the folder it is unpacked to.
bool is_safe_member_name(std::string_view name);

}  // namespace twin::data
