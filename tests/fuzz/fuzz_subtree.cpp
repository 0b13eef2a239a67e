#include <optional>

#include "data/sources/tiles3d_subtree.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// The first byte chooses quadtree or octree and the levels.
void fuzz_subtree(Bytes bytes) {
    if (bytes.empty()) return;
    const unsigned choice = std::to_integer<unsigned>(bytes[0]);
    const std::uint64_t branches = choice & 1 ? 8 : 4;
    const int levels = static_cast<int>((choice >> 1) % 8) + 1;
    const Bytes rest = bytes.subspan(1);
    int asked = 0;
    const auto fetch = [&](const std::string& name) -> std::optional<data::InputFile> {
        if (++asked > 4) return std::nullopt;
        return data::InputFile{name, rest};
    };
    const auto tree = data::tiles3d::Subtree::open(rest, branches, levels, fetch);
    if (!tree) return;
    std::uint64_t tiles = 1;
    for (int level = 0; level < levels; ++level, tiles *= branches)
        for (const std::uint64_t morton : {std::uint64_t{0}, tiles / 2, tiles - 1}) {
            tree->has_tile(level, morton);
            for (std::size_t which = 0; which <= tree->content_count() && which < 4; ++which)
                tree->has_content(which, level, morton);
        }
    for (const std::uint64_t morton : {std::uint64_t{0}, tiles / 2, tiles - 1}) tree->has_child(morton);
}

}  // namespace twin::fuzz
