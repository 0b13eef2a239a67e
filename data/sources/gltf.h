#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads glTF 2.0 and GLB in place: node transformations in double, Draco, meshopt, quantised and instanced meshes,
/// pictures, feature ids with their attributes. glTF 1 it hands to ModelSource.
/// Source: glTF 2.0 (ISO/IEC 12113:2022) and the extensions named in gltf_*.h.
class GltfSource final : public Source {
  public:
    std::string_view name() const override { return "gltf"; }
    std::string_view description() const override;
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
