#include "renderer/pass.h"

#include "renderer/passes/overlay_pass.h"
#include "renderer/passes/plant_pass.h"
#include "renderer/passes/resolve_pass.h"
#include "renderer/passes/shadow_pass.h"
#include "renderer/passes/sky_pass.h"
#include "renderer/passes/tile_pass.h"

namespace twin::renderer {

std::vector<std::unique_ptr<Pass>> make_passes() {
    std::vector<std::unique_ptr<Pass>> passes;
#define PASS(type, header) passes.push_back(std::make_unique<type>());
#include "renderer/pass_list.inc"
#undef PASS
    return passes;
}

}  // namespace twin::renderer
