#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads terrain rasters through GDAL: GeoTIFF, HGT, ASC, XYZ.
class RasterSource final : public Source {
  public:
    std::string_view name() const override { return "raster"; }
    std::string_view description() const override;
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
