#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace twin::app {

/// Who made data and what one may do with them, as texts beside them say.
struct LicenceGuess {
    std::string credit, licence;  ///< Empty: nothing was found.
    std::string found_in;         ///< Name of the text.
};

/// Looks into licence files, readmes and metadata (`documents`), those nearest to `source` first.
LicenceGuess guess_licence(const std::filesystem::path& source, const std::vector<std::filesystem::path>& documents);

}  // namespace twin::app
