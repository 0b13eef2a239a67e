#include "app/hud.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <glm/geometric.hpp>

#include "app/camera_control.h"
#include "app/hud_markers.h"
#include "app/i18n.h"
#include "app/widgets.h"

namespace twin::app {

namespace {

float joined_width(const std::vector<std::string>& credits, std::size_t from, std::size_t to) {
    std::string all;
    for (std::size_t i = from; i < to; ++i) all += (i > from ? "  ·  " : "") + credits[i];
    return text_size(fonts().small, all).x;
}

/// Credit lines side by side as far as they fit into `room_px`, then on the next line.
std::vector<std::string> credit_lines(const std::vector<std::string>& credits, float room_px) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < credits.size();) {
        std::size_t to = from + 1;
        while (to < credits.size() && joined_width(credits, from, to + 1) <= room_px) ++to;
        std::string line;
        for (std::size_t i = from; i < to; ++i) line += (i > from ? "  ·  " : "") + credits[i];
        lines.push_back(shortened(fonts().small, line, room_px));
        from = to;
    }
    return lines;
}

void draw_credits(ImDrawList& list, const HudContext& context) {
    const float right = static_cast<float>(context.view->width_px) - context.right_px;
    const float room_px = std::max(px(200), (right - context.left_px) * 0.62f);
    const auto lines = credit_lines(context.city->credits(), room_px);
    const float line_px = fonts().small->FontSize + px(3);
    float y = static_cast<float>(context.view->height_px) - px(4) - line_px * static_cast<float>(lines.size());
    for (const std::string& line : lines) {
        const ImVec2 size = text_size(fonts().small, line);
        const ImVec2 at(right - size.x - px(10), y);
        list.AddRectFilled({at.x - px(7), at.y - px(1)}, {right - px(3), at.y + line_px - px(1)}, palette().scrim,
                           px(6));
        draw_text(list, fonts().small, at, palette().text, line);
        y += line_px;
    }
}

/// 1, 2 or 5 times a power of ten, at most `most`.
double round_length(double most) {
    const double power = std::pow(10, std::floor(std::log10(most)));
    for (const double step : {5.0, 2.0, 1.0})
        if (step * power <= most) return step * power;
    return power;
}

void draw_scale_bar(ImDrawList& list, const HudContext& context) {
    const scene::FrameView& view = *context.view;
    const scene::Camera& camera = view.camera;
    if (camera.pitch_rad > -0.2) return;  // Towards the horizon there is no one scale.
    const double aspect = static_cast<double>(view.width_px) / view.height_px;
    const auto middle = ground_along(view.terrain, camera.position.vec(), camera.ray({0.5, 0.5}, aspect));
    if (!middle) return;
    const double distance_m = glm::length(middle->vec() - camera.position.vec());
    const double metres_per_px = 2 * std::tan(camera.fov_y_rad / 2) * distance_m / view.height_px;
    const double length_m = round_length(metres_per_px * px(150));
    if (!(length_m > 0) || !std::isfinite(length_m)) return;
    const float width = static_cast<float>(length_m / metres_per_px);
    const std::string text = length_m < 1 ? number_text(length_m, 2) + " m" : length_text(length_m);
    const ImVec2 words = text_size(fonts().small, text);
    const float bottom = static_cast<float>(view.height_px) - px(9);
    const ImVec2 at(context.left_px + px(16), bottom - px(7));
    list.AddRectFilled({at.x - px(8), at.y - px(11)}, {at.x + width + words.x + px(16), bottom + px(5)},
                       palette().scrim, px(6));
    const ImU32 ink = palette().text;
    const float thick = std::max(1.0f, px(1.5f));
    list.AddLine({at.x, bottom}, {at.x + width, bottom}, ink, thick);
    list.AddLine({at.x, bottom - px(7)}, {at.x, bottom + thick * 0.5f}, ink, thick);
    list.AddLine({at.x + width, bottom - px(7)}, {at.x + width, bottom + thick * 0.5f}, ink, thick);
    draw_text(list, fonts().small, {at.x + width + px(8), bottom - words.y + px(2)}, ink, text);
}

void draw_compass(ImDrawList& list, const HudContext& context) {
    const CompassPlace place = compass_place(context.view->width_px, context.view->height_px, context.right_px);
    const ImVec2 centre(place.x, place.y);
    const float r = place.radius;
    draw_shadow(list, {centre.x - r, centre.y - r}, {centre.x + r, centre.y + r}, r, 0.7f);
    list.AddCircleFilled(centre, r, palette().panel, 48);
    list.AddCircle(centre, r, palette().panel_edge, 48, px(1));
    // The needle shows true north; the camera's heading counts from grid north.
    const float angle = static_cast<float>(-(context.view->camera.heading_rad + context.city->frame().convergence_rad));
    const ImVec2 north(std::sin(angle), -std::cos(angle)), east(std::cos(angle), std::sin(angle));
    const float half = r * 0.17f, tip = r * 0.52f;
    list.AddTriangleFilled(centre + north * tip, centre + east * half, centre - east * half, palette().error);
    list.AddTriangleFilled(centre - north * tip, centre - east * half, centre + east * half, palette().text_soft);
    const char* letter = tr("hud.north");
    const ImVec2 size = text_size(fonts().small, letter);
    draw_text(list, fonts().small, centre + north * (r * 0.74f) - size * 0.5f, palette().text, letter);
    for (int i = 1; i < 4; ++i) {
        const float turn = angle + static_cast<float>(i) * 1.5707963f;
        const ImVec2 direction(std::sin(turn), -std::cos(turn));
        list.AddLine(centre + direction * (r * 0.78f), centre + direction * (r * 0.88f), palette().text_soft, px(1.2f));
    }
}

void draw_city_name(ImDrawList& list, const HudContext& context) {
    std::string name = context.city->file().meta("name");
    if (name.empty()) name = context.city->file().path().stem().string();
    std::string note = context.city->file().meta("note");
    if (!note.empty()) note = tr_or("note." + note, note);
    const float left = context.left_px, right = static_cast<float>(context.view->width_px) - context.right_px;
    const float room = std::max(px(120), right - left - px(40));
    name = shortened(fonts().title, name, room * 0.6f);
    note = shortened(fonts().small, note, room * 0.38f);
    const ImVec2 name_size = text_size(fonts().title, name), note_size = text_size(fonts().small, note);
    const float width = name_size.x + (note.empty() ? 0 : note_size.x + px(44)), height = px(38);
    const ImVec2 at((left + right - width) * 0.5f - px(16), context.top_px + px(12));
    const ImVec2 high(at.x + width + px(32), at.y + height);
    draw_shadow(list, at, high, height * 0.5f, 0.5f);
    list.AddRectFilled(at, high, palette().scrim, height * 0.5f);
    draw_text(list, fonts().title, {at.x + px(16), at.y + (height - name_size.y) * 0.5f}, palette().text, name);
    if (note.empty()) return;
    const ImU32 colour = colour_of(data::Provenance::invented);
    const ImVec2 low(at.x + px(16) + name_size.x + px(12), at.y + px(8));
    list.AddRectFilled(low, {low.x + note_size.x + px(32), at.y + height - px(8)}, with_alpha(colour, 0.14f), px(11));
    draw_icon(list, icon_of(data::Provenance::invented), {low.x + px(13), at.y + height * 0.5f}, 14, colour);
    draw_text(list, fonts().small, {low.x + px(23), at.y + (height - note_size.y) * 0.5f}, colour, note);
}

}  // namespace

CompassPlace compass_place(int width_px, int height_px, float right_px) {
    return {static_cast<float>(width_px) - right_px - px(40), static_cast<float>(height_px) - px(74), px(28)};
}

HudResult draw_hud(const HudContext& context) {
    if (!context.city || !context.view || context.view->width_px <= 0 || context.view->height_px <= 0) return {};
    ImDrawList& list = *ImGui::GetBackgroundDrawList();
    const HudResult result = draw_markers(list, context);
    draw_city_name(list, context);
    draw_scale_bar(list, context);
    draw_compass(list, context);
    draw_credits(list, context);
    return result;
}

}  // namespace twin::app
