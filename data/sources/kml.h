#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads KML and KMZ: the 3D models of its placemarks, put where they say; points, lines and areas are VectorSource's.
/// Source: OGC 12-007r2 (KML 2.3), 13.12 <Model>.
class KmlSource final : public Source {
  public:
    std::string_view name() const override { return "kml"; }
    std::string_view description() const override { return "KML and KMZ with models"; }
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
