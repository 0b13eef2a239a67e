#include "data/source.h"

#include "data/sources/citygml.h"
#include "data/sources/cityjson.h"
#include "data/sources/gltf.h"
#include "data/sources/kml.h"
#include "data/sources/model.h"
#include "data/sources/osm.h"
#include "data/sources/raster.h"
#include "data/sources/sumo.h"
#include "data/sources/tiles3d.h"
#include "data/sources/vector.h"

namespace twin::data {

const std::vector<const Source*>& all_sources() {
#define SOURCE(type, name) static const type name##_source;
#include "data/source_list.inc"
#undef SOURCE
    static const std::vector<const Source*> sources{
#define SOURCE(type, name) &name##_source,
#include "data/source_list.inc"
#undef SOURCE
    };
    return sources;
}

const Source* recognise(const InputFile& head) {
    const Source* best = nullptr;
    int best_certainty = 0;
    for (const Source* source : all_sources()) {
        const int certainty = source->recognises(head);
        if (certainty > best_certainty) {
            best = source;
            best_certainty = certainty;
        }
    }
    return best;
}

const Source* source_named(std::string_view name) {
    for (const Source* source : all_sources())
        if (source->name() == name) return source;
    return nullptr;
}

}  // namespace twin::data
