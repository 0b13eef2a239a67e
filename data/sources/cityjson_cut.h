#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace twin::data {

/// Behind the JSON value that begins at `at`; npos when the text ends inside it. Counts brackets and knows strings,
/// nothing more: whoever parses the value finds what is wrong in it.
std::size_t end_of_json_value(std::string_view text, std::size_t at);

/// A member of a JSON object, not parsed yet.  Owner: the text.
struct JsonMember {
    std::string_view key;  ///< Between its quotes, as written.
    std::string_view value;
};

/// One CityJSON or CityJSONFeature document cut at its own members and at its city objects, so that each can be parsed
/// by itself: memory stays bounded, and one broken object costs one object.
/// Owner: the text.  Errors: `wrong` is a sentence's end when the document could not be followed to its end.
struct CityJsonCut {
    std::string_view type;  ///< Without quotes; empty when not said.
    std::string_view version, id;
    std::string_view transform, metadata, appearance, templates, vertices, extensions;  ///< Values as written.
    std::vector<JsonMember> objects;
    std::vector<std::string_view> extra;  ///< Keys of an extension ("+census").
    bool has_objects = false;             ///< There is a "CityObjects".
    bool complete = false;                ///< The closing brace is there.
    std::string cut_in;                   ///< Key of the member in which the text ends; empty: between two.
    std::string wrong;                    ///< "expected ':' at byte 17"; empty: well formed, or only cut off.
    std::size_t end = 0;                  ///< Behind the document, from the start of the text.
};

/// Cuts the document that begins at `text[0] == '{'`.
void cut_city_json(std::string_view text, CityJsonCut& out);

}  // namespace twin::data
