#pragma once

#include <span>
#include <string>
#include <vector>

#include "data/sources/cityjson_geometry.h"

namespace twin::data {

/// "geometry-templates": shapes that are kept once and stand in many places.
/// Frame: metres around a template's own origin; once placed, the file's CRS.
class CityJsonTemplates {
  public:
    /// What is wrong with a template is told to the sink.
    void read(const json::element& holder, std::string_view vertices, const CityJsonAppearance& appearance,
              CityJsonThemes& themes, SourceSink& sink);
    bool empty() const { return templates_.empty(); }

    double lod_of_instance(const json::element& instance) const;
    /// `geometry` resolves the place where the template stands.
    void place(const json::element& instance, CityJsonGeometry& geometry, CityJsonShape& out,
               CityJsonTrouble& trouble) const;

  private:
    struct Template {
        double lod = -1;
        CityJsonShape shape;
    };
    const Template* of(const json::element& instance) const;
    std::vector<Template> templates_;
};

}  // namespace twin::data
