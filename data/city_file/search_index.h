#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/frames.h"
#include "data/city_file/city_file.h"
#include "data/feature.h"

namespace twin::data {

/// One line of the search table.
struct SearchEntry {
    SearchHit hit;
    std::string folded;  ///< As search_words() makes it, one blank before each word.
};

/// Collects what can be searched for while features are written, then merges what is one thing to a person: the
/// pieces of a street, a place given twice.
/// Frame: city.  Owner: the writer.
class SearchIndex {
  public:
    /// `bounds`: of the feature, on the ground. Parts come after their wholes.
    void add(std::uint32_t number, const Feature& feature, const base::Box3& bounds);
    /// The same in any sequence; `order`: where in it the feature belongs. Not to be mixed with the other.
    void add(std::uint32_t number, const Feature& feature, const base::Box3& bounds, std::uint32_t order);
    /// Streets by name, one hit per street and town; the rest without duplicates. In order of name.
    std::vector<SearchEntry> finish();

  private:
    struct Piece {
        std::string name;
        std::uint32_t object = 0;
        base::Box3 box;
        glm::dvec3 middle{0};
        double weight = 1;  ///< Length of a course.
        std::uint32_t order = 0;
    };
    /// A building that is nothing but its parts: they give it a place.
    struct Whole {
        std::uint32_t number = 0;
        Feature names;  ///< Kind and attributes only.
        base::Box3 box;
        std::uint32_t order = 0;
    };
    /// Came perhaps before its whole.
    struct Part {
        std::string whole;
        base::Box3 box;
        std::uint32_t order = 0;
    };
    using Key = std::pair<std::string, std::string>;  // kind, folded name
    void add_piece(const char* kind, const std::string& name, Piece piece);
    std::map<Key, std::vector<Piece>> pieces_;
    void add_to_whole(const std::string& id, const base::Box3& bounds, std::uint32_t order);
    void add_thing(std::uint32_t number, const Feature& feature, const base::Box3& bounds, std::uint32_t order);
    std::map<std::string, Whole> wholes_;  ///< By id.
    std::vector<Part> parts_;
};

/// The words of a name or a query, folded for searching; "Str." counts as "Straße".
std::vector<std::string> search_words(std::string_view text);
/// " pariser strasse 12"
std::string search_form(std::string_view text);

/// How well an entry answers; lower is better; negative: not at all.
int search_rank(const SearchEntry& entry, const std::vector<std::string>& words);

}  // namespace twin::data
