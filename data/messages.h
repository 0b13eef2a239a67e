#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/complaint.h"
#include "base/result.h"
#include "base/worker.h"
#include "data/crs_claim.h"
#include "data/feature.h"
#include "data/raster.h"
#include "data/source.h"
#include "data/traffic.h"

/// What a reader's worker and its parent say to each other, as bytes. Writing trusts the program's own structs; reading
/// trusts nothing: a worker may have been taken over by the file it reads.
namespace twin::data::messages {

enum class Type : std::uint32_t {
    order = 1,  ///< Parent: what to read; the file's descriptor comes along.
    side_file,  ///< Parent's answer to `want`: a descriptor, or none.
    stage,      ///< Worker: what it is about to do.
    crs,        ///< The rest: worker, one call of SourceSink each.
    features,   ///< A batch.
    grid,       ///< Size and place of a height grid; `grid_rows` follow.
    grid_rows,
    traffic,
    complaint,
    progress,
    want,    ///< A side file.
    failed,  ///< The source's error, one sentence.
    done,
    again,  ///< The format turned out to need a library that was not made ready; start once more with all.
};

/// Appends plain values to a buffer.
class Writer {
  public:
    template <class T>
    void value(T v) {
        static_assert(std::is_trivially_copyable_v<T>);
        append(&v, sizeof v);
    }
    void text(std::string_view s) {
        value(static_cast<std::uint32_t>(s.size()));
        append(s.data(), s.size());
    }
    template <class T>
    void array(const std::vector<T>& v) {
        static_assert(std::is_trivially_copyable_v<T>);
        value(static_cast<std::uint64_t>(v.size()));
        append(v.data(), v.size() * sizeof(T));
    }
    std::vector<std::byte>& bytes() { return bytes_; }

  private:
    void append(const void* data, std::size_t size) {
        if (size == 0) return;
        const std::size_t at = bytes_.size();
        bytes_.resize(at + size);
        std::memcpy(bytes_.data() + at, data, size);
    }
    std::vector<std::byte> bytes_;
};

/// Takes values out of a message. After the first thing that cannot be (a length beyond the end) `ok()` is false and
/// everything reads as zero or empty.
class Reader {
  public:
    explicit Reader(std::span<const std::byte> bytes) : left_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return left_.empty(); }
    void fail() {
        ok_ = false;
        left_ = {};
    }
    template <class T>
    T value() {
        static_assert(std::is_arithmetic_v<T> || std::is_same_v<T, glm::dvec2> || std::is_same_v<T, glm::dvec3>);
        T v{};
        if (const auto* from = take(sizeof v)) std::memcpy(&v, from, sizeof v);
        return v;
    }
    std::string text();  ///< Valid UTF-8, at most 16 MiB.
    template <class T>
    std::vector<T> array() {
        const auto count = value<std::uint64_t>();
        if (count > left_.size() / sizeof(T)) {
            fail();
            return {};
        }
        std::vector<T> v(count);
        if (count > 0) std::memcpy(v.data(), take(count * sizeof(T)), count * sizeof(T));
        return v;
    }
    /// Number of things that take at least `least_bytes` each.
    std::size_t count(std::size_t least_bytes);
    std::span<const std::byte> rest() const { return left_; }

  private:
    const std::byte* take(std::size_t size);
    std::span<const std::byte> left_;
    bool ok_ = true;
};

/// Everything a worker needs to know.
struct Order {
    std::string file_name;
    std::string format;  ///< Empty: recognise.
    bool prepare_everything = false;
    SourceOptions options;
    base::WorkerLimits limits;
};
void write(Writer& out, const Order& order);
Order read_order(Reader& in);

void write(Writer& out, const CrsClaim& claim);
void write(Writer& out, const base::Complaint& complaint);
void write(Writer& out, const Feature& feature);
void write_grid_head(Writer& out, const HeightGrid& grid);
void write(Writer& out, const TrafficRecording& recording);

CrsClaim read_crs(Reader& in);
base::Complaint read_complaint(Reader& in);

/// One feature of a batch, with what had to be done to it.
struct CheckedFeature {
    Feature feature;
    bool usable = true;
    std::vector<base::Complaint> complaints;  ///< Repaired or, when not usable, skipped.
};
/// Errors: `in` fails when the bytes cannot be a feature.
CheckedFeature read_feature(Reader& in);

/// Errors: `in` fails on sizes that cannot be. Heights are empty; `append_rows` fills them.
HeightGrid read_grid_head(Reader& in);
/// Errors: false when there are more heights than the head announced.
bool append_rows(HeightGrid& grid, std::span<const std::byte> rows);
bool complete(const HeightGrid& grid);
/// Infinite and absurd heights become voids; returns how many.
std::size_t void_absurd_heights(HeightGrid& grid);

/// Vehicles and edges whose series do not fit together are left out, with a complaint each.
TrafficRecording read_traffic(Reader& in, std::vector<base::Complaint>& complaints);

}  // namespace twin::data::messages
