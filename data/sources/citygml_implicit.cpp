#include "data/sources/citygml_implicit.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "data/sources/citygml_degrees.h"
#include "data/sources/citygml_numbers.h"

namespace twin::data {

namespace {

constexpr std::size_t most_faces_kept = 200'000;

const XmlNode* relative_geometry(const XmlNode& implicit) {
    const XmlNode* found = implicit.child("relativeGMLGeometry");  // CityGML 1.0 and 2.0
    return found ? found : implicit.child("relativeGeometry");     // 3.0
}

}  // namespace

std::optional<glm::dmat4> read_matrix(std::string_view text) {
    std::vector<double> numbers;
    if (!parse_numbers(text, numbers) || (numbers.size() != 16 && numbers.size() != 12)) return std::nullopt;
    glm::dmat4 matrix(1);
    for (std::size_t i = 0; i < numbers.size(); ++i)
        matrix[static_cast<int>(i % 4)][static_cast<int>(i / 4)] = numbers[i];
    return matrix;
}

void ImplicitShapes::begin_member(const CityGmlSurroundings* surroundings, bool degrees, bool latitude_first) {
    surroundings_ = surroundings;
    degrees_ = files_degrees_ = degrees;
    latitude_first_ = files_latitude_first_ = latitude_first;
    if (kept_faces_ <= most_faces_kept) return;
    kept_.clear();
    kept_faces_ = 0;
}

const Feature* ImplicitShapes::prototype(const XmlNode& implicit, SurfaceKind kind, GeometryTrouble& trouble,
                                         std::vector<std::string>& wanted) {
    const XmlNode* relative = relative_geometry(implicit);
    const XmlNode* shape = relative ? relative->first_child : nullptr;
    if (relative && !shape && !relative->attribute("href").empty()) {
        const std::string id(relative->attribute("href"));
        if (const auto known = kept_.find(id); known != kept_.end()) return &known->second;
        shape = geometry_.resolve(id, trouble);
    }
    if (shape) {
        const std::string_view id = shape->attribute("id");
        const std::string key = id.empty() ? std::string() : "#" + std::string(id);
        if (const auto known = kept_.find(key); !key.empty() && known != kept_.end()) return &known->second;
        Feature& target = key.empty() ? (single_ = Feature{}) : kept_[key];
        const std::size_t missing = geometry_.missing_ids().size();
        geometry_.read_surfaces(*shape, kind, target, trouble);
        if (geometry_.missing_ids().size() != missing) {  // Incomplete: the object will be read once more.
            kept_.erase(key);
            return nullptr;
        }
        if (!key.empty()) kept_faces_ += target.surfaces.size();
        return &target;
    }
    const std::string file = image_name(implicit.child_text("libraryObject"));
    if (relative || file.empty()) return nullptr;
    if (const auto known = surroundings_->library.find(file); known != surroundings_->library.end())
        return &known->second;
    if (!surroundings_->index) wanted.push_back(file);
    return nullptr;
}

void ImplicitShapes::place(const Feature& shape, const glm::dmat4& matrix, const glm::dvec3& point, SurfaceKind kind,
                           Feature& out) const {
    constexpr double metres_per_degree = 6'371'008.8 * std::numbers::pi / 180;
    glm::dvec3 scale(1);
    const bool degrees = degrees_ && std::fabs(point.x) <= 180 && std::fabs(point.y) <= 180;
    if (degrees) {
        const double latitude_rad = (latitude_first_ ? point.x : point.y) * std::numbers::pi / 180;
        const double along = metres_per_degree * std::max(0.01, std::cos(latitude_rad));
        scale = {1 / along, 1 / metres_per_degree, 1};
    }
    const auto move = [&](glm::dvec3& p) {
        const glm::dvec4 moved = matrix * glm::dvec4(p, 1);
        glm::dvec3 offset = glm::dvec3(moved) / (moved.w != 0 ? moved.w : 1.0) * scale;
        if (degrees && latitude_first_) std::swap(offset.x, offset.y);
        p = point + offset;
    };
    const bool mirrored = glm::determinant(glm::dmat3(matrix)) < 0;
    for (Surface surface : shape.surfaces) {
        for (glm::dvec3& p : surface.outer) move(p);
        for (Ring& hole : surface.holes)
            for (glm::dvec3& p : hole) move(p);
        if (mirrored) {
            std::ranges::reverse(surface.outer);
            for (Ring& hole : surface.holes) std::ranges::reverse(hole);
            surface.texture = -1;
            surface.texture_places.clear();
        }
        if (surface.kind == SurfaceKind::unknown) surface.kind = kind;
        if (surface.texture >= 0)
            surface.texture = texture_index(out, shape.textures[static_cast<std::size_t>(surface.texture)]);
        out.surfaces.push_back(std::move(surface));
    }
}

bool ImplicitShapes::read(const XmlNode& implicit, SurfaceKind kind, Feature& out, GeometryTrouble& trouble,
                          std::vector<std::string>& wanted) {
    std::vector<glm::dvec3> points;
    degrees_ = files_degrees_;
    latitude_first_ = files_latitude_first_;
    if (const XmlNode* reference = implicit.child("referencePoint")) {
        geometry_.read_points(*reference, points);
        const XmlNode* point = reference->find_below("Point");
        const std::string_view own = point ? srs_name_at(*point) : std::string_view{};
        if (!own.empty() && own != surroundings_->srs_name) {
            const CoordinateKind here = coordinate_kind(own);
            degrees_ = here.degrees;
            latitude_first_ = here.latitude_first;
        }
    }
    const std::string_view numbers = implicit.child_text("transformationMatrix");
    const auto matrix = numbers.empty() ? glm::dmat4(1) : read_matrix(numbers);
    if (!matrix) GeometryTrouble::add(trouble.skipped_polygons, "a matrix that has not 16 numbers", {});
    const Feature* shape = matrix ? prototype(implicit, kind, trouble, wanted) : nullptr;
    // The matrix may hold the whole place.
    const glm::dvec3 point = points.empty() ? glm::dvec3(0) : points.front();
    if (shape && !shape->surfaces.empty()) {
        place(*shape, *matrix, point, kind, out);
        return true;
    }
    if (!points.empty())
        out.points.push_back(matrix ? point + glm::dvec3((*matrix)[3]) * (degrees_ ? 0.0 : 1.0) : point);
    return false;
}

}  // namespace twin::data
