#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace twin::app {

/// What may stand at a place of a sentence.
enum class MessagePlace : unsigned char {
    text,    ///< {}   any text, at least one letter
    maybe,   ///< {?}  any text or nothing
    number,  ///< {#}  a number with a decimal point
    word     ///< {w}  a word of the vocabulary: no comma, semicolon or colon in it
};

/// What stood at one place of a sentence; lives as long as the sentence.
struct MessageArgument {
    MessagePlace place = MessagePlace::text;
    std::string_view text;
};

/// An English sentence with places for values: "width set to {#} m".
/// Errors: braces that are none of the four places; two texts side by side, which nothing could tell apart.
class MessageTemplate {
  public:
    static base::Result<MessageTemplate> parse(std::string_view pattern);

    /// The arguments where `sentence` as a whole is of this form.
    std::optional<std::vector<MessageArgument>> match(std::string_view sentence) const;

    std::string_view lead() const { return literals_.front(); }  ///< What stands before the first place.
    std::string_view longest() const;                            ///< The longest piece that is no place.
    std::size_t literal_letters() const;                         ///< The more, the more particular.
    const std::vector<MessagePlace>& places() const { return places_; }

  private:
    bool match_from(std::string_view rest, std::size_t place, std::vector<MessageArgument>& found, int& tries) const;

    std::vector<std::string> literals_;  ///< One more than places.
    std::vector<MessagePlace> places_;
};

/// How many letters at the beginning are a number ("-12.5", "3e+06"); 0: none.
std::size_t number_length(std::string_view text);

}  // namespace twin::app
