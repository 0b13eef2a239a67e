#pragma once

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/archive_contents.h"

/// What the readers of zip, tar and gz share: careful numbers, files that come by pieces, limits, zlib.
namespace twin::data::archive {

namespace fs = std::filesystem;
using Bytes = std::span<const std::byte>;

inline constexpr std::size_t piece_bytes = 1 << 20;

/// Little-endian numbers at places that are checked first.
class Look {
  public:
    explicit Look(Bytes bytes) : bytes_(bytes) {}
    bool has(std::uint64_t at, std::uint64_t count) const { return at <= bytes_.size() && count <= bytes_.size() - at; }
    std::uint64_t number(std::uint64_t at, int count) const {
        std::uint64_t value = 0;
        for (int i = count - 1; i >= 0; --i)
            value = value << 8 |
                    std::to_integer<std::uint64_t>(bytes_[static_cast<std::size_t>(at) + static_cast<std::size_t>(i)]);
        return value;
    }
    std::string text(std::uint64_t at, std::uint64_t count) const {
        return {reinterpret_cast<const char*>(bytes_.data()) + at, static_cast<std::size_t>(count)};
    }
    Bytes part(std::uint64_t at, std::uint64_t count) const {
        return bytes_.subspan(static_cast<std::size_t>(at), static_cast<std::size_t>(count));
    }
    std::uint64_t size() const { return bytes_.size(); }

  private:
    Bytes bytes_;
};

/// One file that goes to the disk as its bytes come.
class MemberFile {
  public:
    static base::Result<MemberFile> make(const fs::path& folder, const std::string& name) {
        MemberFile file;
        file.path_ = folder / name;
        std::error_code failure;
        fs::create_directories(file.path_.parent_path(), failure);
        file.out_.open(file.path_, std::ios::binary);
        if (failure || !file.out_) return file.failed();
        return file;
    }
    base::Result<void> write(Bytes bytes) {
        out_.write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
        if (!out_) return failed();
        return {};
    }
    base::Result<void> close(std::time_t changed) {
        out_.close();
        if (!out_) return failed();
        std::error_code ignored;
        if (changed > 0)
            fs::last_write_time(
                path_, std::chrono::file_clock::from_sys(std::chrono::system_clock::from_time_t(changed)), ignored);
        return {};
    }

  private:
    base::Error failed() const {
        return {fmt::format("unpacking: {} cannot be written ({})", path_.string(), std::strerror(errno))};
    }
    fs::path path_;
    std::ofstream out_;
};

/// Keeps count of what an archive has become.
class Budget {
  public:
    Budget(const ArchiveLimits& limits, const std::function<bool()>& goes_on) : limits_(limits), goes_on_(goes_on) {}

    base::Result<void> member() {
        if (++members_ <= limits_.members) return {};
        return base::Error{fmt::format(
            "opening: the archive holds more than {} files; unpack it and name the parts you need", limits_.members)};
    }
    /// Before (declared sizes) or while (real ones) unpacking.
    base::Result<void> check(std::uint64_t unpacked, std::uint64_t packed) const {
        if (unpacked > limits_.bytes)
            return base::Error{
                fmt::format("opening: the archive unpacks to {}, more than the {} that are read; unpack it and name "
                            "the parts you need",
                            base::format_bytes(unpacked), base::format_bytes(limits_.bytes))};
        if (unpacked > limits_.ratio_from && unpacked / std::max<std::uint64_t>(packed, 1) >= limits_.ratio)
            return base::Error{fmt::format(
                "opening: the archive unpacks to {} from {}, more than {} times its size, as no honest data do",
                base::format_bytes(unpacked), base::format_bytes(packed), limits_.ratio)};
        return {};
    }
    base::Result<void> grow(std::uint64_t bytes, std::uint64_t packed) {
        unpacked_ += bytes;
        if (goes_on_ && !goes_on_()) return base::Error{"cancelled"};
        return check(unpacked_, packed);
    }

  private:
    const ArchiveLimits& limits_;
    const std::function<bool()>& goes_on_;
    std::uint64_t members_ = 0, unpacked_ = 0;
};

/// zlib over a span, a piece at a time.
class Inflater {
  public:
    /// `window_bits`: -15 raw (zip), 31 gzip.
    Inflater(Bytes packed, int window_bits) : packed_(packed), piece_(piece_bytes) {
        good_ = inflateInit2(&stream_, window_bits) == Z_OK;
    }
    ~Inflater() { inflateEnd(&stream_); }
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    /// The next bytes; empty at the end.  Errors: damaged or cut off.
    base::Result<Bytes> next() {
        stream_.next_out = reinterpret_cast<Bytef*>(piece_.data());
        stream_.avail_out = static_cast<uInt>(piece_.size());
        while (good_ && !ended_ && stream_.avail_out > 0) {
            if (stream_.avail_in == 0) {
                const std::size_t count = std::min<std::size_t>(packed_.size() - taken_, 1u << 28);
                if (count == 0) return base::Error{"unpacking: the archive is cut off"};
                stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(packed_.data() + taken_));
                stream_.avail_in = static_cast<uInt>(count);
                taken_ += count;
            }
            const int answer = inflate(&stream_, Z_NO_FLUSH);
            if (answer == Z_STREAM_END)
                ended_ = !begins_again();
            else if (answer != Z_OK)
                good_ = false;
        }
        if (!good_) return base::Error{"unpacking: the archive is damaged"};
        return Bytes(piece_).first(piece_.size() - stream_.avail_out);
    }
    std::uint64_t packed_taken() const { return taken_ - stream_.avail_in; }

  private:
    /// A .gz may hold several members one after the other.
    bool begins_again() {
        const bool gz = stream_.avail_in >= 2 && stream_.next_in[0] == 0x1f && stream_.next_in[1] == 0x8b;
        return gz && inflateReset(&stream_) == Z_OK;
    }
    Bytes packed_;
    std::vector<std::byte> piece_;
    z_stream stream_{};
    std::size_t taken_ = 0;
    bool good_ = false, ended_ = false;
};

inline base::Complaint refused(const std::string& member, const char* why) {
    return {base::ComplaintKind::skipped, base::to_valid_utf8(member), "file in the archive left out", why};
}

base::Result<void> unpack_zip(Bytes archive, const fs::path& folder, Budget& budget,
                              std::vector<base::Complaint>& complaints);
/// `packed`: through zlib.
base::Result<void> unpack_tar(Bytes archive, bool packed, const fs::path& folder, Budget& budget,
                              std::vector<base::Complaint>& complaints);
base::Result<void> unpack_gz(std::string_view name, Bytes archive, const fs::path& folder, Budget& budget);

}  // namespace twin::data::archive
