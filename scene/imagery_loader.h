#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "data/imagery.h"
#include "data/pixels.h"
#include "scene/imagery_page.h"

namespace twin::scene {

/// Reads a tile of a pyramid (CityFile::read_imagery_tile).  Thread: one at a time.
using ImageryReader =
    std::function<base::Result<data::Pixels>(const data::ImageryInfo& info, int level, int column, int row)>;
/// Makes a reader; called once in every thread that reads.
using ImageryOpener = std::function<base::Result<ImageryReader>()>;

/// A tile and its eight neighbours, north-west first, itself in the middle; null: its own rim stands in.
using ImageryAround = std::array<std::shared_ptr<const data::Pixels>, 9>;

/// The page of a tile: border, colours multiplied by alpha, smaller versions.  Pure but for the serial.
ImageryPage make_imagery_page(const ImageryPlace& place, int tile_px, const ImageryAround& around);

/// Reads tiles and makes pages of them on threads of its own, which start with the first request.
/// Owner: Imagery.  Thread: all calls from one.  Errors: a tile that cannot be read is nowhere, and costs one
/// complaint.
class ImageryLoader {
  public:
    ImageryLoader(std::vector<data::ImageryInfo> pyramids, ImageryOpener open, int threads);
    ~ImageryLoader();
    ImageryLoader(const ImageryLoader&) = delete;
    ImageryLoader& operator=(const ImageryLoader&) = delete;

    /// What is missing now, most urgent first; takes the place of what was asked for before.
    void request(std::vector<ImageryPlace> places);
    struct Done {
        ImageryPlace place;
        std::shared_ptr<const ImageryPage> page;  ///< Null: there is nothing, and never will be.
    };
    /// What has come, at most so many.
    std::vector<Done> take(std::size_t most);
    bool something_came() const;
    /// Until all that was asked for has come.
    void wait();
    /// Sentences about tiles that could not be read, each once and not more than a screen of them.
    std::vector<std::string> take_complaints();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace twin::scene
