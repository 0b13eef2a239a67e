#pragma once

#include "data/source.h"

namespace twin::data {

/// Metres per unit of a 3MF package: as its model part says, a millimetre where it says nothing.
/// Errors: a package that cannot be looked into counts as silent.
/// Source: 3MF Core Specification 1.3, section 3.4 (attribute "unit" of <model>).
double unit_of_3mf_m(const InputFile& file);

}  // namespace twin::data
