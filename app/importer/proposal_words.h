#pragma once

#include <string>
#include <string_view>

namespace twin::app {

/// A TOML text in quotes.
std::string toml_text(std::string_view text);

std::string in_one_line(std::string text);

/// "key = value    # remark"; not `on`: as a remark itself.
std::string key_line(const std::string& key, const std::string& value, const std::string& remark = {}, bool on = true);

/// What visitors call a file full of this kind of feature ("Street" -> "Straßen"); empty: nothing special.
const char* german_title(const std::string& kind);

/// The provenance that data of a format usually have.
const char* usual_provenance(const std::string& format);

/// The attribute (data/keys.h) that an attribute of this name usually stands for; empty: unknown.
std::string meaning_of(const std::string& attribute);

/// "BuildingPart" -> "building_part"
std::string kind_word(const std::string& name);

}  // namespace twin::app
