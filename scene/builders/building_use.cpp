#include "scene/builders/building_use.h"

#include <string>
#include <string_view>

#include "base/text.h"
#include "data/keys.h"
#include "scene/builders/building_shape.h"

namespace twin::scene {
namespace {

namespace keys = data::keys;
using Use = BuildingUse;

struct UseName {
    std::string_view name;
    Use use;
};

constexpr UseName use_names[] = {
    {"house", Use::house},
    {"detached", Use::house},
    {"semidetached_house", Use::house},
    {"semi", Use::house},
    {"terrace", Use::house},
    {"bungalow", Use::house},
    {"farm", Use::house},
    {"villa", Use::house},
    {"cabin", Use::shed},
    {"residential", Use::other},
    {"apartments", Use::flats},
    {"dormitory", Use::flats},
    {"hotel", Use::flats},
    {"garage", Use::garage},
    {"garages", Use::garage},
    {"carport", Use::canopy},
    {"roof", Use::canopy},
    {"canopy", Use::canopy},
    {"shed", Use::shed},
    {"hut", Use::shed},
    {"greenhouse", Use::shed},
    {"kiosk", Use::shed},
    {"service", Use::shed},
    {"transformer_tower", Use::shed},
    {"allotment_house", Use::shed},
    {"garden_house", Use::shed},
    {"static_caravan", Use::shed},
    {"church", Use::church},
    {"chapel", Use::church},
    {"cathedral", Use::church},
    {"mosque", Use::church},
    {"synagogue", Use::church},
    {"temple", Use::church},
    {"industrial", Use::hall},
    {"warehouse", Use::hall},
    {"hangar", Use::hall},
    {"factory", Use::hall},
    {"manufacture", Use::hall},
    {"sports_hall", Use::hall},
    {"sports_centre", Use::hall},
    {"stadium", Use::hall},
    {"grandstand", Use::hall},
    {"retail", Use::shop},
    {"supermarket", Use::shop},
    {"commercial", Use::office},
    {"office", Use::office},
    {"government", Use::civic},
    {"public", Use::civic},
    {"civic", Use::civic},
    {"school", Use::civic},
    {"kindergarten", Use::civic},
    {"university", Use::civic},
    {"college", Use::civic},
    {"hospital", Use::civic},
    {"train_station", Use::civic},
    {"townhall", Use::civic},
    {"fire_station", Use::civic},
    {"museum", Use::civic},
    {"barn", Use::barn},
    {"farm_auxiliary", Use::barn},
    {"place_of_worship", Use::church},
    {"castle", Use::civic},
    {"tower", Use::tower},
    {"chimney", Use::tower},
    {"silo", Use::tower},
    {"storage_tank", Use::hall},
    {"water_tower", Use::tower},
    {"gasometer", Use::tower},
    {"cooling_tower", Use::tower},
    {"communications_tower", Use::tower},
    {"city_gate", Use::tower},
    {"stable", Use::barn},
    {"cowshed", Use::barn},
    {"sty", Use::barn},
};

/// Codes of the German cadastre (ALKIS "Gebäudefunktion"), which CityGML and municipal files use: "31001_2463".
bool use_of_code(std::string_view text, Use& use) {
    const std::size_t start = text.find('_') == std::string_view::npos ? 0 : text.find('_') + 1;
    double number = 0;
    if (!base::parse_number(text.substr(start), number)) return false;
    const int code = static_cast<int>(number);
    if (code < 1000 || code > 3999) return false;
    if (code == 2463 || code == 2465)
        use = Use::garage;
    else if (code == 1313 || code == 2723 || code == 2463)
        use = Use::shed;
    else if (code >= 3040 && code <= 3049)
        use = Use::church;
    else if (code < 2000)
        use = Use::other;
    else if (code >= 2050 && code <= 2059)
        use = Use::shop;
    else if (code >= 2100 && code < 2200)
        use = Use::hall;
    else if (code >= 2720 && code < 2730)
        use = Use::barn;
    else
        use = code < 3000 ? Use::office : Use::civic;
    return true;
}

}  // namespace

BuildingUse use_of(const data::Feature& building) {
    for (const char* key : {keys::building_type, keys::function}) {
        const std::string text = base::to_lower_ascii(building.attributes.text(key));
        for (const UseName& known : use_names)
            if (known.name == text) return known.use;
        Use use = Use::other;
        if (use_of_code(text, use)) return use;
    }
    return Use::other;
}

bool is_canopy(const data::Feature& building) {
    return use_of(building) == BuildingUse::canopy;
}

}  // namespace twin::scene
