#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads CityGML 1.0 and 2.0.
class CityGmlSource final : public Source {
  public:
    std::string_view name() const override { return "citygml"; }
    std::string_view description() const override;
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
