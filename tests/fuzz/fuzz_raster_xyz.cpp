#include "data/import_file.h"
#include "data/sources/raster_xyz.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_raster_xyz(Bytes bytes) {
    const std::string_view text = text_of(bytes);
    data::looks_like_points(text.substr(0, 4096));
    data::CollectingSink sink;
    const auto grid = data::read_scattered_grid(text, "a.xyz", sink);
    if (!grid) return demand(!grid.error().message.empty(), "an error without a sentence");
    demand(grid->columns > 0 && grid->rows > 0, "a grid has columns and rows");
    demand(grid->heights_m.size() == static_cast<std::size_t>(grid->columns) * static_cast<std::size_t>(grid->rows),
           "a grid has not as many heights as columns times rows");
}

}  // namespace twin::fuzz
