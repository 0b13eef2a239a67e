#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "data/feature.h"
#include "data/pixels.h"
#include "data/source.h"

namespace twin::data {

/// Lays the textures of a triangulated terrain on the ground: each of its pictures, parameterised or georeferenced,
/// becomes a picture of the ground, about as fine as it is on the triangles (at most 4096 pixels a side).
/// Frame: x and y as they come, like the heights of the same triangles.
/// Owner: one reading of a file.  Thread: that of the sink.
class CityGmlGround {
  public:
    explicit CityGmlGround(SourceSink& sink) : sink_(sink) {}

    /// `terrain`: its triangles as surfaces with texture places.
    /// Errors: a picture that is missing or damaged is a complaint, once.
    void lay(const Feature& terrain);

  private:
    const Pixels* picture(const std::string& name);
    void lay(const Feature& terrain, int texture, const Pixels& pixels);

    SourceSink& sink_;
    std::string open_name_;  ///< The picture at hand; terrains use one after the other.
    std::optional<Pixels> open_;
    std::set<std::string> missing_;
};

}  // namespace twin::data
