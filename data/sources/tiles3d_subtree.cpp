#include "data/sources/tiles3d_subtree.h"

#include <algorithm>
#include <cstring>

#include "data/sources/gltf_document.h"

namespace twin::data::tiles3d {

using gltf::Json;

bool Subtree::is_set(const Bits& bits, std::uint64_t at) {
    if (bits.bytes.empty()) return bits.constant;
    return at / 8 < bits.bytes.size() && (std::to_integer<unsigned>(bits.bytes[at / 8]) >> (at % 8) & 1) != 0;
}

std::uint64_t Subtree::first_of(int level) const {
    std::uint64_t first = 0, wide = 1;
    for (int i = 0; i < level; ++i, wide *= branches_) first += wide;
    return first;
}

base::Result<Subtree> Subtree::open(std::span<const std::byte> bytes, std::uint64_t branches, int levels,
                                    const Fetch& fetch) {
    const base::Error damaged{"its list of tiles (subtree) is cut off or damaged"};
    std::span<const std::byte> text = bytes, binary;
    if (bytes.size() >= 24 && std::memcmp(bytes.data(), "subt", 4) == 0) {
        std::uint64_t text_bytes = 0, binary_bytes = 0;
        std::memcpy(&text_bytes, bytes.data() + 8, 8);
        std::memcpy(&binary_bytes, bytes.data() + 16, 8);
        if (text_bytes > bytes.size() - 24 || binary_bytes > bytes.size() - 24 - text_bytes) return damaged;
        text = bytes.subspan(24, text_bytes);
        binary = bytes.subspan(24 + text_bytes, binary_bytes);
    }
    simdjson::dom::parser parser;
    Json root;
    if (parser.parse(reinterpret_cast<const char*>(text.data()), text.size(), true).get(root) != simdjson::SUCCESS ||
        !root.is_object())
        return damaged;
    const std::vector<Json> buffers = gltf::list_in(root, "buffers"), views = gltf::list_in(root, "bufferViews");
    const auto bits_of = [&](const Json& availability, std::uint64_t count, Bits& out) {
        std::size_t view = gltf::index_in(availability, "bitstream");
        if (view == gltf::none) view = gltf::index_in(availability, "bufferView");
        if (view == gltf::none) {
            out.constant = gltf::index_in(availability, "constant", 0) == 1;
            return true;
        }
        if (view >= views.size()) return false;
        const std::size_t number = gltf::index_in(views[view], "buffer");
        if (number >= buffers.size()) return false;
        std::span<const std::byte> buffer = binary;
        if (const auto uri = gltf::text_in(buffers[number], "uri"); !uri.empty()) {
            const auto file = fetch(gltf::plain_path(uri));
            if (!file) return false;
            buffer = file->bytes;
        }
        const std::size_t from = gltf::index_in(views[view], "byteOffset", 0),
                          length = gltf::index_in(views[view], "byteLength", 0);
        if (from > buffer.size() || length > buffer.size() - from || length < (count + 7) / 8 || length == 0)
            return false;
        const auto piece = buffer.subspan(from, length);
        out.bytes.assign(piece.begin(), piece.end());
        return true;
    };
    Subtree out;
    out.branches_ = branches;
    const std::uint64_t tiles = out.first_of(levels), below = out.first_of(levels + 1) - tiles;
    Json entry;
    if (!gltf::member(root, "tileAvailability", entry) || !bits_of(entry, tiles, out.tiles_)) return damaged;
    if (gltf::member(root, "childSubtreeAvailability", entry) && !bits_of(entry, below, out.children_)) return damaged;
    std::vector<Json> contents = gltf::list_in(root, "contentAvailability");
    if (contents.empty() && gltf::member(root, "contentAvailability", entry) && entry.is_object())
        contents.push_back(entry);
    for (const Json& content : contents)
        if (!bits_of(content, tiles, out.contents_.emplace_back())) return damaged;
    return out;
}

}  // namespace twin::data::tiles3d
