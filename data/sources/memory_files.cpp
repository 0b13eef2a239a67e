#include "data/sources/memory_files.h"

#include <cpl_conv.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/text.h"

namespace twin::data {
namespace {

constexpr const char* prefix = "/vsitwin/";
constexpr std::uint64_t beat_every_bytes = 1 << 20;
constexpr std::uint64_t written_limit_bytes = 256ull << 20;

std::mutex folders_mutex;
std::map<int, MemoryFolder*>& folders() {
    static std::map<int, MemoryFolder*> all;
    return all;
}

/// Splits "7/name.shp"; null when there is no such folder.
MemoryFolder* folder_of(const char* path, std::string& name) {
    char* rest = nullptr;
    const long number = std::strtol(path, &rest, 10);
    if (rest == path) return nullptr;
    name = *rest == '/' ? rest + 1 : rest;
    const std::lock_guard lock(folders_mutex);
    const auto found = folders().find(static_cast<int>(number));
    return found == folders().end() ? nullptr : found->second;
}

struct Handle {
    MemoryFolder* folder = nullptr;
    std::shared_ptr<MemoryFolder::File> file;
    std::uint64_t offset = 0;
    bool at_end = false;
};

int stat_file(void*, const char* path, VSIStatBufL* status, int) {
    std::string name;
    MemoryFolder* folder = folder_of(path, name);
    if (!folder) return -1;
    std::memset(status, 0, sizeof(*status));
    if (name.empty()) {
        status->st_mode = S_IFDIR;
        return 0;
    }
    const auto file = folder->find(name);
    if (!file) return -1;
    status->st_mode = S_IFREG;
    status->st_size = static_cast<off_t>(file->bytes.size());
    return 0;
}

int unlink_file(void*, const char* path) {
    std::string name;
    MemoryFolder* folder = folder_of(path, name);
    return folder && folder->remove(name) ? 0 : -1;
}

char** read_folder(void*, const char* path, int) {
    std::string name;
    MemoryFolder* folder = folder_of(path, name);
    if (!folder || !name.empty()) return nullptr;
    CPLStringList list;
    for (const std::string& file : folder->names()) list.AddString(file.c_str());
    return list.StealList();
}

void* open_file(void*, const char* path, const char* access) {
    std::string name;
    MemoryFolder* folder = folder_of(path, name);
    if (!folder || name.empty()) {
        errno = ENOENT;
        return nullptr;
    }
    auto file = folder->find(name);
    const bool writes = std::strchr(access, 'w') || std::strchr(access, '+') || std::strchr(access, 'a');
    if (writes && file && !file->writable) {
        errno = EACCES;
        return nullptr;
    }
    if (std::strchr(access, 'w')) file = folder->create(name);
    if (!file) {
        errno = ENOENT;
        return nullptr;
    }
    return new Handle{folder, file, std::strchr(access, 'a') ? file->bytes.size() : 0};
}

vsi_l_offset tell(void* opaque) {
    return static_cast<Handle*>(opaque)->offset;
}

int seek(void* opaque, vsi_l_offset offset, int whence) {
    auto* handle = static_cast<Handle*>(opaque);
    handle->at_end = false;
    if (whence == SEEK_SET) handle->offset = offset;
    if (whence == SEEK_CUR) handle->offset += offset;
    if (whence == SEEK_END) handle->offset = handle->file->bytes.size() + offset;
    return 0;
}

size_t read(void* opaque, void* target, size_t size, size_t count) {
    auto* handle = static_cast<Handle*>(opaque);
    if (size == 0 || count == 0) return 0;
    const auto bytes = handle->file->bytes;
    const std::uint64_t left = handle->offset < bytes.size() ? bytes.size() - handle->offset : 0;
    const std::uint64_t whole = std::min<std::uint64_t>(count, left / size);
    if (whole < count) handle->at_end = true;
    // The tail of a partly filled block is handed over too: GDAL's text readers ask for one block of n bytes.
    const std::uint64_t wanted = whole < count ? left : whole * size;
    if (wanted > 0) std::memcpy(target, bytes.data() + handle->offset, wanted);
    handle->offset += wanted;
    if (!handle->folder->count_read(wanted)) return 0;
    return whole;
}

int is_end(void* opaque) {
    return static_cast<Handle*>(opaque)->at_end ? 1 : 0;
}

size_t write(void* opaque, const void* source, size_t size, size_t count) {
    auto* handle = static_cast<Handle*>(opaque);
    if (!handle->file->writable) return 0;
    const std::uint64_t length = static_cast<std::uint64_t>(size) * count;
    if (handle->offset + length > written_limit_bytes) return 0;
    std::vector<std::byte>& own = handle->file->own;
    if (own.size() < handle->offset + length) own.resize(handle->offset + length);
    std::memcpy(own.data() + handle->offset, source, length);
    handle->offset += length;
    handle->file->bytes = own;
    return count;
}

int flush(void*) {
    return 0;
}

int truncate_file(void* opaque, vsi_l_offset size) {
    auto* handle = static_cast<Handle*>(opaque);
    if (!handle->file->writable || size > written_limit_bytes) return -1;
    handle->file->own.resize(size);
    handle->file->bytes = handle->file->own;
    return 0;
}

int close_file(void* opaque) {
    delete static_cast<Handle*>(opaque);
    return 0;
}

void install() {
    static std::once_flag once;
    std::call_once(once, [] {
        VSIFilesystemPluginCallbacksStruct* callbacks = VSIAllocFilesystemPluginCallbacksStruct();
        callbacks->stat = stat_file;
        callbacks->unlink = unlink_file;
        callbacks->read_dir = read_folder;
        callbacks->open = open_file;
        callbacks->tell = tell;
        callbacks->seek = seek;
        callbacks->read = read;
        callbacks->eof = is_end;
        callbacks->write = write;
        callbacks->flush = flush;
        callbacks->truncate = truncate_file;
        callbacks->close = close_file;
        VSIInstallPluginHandler(prefix, callbacks);
        VSIFreeFilesystemPluginCallbacksStruct(callbacks);
    });
}

/// A file name is not a path: separators would make folders that do not exist.
std::string plain(const std::string& name) {
    std::string result = name.empty() ? "input" : name;
    std::replace(result.begin(), result.end(), '/', '_');
    return result;
}

}  // namespace

MemoryFolder::MemoryFolder(Heartbeat heartbeat) : heartbeat_(std::move(heartbeat)) {
    install();
    static int last_number = 0;
    const std::lock_guard lock(folders_mutex);
    number_ = ++last_number;
    folders()[number_] = this;
}

MemoryFolder::~MemoryFolder() {
    const std::lock_guard lock(folders_mutex);
    folders().erase(number_);
}

std::string MemoryFolder::path(const std::string& name) const {
    return prefix + std::to_string(number_) + "/" + plain(name);
}

std::string MemoryFolder::mount(const std::string& name, std::span<const std::byte> bytes) {
    auto file = std::make_shared<File>();
    file->bytes = bytes;
    files_[plain(name)] = std::move(file);
    return path(name);
}

std::string MemoryFolder::keep(const std::string& name, std::vector<std::byte> bytes) {
    auto file = std::make_shared<File>();
    file->own = std::move(bytes);
    file->bytes = file->own;
    files_[plain(name)] = std::move(file);
    return path(name);
}

bool MemoryFolder::mount_side_file(SourceSink& sink, const std::string& name) {
    const auto file = sink.side_file(name, false);
    if (!file) return false;
    mount(name, file->bytes);
    return true;
}

std::shared_ptr<MemoryFolder::File> MemoryFolder::find(const std::string& name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : found->second;
}

std::shared_ptr<MemoryFolder::File> MemoryFolder::create(const std::string& name) {
    auto file = std::make_shared<File>();
    file->writable = true;
    return files_[name] = std::move(file);
}

bool MemoryFolder::remove(const std::string& name) {
    const auto file = find(name);
    return file && file->writable && files_.erase(name) > 0;
}

std::vector<std::string> MemoryFolder::names() const {
    std::vector<std::string> result;
    for (const auto& [name, file] : files_) result.push_back(name);
    return result;
}

bool MemoryFolder::count_read(std::uint64_t bytes) {
    bytes_read_ += bytes;
    if (cancelled_) return false;
    if (bytes_read_ - last_beat_ < beat_every_bytes) return true;
    last_beat_ = bytes_read_;
    if (heartbeat_ && !heartbeat_(bytes_read_)) cancelled_ = true;
    return !cancelled_;
}

std::string ending_of(std::string_view name) {
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string() : base::to_lower_ascii(name.substr(dot + 1));
}

std::string with_ending(const std::string& name, std::string_view ending) {
    const std::size_t dot = name.rfind('.');
    const std::string stem = dot == std::string::npos ? name : name.substr(0, dot);
    std::string result(ending);
    const bool capitals = dot != std::string::npos && dot + 1 < name.size() &&
                          std::all_of(name.begin() + static_cast<std::ptrdiff_t>(dot) + 1, name.end(),
                                      [](unsigned char c) { return !std::islower(c); });
    if (capitals)
        std::transform(result.begin(), result.end(), result.begin(), [](unsigned char c) { return std::toupper(c); });
    return stem + "." + result;
}

}  // namespace twin::data
