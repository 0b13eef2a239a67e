#include "data/open_file.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <vector>

#include "base/text.h"

namespace twin::data {

std::string shown_name(const std::filesystem::path& file) {
    std::string name = base::to_valid_utf8(file.filename().string());
    std::ranges::replace(name, '\n', ' ');
    return name.empty() ? base::to_valid_utf8(file.string()) : name;
}

namespace {

std::string reason_for(int error) {
    switch (error) {
        case ENOENT:
        case ENOTDIR:
            return "there is no such file";
        case EACCES:
        case EPERM:
            return "it may not be read (permission denied)";
        case ENAMETOOLONG:
            return "its name is too long";
        default:
            return std::string("it cannot be opened: ") + std::strerror(error);
    }
}

const char* not_plain(mode_t mode) {
    if (S_ISREG(mode)) return nullptr;
    if (S_ISDIR(mode)) return "it is a folder, expected a file";
    if (S_ISFIFO(mode)) return "it is a pipe, expected a file";
    if (S_ISSOCK(mode)) return "it is a socket, expected a file";
    return "it is a device, expected a file";
}

}  // namespace

base::Result<base::Descriptor> open_plain_file(const std::filesystem::path& file) {
    struct stat info {};
    if (::stat(file.c_str(), &info) != 0) return base::Error{reason_for(errno)};
    if (const char* reason = not_plain(info.st_mode)) return base::Error{reason};  // a device must not even be opened
    base::Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!opened) return base::Error{reason_for(errno)};
    if (::fstat(opened.get(), &info) != 0) return base::Error{reason_for(errno)};
    if (const char* reason = not_plain(info.st_mode)) return base::Error{reason};
    return opened;
}

namespace {

using Parts = std::vector<std::string>;

SideFile refused(std::string reason) {
    return {SideFile::Outcome::refused, {}, std::move(reason)};
}

std::string without_percent(std::string_view text) {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
            out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

/// Folders and name, or why the name is not taken.
std::optional<std::string> take_apart(std::string name, Parts& parts) {
    std::ranges::replace(name, '\\', '/');
    if (name.empty() || name.size() > 4096) return "its name is empty or too long";
    if (name.find('\0') != std::string::npos) return "its name holds a NUL";
    if (name.front() == '/' || (name.size() > 1 && name[1] == ':')) return "its name is absolute";
    if (name.find("://") != std::string::npos) return "it is an address, not a file beside the input";
    for (std::string_view part : base::split(name, '/')) {
        if (part == "..") return "it leads out of the folder of the input";
        if (!part.empty() && part != ".") parts.emplace_back(part);
    }
    if (parts.empty()) return "its name is empty or too long";
    return std::nullopt;
}

/// A name in `folder` that equals `name` but for the case of its letters.
std::string same_but_for_case(int folder, const std::string& name) {
    const int copy = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (copy < 0) return {};
    struct Close {
        void operator()(DIR* d) const { ::closedir(d); }
    };
    const std::unique_ptr<DIR, Close> listing(::fdopendir(copy));
    if (!listing) {
        ::close(copy);
        return {};
    }
    const std::string wanted = base::to_lower_ascii(name);
    while (const dirent* entry = ::readdir(listing.get()))
        if (base::to_lower_ascii(entry->d_name) == wanted) return entry->d_name;
    return {};
}

/// One step down; links are not followed.
base::Descriptor step(int folder, const std::string& name, int flags) {
    base::Descriptor next(::openat(folder, name.c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
    if (!next && errno == ENOTDIR) {
        struct stat info {};
        const bool link = ::fstatat(folder, name.c_str(), &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(info.st_mode);
        errno = link ? ELOOP : ENOTDIR;
    }
    if (next || errno != ENOENT) return next;
    const std::string other = same_but_for_case(folder, name);
    errno = ENOENT;
    if (!other.empty()) next.reset(::openat(folder, other.c_str(), flags | O_NOFOLLOW | O_CLOEXEC));
    return next;
}

SideFile walk(const std::filesystem::path& folder, const Parts& parts) {
    const std::filesystem::path start = folder.empty() ? std::filesystem::path(".") : folder;
    base::Descriptor at(::open(start.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    for (std::size_t i = 0; at && i < parts.size(); ++i) {
        const bool last = i + 1 == parts.size();
        at = step(at.get(), parts[i], last ? O_RDONLY | O_NONBLOCK | O_NOCTTY : O_PATH | O_DIRECTORY);
    }
    if (!at) {
        if (errno == ELOOP || errno == EMLINK) return refused("it is a link");
        if (errno == ENOENT || errno == ENOTDIR) return {};
        return refused(reason_for(errno));
    }
    struct stat info {};
    if (::fstat(at.get(), &info) != 0 || !S_ISREG(info.st_mode)) return refused("it is not a plain file");
    return {SideFile::Outcome::found, std::move(at), {}};
}

}  // namespace

SideFile open_side_file(const std::filesystem::path& folder, std::string_view relative_name) {
    Parts parts;
    if (auto reason = take_apart(std::string(relative_name), parts)) return refused(*reason);
    SideFile found = walk(folder, parts);
    if (found.outcome != SideFile::Outcome::absent || relative_name.find('%') == std::string_view::npos) return found;
    Parts decoded;
    if (auto reason = take_apart(without_percent(relative_name), decoded)) return refused(*reason);
    return walk(folder, decoded);
}

}  // namespace twin::data
