#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <glm/mat4x4.hpp>

#include "data/sources/citygml_geometry.h"
#include "data/sources/citygml_links.h"

namespace twin::data {

/// Shapes that stand at many places (implicit geometry): a prototype, a matrix and a reference point. A prototype is
/// read once and kept; what is kept is bounded.
/// Owner: one reader.  Thread: one at a time.
class ImplicitShapes {
  public:
    explicit ImplicitShapes(CityGmlGeometry& geometry) : geometry_(geometry) {}

    /// Before each member; `degrees`: coordinates are latitude and longitude, while prototypes are metres.
    void begin_member(const CityGmlSurroundings* surroundings, bool degrees, bool latitude_first);
    /// Puts faces into `out`, or only the place where the prototype is not to be had.
    /// `wanted`: gets the name of a library object that is not known yet.  Errors: false when only the place is known.
    bool read(const XmlNode& implicit, SurfaceKind kind, Feature& out, GeometryTrouble& trouble,
              std::vector<std::string>& wanted);

  private:
    const Feature* prototype(const XmlNode& implicit, SurfaceKind kind, GeometryTrouble& trouble,
                             std::vector<std::string>& wanted);
    void place(const Feature& shape, const glm::dmat4& matrix, const glm::dvec3& point, SurfaceKind kind,
               Feature& out) const;

    CityGmlGeometry& geometry_;
    const CityGmlSurroundings* surroundings_ = nullptr;
    bool degrees_ = false, latitude_first_ = false;  ///< Of the shape being placed.
    bool files_degrees_ = false, files_latitude_first_ = false;
    std::map<std::string, Feature> kept_;  ///< By gml:id of the prototype's geometry.
    std::size_t kept_faces_ = 0;
    Feature single_;
};

/// Row by row, as the file writes it; nullopt: not 16 (or 12) numbers.
std::optional<glm::dmat4> read_matrix(std::string_view text);

}  // namespace twin::data
