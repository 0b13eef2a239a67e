#pragma once

#include <assimp/IOStream.hpp>
#include <assimp/IOSystem.hpp>
#include <assimp/Logger.hpp>
#include <assimp/ProgressHandler.hpp>

#include <chrono>
#include <cstddef>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "data/source.h"

namespace twin::data {

/// The files that Assimp may see: the input itself out of memory, everything else through the sink, which refuses what
/// lies outside the folder. Nothing can be written.
/// Owner: the Assimp importer once handed over; the sink must outlive it.
class ModelFiles final : public Assimp::IOSystem {
  public:
    ModelFiles(std::string name, std::span<const std::byte> bytes, SourceSink& sink)
        : name_(std::move(name)), bytes_(bytes), sink_(sink) {}

    bool Exists(const char* path) const override;
    char getOsSeparator() const override { return '/'; }
    Assimp::IOStream* Open(const char* path, const char* mode) override;
    void Close(Assimp::IOStream* stream) override;

  private:
    bool find(const char* path, std::span<const std::byte>& bytes) const;

    std::string name_;
    std::span<const std::byte> bytes_;
    SourceSink& sink_;
    mutable std::set<std::string> missing_;  ///< Complained of already.
};

/// Hears what Assimp says while it lives: keeps warnings and errors, and turns every word into a heartbeat.
/// Thread: Assimp's logger is global; one at a time in the process.
class ModelListener {
  public:
    ModelListener(SourceSink& sink, std::uint64_t bytes_total);
    ~ModelListener();
    ModelListener(const ModelListener&) = delete;
    ModelListener& operator=(const ModelListener&) = delete;

    bool beat(double part);  ///< At most five times a second; false: cancelled.
    void note(bool error, const char* message);
    bool cancelled() const { return cancelled_; }
    const std::vector<std::string>& warnings() const { return warnings_; }

  private:
    SourceSink& sink_;
    std::uint64_t bytes_total_;
    double part_ = 0;
    bool cancelled_ = false;
    std::chrono::steady_clock::time_point last_{};
    std::vector<std::string> warnings_;
};

/// Passes Assimp's own progress on.
class ModelProgress final : public Assimp::ProgressHandler {
  public:
    explicit ModelProgress(ModelListener& listener) : listener_(listener) {}
    bool Update(float part) override { return listener_.beat(part); }

  private:
    ModelListener& listener_;
};

}  // namespace twin::data
