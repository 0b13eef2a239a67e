#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace twin::app {

/// How the importer is to be called for some files.
struct ImportCall {
    std::vector<std::string> arguments;  ///< After the word "import".
    std::filesystem::path target;        ///< City file in the cache.
    std::string title;                   ///< For people: file names.

    void send_to(const std::filesystem::path& other_target);
};

/// Imports `sources` into the cache folder, beside what `beside` (an open city file, may be empty) already holds. The
/// target's name comes from what the sources are (path, size, time), so that the same files give the same one.
ImportCall import_call(const std::vector<std::filesystem::path>& sources, const std::filesystem::path& beside,
                       const std::filesystem::path& cache);

}  // namespace twin::app
