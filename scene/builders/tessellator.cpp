#include "scene/builders/tessellator.h"

#include <deque>
#include <memory>

#include <GL/glu.h>

namespace twin::scene {
namespace {

struct Corner {
    GLdouble flat[3];
    glm::dvec3 place;
};

/// What GLU calls back into. Corners that it invents live in the deque, whose elements never move.
struct Collector {
    std::deque<Corner> corners;
    std::vector<const Corner*> out;
    std::vector<std::size_t> starts;  ///< Of each ring in `out`, when borders are asked for.
    bool failed = false;
};

void on_begin(GLenum, void* collector) {
    auto& all = *static_cast<Collector*>(collector);
    all.starts.push_back(all.out.size());
}

void on_vertex(void* corner, void* collector) {
    static_cast<Collector*>(collector)->out.push_back(static_cast<const Corner*>(corner));
}

void on_combine(GLdouble flat[3], void* corners[4], GLfloat weights[4], void** result, void* collector) {
    Corner made{{flat[0], flat[1], flat[2]}, glm::dvec3(0)};
    double sum = 0;
    for (int i = 0; i < 4; ++i) {
        if (!corners[i]) continue;
        made.place += static_cast<const Corner*>(corners[i])->place * static_cast<double>(weights[i]);
        sum += weights[i];
    }
    if (sum > 0) made.place /= sum;
    auto& all = static_cast<Collector*>(collector)->corners;
    all.push_back(made);
    *result = &all.back();
}

void on_error(GLenum, void* collector) {
    static_cast<Collector*>(collector)->failed = true;
}

// Its presence makes GLU answer with plain triangles instead of fans and strips.
void on_edge_flag(GLboolean, void*) {}

void give_ring(GLUtesselator* tesselator, const data::Ring& ring, const FacePlane& plane, Collector& collector) {
    if (ring.size() < 3) return;
    gluTessBeginContour(tesselator);
    for (const glm::dvec3& p : ring) {
        const glm::dvec2 flat = plane.flat(p);
        collector.corners.push_back({{flat.x, flat.y, 0}, p});
        gluTessVertex(tesselator, collector.corners.back().flat, &collector.corners.back());
    }
    gluTessEndContour(tesselator);
}

void run(std::span<const data::Ring> rings, const FacePlane& plane, InsideRule rule, bool only_borders,
         Collector& collector) {
    const std::unique_ptr<GLUtesselator, decltype(&gluDeleteTess)> tesselator(gluNewTess(), &gluDeleteTess);
    if (!tesselator) {
        collector.failed = true;
        return;
    }
    using Callback = void (*)();
    GLUtesselator* const t = tesselator.get();
    gluTessCallback(t, GLU_TESS_VERTEX_DATA, reinterpret_cast<Callback>(&on_vertex));
    gluTessCallback(t, GLU_TESS_COMBINE_DATA, reinterpret_cast<Callback>(&on_combine));
    gluTessCallback(t, GLU_TESS_ERROR_DATA, reinterpret_cast<Callback>(&on_error));
    if (only_borders)
        gluTessCallback(t, GLU_TESS_BEGIN_DATA, reinterpret_cast<Callback>(&on_begin));
    else
        gluTessCallback(t, GLU_TESS_EDGE_FLAG_DATA, reinterpret_cast<Callback>(&on_edge_flag));
    gluTessProperty(t, GLU_TESS_BOUNDARY_ONLY, only_borders ? GL_TRUE : GL_FALSE);
    gluTessProperty(t, GLU_TESS_WINDING_RULE,
                    rule == InsideRule::odd ? GLU_TESS_WINDING_ODD : GLU_TESS_WINDING_POSITIVE);
    gluTessNormal(t, 0, 0, 1);
    gluTessBeginPolygon(t, &collector);
    for (const data::Ring& ring : rings) give_ring(t, ring, plane, collector);
    gluTessEndPolygon(t);
}

}  // namespace

std::vector<glm::dvec3> tessellate(std::span<const data::Ring> rings, const FacePlane& plane, InsideRule rule) {
    Collector collector;
    run(rings, plane, rule, false, collector);
    std::vector<glm::dvec3> triangles;
    if (collector.failed) return triangles;
    const std::size_t whole = collector.out.size() / 3 * 3;
    triangles.reserve(whole);
    for (std::size_t i = 0; i < whole; ++i) triangles.push_back(collector.out[i]->place);
    return triangles;
}

std::vector<data::Ring> borders(std::span<const data::Ring> rings, const FacePlane& plane, InsideRule rule) {
    Collector collector;
    run(rings, plane, rule, true, collector);
    std::vector<data::Ring> found;
    if (collector.failed) return found;
    collector.starts.push_back(collector.out.size());
    for (std::size_t k = 0; k + 1 < collector.starts.size(); ++k) {
        data::Ring ring;
        for (std::size_t i = collector.starts[k]; i < collector.starts[k + 1]; ++i)
            ring.push_back(collector.out[i]->place);
        if (ring.size() >= 3) found.push_back(std::move(ring));
    }
    return found;
}

}  // namespace twin::scene
