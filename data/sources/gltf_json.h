#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "data/feature.h"

/// Looking into JSON that may be anything: what is absent or of another type is simply not there.
namespace twin::data::gltf {

using Json = simdjson::dom::element;

inline constexpr std::size_t none = SIZE_MAX;

bool member(const Json& object, std::string_view name, Json& out);
/// A non-negative whole number; `otherwise` when there is none.
std::size_t index_in(const Json& object, std::string_view name, std::size_t otherwise = none);
double number_in(const Json& object, std::string_view name, double otherwise);
std::string_view text_in(const Json& object, std::string_view name);
std::vector<Json> list_in(const Json& object, std::string_view name);
/// Empty when one of them is no finite number.
std::vector<double> numbers_in(const Json& object, std::string_view name);
/// extensions.NAME of an object.
bool extension(const Json& object, std::string_view name, Json& out);

/// Text, number or yes/no as it stands; lists of numbers as "1 2 3"; objects and null give nothing.
AttributeValue value_of(const Json& value);
/// Every plain member of an object (extras) as an attribute; at most 200.
void keep_members(const Json& object, Attributes& attributes);

}  // namespace twin::data::gltf
