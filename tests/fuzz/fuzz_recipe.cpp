#include "data/recipe.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_recipe(Bytes bytes) {
    const auto recipe = data::parse_recipe(text_of(bytes), "/city/city.toml");
    if (!recipe) return demand(recipe.error().message.starts_with("/city/city.toml"), "an error that names no file");
    if (recipe->origin)
        demand(recipe->origin->lat_deg >= -90 && recipe->origin->lat_deg <= 90, "an origin that is nowhere on Earth");
}

}  // namespace twin::fuzz
