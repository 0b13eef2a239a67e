#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace twin::app {

/// A file that another one asks for, by its name relative to the asking one's folder.
struct Reference {
    std::string name;
    bool is_pattern = false;  ///< Holds {level}, {x} ... of implicit tiles.
};

/// Whether files of this format may ask for others that would be taken for sources.
bool may_refer(const std::filesystem::path& path, const std::string& format);
/// What a tileset, a model or a city model asks for.  Errors: none where it cannot be read.
std::vector<Reference> references_in(const std::filesystem::path& path, const std::string& format);
/// "content/3/1/2.glb" and "content/{level}/{x}/{y}.glb"
bool matches(std::string_view name, std::string_view pattern);

/// A SUMO network, not what drives on it.
bool is_sumo_net(const std::filesystem::path& path);

}  // namespace twin::app
