#include "data/sources/cityjson_semantics.h"

namespace twin::data {

namespace {

struct Named {
    std::string_view type;
    SurfaceKind kind;
};
constexpr Named kinds_by_type[] = {
    {"WallSurface", SurfaceKind::wall},
    {"RoofSurface", SurfaceKind::roof},
    {"GroundSurface", SurfaceKind::ground},
    {"Window", SurfaceKind::window},
    {"Door", SurfaceKind::door},
    {"ClosureSurface", SurfaceKind::closure},
    {"OuterCeilingSurface", SurfaceKind::outer_ceiling},
    {"OuterFloorSurface", SurfaceKind::outer_floor},
    {"InteriorWallSurface", SurfaceKind::interior},
    {"CeilingSurface", SurfaceKind::interior},
    {"FloorSurface", SurfaceKind::interior},
    {"WaterGroundSurface", SurfaceKind::ground},
    {"WaterClosureSurface", SurfaceKind::closure},
    {"TransportationHole", SurfaceKind::closure},
    // Visible, without a meaning of its own: WaterSurface, TrafficArea, AuxiliaryTrafficArea, TransportationMarking.
};

}  // namespace

ParallelValues ParallelValues::of(const json::element& holder) {
    ParallelValues values;
    json::element found;
    if (find(holder, "values", found)) return nested(found);
    if (!find(holder, "value", found)) return values;
    values.same_ = index_of(found);
    if (values.same_ >= 0) values.kind_ = Kind::same;
    return values;
}

ParallelValues ParallelValues::nested(const json::element& element) {
    ParallelValues values;
    if (element.is_array())
        values.kind_ = Kind::list;
    else if (element.is_int64())
        values.kind_ = Kind::single;
    values.element_ = element;
    return values;
}

std::int64_t ParallelValues::index() const {
    if (kind_ == Kind::same) return same_;
    return kind_ == Kind::single ? index_of(element_) : -1;
}

ParallelValues::Cursor::Cursor(const ParallelValues& level) : level_(level), list_(level.kind_ == Kind::list) {
    if (!list_) return;
    const json::array array = level.element_.get_array().value_unsafe();
    at_ = array.begin();
    end_ = array.end();
}

ParallelValues ParallelValues::Cursor::next() {
    if (level_.kind_ == Kind::same) return level_;
    if (!list_ || !(at_ != end_)) return {};
    const ParallelValues value = nested(*at_);
    ++at_;
    return value;
}

SurfaceKind surface_kind_of(std::string_view type) {
    for (const Named& named : kinds_by_type)
        if (named.type == type) return named.kind;
    return SurfaceKind::unknown;
}

void read_semantic_kinds(const json::element& semantics, std::vector<SurfaceKind>& kinds) {
    kinds.clear();
    json::element surfaces;
    json::array list;
    if (!find(semantics, "surfaces", surfaces) || !list_of(surfaces, list)) return;
    for (const json::element surface : list) kinds.push_back(surface_kind_of(text_of(surface, "type")));
    std::size_t i = 0;
    for (const json::element surface : list) {
        json::element parent;
        if (text_of(surface, "type").starts_with('+') && find(surface, "parent", parent)) {
            const std::int64_t above = index_of(parent);
            if (above >= 0 && static_cast<std::size_t>(above) < kinds.size())
                kinds[i] = kinds[static_cast<std::size_t>(above)];
        }
        ++i;
    }
}

}  // namespace twin::data
