#include "app/importer/import_plan.h"

#include <glob.h>

#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "data/city_file/opening_check.h"
#include "data/import_file.h"
#include "data/source.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

bool is_recipe(const fs::path& path) {
    return base::to_lower_ascii(path.extension().string()) == ".toml";
}

bool is_pattern(const std::string& path) {
    return path.find_first_of("*?[") != std::string::npos;
}

std::vector<fs::path> matches_of(const std::string& pattern) {
    std::vector<fs::path> found;
    glob_t matches{};
    if (::glob(pattern.c_str(), 0, nullptr, &matches) == 0)
        for (std::size_t i = 0; i < matches.gl_pathc; ++i) found.emplace_back(matches.gl_pathv[i]);
    ::globfree(&matches);
    return found;
}

/// All plain files below a folder, sorted; hidden ones and links to folders are left out.
std::vector<fs::path> files_below(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code failure;
    auto it = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, failure);
    for (; !failure && it != fs::recursive_directory_iterator(); it.increment(failure)) {
        if (it->path().filename().string().starts_with('.')) {
            if (it->is_directory(failure)) it.disable_recursion_pending();
            continue;
        }
        if (it->is_regular_file(failure)) files.push_back(it->path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Textures and photographs lie beside models and surveys; no source reads them on their own.
bool is_picture(const fs::path& path) {
    const std::string ending = base::to_lower_ascii(path.extension().string());
    for (const char* picture : {".jpg", ".jpeg", ".png", ".tga", ".bmp", ".gif", ".webp", ".dds"})
        if (ending == picture) return true;
    return false;
}

/// Name of the source that reads the file, or empty.
std::string format_of(const fs::path& path) {
    const auto file = data::MappedFile::open(path);
    if (!file.ok()) return {};
    const data::Source* source = data::recognise(file.value().input());
    return source ? std::string(source->name()) : std::string();
}

class Planner {
  public:
    explicit Planner(ImportPlan& plan) : plan_(plan) {}

    /// `settings.path` as written, `base`: what it is relative to, `number`: of the [[source]], -1 without recipe.
    void add(const data::RecipeSource& settings, const fs::path& base, int number) {
        const fs::path path = base / settings.path;
        std::error_code failure;
        if (is_pattern(settings.path) && !fs::exists(path, failure)) {
            const auto matches = matches_of(path.string());
            if (matches.empty()) return missing(path, "no file matches this pattern");
            for (const fs::path& match : matches) add_path(match, settings, number);
            return;
        }
        add_path(path, settings, number);
    }

  private:
    void missing(const fs::path& path, const char* why) { plan_.errors.push_back(path.string() + ": " + why); }

    void add_path(const fs::path& path, const data::RecipeSource& settings, int number) {
        std::error_code failure;
        const auto status = fs::status(path, failure);
        if (!fs::exists(status)) return missing(path, "not found; check the name");
        if (fs::is_directory(status)) return add_folder(path, settings, number);
        if (!fs::is_regular_file(status)) return missing(path, "is neither a file nor a folder");
        add_file(path, settings, number, settings.format.empty() ? format_of(path) : settings.format);
    }

    void add_folder(const fs::path& folder, const data::RecipeSource& settings, int number) {
        std::vector<std::string> left_out;
        const std::size_t before = plan_.files.size();
        for (const fs::path& file : files_below(folder)) {
            const std::string format = settings.format.empty() ? format_of(file) : settings.format;
            if (format.empty() || (is_picture(file) && settings.format.empty()))
                left_out.push_back(file.filename().string());
            else
                add_file(file, settings, number, format);
        }
        if (plan_.files.size() == before) return missing(folder, "holds no file of a known format");
        if (left_out.empty()) return;
        const std::size_t shown = std::min<std::size_t>(left_out.size(), 5);
        const std::string some =
            fmt::format("{}", fmt::join(left_out.begin(), left_out.begin() + static_cast<long>(shown), ", "));
        plan_.complaints.push_back(
            {base::ComplaintKind::skipped, folder.string(),
             fmt::format("{} files left out ({}{})", left_out.size(), some, shown < left_out.size() ? ", ..." : ""),
             "their format is not one that is imported"});
    }

    void add_file(const fs::path& path, const data::RecipeSource& settings, int number, const std::string& format) {
        std::error_code failure;
        const fs::path real = fs::weakly_canonical(path, failure);
        // A file that the recipe speaks of stays as the recipe wants it when it is also named on its own.
        if (!seen_.insert(failure ? path : real).second && number < 0) return;
        PlannedFile file;
        file.path = path;
        file.settings = settings;
        file.settings.format = format;
        file.group = number >= 0 ? fmt::format("source {} {}", number, format) : format;
        file.bytes = fs::file_size(path, failure);
        file.is_city_file = format != "city" && data::looks_like_city_file(path);
        plan_.files.push_back(std::move(file));
    }

    ImportPlan& plan_;
    std::set<fs::path> seen_;
};

}  // namespace

base::Result<ImportPlan> plan_import(const std::vector<fs::path>& sources, const fs::path& recipe) {
    std::vector<fs::path> recipes, rest;
    if (!recipe.empty()) recipes.push_back(recipe);
    for (const fs::path& source : sources) {
        std::error_code failure;
        const bool toml = is_recipe(source) && fs::is_regular_file(source, failure);
        (toml ? recipes : rest).push_back(source);
    }
    if (recipes.size() > 1)
        return base::Error{
            fmt::format("one recipe at a time: {} and {} were both given", recipes[0].string(), recipes[1].string())};
    ImportPlan plan;
    if (!recipes.empty()) {
        auto read = data::read_recipe(recipes.front());
        if (!read.ok()) return read.error();
        plan.recipe = std::move(read).value();
    }
    Planner planner(plan);
    int number = 0;
    for (const data::RecipeSource& source : plan.recipe.sources) planner.add(source, plan.recipe.folder, number++);
    for (const fs::path& path : rest) {
        data::RecipeSource source;
        source.path = path.string();
        planner.add(source, {}, -1);
    }
    return plan;
}

std::string names_of(const std::vector<fs::path>& files) {
    if (files.empty()) return {};
    std::string name = files.front().filename().string();
    return files.size() == 1 ? name : fmt::format("{} and {} more", name, files.size() - 1);
}

}  // namespace twin::app
