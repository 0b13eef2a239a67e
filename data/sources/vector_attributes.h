#pragma once

#include <string>
#include <vector>

#include "data/feature.h"

class OGRFeature;
class OGRFeatureDefn;

namespace twin::data {

/// Takes the attributes of a layer's features out of OGR: names as the file spells them, null values left out, lists
/// joined with commas, dates as ISO text, OpenStreetMap's packed `other_tags` unpacked.
class LayerAttributes {
  public:
    /// `id_attribute`: where the recipe says that the id is; empty: looked for (gml_id, @id, id, uuid ...).
    LayerAttributes(const OGRFeatureDefn& definition, const std::string& id_attribute);

    const std::vector<std::string>& names() const { return names_; }
    Attributes read(const OGRFeature& feature) const;
    std::string id(const OGRFeature& feature) const;  ///< "" when the feature has none.

  private:
    std::vector<std::string> names_;
    int id_field_ = -1;
};

}  // namespace twin::data
