#pragma once

#include <string>

#include "data/feature.h"
#include "data/source.h"

namespace twin::data {

/// The shape of a library object that a CityGML file refers to (glTF, COLLADA, OBJ, VRML ... beside it), as faces.
/// Frame: the model's own, metres, z up.  Errors: no faces, told to `sink` once.
Feature read_library_object(const std::string& name, SourceSink& sink);

}  // namespace twin::data
