#pragma once

#include <string>

#include "data/source.h"
#include "data/sources/gltf_document.h"
#include "data/sources/gltf_objects.h"

namespace twin::data::gltf {

/// Where a document says it stands.
struct StatedPlace {
    Placing placing;
    std::string crs;  ///< The claim to make; empty: none.
    std::vector<base::Complaint> complaints;
};

/// From options (up_axis, unit_m), CESIUM_RTC, extras of asset, scene or first node ("crs"/"epsg" with
/// "origin"/"offset", or "latitude"/"longitude" with "height" and "heading"), and from the coordinates themselves.
/// `extensions` is of the document.
StatedPlace stated_place(const Document& document, const std::string& file_name, const SourceOptions& options);

/// What `extensionsRequired` names and nobody here reads.
std::vector<std::string> unread_extensions(const Document& document);

/// The first member of the wrong type ("scenes/0/name is not text"), where it does no harm to reading on; empty: none.
std::string wrong_member(const Document& document);

}  // namespace twin::data::gltf
