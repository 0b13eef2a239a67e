#include "data/sources/model_io.h"

#include <assimp/DefaultLogger.hpp>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "data/sources/memory_files.h"

namespace twin::data {
namespace {

constexpr std::size_t messages_kept = 10;
constexpr auto beat_every = std::chrono::milliseconds(200);

class MemoryStream final : public Assimp::IOStream {
  public:
    explicit MemoryStream(std::span<const std::byte> bytes) : bytes_(bytes) {}

    std::size_t Read(void* target, std::size_t size, std::size_t count) override {
        if (size == 0) return 0;
        const std::size_t whole = std::min(count, (bytes_.size() - offset_) / size);
        if (whole > 0) std::memcpy(target, bytes_.data() + offset_, whole * size);
        offset_ += whole * size;
        return whole;
    }
    std::size_t Write(const void*, std::size_t, std::size_t) override { return 0; }
    aiReturn Seek(std::size_t offset, aiOrigin origin) override {
        std::size_t target = offset;
        if (origin == aiOrigin_CUR) target = offset_ + offset;
        if (origin == aiOrigin_END) target = offset > bytes_.size() ? bytes_.size() + 1 : bytes_.size() - offset;
        if (target > bytes_.size()) return aiReturn_FAILURE;
        offset_ = target;
        return aiReturn_SUCCESS;
    }
    std::size_t Tell() const override { return offset_; }
    std::size_t FileSize() const override { return bytes_.size(); }
    void Flush() override {}

  private:
    std::span<const std::byte> bytes_;
    std::size_t offset_ = 0;
};

class ListeningLogger final : public Assimp::Logger {
  public:
    explicit ListeningLogger(ModelListener& listener) : Assimp::Logger(VERBOSE), listener_(listener) {}
    bool attachStream(Assimp::LogStream*, unsigned int) override { return false; }
    bool detachStream(Assimp::LogStream*, unsigned int) override { return false; }

  private:
    void OnVerboseDebug(const char*) override { listener_.beat(-1); }
    void OnDebug(const char*) override { listener_.beat(-1); }
    void OnInfo(const char*) override { listener_.beat(-1); }
    void OnWarn(const char* message) override { listener_.note(false, message); }
    void OnError(const char* message) override { listener_.note(true, message); }

    ModelListener& listener_;
};

/// As it stands in a file: "./tex\\a%20b.mtl" becomes "tex/a b.mtl" where the plain name is not there.
std::string forward(std::string path) {
    std::replace(path.begin(), path.end(), '\\', '/');
    while (path.starts_with("./")) path.erase(0, 2);
    return path;
}

std::string without_percent(const std::string& path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        const auto digit = [&](std::size_t at) {
            return at < path.size() && std::isxdigit(static_cast<unsigned char>(path[at]));
        };
        if (path[i] == '%' && digit(i + 1) && digit(i + 2)) {
            out += static_cast<char>(std::stoi(path.substr(i + 1, 2), nullptr, 16));
            i += 2;
        } else {
            out += path[i];
        }
    }
    return out;
}

}  // namespace

bool ModelFiles::find(const char* path, std::span<const std::byte>& bytes) const {
    const std::string name = forward(path ? path : "");
    if (name == name_) {
        bytes = bytes_;
        return true;
    }
    if (name.empty() || name.starts_with('$')) return false;  // Assimp asks for names of its own making
    auto file = sink_.side_file(name, false);
    if (!file && name.find('%') != std::string::npos) file = sink_.side_file(without_percent(name), false);
    if (file) {
        bytes = file->bytes;
        return true;
    }
    if (missing_.insert(name).second && ending_of(name) != "mtl")
        sink_.complain({base::ComplaintKind::warning, name_, "read without " + base::to_valid_utf8(name),
                        "the file it refers to is not there, or lies outside its folder"});
    else if (missing_.size() == 1 && ending_of(name) == "mtl")
        sink_.complain(
            {base::ComplaintKind::warning, name_, "read without its colours",
             "the material file " + base::to_valid_utf8(name) + " is not there, or lies outside its folder"});
    return false;
}

bool ModelFiles::Exists(const char* path) const {
    std::span<const std::byte> bytes;
    return find(path, bytes);
}

Assimp::IOStream* ModelFiles::Open(const char* path, const char* mode) {
    if (mode && (std::strchr(mode, 'w') || std::strchr(mode, 'a') || std::strchr(mode, '+'))) return nullptr;
    std::span<const std::byte> bytes;
    return find(path, bytes) ? new MemoryStream(bytes) : nullptr;
}

void ModelFiles::Close(Assimp::IOStream* stream) {
    delete stream;
}

ModelListener::ModelListener(SourceSink& sink, std::uint64_t bytes_total) : sink_(sink), bytes_total_(bytes_total) {
    Assimp::DefaultLogger::set(new ListeningLogger(*this));
}

ModelListener::~ModelListener() {
    Assimp::DefaultLogger::kill();
}

bool ModelListener::beat(double part) {
    if (part >= 0) part_ = std::min(part, 1.0);
    const auto now = std::chrono::steady_clock::now();
    if (cancelled_ || now - last_ < beat_every) return !cancelled_;
    last_ = now;
    cancelled_ = !sink_.progress(static_cast<std::uint64_t>(part_ * static_cast<double>(bytes_total_)), 0);
    return !cancelled_;
}

void ModelListener::note(bool, const char* message) {
    beat(-1);
    std::string text = base::to_valid_utf8(message ? message : "");
    if (text.empty() || warnings_.size() >= messages_kept) return;
    if (std::find(warnings_.begin(), warnings_.end(), text) == warnings_.end()) warnings_.push_back(std::move(text));
}

}  // namespace twin::data
