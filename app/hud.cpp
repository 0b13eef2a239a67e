#include "app/hud.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <glm/geometric.hpp>

#include "app/camera_control.h"
#include "app/hud_markers.h"
#include "app/i18n.h"
#include "app/message_texts.h"
#include "app/widgets.h"

namespace twin::app {

namespace {

/// "LoD2.gml and 31 more (CC BY 4.0)": names of files are told in the language of the screen, licences as they are.
std::string told_credit(const std::string& credit) {
    constexpr std::string_view end = " more";
    const std::size_t at = credit.find(end);
    if (at == std::string::npos) return credit;
    return told(credit.substr(0, at + end.size())) + credit.substr(at + end.size());
}

/// All credits as one text, broken between words into lines of at most `room_px`.
std::vector<std::string> wrapped_credits(const std::vector<scene::Words>& credits, float room_px) {
    std::string all;
    for (const scene::Words& credit : credits) all += (all.empty() ? "" : "  ·  ") + told_credit(in_language(credit));
    // Between words only: ImGui would break "house.gml" after its full stop.
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < all.size();) {
        const std::size_t end = std::min(all.find(' ', at), all.size());
        const std::string word = all.substr(at, end - at);
        at = end + 1;
        if (word.empty()) {
            if (!lines.empty()) lines.back() += ' ';
            continue;
        }
        const std::string longer = lines.empty() ? word : lines.back() + ' ' + word;
        if (lines.empty() || text_size(fonts().small, longer).x > room_px)
            lines.push_back(word);
        else
            lines.back() = longer;
    }
    for (std::string& line : lines)
        while (!line.empty() && line.back() == ' ') line.pop_back();
    return lines;
}

std::vector<std::string> credit_lines(const HudContext& context) {
    const float room_px = static_cast<float>(context.view->width_px) - context.left_px - context.right_px - px(250);
    auto lines = wrapped_credits(context.city->credits(), std::max(px(220), room_px));
    const std::size_t most = static_cast<std::size_t>(std::max(0, context.most_credit_lines));
    if (most == 0 || lines.size() <= most) return lines;
    lines.resize(most);
    lines.back() += " …";
    return lines;
}

float credit_line_height() {
    return fonts().small->FontSize + px(1);
}

void draw_credits(ImDrawList& list, const HudContext& context) {
    const float right = static_cast<float>(context.view->width_px) - context.right_px - px(10);
    const auto lines = credit_lines(context);
    if (lines.empty()) return;
    float width = 0;
    for (const std::string& line : lines) width = std::max(width, text_size(fonts().small, line).x);
    const float height = credits_height(context), bottom = static_cast<float>(context.view->height_px);
    list.AddRectFilled({right - width - px(8), bottom - height}, {right + px(6), bottom - px(3)}, palette().scrim,
                       px(7));
    float y = bottom - height + px(2);
    for (const std::string& line : lines) {
        draw_text(list, fonts().small, {right - text_size(fonts().small, line).x, y}, palette().text, line);
        y += credit_line_height();
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
    const CompassPlace place = compass_place(context);
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

/// A short note stands beside the name, a sentence below it.
void draw_city_name(ImDrawList& list, const HudContext& context) {
    std::string name = context.city->file().meta("name");
    if (name.empty()) name = context.city->file().path().stem().string();
    std::string note = context.city->file().meta("note");
    if (!note.empty()) note = half_in_language(tr_or("note." + note, note));
    const float left = context.left_px, right = static_cast<float>(context.view->width_px) - context.right_px;
    const float room = std::max(px(120), right - left - px(64));
    name = shortened(fonts().title, half_in_language(name), room);
    note = shortened(fonts().small, note, room - px(18));
    const ImVec2 name_size = text_size(fonts().title, name), note_size = text_size(fonts().small, note);
    const bool below = !note.empty() && name_size.x + note_size.x + px(40) > std::min(room, px(420));
    const float note_width = note.empty() ? 0 : note_size.x + px(32);
    const float width =
        below ? std::max(name_size.x, note_width) : name_size.x + (note.empty() ? 0 : note_width + px(12));
    const float height = px(below ? 58 : 38);
    const ImVec2 at((left + right - width) * 0.5f - px(16), context.top_px + px(12));
    const ImVec2 high(at.x + width + px(32), at.y + height);
    draw_shadow(list, at, high, px(19), 0.6f);
    list.AddRectFilled(at, high, palette().scrim, px(19));
    const float name_x = below ? (at.x + high.x - name_size.x) * 0.5f : at.x + px(16);
    draw_text(list, fonts().title, {name_x, at.y + (px(38) - name_size.y) * 0.5f}, palette().text, name);
    if (note.empty()) return;
    const ImU32 colour = colour_of(data::Provenance::invented);
    const ImVec2 low(below ? (at.x + high.x - note_width) * 0.5f : name_x + name_size.x + px(12),
                     at.y + px(below ? 32 : 8));
    if (!below) list.AddRectFilled(low, {low.x + note_width, low.y + px(22)}, with_alpha(colour, 0.14f), px(11));
    draw_icon(list, icon_of(data::Provenance::invented), {low.x + px(13), low.y + px(11)}, 14, colour);
    draw_text(list, fonts().small, {low.x + px(23), low.y + (px(22) - note_size.y) * 0.5f}, colour, note);
}

}  // namespace

float credits_height(const HudContext& context) {
    const auto lines = credit_lines(context);
    return lines.empty() ? 0 : credit_line_height() * static_cast<float>(lines.size()) + px(7);
}

CompassPlace compass_place(const HudContext& context) {
    return {static_cast<float>(context.view->width_px) - context.right_px - px(40),
            static_cast<float>(context.view->height_px) - credits_height(context) - px(46), px(28)};
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
