#include "data/sources/citygml_ground.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>
#include <glm/vec2.hpp>

#include "data/sources/image_decoder.h"

namespace twin::data {

namespace {

constexpr int most_px = 4096;
constexpr int piece_px = 1024;

double area_of(const glm::dvec2& a, const glm::dvec2& b, const glm::dvec2& c) {
    return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

struct Corner {
    glm::dvec2 place, in_picture;
};

/// All triangles that show one picture; rings are cut into fans.
template <class Visitor>
void each_triangle(const Feature& terrain, int texture, const Visitor& visit) {
    for (const Surface& surface : terrain.surfaces) {
        if (surface.texture != texture || surface.texture_places.size() < surface.outer.size()) continue;
        const auto corner = [&](std::size_t i) {
            return Corner{glm::dvec2(surface.outer[i]), glm::dvec2(surface.texture_places[i])};
        };
        for (std::size_t i = 2; i < surface.outer.size(); ++i) visit(corner(0), corner(i - 1), corner(i));
    }
}

double wrapped(double share) {
    return share >= 0 && share <= 1 ? share : share - std::floor(share);
}

/// Paints the pixels whose centres one triangle covers.
void paint(const Corner& a, const Corner& b, const Corner& c, const Pixels& from, const glm::dvec2& north_west,
           const glm::dvec2& pixel, Pixels& out) {
    const double area = area_of(a.place, b.place, c.place);
    if (std::fabs(area) < 1e-18) return;
    const glm::dvec2 low = glm::min(a.place, glm::min(b.place, c.place));
    const glm::dvec2 high = glm::max(a.place, glm::max(b.place, c.place));
    const auto clamp = [](double v, int most) { return static_cast<int>(std::clamp(v, 0.0, most - 1.0)); };
    const int left = clamp(std::floor((low.x - north_west.x) / pixel.x), out.width_px);
    const int right = clamp(std::ceil((high.x - north_west.x) / pixel.x), out.width_px);
    const int top = clamp(std::floor((north_west.y - high.y) / pixel.y), out.height_px);
    const int bottom = clamp(std::ceil((north_west.y - low.y) / pixel.y), out.height_px);
    for (int row = top; row <= bottom; ++row)
        for (int column = left; column <= right; ++column) {
            const glm::dvec2 at = north_west + glm::dvec2((column + 0.5) * pixel.x, -(row + 0.5) * pixel.y);
            const double of_b = area_of(a.place, at, c.place) / area, of_c = area_of(a.place, b.place, at) / area;
            constexpr double edge = -1e-6;
            if (of_b < edge || of_c < edge || 1 - of_b - of_c < edge) continue;
            const glm::dvec2 uv =
                a.in_picture + of_b * (b.in_picture - a.in_picture) + of_c * (c.in_picture - a.in_picture);
            const int x = clamp(std::floor(wrapped(uv.x) * from.width_px), from.width_px);
            const int y = clamp(std::floor((1 - wrapped(uv.y)) * from.height_px), from.height_px);
            std::copy_n(from.at(x, y), 4, out.at(column, row));
        }
}

Pixels cut(const Pixels& from, int column, int row, int width, int height) {
    Pixels piece{width, height, {}};
    piece.rgba.resize(4 * static_cast<std::size_t>(width) * static_cast<std::size_t>(height));
    for (int y = 0; y < height; ++y)
        std::copy_n(from.at(column, row + y), 4 * static_cast<std::size_t>(width), piece.at(0, y));
    return piece;
}

bool is_visible(const Pixels& pixels) {
    for (std::size_t i = 3; i < pixels.rgba.size(); i += 4)
        if (pixels.rgba[i] > 0) return true;
    return false;
}

}  // namespace

const Pixels* CityGmlGround::picture(const std::string& name) {
    if (open_ && open_name_ == name) return &*open_;
    if (missing_.contains(name)) return nullptr;
    const auto refuse = [&](const std::string& why) {
        missing_.insert(name);
        sink_.complain(
            {base::ComplaintKind::skipped, name, "picture left out, its faces are shown in plain colour", why});
        return nullptr;
    };
    const auto file = sink_.side_file(name, false);
    if (!file) return refuse("there is no such file beside the city model");
    const auto image = decode_image(name, file->bytes, most_px);
    if (!image) return refuse(image.error().message);
    open_ = decode_bc1(image->width_px, image->height_px, image->blocks);
    open_name_ = name;
    return &*open_;
}

void CityGmlGround::lay(const Feature& terrain) {
    for (std::size_t i = 0; i < terrain.textures.size(); ++i)
        if (const Pixels* pixels = picture(terrain.textures[i])) lay(terrain, static_cast<int>(i), *pixels);
}

void CityGmlGround::lay(const Feature& terrain, int texture, const Pixels& pixels) {
    glm::dvec2 low(1e300), high(-1e300);
    double ground = 0, shown_px = 0;
    each_triangle(terrain, texture, [&](const Corner& a, const Corner& b, const Corner& c) {
        for (const Corner* corner : {&a, &b, &c})
            low = glm::min(low, corner->place), high = glm::max(high, corner->place);
        ground += std::fabs(area_of(a.place, b.place, c.place));
        shown_px += std::fabs(area_of(a.in_picture, b.in_picture, c.in_picture)) * pixels.width_px * pixels.height_px;
    });
    const glm::dvec2 size = high - low;
    if (!(size.x > 0) || !(size.y > 0) || !(ground > 0) || !(shown_px > 0)) return;
    const double fine = std::sqrt(ground / shown_px);
    const auto sides = glm::clamp(glm::round(size / fine), glm::dvec2(1), glm::dvec2(most_px));
    Pixels out{static_cast<int>(sides.x), static_cast<int>(sides.y), {}};
    out.rgba.assign(4 * static_cast<std::size_t>(out.width_px) * static_cast<std::size_t>(out.height_px), 0);
    const glm::dvec2 pixel = size / sides, north_west(low.x, high.y);
    each_triangle(terrain, texture, [&](const Corner& a, const Corner& b, const Corner& c) {
        paint(a, b, c, pixels, north_west, pixel, out);
    });
    for (int row = 0; row == 0 || row + 1 < out.height_px; row += piece_px - 1)
        for (int column = 0; column == 0 || column + 1 < out.width_px; column += piece_px - 1) {
            GroundPicture piece;
            piece.transform = {north_west.x + column * pixel.x, pixel.x, 0, north_west.y - row * pixel.y, 0, -pixel.y};
            piece.pixels = cut(out, column, row, std::min(piece_px, out.width_px - column),
                               std::min(piece_px, out.height_px - row));
            if (is_visible(piece.pixels)) sink_.ground_picture(std::move(piece));
        }
}

}  // namespace twin::data
