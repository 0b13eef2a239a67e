#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace twin::data::ifc {

/// One line of a STEP file: #12= IFCWALL('...',#5,$).  Views into the file.
struct Entity {
    std::uint64_t id = 0;
    std::string_view type;       ///< "IFCWALL", as written.
    std::string_view arguments;  ///< Between the outer brackets.
};

/// Visits the entities of a file in its order; half a line at its end is left out. `visitor` answers false to stop.
/// Memory: none.  Source: ISO 10303-21.
void visit_entities(std::string_view file, const std::function<bool(const Entity&)>& visitor);

/// The arguments of an entity, or what is in the brackets of one of them: "(#1,#2)" gives "#1" and "#2".
std::vector<std::string_view> parts_of(std::string_view arguments);
/// Takes off one pair of brackets: "(#1,#2)" gives "#1,#2".
std::string_view inside(std::string_view list);

std::uint64_t reference_of(std::string_view argument);            ///< "#12" is 12; 0: none.
std::vector<std::uint64_t> references_of(std::string_view list);  ///< "(#1,#2)".
std::vector<double> numbers_of(std::string_view list);            ///< "(1.,2.5E-3)".
bool number_of(std::string_view argument, double& value);
/// "'Gel\S\dnde'" is "Gelände": \S\, \X\, \X2\, \X4\ and doubled quotes; UTF-8 stays. Empty: no text.
std::string text_of(std::string_view argument);

}  // namespace twin::data::ifc
