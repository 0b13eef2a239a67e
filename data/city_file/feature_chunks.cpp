#include "data/city_file/feature_chunks.h"

#include <fmt/format.h>

#include "data/city_file/compress.h"
#include "data/feature_bytes.h"
#include "data/feature_check.h"

namespace twin::data {

namespace {

constexpr std::int64_t most_objects = 256;
constexpr std::size_t full_bytes = 256 << 10;

}  // namespace

FeatureChunks::FeatureChunks(const Database& database, std::int64_t last_chunk)
    : database_(database),
      insert_(database.prepare_known("INSERT INTO twin_chunk VALUES (?,?,?,?,?)")),
      last_chunk_(last_chunk) {}

base::Result<std::int64_t> FeatureChunks::add(int layer, std::uint32_t number, FeatureKind kind,
                                              std::span<const std::byte> feature) {
    Chunk& chunk = open_[{layer, kind}];
    if (chunk.objects == 0) chunk.number = ++last_chunk_;
    const std::int64_t answer = chunk.number;
    chunk.bytes.put_count(number);
    chunk.bytes.put_raw(feature.data(), feature.size());
    if (++chunk.objects < most_objects && chunk.bytes.size() < full_bytes) return answer;
    if (auto done = flush(layer, kind, chunk); !done.ok()) return done.error();
    return answer;
}

base::Result<void> FeatureChunks::flush(int layer, FeatureKind kind, Chunk& chunk) {
    if (chunk.objects == 0) return {};
    const auto blob = compress(chunk.bytes.bytes());
    insert_.bind(1, chunk.number).bind(2, name_of(kind)).bind(3, std::int64_t{layer}).bind(4, chunk.objects);
    insert_.bind(5, std::span(blob));
    if (!insert_.run()) return database_.error();
    chunk.objects = 0;
    chunk.bytes.clear();
    return {};
}

base::Result<void> FeatureChunks::finish() {
    for (auto& [key, chunk] : open_)
        if (auto done = flush(key.first, key.second, chunk); !done.ok()) return done;
    return {};
}

base::Result<void> read_chunk(std::span<const std::byte> blob, FeatureKind kind,
                              const std::function<bool(std::uint32_t number, Feature&& feature)>& visitor) {
    auto bytes = decompress(blob);
    if (!bytes.ok()) return bytes.error();
    ByteReader in(*bytes);
    while (!in.at_end()) {
        const auto number = static_cast<std::uint32_t>(in.get_count());
        Feature feature = get_feature(in, kind);
        if (!in.ok()) return base::Error{"the features are damaged; import the city again"};
        if (const std::string flaw = flaw_of(feature); !flaw.empty())
            return base::Error{fmt::format("object {} is damaged ({}); import the city again", feature.id, flaw)};
        repair_decoration(feature);
        if (!visitor(number, std::move(feature))) return {};
    }
    return {};
}

FeatureKind kind_named(std::string_view name) {
    for (int i = 0; i < feature_kind_count; ++i)
        if (name_of(static_cast<FeatureKind>(i)) == name) return static_cast<FeatureKind>(i);
    return FeatureKind::generic;
}

void ParentIndex::add(std::uint32_t number, int layer, const Feature& feature) {
    switch (feature.kind) {
        case FeatureKind::building:
        case FeatureKind::building_part:
        case FeatureKind::bridge:
        case FeatureKind::tunnel:
            numbers_.emplace(key(layer, feature.id), number);
            break;
        default:
            break;
    }
    if (!feature.parent_id.empty()) children_.emplace_back(number, key(layer, feature.parent_id));
}

std::vector<std::pair<std::uint32_t, std::uint32_t>> ParentIndex::links() const {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> links;
    for (const auto& [child, parent] : children_)
        if (const auto found = numbers_.find(parent); found != numbers_.end() && found->second != child)
            links.emplace_back(child, found->second);
    return links;
}

}  // namespace twin::data
