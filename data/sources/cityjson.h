#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads CityJSON 1.0, 1.1 and 2.0 and sequences of CityJSONFeatures (CityJSONSeq).
/// Source: CityJSON 2.0.1 specification (OGC 20-072r5).
class CityJsonSource final : public Source {
  public:
    std::string_view name() const override { return "cityjson"; }
    std::string_view description() const override;
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
