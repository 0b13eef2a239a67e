#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "data/city_file/city_file.h"
#include "scene/frame_view.h"
#include "scene/imagery.h"
#include "scene/overlay.h"
#include "scene/sight.h"

namespace twin::scene {

/// The open city: its file, what has been adopted from it, how each layer is shown, the clock, the overlays.
/// Owner: Application.  Thread: main.
class City {
  public:
    /// Opens the file and adopts terrain and overlays; tiles follow through adopt_tiles().
    static base::Result<std::unique_ptr<City>> open(const std::filesystem::path& path);

    /// Reads and adopts tiles, nearest to `around` first, until all are there or `budget_s` is spent. true: complete.
    bool adopt_tiles(const base::CityPoint& around, double budget_s);
    bool complete() const { return next_tile_ >= order_.size(); }
    double completeness() const;  ///< 0..1
    /// complete(), and the last look() had all pictures of the ground that it wanted.
    bool settled() const { return complete() && (!imagery_ || imagery_->complete()); }

    const data::CityFile& file() const { return *file_; }
    const data::CityFrame& frame() const { return file_->frame(); }
    const data::GeoConverter& geo() const { return *geo_; }
    const data::Terrain& terrain() const { return terrain_; }
    base::Box3 extent() const { return extent_; }
    base::Box3 focus() const { return focus_; }  ///< What is worth looking at; smaller where data lie far apart.
    std::span<const std::shared_ptr<const data::Tile>> tiles() const { return tiles_; }
    const Sight& sight() const { return sight_; }              ///< Of the tiles adopted so far.
    const Imagery* imagery() const { return imagery_.get(); }  ///< Pictures on the ground; null: the city has none.

    std::vector<LayerState>& layer_states() { return layer_states_; }
    const std::vector<LayerState>& layer_states() const { return layer_states_; }
    std::vector<std::unique_ptr<Overlay>>& overlays() { return overlays_; }
    const std::vector<std::unique_ptr<Overlay>>& overlays() const { return overlays_; }
    template <class T>
    T* overlay() const {
        for (const auto& overlay : overlays_)
            if (auto* wanted = dynamic_cast<T*>(overlay.get())) return wanted;
        return nullptr;
    }

    UtcSeconds time = 0;
    std::uint32_t selected = 0, hovered = 0;

    /// The camera the file asks for, or one that shows the whole city from the south.
    Camera home() const;
    /// A camera that shows `box` from the south at the given aspect.
    Camera fit(const base::Box3& box, double aspect) const;

    /// Credit lines of what is visible, for every picture.
    std::vector<Words> credits() const;
    /// All that one frame may see.
    FrameView look(const Camera& camera, int width_px, int height_px, const PictureStyle& style);
    /// The same, with every picture of the ground that the camera can make use of, however long reading takes.
    FrameView look_settled(const Camera& camera, int width_px, int height_px, const PictureStyle& style);

  private:
    City() = default;
    std::shared_ptr<data::CityFile> file_;
    std::unique_ptr<data::GeoConverter> geo_;
    data::Terrain terrain_;
    base::Box3 extent_, focus_;
    std::vector<std::shared_ptr<const data::Tile>> tiles_;
    std::vector<data::CityFile::TileEntry> order_;
    std::size_t next_tile_ = 0;
    bool sorted_ = false;
    base::CityPoint sorted_around_;
    std::vector<LayerState> layer_states_;
    Sight sight_{tiles_, layer_states_};
    std::vector<std::unique_ptr<Overlay>> overlays_;
    std::unique_ptr<Imagery> imagery_;
};

}  // namespace twin::scene
