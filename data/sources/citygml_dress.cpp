#include <algorithm>

#include "data/sources/citygml_geometry.h"

/// Textures and colours of faces.
namespace twin::data {

int texture_index(Feature& feature, const std::string& image) {
    const auto known = std::ranges::find(feature.textures, image);
    if (known != feature.textures.end()) return static_cast<int>(known - feature.textures.begin());
    feature.textures.push_back(image);
    return static_cast<int>(feature.textures.size()) - 1;
}

void CityGmlGeometry::inherit_look(const XmlNode& node, Context& context) const {
    const std::string_view id = node.attribute_count ? node.attribute("id") : std::string_view{};
    if (id.empty()) return;
    for (const CityGmlLooks* looks : {own_, common_}) {
        if (!looks) continue;
        const CityGmlLooks::Target found = looks->target(id);
        if (found.image < 0 && found.colour == 0) continue;
        context.look = found;
        context.look_of = looks;
        return;
    }
}

void CityGmlGeometry::dress(Surface& surface, const std::vector<const XmlNode*>& boundaries, const Context& context,
                            Feature& out) {
    if (dress_by_rings(surface, boundaries, context.turned, out) || !context.look_of) return;
    if (context.look.matrix >= 0)
        dress_by_matrix(surface, context, out);
    else
        surface.colour = context.look.colour;
}

bool CityGmlGeometry::dress_by_rings(Surface& surface, const std::vector<const XmlNode*>& boundaries, bool turned,
                                     Feature& out) {
    const CityGmlLooks* looks = nullptr;
    std::vector<glm::vec2> places;
    int image = -1;
    for (std::size_t i = 0; i < boundaries.size(); ++i) {
        const XmlNode* ring = boundaries[i]->first_child;
        const std::string_view id = ring ? ring->attribute("id") : std::string_view{};
        CityGmlLooks::RingPlaces given;
        if (!id.empty() && (!looks || looks == own_) && own_) given = own_->ring(id);
        if (given.image >= 0) looks = own_;
        if (!id.empty() && given.image < 0 && (!looks || looks == common_) && common_) given = common_->ring(id);
        if (given.image >= 0) looks = looks ? looks : common_;
        if (given.image < 0 && i == 0) return false;
        const std::size_t points = i == 0 ? surface.outer.size() : surface.holes[i - 1].size();
        // The closing point has a place as well; some writers leave it out.
        if (given.image < 0 || (given.count != points + 1 && given.count != points)) {
            ++bad_places_;
            return false;
        }
        if (i == 0) image = given.image;
        const std::size_t before = places.size();
        places.insert(places.end(), given.places, given.places + points);
        if (turned) std::reverse(places.begin() + static_cast<std::ptrdiff_t>(before), places.end());
    }
    if (!looks) return false;
    surface.texture = texture_index(out, looks->images()[static_cast<std::size_t>(image)]);
    surface.texture_places = std::move(places);
    return true;
}

/// Source: OGC 12-019, section 9.4, TexCoordGen: (s, t, q) = M (x, y, z, 1), place = (s/q, t/q).
void CityGmlGeometry::dress_by_matrix(Surface& surface, const Context& context, Feature& out) const {
    const double* m = context.look_of->matrix(context.look.matrix).m;
    std::vector<glm::vec2> places;
    const auto add = [&](const Ring& ring) {
        for (const glm::dvec3& p : ring) {
            const double q = m[8] * p.x + m[9] * p.y + m[10] * p.z + m[11];
            if (q == 0) return false;
            places.emplace_back(static_cast<float>((m[0] * p.x + m[1] * p.y + m[2] * p.z + m[3]) / q),
                                static_cast<float>((m[4] * p.x + m[5] * p.y + m[6] * p.z + m[7]) / q));
        }
        return true;
    };
    bool fine = add(surface.outer);
    for (const Ring& hole : surface.holes) fine = fine && add(hole);
    if (!fine) return;
    surface.texture = texture_index(out, context.look_of->images()[static_cast<std::size_t>(context.look.image)]);
    surface.texture_places = std::move(places);
}

}  // namespace twin::data
