#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "data/feature.h"

namespace twin::data {

/// A <Model> of a KML document with what its placemark says.
struct KmlModel {
    Attributes attributes;  ///< Name, description, extended data.
    std::string id;         ///< Of the model or its placemark; may be empty.
    std::string href;       ///< Of its file, beside the document.
    bool has_place = false;
    double lon_deg = 0, lat_deg = 0, altitude_m = 0;
    std::string altitude_mode = "clampToGround";
    double heading_deg = 0, tilt_deg = 0, roll_deg = 0;
    double scale[3] = {1, 1, 1};
    std::map<std::string, std::string> aliases;  ///< <ResourceMap>: name in the model to the file beside the document.
};

struct KmlDocument {
    std::vector<KmlModel> models;
    bool has_shapes = false;  ///< Points, lines or areas outside of models.
};

/// Errors: one sentence with the line where the XML is damaged.
base::Result<KmlDocument> read_kml(std::string_view text);

}  // namespace twin::data
