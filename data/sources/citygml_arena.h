#pragma once

#include <cstddef>
#include <memory>
#include <vector>

namespace twin::data {

/// Memory that is given back all at once; a few megabytes are kept for the next piece.
/// Owner: one parser.  Thread: one at a time.
class XmlArena {
  public:
    void* take(std::size_t size) {
        size = (size + 7) & ~std::size_t{7};
        if (size > chunk_bytes / 4) return large_.emplace_back(new std::byte[size]).get();
        if (used_ + size > chunk_bytes) {
            if (++current_ >= chunks_.size()) chunks_.emplace_back(new std::byte[chunk_bytes]);
            used_ = 0;
        }
        std::byte* at = chunks_[current_].get() + used_;
        used_ += size;
        return at;
    }
    void clear() {
        large_.clear();
        if (chunks_.size() > chunks_kept) chunks_.resize(chunks_kept);
        current_ = used_ = 0;
    }

  private:
    static constexpr std::size_t chunk_bytes = 256 * 1024;
    static constexpr std::size_t chunks_kept = 16;
    std::vector<std::unique_ptr<std::byte[]>> chunks_ = fresh(), large_;
    static std::vector<std::unique_ptr<std::byte[]>> fresh() {
        std::vector<std::unique_ptr<std::byte[]>> one;
        one.emplace_back(new std::byte[chunk_bytes]);
        return one;
    }
    std::size_t current_ = 0, used_ = 0;
};

}  // namespace twin::data
