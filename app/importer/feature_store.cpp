#include "app/importer/feature_store.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <string>
#include <utility>

#include "data/feature_bytes.h"

namespace twin::app {

namespace {

constexpr std::size_t full_features = 256;
constexpr std::size_t full_bytes = 512 << 10;

/// A file without a name in the folder, or -1.
int open_unnamed(const std::filesystem::path& folder) {
    const std::string place = folder.empty() ? "." : folder.string();
#ifdef O_TMPFILE
    if (const int file = ::open(place.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600); file >= 0) return file;
#endif
    std::string name = place + "/.stadtzwilling-XXXXXX";
    const int file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0) ::unlink(name.c_str());
    return file;
}

bool write_all(int file, std::span<const std::byte> bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t done = ::pwrite(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(done));
        offset += static_cast<std::uint64_t>(done);
    }
    return true;
}

bool read_all(int file, std::span<std::byte> bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t done = ::pread(file, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (done < 0 && errno == EINTR) continue;
        if (done <= 0) return false;
        bytes = bytes.subspan(static_cast<std::size_t>(done));
        offset += static_cast<std::uint64_t>(done);
    }
    return true;
}

void put_kind_and_feature(data::ByteWriter& out, const data::Feature& feature) {
    out.put(feature.kind);
    data::put_feature(out, feature);
}

}  // namespace

struct Spool::State {
    int file = -1;
    std::uint64_t most_in_memory = 0;
    std::atomic<std::uint64_t> in_memory = 0;
    std::atomic<std::uint64_t> on_disk = 0;
};

Spool::Spool(const std::filesystem::path& folder, std::uint64_t bytes_in_memory) : state_(std::make_unique<State>()) {
    state_->most_in_memory = bytes_in_memory;
    state_->file = open_unnamed(folder);
}

Spool::~Spool() {
    if (state_->file >= 0) ::close(state_->file);
}

std::uint64_t Spool::bytes_in_memory() const {
    return state_->in_memory;
}
std::uint64_t Spool::bytes_on_disk() const {
    return state_->on_disk;
}

PackedBatch::PackedBatch(std::vector<std::byte> bytes, std::size_t features, std::shared_ptr<Spool> spool)
    : bytes_(std::move(bytes)), features_(features), spool_(std::move(spool)) {
    if (!spool_) return;
    Spool::State& state = *spool_->state_;
    const std::uint64_t size = bytes_.size();
    if (state.file >= 0 && state.in_memory + size > state.most_in_memory) {
        offset_ = state.on_disk.fetch_add(size);
        if (write_all(state.file, bytes_, offset_)) {
            stored_ = size;
            std::vector<std::byte>().swap(bytes_);
            return;
        }
    }
    // A full disk leaves it where it is: slower for the machine, but nothing is lost.
    state.in_memory += size;
}

PackedBatch::~PackedBatch() {
    release();
}

void PackedBatch::release() {
    if (spool_ && stored_ == 0) spool_->state_->in_memory -= bytes_.size();
    spool_.reset();
    std::vector<std::byte>().swap(bytes_);
    stored_ = features_ = 0;
}

PackedBatch::PackedBatch(PackedBatch&& other) noexcept {
    *this = std::move(other);
}

PackedBatch& PackedBatch::operator=(PackedBatch&& other) noexcept {
    if (this == &other) return *this;
    release();
    bytes_ = std::exchange(other.bytes_, {});
    offset_ = other.offset_;
    stored_ = std::exchange(other.stored_, 0);
    features_ = std::exchange(other.features_, 0);
    spool_ = std::exchange(other.spool_, nullptr);
    return *this;
}

std::vector<std::byte> PackedBatch::read_bytes() const {
    if (stored_ == 0) return bytes_;
    std::vector<std::byte> stored(stored_);
    if (!read_all(spool_->state_->file, stored, offset_)) return {};
    return stored;
}

std::vector<data::Feature> PackedBatch::read() const {
    std::vector<std::byte> stored(stored_);
    if (stored_ > 0 && !read_all(spool_->state_->file, stored, offset_)) return {};
    data::ByteReader in(stored_ > 0 ? std::span<const std::byte>(stored) : std::span<const std::byte>(bytes_));
    std::vector<data::Feature> features;
    features.reserve(features_);
    while (in.ok() && !in.at_end()) {
        const auto kind = in.get_enum(static_cast<data::FeatureKind>(data::feature_kind_count - 1));
        features.push_back(data::get_feature(in, kind));
    }
    assert(in.ok() && features.size() == features_);
    return features;
}

PackedBatch pack(std::span<const data::Feature> features, const std::shared_ptr<Spool>& spool) {
    data::ByteWriter out;
    for (const data::Feature& feature : features) put_kind_and_feature(out, feature);
    return {out.take(), features.size(), spool};
}

void FeatureStore::add(const data::Feature& feature) {
    put_kind_and_feature(open_, feature);
    ++size_;
    if (++open_features_ >= full_features || open_.size() >= full_bytes) finish();
}

void FeatureStore::finish() {
    if (open_features_ == 0) return;
    first_.push_back(size_ - open_features_);
    const auto bytes = open_.bytes();
    batches_.emplace_back(std::vector<std::byte>(bytes.begin(), bytes.end()), open_features_, spool_);
    open_.clear();
    open_features_ = 0;
}

void FeatureStore::add_batch(PackedBatch batch) {
    finish();
    if (batch.size() == 0) return;
    first_.push_back(size_);
    size_ += batch.size();
    batches_.push_back(std::move(batch));
}

}  // namespace twin::app
