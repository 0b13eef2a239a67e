#pragma once

#include <string>
#include <vector>

namespace twin::tests {

/// One text in quotes of a C++ source, neighbours joined as the compiler joins them.
struct SourceLiteral {
    std::string file;  ///< From the root of the sources.
    unsigned line = 0;
    std::string text;
    std::vector<std::string> inside;  ///< Calls and braces around it, outermost first: "fmt::format(", "Error{", "{".
    bool first_in_brace = false;      ///< Directly behind an unnamed brace: the beginning of a {German, English} pair.
};

/// Every literal of base/, data/, scene/ and app/, comments and preprocessor lines left out.
std::vector<SourceLiteral> source_literals();

}  // namespace twin::tests
