#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/feature.h"

namespace twin::data {

/// Turns the attributes of a vector file into those that the program understands (data/keys.h): first as the recipe
/// says (key -> attribute, or "=constant"), then by name (the keys themselves, OpenStreetMap's tags, common German and
/// English words). What has no meaning here keeps its name and value.
/// Thread: one at a time per object.
class AttributeMapper {
  public:
    explicit AttributeMapper(const std::map<std::string, std::string>& recipe) : recipe_(recipe) {}

    void apply(Attributes as_in_file, FeatureKind kind, Attributes& out);

    /// Attributes that the recipe names and no feature had, with the key they were meant for.
    std::vector<std::pair<std::string, std::string>> never_seen() const;

  private:
    std::string_view target_of(const std::string& name, FeatureKind kind);

    std::map<std::string, std::string> recipe_;
    std::set<std::string> seen_;                            ///< Keys of the recipe whose attribute turned up.
    std::unordered_map<std::string, std::string> targets_;  ///< kind + name -> key; "" where there is none.
};

}  // namespace twin::data
