#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads 3D models through Assimp: glTF 1, OBJ, COLLADA, STL, PLY, FBX, 3DS, X3D, 3MF, IFC2x3.
class ModelSource final : public Source {
  public:
    std::string_view name() const override { return "model"; }
    std::string_view description() const override;
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
