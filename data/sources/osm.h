#pragma once

#include "data/source.h"

namespace twin::data {

/// Reads OpenStreetMap XML, gz, bz2 and PBF.
class OsmSource final : public Source {
  public:
    std::string_view name() const override { return "osm"; }
    std::string_view description() const override;
    int recognises(const InputFile& head) const override;
    base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const override;
};

}  // namespace twin::data
