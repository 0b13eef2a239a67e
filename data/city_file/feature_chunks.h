#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "data/bytes.h"
#include "data/city_file/database.h"
#include "data/feature.h"

namespace twin::data {

/// Gathers features of one kind and layer into chunks, so that they compress well and are read in one go.
/// Owner: the writer.
class FeatureChunks {
  public:
    /// `last_chunk`: number of the last one that is there already.
    explicit FeatureChunks(const Database& database, std::int64_t last_chunk = 0);
    /// `feature`: as feature_bytes.h. Answers the chunk's number.
    base::Result<std::int64_t> add(int layer, std::uint32_t number, FeatureKind kind,
                                   std::span<const std::byte> feature);
    base::Result<void> finish();

  private:
    struct Chunk {
        std::int64_t number = 0;
        std::int64_t objects = 0;
        ByteWriter bytes;
    };
    base::Result<void> flush(int layer, FeatureKind kind, Chunk& chunk);

    const Database& database_;
    Statement insert_;
    std::map<std::pair<int, FeatureKind>, Chunk> open_;
    std::int64_t last_chunk_ = 0;
};

/// Visits the features of one chunk; `wanted` 0: all. false from the visitor ends it.
/// Errors: damaged.
base::Result<void> read_chunk(std::span<const std::byte> blob, FeatureKind kind,
                              const std::function<bool(std::uint32_t number, Feature&& feature)>& visitor);

/// Kind of a name, as kept in the tables; unknown names (from a newer program) are generic objects.
FeatureKind kind_named(std::string_view name);

/// Finds the numbers of parents, which may come before or after their parts.
class ParentIndex {
  public:
    void add(std::uint32_t number, int layer, const Feature& feature);
    /// Child and parent numbers.
    std::vector<std::pair<std::uint32_t, std::uint32_t>> links() const;

  private:
    static std::string key(int layer, const std::string& id) { return std::to_string(layer) + ' ' + id; }
    std::unordered_map<std::string, std::uint32_t> numbers_;
    std::vector<std::pair<std::uint32_t, std::string>> children_;
};

}  // namespace twin::data
