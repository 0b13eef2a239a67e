#include "app/hud_markers.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <glm/geometric.hpp>

#include "app/camera_control.h"
#include "app/i18n.h"
#include "app/widgets.h"
#include "scene/sight.h"

namespace twin::app {

namespace {

constexpr float head_lift = 40;  ///< Of a pin over its tip, in design pixels.

struct Box {
    ImVec2 low, high;
    bool meets(const Box& other) const {
        return low.x < other.high.x && other.low.x < high.x && low.y < other.high.y && other.low.y < high.y;
    }
    bool holds(ImVec2 p) const { return p.x >= low.x && p.x < high.x && p.y >= low.y && p.y < high.y; }
};

struct Pin {
    ImVec2 tip;
    double distance_m = 0;
    float alpha = 1, priority = 0;
    ImU32 colour = 0xFFFFFFFF;
    std::uint32_t icon = 0, object = 0;
    base::CityPoint position;
    std::string title;
    bool chosen = false;
    bool small = false;  ///< Only a dot: a more important pin stands there.
    Box head, label;
    bool labelled = false;
};

/// Hidden by a house or a hill. `object`: what stands there itself.
bool hidden(const scene::FrameView& view, const base::CityPoint& point, double distance_m, std::uint32_t object) {
    const glm::dvec3 from = view.camera.position.vec(), above(0, 0, 3);
    glm::dvec3 to = point.vec() + above;
    // A project in a house stands for the house: it is seen where the roof over it is.
    if (view.sight)
        if (const auto roof_m = view.sight->roof_over(to)) to.z = *roof_m + 1;
    // Seen is a pin when its head is: the farther away, the higher it stands over the roofs.
    const double metres_per_px = 2 * std::tan(view.camera.fov_y_rad / 2) * distance_m / std::max(1, view.height_px);
    const glm::dvec3 head = to + glm::dvec3(0, 0, px(head_lift) * metres_per_px);
    if (view.sight && view.sight->blocked(from, head, object)) return true;
    if (!view.terrain || view.terrain->empty()) return false;
    const int steps = std::clamp(static_cast<int>(distance_m / 25), 8, 96);
    for (int i = 1; i < steps; ++i) {
        const glm::dvec3 at = glm::mix(from, to, static_cast<double>(i) / steps);
        if (at.z < view.terrain->height_at(at.x, at.y) - 1) return true;
    }
    return false;
}

void add_pin(const HudContext& context, Pin pin, std::vector<Pin>& pins) {
    const scene::FrameView& view = *context.view;
    glm::dvec2 screen;
    const double aspect = static_cast<double>(view.width_px) / view.height_px;
    if (!view.camera.project(pin.position, aspect, screen, &pin.distance_m)) return;
    if (screen.x < -0.05 || screen.x > 1.05 || screen.y < -0.05 || screen.y > 1.2) return;
    pin.tip = {static_cast<float>(screen.x * view.width_px), static_cast<float>(screen.y * view.height_px)};
    const double far = std::clamp((pin.distance_m - 6000) / 10000, 0.0, 1.0);
    pin.alpha = static_cast<float>(1 - 0.6 * far);
    if (hidden(view, pin.position, pin.distance_m, pin.object)) pin.alpha *= 0.4f;
    pins.push_back(std::move(pin));
}

std::vector<Pin> collect(const HudContext& context) {
    std::vector<Pin> pins;
    const bool english = language() == Language::english;
    for (const scene::OverlayDrawing* drawing : context.view->overlays) {
        if (!drawing) continue;
        for (const scene::OverlayMarker& marker : drawing->markers) {
            Pin pin;
            pin.position = marker.position;
            pin.colour = marker.colour | 0xFF000000;
            pin.icon = marker.icon;
            pin.object = marker.object;
            pin.priority = marker.priority;
            pin.title = english && !marker.title_en.empty() ? marker.title_en : marker.title;
            pin.chosen = marker.object != 0 && marker.object == context.view->selected;
            if (pin.chosen) pin.priority += 1e6f;
            add_pin(context, std::move(pin), pins);
        }
    }
    const bool has_marker = std::any_of(pins.begin(), pins.end(), [](const Pin& pin) { return pin.chosen; });
    if (!has_marker && !context.selection_title.empty() && !context.selection_bounds.empty()) {
        const glm::dvec3 centre = context.selection_bounds.centre();
        Pin pin;
        pin.position = {centre.x, centre.y, context.selection_bounds.max.z};
        pin.colour = palette().accent;
        pin.title = context.selection_title;
        pin.priority = 1e6f;
        pin.chosen = true;
        add_pin(context, std::move(pin), pins);
    }
    return pins;
}

/// Heads and labels in the order of priority; each takes its room, the later ones make do.
void place(std::vector<Pin>& pins, const HudContext& context) {
    std::stable_sort(pins.begin(), pins.end(), [](const Pin& a, const Pin& b) {
        return a.priority != b.priority ? a.priority > b.priority : a.distance_m < b.distance_m;
    });
    std::vector<Box> taken;
    const auto free = [&](const Box& box) {
        return std::none_of(taken.begin(), taken.end(), [&](const Box& other) { return other.meets(box); });
    };
    for (Pin& pin : pins) {
        const float radius = px(pin.chosen ? 17 : 14), lift = px(pin.icon ? head_lift : 30);
        const ImVec2 head(pin.tip.x, pin.tip.y - lift);
        pin.head = {{head.x - radius, head.y - radius}, {head.x + radius, head.y + radius}};
        pin.small = !pin.chosen && !free(pin.head);
        if (pin.small)
            pin.head = {{pin.tip.x - px(6), pin.tip.y - px(6)}, {pin.tip.x + px(6), pin.tip.y + px(6)}};
        else
            taken.push_back(pin.head);
    }
    const Box picture{
        {context.left_px, 0},
        {static_cast<float>(context.view->width_px) - context.right_px, static_cast<float>(context.view->height_px)}};
    for (Pin& pin : pins) {
        if (pin.small || pin.title.empty()) continue;
        pin.title = shortened(fonts().small, pin.title, px(230));
        const ImVec2 words = text_size(fonts().small, pin.title), size(words.x + px(16), words.y + px(8));
        const float middle = (pin.head.low.y + pin.head.high.y) * 0.5f;
        const ImVec2 tries[] = {{pin.head.high.x + px(3), middle - size.y * 0.5f},
                                {pin.head.low.x - px(3) - size.x, middle - size.y * 0.5f},
                                {pin.tip.x - size.x * 0.5f, pin.head.low.y - px(3) - size.y}};
        for (const ImVec2& at : tries) {
            pin.label = {at, at + size};
            const bool inside = pin.label.low.x >= picture.low.x && pin.label.high.x <= picture.high.x;
            if (!(pin.labelled = inside && free(pin.label))) continue;
            taken.push_back(pin.label);
            break;
        }
    }
}

void draw(ImDrawList& list, const Pin& pin, bool hovered) {
    const ImU32 colour = with_alpha(pin.colour, pin.alpha), white = with_alpha(0xFFFFFFFF, pin.alpha);
    if (pin.small) {
        list.AddCircleFilled(pin.tip, px(hovered ? 6.5f : 5.0f), white);
        list.AddCircleFilled(pin.tip, px(hovered ? 5.0f : 3.5f), colour);
        return;
    }
    const ImVec2 centre = (pin.head.low + pin.head.high) * 0.5f;
    const float radius = (pin.head.high.x - pin.head.low.x) * 0.5f + (hovered ? px(2) : 0);
    list.AddLine({centre.x, centre.y + radius}, pin.tip, with_alpha(0xFFFFFFFF, pin.alpha * 0.9f), px(3.4f));
    list.AddLine({centre.x, centre.y + radius}, pin.tip, colour, px(1.6f));
    list.AddCircleFilled(pin.tip, px(3.6f), white);
    list.AddCircleFilled(pin.tip, px(2.4f), colour);
    if (pin.labelled) {
        list.AddRectFilled(pin.label.low + ImVec2(0, px(1.5f)), pin.label.high + ImVec2(0, px(1.5f)),
                           with_alpha(palette().shadow, pin.alpha), px(8));
        list.AddRectFilled(pin.label.low, pin.label.high,
                           with_alpha(pin.chosen ? palette().accent : palette().panel, pin.alpha), px(8));
        draw_text(list, fonts().small, pin.label.low + ImVec2(px(8), px(4)),
                  with_alpha(pin.chosen ? palette().text_on_accent : palette().text, pin.alpha), pin.title);
    }
    list.AddCircleFilled({centre.x, centre.y + px(1.5f)}, radius + px(1.5f), with_alpha(palette().shadow, pin.alpha));
    list.AddCircleFilled(centre, radius, white);
    list.AddCircleFilled(centre, radius - px(2), colour);
    if (pin.icon)
        draw_icon(list, pin.icon, centre, pin.chosen ? 20.0f : 17.0f, white);
    else
        list.AddCircleFilled(centre, radius * 0.32f, white);
}

}  // namespace

HudResult draw_markers(ImDrawList& list, const HudContext& context) {
    std::vector<Pin> pins = collect(context);
    place(pins, context);
    HudResult result;
    const ImVec2 cursor(static_cast<float>(context.cursor_px.x), static_cast<float>(context.cursor_px.y));
    const Pin* hovered = nullptr;
    for (const Pin& pin : pins)
        if (pin.head.holds(cursor) || (pin.labelled && pin.label.holds(cursor))) {
            hovered = &pin;
            break;
        }
    if (hovered && hovered->object) {
        result.marker_object = hovered->object;
        result.marker_position = hovered->position;
    }
    // The important ones last, so that they lie on top.
    for (auto pin = pins.rbegin(); pin != pins.rend(); ++pin) draw(list, *pin, &*pin == hovered);
    return result;
}

}  // namespace twin::app
