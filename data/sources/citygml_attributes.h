#pragma once

#include <string>
#include <vector>

#include "data/feature.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// A value that is a code of a list.
struct CityGmlCode {
    const XmlNode* node = nullptr;
    std::string attribute;  ///< Under which it is kept.
};

/// Puts what an object says about itself (standard properties, generic attributes and sets, address, external
/// references, dates) into `feature`; names of data/keys.h where the meaning is the same.
/// `doubts`: sentences about values that were left out ("measuredHeight -9999 is no height").
/// `codes`: values with a codeSpace.
void read_citygml_attributes(const XmlNode& object, Feature& feature, std::vector<std::string>& doubts,
                             std::vector<CityGmlCode>& codes);

/// "Pariser Straße 12, 67655 Kaiserslautern" from an xAL address at or below `address`.
std::string read_xal_address(const XmlNode& address);

/// Roof shape of a code of the AdV or SIG 3D list ("3100" and "1030" are gabled); empty: unknown.
std::string_view roof_shape_of_code(std::string_view code);

}  // namespace twin::data
