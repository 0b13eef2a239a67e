#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "data/feature.h"

class OGRFeature;
class OGRGeometry;

namespace twin::data {

/// The single faces (3DFACE) of a drawing, put together again to the bodies that they were.
/// Frame: the drawing's.
class DxfFaces {
  public:
    /// Whether a geometry is such a face: one ring of three or four corners with heights.
    static bool is_face(const OGRGeometry& geometry);

    void add(const std::string& layer, std::vector<Surface>&& faces);
    bool empty() const { return layers_.empty(); }

    struct Body {
        std::string layer;
        std::vector<Surface> faces;
    };
    /// What hangs together by its corners (to the millimetre), layer by layer in the order of the file.
    std::vector<Body> take_bodies();

  private:
    std::map<std::string, std::vector<Surface>> layers_;
};

/// Name of the drawing's layer on which an entity lies; "" when it has none.
std::string dxf_layer(OGRFeature& entity);

/// The area inside a closed line; null when the geometry is none.
std::unique_ptr<OGRGeometry> closed_dxf_area(const OGRGeometry& geometry);

struct UnreadDxfSolids {
    std::uint64_t count = 0;
    std::string why;  ///< Their names and numbers, and the way out.
};
/// Solids of the drawing, which GDAL leaves out without a word.
/// Source: Autodesk DXF Reference, ENTITIES section: a line "0", then the entity's name.
UnreadDxfSolids unread_dxf_solids(std::string_view text);

}  // namespace twin::data
