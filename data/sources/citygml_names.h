#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "data/sources/citygml_tree.h"

namespace twin::data {

/// The names of one XML file: each qualified name is looked up once and then known by its spelling.
/// Owner: one parser.  Thread: one at a time.
class XmlNames {
  public:
    /// Declares what a prefix means from here on, to `depth` and below. `prefix` may be empty.
    void declare(std::string_view prefix, std::string_view uri, int depth);
    /// Forgets declarations deeper than `depth`.
    void leave(int depth) {
        if (!bindings_.empty() && bindings_.back().depth > depth) drop(depth);
    }
    /// nullptr: the prefix is not declared, or there are more than 20,000 names.
    const XmlName* element(std::string_view qualified) { return find(qualified, false); }
    const XmlName* attribute(std::string_view qualified) { return find(qualified, true); }

  private:
    struct Binding {
        std::string prefix, uri;
        int depth = 0;
    };
    struct Slot {
        std::string spelling;  ///< Ends in a space for attributes, so that both kinds share the table.
        const XmlName* name = nullptr;
    };
    const XmlName* find(std::string_view qualified, bool attribute);
    std::size_t slot_of(std::string_view qualified, bool attribute) const;
    const XmlName* resolve(std::string_view qualified, bool attribute);
    void drop(int depth);
    void forget_spellings();

    std::vector<Binding> bindings_;
    std::unordered_map<std::string, std::unique_ptr<XmlName>> names_;  ///< By uri and local name.
    std::vector<Slot> slots_ = std::vector<Slot>(1024);
};

}  // namespace twin::data
