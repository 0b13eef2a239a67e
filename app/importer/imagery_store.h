#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "app/importer/feature_store.h"
#include "data/imagery.h"

namespace twin::app {

/// A piece of a picture of the ground, packed.
struct StoredPicture {
    std::array<double, 6> transform{0, 1, 0, 0, 0, -1};
    int width_px = 0, height_px = 0;
    bool opaque = false;
    PackedBatch colours, alpha;
    std::shared_ptr<const data::Pixels> small;  ///< Of pieces too small to be worth packing.
};

/// The pictures of the ground of one file in the order read, packed (JPEG of high quality, transparency without loss),
/// so that those of a whole town fit into the memory or the spool.
/// Owner: CollectedFile, PlacedFile.  Thread: adding one at a time; reading any.
class ImageryStore {
  public:
    explicit ImageryStore(std::shared_ptr<Spool> spool = nullptr) : spool_(std::move(spool)) {}

    /// false: it could not be packed and is lost.
    bool add(const data::GroundPicture& picture);
    bool empty() const { return pictures_.empty(); }
    std::size_t size() const { return pictures_.size(); }
    const StoredPicture& at(std::size_t i) const { return pictures_[i]; }
    /// Errors: what was spooled cannot be read back: transparent pixels.
    data::Pixels read(std::size_t i) const;
    void clear() { pictures_.clear(); }

  private:
    std::shared_ptr<Spool> spool_;
    std::vector<StoredPicture> pictures_;
};

}  // namespace twin::app
