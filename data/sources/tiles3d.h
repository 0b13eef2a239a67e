#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads 3D Tiles 1.0 and 1.1: tileset.json with everything it refers to (b3dm, i3dm, cmpt, glTF, external tilesets,
/// implicit tiling), the finest level of detail only; also a single b3dm, i3dm or cmpt. Point clouds are told as left
/// out. Earth-centred coordinates are handed over as longitude, latitude and ellipsoidal height.
/// Source: 3D Tiles 1.1 (OGC 22-025r4).
class Tiles3dSource final : public Source {
  public:
    std::string_view name() const override { return "tiles3d"; }
    std::string_view description() const override;
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
