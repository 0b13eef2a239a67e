#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "data/source.h"

namespace twin::data::tiles3d {

/// Which tiles of a subtree are there.
/// Source: 3D Tiles 1.1, 8 "Implicit tiling".
class Subtree {
  public:
    using Fetch = std::function<std::optional<InputFile>(const std::string& name)>;
    /// `branches`: 4 or 8; `levels`: of the subtree.  Errors: the reason alone.
    static base::Result<Subtree> open(std::span<const std::byte> bytes, std::uint64_t branches, int levels,
                                      const Fetch& fetch);

    bool has_tile(int level, std::uint64_t morton) const { return is_set(tiles_, first_of(level) + morton); }
    bool has_content(std::size_t which, int level, std::uint64_t morton) const {
        return which < contents_.size() && is_set(contents_[which], first_of(level) + morton);
    }
    std::size_t content_count() const { return contents_.size(); }
    bool has_child(std::uint64_t morton) const { return is_set(children_, morton); }

  private:
    struct Bits {
        bool constant = false;
        std::vector<std::byte> bytes;  ///< Empty: `constant`.
    };
    static bool is_set(const Bits& bits, std::uint64_t at);
    std::uint64_t first_of(int level) const;  ///< Tiles in the levels above.

    std::uint64_t branches_ = 4;
    Bits tiles_, children_;
    std::vector<Bits> contents_;
};

}  // namespace twin::data::tiles3d
