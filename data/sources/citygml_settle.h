#pragma once

#include "data/feature.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// What the heights of a feature mean, once its geometry is read; trees with a model of their own stand at its foot
/// with its height and width.
void settle_heights(Feature& feature);

/// Words for what codes of the standard's lists say: the use of a traffic area, what a plant cover or land use is.
/// `element`: the object's.
void settle_by_kind(const XmlNode& element, Feature& feature);

}  // namespace twin::data
