#include "base/text.h"

#include <cmath>

#include "data/sources/citygml_numbers.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_text(Bytes bytes) {
    const std::string_view text = text_of(bytes);
    const std::string valid = base::to_valid_utf8(text);
    demand(base::to_valid_utf8(valid) == valid, "valid UTF-8 is not valid when looked at again");
    demand(valid.find('\0') == std::string::npos, "a NUL in valid UTF-8");
    const std::string folded = base::fold_for_search(valid);
    demand(base::to_valid_utf8(folded) == folded, "what is searched for is no valid UTF-8");
    double number = 0;
    if (base::parse_number(text, number)) demand(std::isfinite(number), "a number that is not finite");
    std::vector<double> numbers;
    if (data::parse_numbers(text, numbers))
        for (const double each : numbers) demand(std::isfinite(each), "a number of a list that is not finite");
    base::split(text, ';');
    base::trim(text);
}

}  // namespace twin::fuzz
