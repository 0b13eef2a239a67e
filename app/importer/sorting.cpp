#include "app/importer/sorting.h"

#include <algorithm>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "app/importer/same_data.h"
#include "app/importer/sorting_references.h"
#include "base/text.h"
#include "data/import_file.h"
#include "data/source.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

std::string ending_of(const fs::path& path) {
    return base::to_lower_ascii(path.extension().string());
}

bool is_one_of(const std::string& text, std::initializer_list<const char*> list) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

/// The ending that a file of this part's kind has, or empty where the file is no such part.
const char* main_ending_of_part(const std::string& ending) {
    if (is_one_of(ending, {".dbf", ".shx", ".prj", ".cpg", ".qix", ".sbn", ".sbx", ".qpj", ".shp.xml"})) return ".shp";
    if (is_one_of(ending, {".map", ".dat", ".id", ".ind"})) return ".tab";
    if (ending == ".mid") return ".mif";
    return "";
}

/// World files and other side files of rasters and models: they belong to whatever has their name.
bool is_companion(const std::string& ending) {
    return is_one_of(ending, {".tfw", ".tifw", ".tfwx", ".jgw", ".jpgw", ".pgw", ".pngw", ".wld", ".ovr", ".aux",
                              ".rrd", ".prj", ".qpj", ".qmd", ".qml", ".sld", ".hdr", ".clr", ".msk"});
}

bool is_document(const fs::path& path, const std::string& ending) {
    if (is_one_of(ending, {".txt", ".md", ".pdf", ".html", ".htm", ".doc", ".docx", ".odt", ".rtf", ".xls", ".xlsx",
                           ".ods", ".log", ".rst", ".url"}))
        return true;
    const std::string stem = base::to_lower_ascii(path.stem().string());
    return ending.empty() &&
           is_one_of(stem, {"readme", "license", "licence", "copying", "authors", "notice", "source"});
}

std::string head_of(const fs::path& path, std::size_t bytes = 4096) {
    std::ifstream in(path, std::ios::binary);
    std::string head(bytes, '\0');
    in.read(head.data(), static_cast<std::streamsize>(bytes));
    head.resize(static_cast<std::size_t>(in.gcount()));
    return head;
}

bool is_metadata(const std::string& ending, const fs::path& path) {
    if (ending != ".xml") return false;
    const std::string head = head_of(path);
    for (const char* word : {"MD_Metadata", "MI_Metadata", "<metadata", "CI_Citation", "PAMDataset"})
        if (head.find(word) != std::string::npos) return true;
    return false;
}

/// CityGML's code lists are GML, too.
bool is_code_list(const std::string& ending, const fs::path& path) {
    return (ending == ".xml" || ending == ".gml") && head_of(path).find("Dictionary") != std::string::npos;
}

class Sorter {
  public:
    explicit Sorter(std::vector<SortedFile>& files) : files_(files) {
        for (std::size_t i = 0; i < files.size(); ++i) by_path_[files[i].path.lexically_normal()] = i;
    }

    void run() {
        for (SortedFile& file : files_)
            if (file.format.empty()) look(file);
        take_references();
        for (SortedFile& file : files_) take_companion(file);
        pair_traffic();
        find_same_data(files_);
    }

  private:
    void set(SortedFile& file, FileRole role, std::string reason, std::string whose = {}) {
        file.role = role;
        file.reason = std::move(reason);
        file.whose = std::move(whose);
    }

    void look(SortedFile& file) {
        const std::string ending = ending_of(file.path);
        std::error_code failure;
        if (fs::file_size(file.path, failure) == 0) return set(file, FileRole::unknown, "the file is empty");
        file.format = format_of(file.path);
        if (is_picture(file.path)) {
            if (!file.format.empty() && has_georeference(file.path)) return set(file, FileRole::source, {});
            file.format.clear();
            return set(file, FileRole::picture, "a picture that does not say where on the ground it belongs");
        }
        if (file.format == "vector" && is_code_list(ending, file.path)) {
            file.format.clear();
            return set(file, FileRole::document, "a list of codes");
        }
        if (!file.format.empty() && !is_document(file.path, ending)) return set(file, FileRole::source, {});
        file.format.clear();
        if (is_metadata(ending, file.path)) return set(file, FileRole::document, "a description of the data");
        if (is_document(file.path, ending)) return set(file, FileRole::document, "a document");
        set(file, FileRole::unknown, "its format is not one that is imported");
    }

    SortedFile* at(const fs::path& path) {
        const auto found = by_path_.find(path.lexically_normal());
        return found == by_path_.end() ? nullptr : &files_[found->second];
    }

    /// What tilesets, glTF and OBJ ask for is not read by itself.
    void take_references() {
        std::vector<std::size_t> asking;
        for (std::size_t i = 0; i < files_.size(); ++i)
            if ((files_[i].role == FileRole::source || ending_of(files_[i].path) == ".mtl") &&
                may_refer(files_[i].path, files_[i].format))
                asking.push_back(i);
        for (const std::size_t i : asking) {
            const SortedFile& asker = files_[i];
            for (const Reference& reference : references_in(asker.path, asker.format)) {
                if (!reference.is_pattern) {
                    take_part(at(asker.path.parent_path() / reference.name), asker);
                    continue;
                }
                const auto folder = asker.path.parent_path().string() + "/";
                for (SortedFile& file : files_)
                    if (file.path.string().starts_with(folder) &&
                        matches(file.path.string().substr(folder.size()), reference.name))
                        take_part(&file, asker);
            }
        }
    }

    void take_part(SortedFile* part, const SortedFile& asker) {
        if (!part || part == &asker || part->role == FileRole::document) return;
        // Two that ask for one another: the first stays.
        if (asker.role == FileRole::part && asker.whose == part->name) return;
        set(*part, FileRole::part, "belongs to another file", asker.name);
    }

    /// A .dbf beside a .shp, a world file beside a picture.
    void take_companion(SortedFile& file) {
        if (file.role == FileRole::part) return;
        const std::string ending = ending_of(file.path);
        const std::string name = file.path.filename().string();
        if (const char* main = main_ending_of_part(ending); *main != '\0') {
            for (SortedFile* owner : with_stem(file.path))
                if (ending_of(owner->path) == main && owner->role == FileRole::source)
                    return set(file, FileRole::part, "belongs to another file", owner->name);
            if (ending == ".dbf") set(file, FileRole::unknown, "a table without its shapes (.shp)");
        }
        const bool described = base::ends_with_ignoring_case(name, ".aux.xml") || file.role == FileRole::document;
        if (file.role == FileRole::source || !(is_companion(ending) || described)) return;
        for (SortedFile* owner : with_stem(file.path))
            if (owner->role == FileRole::source || owner->role == FileRole::part)
                return set(file, file.role == FileRole::document ? FileRole::document : FileRole::part,
                           file.role == FileRole::document ? file.reason : "belongs to another file", owner->name);
    }

    /// The files of the same folder that have the name with another ending, or with an ending more.
    std::vector<SortedFile*> with_stem(const fs::path& path) {
        const auto folder = path.parent_path();
        std::string stem = path.stem().string();
        std::vector<SortedFile*> found;
        for (auto it = by_path_.lower_bound(folder / stem.substr(0, stem.find('.')));
             it != by_path_.end() && it->first.parent_path() == folder; ++it) {
            const std::string other = it->first.filename().string();
            if (!other.starts_with(stem.substr(0, stem.find('.')))) break;
            SortedFile& file = files_[it->second];
            if (file.path == path) continue;
            if (file.path.stem() == stem || other == stem || stem.starts_with(other)) found.push_back(&file);
        }
        return found;
    }

    /// Recorded vehicles need their network; streets that OpenStreetMap gives are not drawn once more from it.
    void pair_traffic() {
        for (SortedFile& file : files_) {
            if (file.role != FileRole::source || file.format != "sumo" || is_sumo_net(file.path)) continue;
            const SortedFile* net = nullptr;
            for (const SortedFile& other : files_) {
                if (other.format != "sumo" || &other == &file || !is_sumo_net(other.path)) continue;
                const auto relative = other.path.lexically_relative(file.path.parent_path());
                if (relative.empty() || *relative.begin() == "..") continue;
                if (!net || other.path.parent_path() == file.path.parent_path()) net = &other;
            }
            if (net) file.options["net"] = net->path.lexically_relative(file.path.parent_path()).string();
        }
        for (SortedFile& file : files_) {
            if (file.role != FileRole::source || file.format != "sumo" || !is_sumo_net(file.path)) continue;
            for (const SortedFile& other : files_)
                if (other.role == FileRole::source && other.format == "osm" &&
                    other.path.parent_path() == file.path.parent_path()) {
                    set(file, FileRole::part, "its streets are those of another file", other.name);
                    break;
                }
        }
    }

    std::vector<SortedFile>& files_;
    std::map<fs::path, std::size_t> by_path_;
};

}  // namespace

std::string format_of(const fs::path& path) {
    const auto file = data::MappedFile::open(path);
    if (!file.ok()) return {};
    const data::Source* source = data::recognise(file.value().input());
    return source ? std::string(source->name()) : std::string();
}

bool is_picture(const fs::path& path) {
    return is_one_of(ending_of(path), {".jpg", ".jpeg", ".png", ".tga", ".bmp", ".gif", ".webp", ".dds", ".svg", ".jp2",
                                       ".tif", ".tiff"});
}

void sort_files(std::vector<SortedFile>& files) {
    Sorter(files).run();
}

}  // namespace twin::app
