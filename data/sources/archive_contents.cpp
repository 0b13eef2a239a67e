#include "data/sources/archive_contents.h"

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

namespace twin::data {

namespace {

namespace fs = std::filesystem;
using Bytes = std::span<const std::byte>;

constexpr std::size_t piece_bytes = 1 << 20;

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

base::Complaint refused(const std::string& member, const char* why) {
    return {base::ComplaintKind::skipped, base::to_valid_utf8(member), "file in the archive left out", why};
}

// --- zip

struct ZipMember {
    std::string name;
    std::uint64_t packed = 0, unpacked = 0, at = 0;
    int method = 0;
    unsigned flags = 0;
    std::uint32_t crc = 0;
    std::time_t changed = 0;
    bool link = false;
};

std::time_t time_of_dos(std::uint64_t date_time) {
    std::tm when{};
    when.tm_sec = static_cast<int>(date_time & 31) * 2;
    when.tm_min = static_cast<int>(date_time >> 5 & 63);
    when.tm_hour = static_cast<int>(date_time >> 11 & 31);
    when.tm_mday = static_cast<int>(date_time >> 16 & 31);
    when.tm_mon = static_cast<int>(date_time >> 21 & 15) - 1;
    when.tm_year = static_cast<int>(date_time >> 25 & 127) + 80;
    return ::timegm(&when);
}

const base::Error no_list{
    "opening: expected a zip archive, but its list of contents cannot be read; it is cut off or damaged"};

/// Sizes beyond 4 GiB stand in an extra field.
void widen(const Look& look, std::uint64_t extra, std::uint64_t length, ZipMember& member) {
    const std::uint64_t end = extra + length;
    while (extra + 4 <= end) {
        const auto id = look.number(extra, 2), size = look.number(extra + 2, 2);
        std::uint64_t at = extra + 4;
        extra = at + size;
        if (id != 1 || extra > end) continue;
        for (std::uint64_t* value : {&member.unpacked, &member.packed, &member.at})
            if (*value == 0xFFFFFFFF && at + 8 <= extra) {
                *value = look.number(at, 8);
                at += 8;
            }
    }
}

struct ZipList {
    std::uint64_t at = 0, members = 0;
};

std::optional<ZipList> find_list(const Look& look) {
    if (look.size() < 22) return std::nullopt;
    const std::uint64_t lowest = look.size() > 22 + 65535 ? look.size() - 22 - 65535 : 0;
    for (std::uint64_t at = look.size() - 22 + 1; at-- > lowest;) {
        if (look.number(at, 4) != 0x06054b50) continue;
        ZipList list{look.number(at + 16, 4), look.number(at + 10, 2)};
        if (at >= 20 && look.number(at - 20, 4) == 0x07064b50) {
            const std::uint64_t wide = look.number(at - 12, 8);
            if (look.has(wide, 56) && look.number(wide, 4) == 0x06064b50)
                list = {look.number(wide + 48, 8), look.number(wide + 32, 8)};
        }
        return list;
    }
    return std::nullopt;
}

base::Result<std::vector<ZipMember>> list_zip(const Look& look, Budget& budget) {
    const auto list = find_list(look);
    if (!list) return no_list;
    std::vector<ZipMember> members;
    std::uint64_t at = list->at, total = 0;
    for (std::uint64_t i = 0; i < list->members; ++i) {
        if (!look.has(at, 46) || look.number(at, 4) != 0x02014b50) return no_list;
        if (auto done = budget.member(); !done.ok()) return done.error();
        ZipMember member;
        member.flags = static_cast<unsigned>(look.number(at + 8, 2));
        member.method = static_cast<int>(look.number(at + 10, 2));
        member.changed = time_of_dos(look.number(at + 12, 4));
        member.crc = static_cast<std::uint32_t>(look.number(at + 16, 4));
        member.packed = look.number(at + 20, 4);
        member.unpacked = look.number(at + 24, 4);
        const auto name = look.number(at + 28, 2), extra = look.number(at + 30, 2), note = look.number(at + 32, 2);
        const bool unix_made = look.number(at + 5, 1) == 3;
        member.link = unix_made && (look.number(at + 38, 4) >> 16 & 0170000) == 0120000;
        member.at = look.number(at + 42, 4);
        if (!look.has(at + 46, name + extra + note)) return no_list;
        member.name = look.text(at + 46, name);
        widen(look, at + 46 + name, extra, member);
        if (member.unpacked > UINT64_MAX - total) return no_list;
        total += member.unpacked;
        at += 46 + name + extra + note;
        members.push_back(std::move(member));
    }
    if (auto done = budget.check(total, look.size()); !done.ok()) return done.error();
    return members;
}

/// Entries that share their bytes are how small archives become large ones.
bool overlap(std::vector<ZipMember> members) {
    std::erase_if(members, [](const ZipMember& member) { return member.packed == 0; });
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
    for (std::size_t i = 1; i < members.size(); ++i)
        if (members[i].at < members[i - 1].at + members[i - 1].packed) return true;
    return false;
}

base::Result<void> unpack_member(const Look& look, const ZipMember& member, const fs::path& folder, Budget& budget) {
    const auto damaged = [&](const char* why) {
        return base::Error{fmt::format("unpacking: {} is damaged ({})", base::to_valid_utf8(member.name), why)};
    };
    if (!look.has(member.at, 30) || look.number(member.at, 4) != 0x04034b50) return damaged("its head is missing");
    const std::uint64_t data = member.at + 30 + look.number(member.at + 26, 2) + look.number(member.at + 28, 2);
    if (!look.has(data, member.packed)) return damaged("it is cut off");
    auto file = MemberFile::make(folder, member.name);
    if (!file.ok()) return file.error();
    uLong crc = crc32(0, nullptr, 0);
    std::uint64_t written = 0;
    const auto take = [&](Bytes bytes) -> base::Result<void> {
        written += bytes.size();
        if (written > member.unpacked) return damaged("it is larger than it says");
        crc = crc32_z(crc, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
        if (auto done = budget.grow(bytes.size(), look.size()); !done.ok()) return done;
        return file->write(bytes);
    };
    if (member.method == 0) {
        for (std::uint64_t at = 0; at < member.packed; at += piece_bytes)
            if (auto done = take(look.part(data + at, std::min<std::uint64_t>(piece_bytes, member.packed - at)));
                !done.ok())
                return done;
    } else {
        Inflater inflater(look.part(data, member.packed), -15);
        for (;;) {
            const auto piece = inflater.next();
            if (!piece.ok()) return damaged("it cannot be unpacked");
            if (piece->empty()) break;
            if (auto done = take(*piece); !done.ok()) return done;
        }
    }
    if (written != member.unpacked || crc != member.crc) return damaged("its checksum does not fit");
    return file->close(member.changed);
}

base::Result<void> unpack_zip(Bytes archive, const fs::path& folder, Budget& budget,
                              std::vector<base::Complaint>& complaints) {
    const Look look(archive);
    const auto members = list_zip(look, budget);
    if (!members.ok()) return members.error();
    if (overlap(*members))
        return base::Error{"opening: files in the archive lie on top of one another, as in no honest archive"};
    for (const ZipMember& member : *members) {
        if (member.name.ends_with('/') || member.name.starts_with("__MACOSX/")) continue;
        const char* why = !is_safe_member_name(member.name) ? "its name leads out of the folder"
                          : member.link                     ? "it is a link"
                          : (member.flags & 1)              ? "it is locked with a password"
                          : member.method != 0 && member.method != 8
                              ? "it is packed by a method that is not read; pack it with deflate"
                              : nullptr;
        if (why) {
            complaints.push_back(refused(member.name, why));
            continue;
        }
        auto done = unpack_member(look, member, folder, budget);
        // One damaged file does not cost the others.
        if (!done.ok() && done.error().message.find("is damaged") != std::string::npos) {
            std::error_code ignored;
            fs::remove(folder / member.name, ignored);
            complaints.push_back({base::ComplaintKind::warning, base::to_valid_utf8(member.name),
                                  "file in the archive left out", done.error().message});
        } else if (!done.ok()) {
            return done;
        }
    }
    return {};
}

// --- tar

/// Bytes of a tar, plain or through zlib.
class TarStream {
  public:
    TarStream(Bytes archive, bool packed) : archive_(archive) {
        if (packed) inflater_ = std::make_unique<Inflater>(archive, 31);
    }
    /// Exactly `count` bytes to `take`, in pieces.  Errors: cut off, or what `take` says.
    template <class Take>
    base::Result<void> read(std::uint64_t count, const Take& take) {
        while (count > 0) {
            if (piece_.empty()) {
                if (auto done = fill(); !done.ok()) return done;
                if (piece_.empty()) return base::Error{"unpacking: the archive is cut off"};
            }
            const auto part = piece_.first(static_cast<std::size_t>(std::min<std::uint64_t>(count, piece_.size())));
            if (auto done = take(part); !done.ok()) return done;
            piece_ = piece_.subspan(part.size());
            count -= part.size();
        }
        return {};
    }

  private:
    base::Result<void> fill() {
        if (inflater_) {
            auto next = inflater_->next();
            if (!next.ok()) return next.error();
            piece_ = *next;
        } else {
            piece_ = archive_.subspan(taken_, std::min(piece_bytes, archive_.size() - taken_));
            taken_ += piece_.size();
        }
        return {};
    }
    Bytes archive_, piece_;
    std::size_t taken_ = 0;
    std::unique_ptr<Inflater> inflater_;
};

std::uint64_t octal(std::string_view text) {
    if (!text.empty() && (static_cast<unsigned char>(text[0]) & 0x80)) {
        std::uint64_t value = 0;  // GNU: larger numbers as bytes, the first one marked
        for (std::size_t i = text.size() - 8; i < text.size(); ++i)
            value = value << 8 | static_cast<unsigned char>(text[i]);
        return value;
    }
    std::uint64_t value = 0;
    for (const char c : text)
        if (c >= '0' && c <= '7') value = value << 3 | static_cast<unsigned>(c - '0');
    return value;
}

std::string text_to_nul(std::string_view field) {
    return std::string(field.substr(0, field.find('\0')));
}

/// "27 path=some/name\n" of a pax header.
std::string pax_path(std::string_view text) {
    const auto at = text.find(" path=");
    if (at == std::string_view::npos) return {};
    const auto value = text.substr(at + 6);
    return std::string(value.substr(0, value.find('\n')));
}

base::Result<void> unpack_tar(Bytes archive, bool packed, const fs::path& folder, Budget& budget,
                              std::vector<base::Complaint>& complaints) {
    constexpr std::uint64_t longest_name = 1 << 16;
    TarStream in(archive, packed);
    std::string long_name;
    for (;;) {
        std::string head;
        const auto into_head = [&](Bytes bytes) -> base::Result<void> {
            head.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            return {};
        };
        if (auto done = in.read(512, into_head); !done.ok()) return done;
        if (head[0] == '\0') return {};
        if (auto done = budget.member(); !done.ok()) return done;
        const std::string_view view = head;
        std::string name = text_to_nul(view.substr(0, 100));
        if (view.substr(257, 5) == "ustar" && view[345] != '\0' && view[345] != ' ')
            name = text_to_nul(view.substr(345, 155)) + "/" + name;
        const std::uint64_t size = octal(view.substr(124, 12));
        const auto changed = static_cast<std::time_t>(octal(view.substr(136, 12)));
        const char type = view[156];
        const std::uint64_t padding = (512 - size % 512) % 512;
        if ((type == 'L' || type == 'x') && size <= longest_name) {
            std::string text;
            const auto into_text = [&](Bytes bytes) -> base::Result<void> {
                text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                return {};
            };
            if (auto done = in.read(size, into_text); !done.ok()) return done;
            long_name = type == 'L' ? text_to_nul(text) : pax_path(text);
        } else {
            if (!long_name.empty()) name = std::exchange(long_name, {});
            while (name.starts_with("./")) name.erase(0, 2);
            const bool plain = type == '0' || type == '\0' || type == '7';
            const bool wanted = plain && is_safe_member_name(name);
            if (!wanted && type != '5' && type != 'g' && type != 'x')
                complaints.push_back(refused(name, plain ? "its name leads out of the folder" : "it is a link"));
            std::optional<MemberFile> file;
            if (wanted) {
                auto made = MemberFile::make(folder, name);
                if (!made.ok()) return made.error();
                file.emplace(std::move(made).value());
            }
            const auto into_file = [&](Bytes bytes) -> base::Result<void> {
                if (auto done = budget.grow(bytes.size(), archive.size()); !done.ok()) return done;
                return file ? file->write(bytes) : base::Result<void>{};
            };
            if (auto done = in.read(size, into_file); !done.ok()) return done;
            if (file)
                if (auto done = file->close(changed); !done.ok()) return done;
        }
        if (auto done = in.read(padding, [](Bytes) { return base::Result<void>{}; }); !done.ok()) return done;
    }
}

base::Result<void> unpack_gz(std::string_view name, Bytes archive, const fs::path& folder, Budget& budget) {
    std::string inner(name);
    if (base::ends_with_ignoring_case(inner, ".gz")) inner.resize(inner.size() - 3);
    if (inner.empty()) inner = "unpacked";
    auto file = MemberFile::make(folder, inner);
    if (!file.ok()) return file.error();
    Inflater inflater(archive, 31);
    for (;;) {
        const auto piece = inflater.next();
        if (!piece.ok()) return piece.error();
        if (piece->empty()) break;
        if (auto done = budget.grow(piece->size(), archive.size()); !done.ok()) return done;
        if (auto done = file->write(*piece); !done.ok()) return done;
    }
    return file->close(0);
}

}  // namespace

bool is_safe_member_name(std::string_view name) {
    if (name.empty() || name.size() > 1024 || name.find('\0') != std::string_view::npos) return false;
    if (name.front() == '/' || name.find('\\') != std::string_view::npos) return false;
    if (name.size() > 1 && name[1] == ':') return false;
    for (const std::string_view part : base::split(name, '/'))
        if (part == ".." || part == "." || part.empty() || part.size() > 255) return false;
    return true;
}

ArchiveKind archive_kind_of(std::string_view name, Bytes head) {
    const auto ends = [&](const char* ending) { return base::ends_with_ignoring_case(name, ending); };
    const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
    if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06"))
        return ends(".zip") ? ArchiveKind::zip : ArchiveKind::none;
    if (text.size() >= 262 && text.substr(257, 5) == "ustar") return ArchiveKind::tar;
    if (!text.starts_with("\x1f\x8b")) return ArchiveKind::none;
    return ends(".tgz") || ends(".tar.gz") ? ArchiveKind::tar_gz : ArchiveKind::gz;
}

base::Result<void> unpack_archive(std::string_view name, Bytes archive, const fs::path& folder,
                                  const ArchiveLimits& limits, std::vector<base::Complaint>& complaints,
                                  const std::function<bool()>& goes_on) {
    Budget budget(limits, goes_on);
    std::error_code failure;
    fs::create_directories(folder, failure);
    switch (archive_kind_of(name, archive.first(std::min<std::size_t>(archive.size(), 4096)))) {
        case ArchiveKind::zip:
            return unpack_zip(archive, folder, budget, complaints);
        case ArchiveKind::tar:
            return unpack_tar(archive, false, folder, budget, complaints);
        case ArchiveKind::tar_gz:
            return unpack_tar(archive, true, folder, budget, complaints);
        case ArchiveKind::gz:
            return unpack_gz(name, archive, folder, budget);
        case ArchiveKind::none:
            break;
    }
    return base::Error{"opening: expected a zip or tar archive"};
}

}  // namespace twin::data
