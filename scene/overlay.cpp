#include "scene/overlay.h"

#include "scene/guidance/guidance_overlay.h"
#include "scene/projects/projects_overlay.h"
#include "scene/traffic/traffic_overlay.h"

namespace twin::scene {

std::vector<std::unique_ptr<Overlay>> make_overlays() {
    std::vector<std::unique_ptr<Overlay>> overlays;
#define OVERLAY(type, header) overlays.push_back(std::make_unique<type>());
#include "scene/overlay_list.inc"
#undef OVERLAY
    return overlays;
}

}  // namespace twin::scene
