#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "data/imagery.h"
#include "data/raster.h"
#include "scene/camera.h"
#include "scene/imagery_loader.h"
#include "scene/imagery_page.h"
#include "scene/imagery_wanted.h"

namespace twin::scene {

struct LayerState;

/// The pictures that lie on the city's ground: which tiles of them a camera needs, read in the background, kept within
/// a budget. A view holds what it needs as far as it has come; coarser pages stand in for finer ones until then.
/// Owner: City.  Thread: main.  Errors: a tile that cannot be read is left out; one sentence in the log.
class Imagery {
  public:
    Imagery(std::vector<data::ImageryInfo> pyramids, ImageryOpener open, const data::Terrain& terrain);

    /// What the camera may see now; null where no layer of pictures is shown. Asks for what is missing.
    /// `layers` by layer number; `budget_bytes` of all pages on the GPU.
    std::shared_ptr<const ImageryView> look(const Camera& camera, int width_px, int height_px,
                                            std::span<const LayerState> layers, std::size_t budget_bytes);
    /// The last view has all that it wants.
    bool complete() const { return missing_ == 0; }
    /// The next view will have more than the last one.
    bool news() const { return missing_ > 0 && loader_.something_came(); }
    /// Until the next view has all that the last one wanted.
    void wait();

    const std::vector<data::ImageryInfo>& pyramids() const { return pyramids_; }
    std::size_t bytes() const { return pages_ * page_bytes_; }  ///< Of the pages kept.
    const std::vector<std::string>& complaints() const { return complaints_; }

  private:
    struct Kept {
        std::shared_ptr<const ImageryPage> page;  ///< Null: there is nothing.
        std::uint64_t last_look = 0;
    };
    void adopt(std::size_t most);
    void let_go(std::size_t most_pages);

    std::vector<data::ImageryInfo> pyramids_;
    GroundRange ground_;
    std::size_t page_bytes_ = 1;
    ImageryLoader loader_;
    std::unordered_map<std::uint64_t, Kept> kept_;
    std::size_t pages_ = 0;  ///< Of `kept_`, those with something in them.
    std::uint64_t looks_ = 0;
    std::size_t missing_ = 0;
    std::shared_ptr<const ImageryView> last_;
    std::vector<std::string> complaints_;
};

}  // namespace twin::scene
