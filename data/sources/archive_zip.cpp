#include "data/sources/archive_parts.h"

namespace twin::data::archive {

namespace {

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

}  // namespace

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

}  // namespace twin::data::archive
