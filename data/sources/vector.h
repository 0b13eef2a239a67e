#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads vector files through GDAL/OGR: GeoPackage, GeoJSON, shapefile, FlatGeobuf, KML.
class VectorSource final : public Source {
  public:
    std::string_view name() const override { return "vector"; }
    std::string_view description() const override;
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
