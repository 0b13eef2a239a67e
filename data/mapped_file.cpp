#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "data/import_file.h"
#include "data/open_file.h"

namespace twin::data {

base::Result<MappedFile> MappedFile::open(const std::filesystem::path& file) {
    auto descriptor = open_plain_file(file);
    if (!descriptor) return base::Error{fmt::format("{}: opening: {}", shown_name(file), descriptor.error().message)};
    return adopt(descriptor->release(), shown_name(file));
}

base::Result<MappedFile> MappedFile::adopt(int descriptor, std::string name) {
    const base::Descriptor owner(descriptor);
    struct stat info {};
    if (::fstat(descriptor, &info) != 0 || !S_ISREG(info.st_mode))
        return base::Error{fmt::format("{}: opening: not a plain file", name)};
    MappedFile mapped;
    mapped.input_.name = std::move(name);
    const auto size = static_cast<std::size_t>(info.st_size);
    if (size == 0) return mapped;
    void* start = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (start == MAP_FAILED)
        return base::Error{
            fmt::format("{}: opening: cannot be mapped into memory: {}", mapped.input_.name, std::strerror(errno))};
    mapped.input_.bytes = {static_cast<const std::byte*>(start), size};
    mapped.input_.mapped = true;
    return mapped;
}

MappedFile::MappedFile(MappedFile&& other) noexcept : input_(std::exchange(other.input_, {})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
    std::swap(input_, other.input_);
    return *this;
}

MappedFile::~MappedFile() {
    if (!input_.bytes.empty()) ::munmap(const_cast<std::byte*>(input_.bytes.data()), input_.bytes.size());
}

std::optional<InputFile> CollectingSink::side_file(std::string_view relative_name, bool required) {
    SideFile side = open_side_file(folder_, relative_name);
    const std::string name(relative_name);
    if (side.outcome == SideFile::Outcome::found) {
        auto mapped = MappedFile::adopt(side.file.release(), name);
        if (mapped) {
            side_files_.push_back(std::make_shared<MappedFile>(std::move(*mapped)));
            return side_files_.back()->input();
        }
        side.reason = mapped.error().message;
    }
    if (side.outcome == SideFile::Outcome::refused)
        complain({base::ComplaintKind::skipped, name, "file beside the input not opened", side.reason});
    else if (required)
        complain({base::ComplaintKind::skipped, name, "file beside the input is missing", "there is no such file"});
    return std::nullopt;
}

}  // namespace twin::data
