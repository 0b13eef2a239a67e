#include "data/unpack.h"

#include <sys/mman.h>
#include <zlib.h>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

GrowingMemory::GrowingMemory(GrowingMemory&& other) noexcept
    : start_(std::exchange(other.start_, nullptr)),
      used_(std::exchange(other.used_, 0)),
      size_(std::exchange(other.size_, 0)) {}

GrowingMemory& GrowingMemory::operator=(GrowingMemory&& other) noexcept {
    std::swap(start_, other.start_);
    std::swap(used_, other.used_);
    std::swap(size_, other.size_);
    return *this;
}

GrowingMemory::~GrowingMemory() {
    if (start_) ::munmap(start_, size_);
}

std::span<std::byte> GrowingMemory::room(std::size_t at_least) {
    if (size_ - used_ < at_least) {
        constexpr std::size_t page = 4096;
        const std::size_t wanted = (std::max(used_ + at_least, size_ * 2) + page - 1) / page * page;
        void* moved = start_ ? ::mremap(start_, size_, wanted, MREMAP_MAYMOVE)
                             : ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (moved == MAP_FAILED) return {};
        start_ = static_cast<std::byte*>(moved);
        size_ = wanted;
    }
    return {start_ + used_, size_ - used_};
}

bool is_gzip(std::span<const std::byte> head) {
    return head.size() > 18 && head[0] == std::byte{0x1f} && head[1] == std::byte{0x8b};
}

namespace {

constexpr std::size_t piece_bytes = 1 << 20;

/// Owner of zlib's state.
struct Stream {
    z_stream z{};
    bool ready = false;
    explicit Stream(int window_bits) { ready = inflateInit2(&z, window_bits) == Z_OK; }
    ~Stream() {
        if (ready) inflateEnd(&z);
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
};

base::Error damaged(std::uint64_t at) {
    return {fmt::format("unpacking: the compressed data is damaged at byte {}", at)};
}

base::Error cut_off(std::uint64_t at) {
    return {fmt::format("unpacking: the file is cut off, its compressed data ends at byte {}", at)};
}

bool is_bomb(std::uint64_t packed, std::uint64_t unpacked) {
    return unpacked > most_unpacked_bytes || (unpacked > free_unpacked_bytes && unpacked / most_ratio > packed);
}

/// Inflates until the end of the stream, of `packed`, or of `first_bytes`.
base::Result<GrowingMemory> inflate_all(std::span<const std::byte> packed, int window_bits, bool several_members,
                                        const UnpackProgress& progress, std::size_t first_bytes) {
    const base::Error no_memory{"unpacking: not enough memory for the unpacked file"};
    Stream stream(window_bits);
    if (!stream.ready) return no_memory;
    GrowingMemory out;
    std::size_t given = 0;
    bool ended = false;
    const auto consumed = [&] { return given - stream.z.avail_in; };
    while (true) {
        if (stream.z.avail_in == 0) {
            const auto piece = packed.subspan(given, std::min(piece_bytes, packed.size() - given));
            stream.z.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(piece.data()));
            stream.z.avail_in = static_cast<uInt>(piece.size());
            given += piece.size();
            if (piece.empty()) {
                if (ended) return out;
                return cut_off(packed.size());
            }
        }
        if (ended) {  // several members in a row, as pigz and bgzip write them; anything else behind is padding
            if (*stream.z.next_in != 0x1f || inflateReset(&stream.z) != Z_OK) return out;
            ended = false;
        }
        const auto room = out.room(piece_bytes);
        if (room.empty()) return no_memory;
        stream.z.next_out = reinterpret_cast<Bytef*>(room.data());
        stream.z.avail_out = static_cast<uInt>(std::min<std::size_t>(room.size(), 64 << 20));
        const uInt offered = stream.z.avail_out;
        const int state = inflate(&stream.z, Z_NO_FLUSH);
        out.use(offered - stream.z.avail_out);
        if (state == Z_MEM_ERROR) return no_memory;
        if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) return damaged(consumed());
        if (is_bomb(consumed(), out.bytes().size()))
            return base::Error{fmt::format("unpacking: {} of {} unpack to more than {}, which no honest file does",
                                           base::format_bytes(consumed()), base::format_bytes(packed.size()),
                                           base::format_bytes(out.bytes().size()))};
        if (first_bytes > 0 && out.bytes().size() >= first_bytes) return out;
        if (!progress(consumed())) return base::Error{"unpacking: cancelled"};
        if (state == Z_STREAM_END) {
            if (!several_members) return out;
            ended = true;
        }
    }
}

}  // namespace

base::Result<GrowingMemory> unpack_gzip(std::span<const std::byte> packed, const UnpackProgress& progress) {
    return inflate_all(packed, 15 + 16, true, progress, 0);
}

namespace {

std::uint32_t number_at(std::span<const std::byte> bytes, std::size_t at, int size) {
    std::uint32_t value = 0;
    for (int i = size - 1; i >= 0; --i)
        value = value << 8 | std::to_integer<std::uint32_t>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
}

const base::Error bad_directory{
    "unpacking: expected a zip archive, but its list of contents cannot be read; it is cut off or damaged"};

/// Where the list of contents begins, and how many members it names.
/// Source: PKWARE APPNOTE 6.3.9, section 4.3.16.
base::Result<std::pair<std::size_t, std::size_t>> find_directory(std::span<const std::byte> archive) {
    constexpr std::size_t record = 22, longest_comment = 65535;
    if (archive.size() < record) return bad_directory;
    const std::size_t last = archive.size() - record;
    const std::size_t first = last > longest_comment ? last - longest_comment : 0;
    for (std::size_t at = last + 1; at-- > first;) {
        if (number_at(archive, at, 4) != 0x06054b50u) continue;
        const std::size_t count = number_at(archive, at + 10, 2), begin = number_at(archive, at + 16, 4);
        if (begin == 0xFFFFFFFFu || count == 0xFFFFu)
            return base::Error{"unpacking: the archive is a zip64, which is not read; unpack it and name the files"};
        if (begin >= at) return bad_directory;
        return std::pair(begin, count);
    }
    return bad_directory;
}

}  // namespace

bool is_zip_archive(std::span<const std::byte> head) {
    return head.size() > 30 && number_at(head, 0, 4) == 0x04034b50u;
}

base::Result<std::vector<ZipMember>> list_zip(std::span<const std::byte> archive) {
    constexpr std::size_t entry_bytes = 46;
    const auto directory = find_directory(archive);
    if (!directory) return directory.error();
    auto [at, count] = *directory;
    std::vector<ZipMember> members;
    for (; count > 0; --count) {
        if (at + entry_bytes > archive.size() || number_at(archive, at, 4) != 0x02014b50u) return bad_directory;
        const std::size_t name_bytes = number_at(archive, at + 28, 2);
        if (at + entry_bytes + name_bytes > archive.size()) return bad_directory;
        ZipMember member;
        member.encrypted = number_at(archive, at + 8, 2) & 1u;
        member.method = static_cast<int>(number_at(archive, at + 10, 2));
        member.packed_bytes = number_at(archive, at + 20, 4);
        member.unpacked_bytes = number_at(archive, at + 24, 4);
        member.header_at = number_at(archive, at + 42, 4);
        member.name.assign(reinterpret_cast<const char*>(archive.data()) + at + entry_bytes, name_bytes);
        if (!member.name.empty() && member.name.back() != '/' && !member.name.starts_with("__MACOSX"))
            members.push_back(std::move(member));
        at += entry_bytes + name_bytes + number_at(archive, at + 30, 2) + number_at(archive, at + 32, 2);
    }
    return members;
}

base::Result<GrowingMemory> unpack_zip(std::span<const std::byte> archive, const ZipMember& member,
                                       const UnpackProgress& progress, std::size_t first_bytes) {
    constexpr std::size_t header_bytes = 30;
    if (member.encrypted) return base::Error{"unpacking: the archive is encrypted; unpack it with its password first"};
    if (member.header_at + header_bytes > archive.size() || number_at(archive, member.header_at, 4) != 0x04034b50u)
        return bad_directory;
    const std::size_t begin = member.header_at + header_bytes + number_at(archive, member.header_at + 26, 2) +
                              number_at(archive, member.header_at + 28, 2);
    if (begin > archive.size() || member.packed_bytes > archive.size() - begin) return cut_off(archive.size());
    const auto packed = archive.subspan(begin, member.packed_bytes);
    if (member.method == 8) return inflate_all(packed, -15, false, progress, first_bytes);
    if (member.method != 0)
        return base::Error{fmt::format("unpacking: '{}' is packed by method {}, which is not read; unpack it first",
                                       base::to_valid_utf8(member.name), member.method)};
    GrowingMemory out;
    const auto wanted = first_bytes > 0 ? packed.first(std::min(first_bytes, packed.size())) : packed;
    const auto room = out.room(std::max<std::size_t>(1, wanted.size()));
    if (room.empty()) return base::Error{"unpacking: not enough memory for the unpacked file"};
    std::ranges::copy(wanted, room.begin());
    out.use(wanted.size());
    return out;
}

}  // namespace twin::data
