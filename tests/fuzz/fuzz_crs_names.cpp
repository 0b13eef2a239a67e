#include "base/text.h"
#include "data/crs_names.h"
#include "data/sources/citygml_degrees.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_crs_names(Bytes bytes) {
    const std::string_view text = text_of(bytes);
    if (const auto parts = data::take_apart_crs(text)) data::written_east_first_in_practice(parts->horizontal);
    data::understand_vertical(text);
    data::coordinate_kind(text);
}

}  // namespace twin::fuzz
