#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "data/sources/cityjson_cut.h"

namespace twin::data {

/// Goes from document to document of a text: the one of a CityJSON file, or the lines of a CityJSONSeq, where a line
/// may be blank, end in CRLF, be broken, or be a document spread over many lines. Owner: the text.
class CityJsonSequence {
  public:
    enum class Step : unsigned char {
        document,  ///< Cut, and complete.
        cut_off,   ///< Cut as far as it goes: the text ends inside it.
        broken,    ///< Not to be followed (`cut.wrong`, or its end is missing); the next one begins on a later line.
        stray,     ///< Something that is no document; skipped to the end of its line.
        end,
    };

    explicit CityJsonSequence(std::string_view text) : text_(text) {}
    Step next(CityJsonCut& cut);
    std::size_t begin() const { return begin_; }  ///< Of what next() found.
    std::size_t at() const { return at_; }        ///< Behind it.
    std::uint64_t line();                         ///< Of begin(), from 1.
    std::string_view text() const { return text_; }

  private:
    std::size_t end_of_line(std::size_t from) const;
    std::size_t next_feature_line(std::size_t from) const;

    std::string_view text_;
    std::size_t at_ = 0, begin_ = 0;
    std::size_t counted_to_ = 0;
    std::uint64_t line_ = 1;
};

}  // namespace twin::data
