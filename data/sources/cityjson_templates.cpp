#include "data/sources/cityjson_templates.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <glm/mat4x4.hpp>
#include <glm/matrix.hpp>

#include "data/sources/cityjson_vertices.h"

namespace twin::data {

namespace {

using Loss = CityJsonTrouble::Loss;

/// Sixteen numbers, row by row.
bool read_matrix(const json::element& value, glm::dmat4& out) {
    json::array list;
    if (!list_of(value, list) || list.size() != 16) return false;
    int i = 0;
    for (const json::element number : list) {
        const double n = number_of(number, NAN);
        if (!std::isfinite(n)) return false;
        out[i % 4][i / 4] = n;
        ++i;
    }
    return true;
}

/// Some writers put the matrix column by column: the shift then stands in the last row.
bool is_transposed(const glm::dmat4& matrix) {
    const bool shift_in_row = matrix[0][3] != 0 || matrix[1][3] != 0 || matrix[2][3] != 0;
    return shift_in_row && matrix[3][0] == 0 && matrix[3][1] == 0 && matrix[3][2] == 0;
}

struct Placing {
    glm::dmat4 matrix{1};
    glm::dvec3 origin{0};
    bool mirrored = false;

    glm::dvec3 operator()(const glm::dvec3& p) const { return glm::dvec3(matrix * glm::dvec4(p, 1)) + origin; }
    void apply(std::vector<glm::dvec3>& points) const {
        for (glm::dvec3& p : points) p = (*this)(p);
    }
};

/// A mirror image turns its faces round, so that they look outwards again.
void turn_round(Surface& surface) {
    std::size_t begin = 0;
    const auto turn_places = [&](std::size_t count) {
        if (surface.texture_places.size() >= begin + count)
            std::reverse(surface.texture_places.begin() + static_cast<std::ptrdiff_t>(begin),
                         surface.texture_places.begin() + static_cast<std::ptrdiff_t>(begin + count));
        begin += count;
    };
    std::reverse(surface.outer.begin(), surface.outer.end());
    turn_places(surface.outer.size());
    for (Ring& hole : surface.holes) {
        std::reverse(hole.begin(), hole.end());
        turn_places(hole.size());
    }
}

void append(const CityJsonShape& shape, const Placing& placing, CityJsonShape& out) {
    for (Surface surface : shape.surfaces) {
        placing.apply(surface.outer);
        for (Ring& hole : surface.holes) placing.apply(hole);
        if (placing.mirrored) turn_round(surface);
        out.surfaces.push_back(std::move(surface));
    }
    for (Line line : shape.lines) {
        placing.apply(line.points);
        out.lines.push_back(std::move(line));
    }
    for (const glm::dvec3& point : shape.points) out.points.push_back(placing(point));
}

}  // namespace

void CityJsonTemplates::read(const json::element& holder, std::string_view vertices,
                             const CityJsonAppearance& appearance, CityJsonThemes& themes, SourceSink& sink) {
    templates_.clear();
    CityJsonVertices points;
    read_vertices(
        vertices, {}, [] { return true; }, points);
    json::element list;
    json::array geometries;
    if (!find(holder, "templates", list) || !list_of(list, geometries)) return;
    CityJsonGeometry reader(points.points, appearance, themes);
    for (const json::element geometry : geometries) {
        CityJsonTrouble trouble;
        Template& made = templates_.emplace_back();
        made.lod = lod_of(geometry);
        reader.read(geometry, made.shape, trouble);
        trouble.tell(fmt::format("geometry template {}", templates_.size() - 1), sink);
    }
}

const CityJsonTemplates::Template* CityJsonTemplates::of(const json::element& instance) const {
    json::element number;
    const std::int64_t i = find(instance, "template", number) ? index_of(number) : -1;
    return i >= 0 && static_cast<std::size_t>(i) < templates_.size() ? &templates_[static_cast<std::size_t>(i)]
                                                                     : nullptr;
}

double CityJsonTemplates::lod_of_instance(const json::element& instance) const {
    const Template* const found = of(instance);
    return found ? found->lod : -1;
}

void CityJsonTemplates::place(const json::element& instance, CityJsonGeometry& geometry, CityJsonShape& out,
                              CityJsonTrouble& trouble) const {
    const Template* const shape = of(instance);
    if (!shape)
        return trouble.add(Loss::geometry, "a template that the file does not have",
                           fmt::format("it has {}", templates_.size()));
    json::element boundaries, matrix;
    json::array places;
    if (!find(instance, "boundaries", boundaries) || !list_of(boundaries, places) || places.size() == 0)
        return trouble.add(Loss::geometry, "an instance of a template without a place");
    std::string_view why;
    const glm::dvec3* const origin = geometry.vertex(*places.begin(), why);
    if (!origin) return trouble.add(Loss::geometry, why);
    Placing placing;
    placing.origin = *origin;
    if (find(instance, "transformationMatrix", matrix) && !read_matrix(matrix, placing.matrix))
        return trouble.add(Loss::geometry, "a transformation matrix that is not 16 numbers");
    if (is_transposed(placing.matrix)) {
        placing.matrix = glm::transpose(placing.matrix);
        trouble.add(Loss::semantics, "a transformation matrix written column by column");
    }
    placing.mirrored = glm::determinant(glm::dmat3(placing.matrix)) < 0;
    append(shape->shape, placing, out);
}

}  // namespace twin::data
