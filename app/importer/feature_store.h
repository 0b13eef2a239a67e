#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

#include "data/bytes.h"
#include "data/feature.h"

namespace twin::app {

/// Where packed features go when there are too many for the memory: a file without a name, gone with the process.
/// Owner: shared by the stores of one import.  Thread: any.
class Spool {
  public:
    static constexpr std::uint64_t usual_bytes_in_memory = 384ull << 20;

    /// `folder`: of the file; a folder that cannot be written keeps everything in memory.
    explicit Spool(const std::filesystem::path& folder, std::uint64_t bytes_in_memory = usual_bytes_in_memory);
    ~Spool();
    Spool(const Spool&) = delete;
    Spool& operator=(const Spool&) = delete;

    std::uint64_t bytes_in_memory() const;
    std::uint64_t bytes_on_disk() const;

  private:
    friend class PackedBatch;
    struct State;
    std::unique_ptr<State> state_;
};

/// Some features as bytes, in memory or in the spool.
/// Thread: any, once made.
class PackedBatch {
  public:
    PackedBatch() = default;
    PackedBatch(std::vector<std::byte> bytes, std::size_t features, std::shared_ptr<Spool> spool);
    ~PackedBatch();
    PackedBatch(PackedBatch&& other) noexcept;
    PackedBatch& operator=(PackedBatch&& other) noexcept;

    std::size_t size() const { return features_; }
    /// Errors: what was spooled cannot be read back (disk failure): no features.
    std::vector<data::Feature> read() const;
    std::vector<std::byte> read_bytes() const;  ///< As they came; empty: they cannot be read back.

  private:
    void release();
    std::vector<std::byte> bytes_;
    std::uint64_t offset_ = 0, stored_ = 0;  ///< In the spool's file; stored_ 0: in memory.
    std::size_t features_ = 0;
    std::shared_ptr<Spool> spool_;
};

PackedBatch pack(std::span<const data::Feature> features, const std::shared_ptr<Spool>& spool);

/// The features of one file in the order read, packed in batches that can be read each by itself, so that a city of any
/// size fits into the memory and both cores have something to do.
/// Owner: CollectedFile, PlacedFile.  Thread: adding one at a time; reading any.
class FeatureStore {
  public:
    explicit FeatureStore(std::shared_ptr<Spool> spool = nullptr) : spool_(std::move(spool)) {}

    void add(const data::Feature& feature);
    void add_batch(PackedBatch batch);
    /// After the last add().
    void finish();

    bool empty() const { return size() == 0; }
    std::size_t size() const { return size_; }
    std::size_t batch_count() const { return batches_.size(); }
    std::size_t first_of(std::size_t batch) const { return first_[batch]; }  ///< Index of its first feature.
    std::size_t size_of(std::size_t batch) const { return batches_[batch].size(); }
    std::vector<data::Feature> read(std::size_t batch) const { return batches_[batch].read(); }
    void forget(std::size_t batch) { batches_[batch] = {}; }  ///< Gives its memory back; its features are gone.
    const std::shared_ptr<Spool>& spool() const { return spool_; }

  private:
    std::shared_ptr<Spool> spool_;
    std::vector<PackedBatch> batches_;
    std::vector<std::size_t> first_;
    std::size_t size_ = 0;
    data::ByteWriter open_;
    std::size_t open_features_ = 0;
};

}  // namespace twin::app
