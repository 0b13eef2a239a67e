#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace twin::app {

/// What a file of a folder or archive is to an import.
enum class FileRole {
    source,     ///< Is read.
    part,       ///< Belongs to a source that asks for it: a texture, a .dbf, a tile of a tileset.
    document,   ///< For people: a readme, a licence, metadata.
    picture,    ///< Lies beside the data and says not where on the ground it belongs.
    duplicate,  ///< Holds what another file holds.
    unknown,
};

/// One file among others.
struct SortedFile {
    std::filesystem::path path;
    std::string name;    ///< For people: below the folder or archive that was named.
    std::string format;  ///< Name of the source that reads it; empty: none.
    FileRole role = FileRole::unknown;
    std::string reason;                          ///< Why it is no source.
    std::string whose;                           ///< Part, duplicate: name of the file that it belongs to.
    std::map<std::string, std::string> options;  ///< What reading it needs besides ("net").
};

/// Tells apart what lies together in a folder or archive: sources, their parts, documents, previews, and the same data
/// twice. Looks at names, first bytes and at what files say of one another; reads no file as a whole.
/// Files whose format is given already keep it and are sources.
void sort_files(std::vector<SortedFile>& files);

/// Name of the source that reads the file, or empty.
std::string format_of(const std::filesystem::path& path);

/// Whether the file is a photograph or drawing by its ending; a georeference beside or inside may make it a source.
bool is_picture(const std::filesystem::path& path);
/// Whether a world file, an .aux.xml or tags inside say where on the ground a picture belongs.
bool has_georeference(const std::filesystem::path& path);

}  // namespace twin::app
