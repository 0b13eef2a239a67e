#include <string>

#include "base/text.h"
#include "scene/builders/roofs.h"

namespace twin::scene {

RoofShape parse_roof_shape(std::string_view name) {
    struct Named {
        std::string_view name;
        RoofShape shape;
    };
    static constexpr Named names[] = {
        {"gabled", RoofShape::gabled},
        {"hipped", RoofShape::hipped},
        {"half-hipped", RoofShape::half_hipped},
        {"half_hipped", RoofShape::half_hipped},
        {"pyramidal", RoofShape::pyramidal},
        {"skillion", RoofShape::skillion},
        {"gambrel", RoofShape::gambrel},
        {"mansard", RoofShape::mansard},
        {"dome", RoofShape::dome},
        {"onion", RoofShape::onion},
        {"round", RoofShape::round},
        {"cone", RoofShape::cone},
        {"conical", RoofShape::cone},
        {"saltbox", RoofShape::saltbox},
        {"double_saltbox", RoofShape::gambrel},
        {"quadruple_saltbox", RoofShape::mansard},
        {"side_hipped", RoofShape::side_hipped},
        {"side_half-hipped", RoofShape::side_half_hipped},
        {"lean_to", RoofShape::skillion},
        {"pitched", RoofShape::gabled},
        {"gabled_row", RoofShape::gabled_row},
        {"sawtooth", RoofShape::sawtooth},
        {"butterfly", RoofShape::butterfly},
        {"crosspitched", RoofShape::cross_gabled},
        {"cross_gabled", RoofShape::cross_gabled},
        {"tented", RoofShape::pyramidal},
        {"spherical", RoofShape::dome},
        {"bellcast_gable", RoofShape::gabled},
        {"half_round", RoofShape::round},
    };
    const std::string plain = base::to_lower_ascii(base::trim(name));
    for (const Named& known : names)
        if (known.name == plain) return known.shape;
    return RoofShape::flat;
}

std::string_view name_of(RoofShape shape) {
    switch (shape) {
        case RoofShape::flat:
            return "flat";
        case RoofShape::gabled:
            return "gabled";
        case RoofShape::hipped:
            return "hipped";
        case RoofShape::half_hipped:
            return "half-hipped";
        case RoofShape::pyramidal:
            return "pyramidal";
        case RoofShape::skillion:
            return "skillion";
        case RoofShape::gambrel:
            return "gambrel";
        case RoofShape::mansard:
            return "mansard";
        case RoofShape::dome:
            return "dome";
        case RoofShape::onion:
            return "onion";
        case RoofShape::round:
            return "round";
        case RoofShape::cone:
            return "cone";
        case RoofShape::saltbox:
            return "saltbox";
        case RoofShape::cross_gabled:
            return "cross_gabled";
        case RoofShape::side_hipped:
            return "side_hipped";
        case RoofShape::side_half_hipped:
            return "side_half-hipped";
        case RoofShape::gabled_row:
            return "gabled_row";
        case RoofShape::sawtooth:
            return "sawtooth";
        case RoofShape::butterfly:
            return "butterfly";
    }
    return "flat";
}

}  // namespace twin::scene
