#include "renderer/pass.h"

namespace twin::renderer {

#define PASS(name) std::unique_ptr<Pass> make_##name();
#include "renderer/pass_list.inc"
#undef PASS

std::vector<std::unique_ptr<Pass>> make_passes() {
    std::vector<std::unique_ptr<Pass>> passes;
#define PASS(name) passes.push_back(make_##name());
#include "renderer/pass_list.inc"
#undef PASS
    return passes;
}

}  // namespace twin::renderer
