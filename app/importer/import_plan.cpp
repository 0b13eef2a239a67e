#include "app/importer/import_plan.h"

#include <glob.h>

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "app/importer/unpacked_folder.h"
#include "base/text.h"
#include "data/city_file/opening_check.h"
#include "data/crs.h"
#include "data/crs_names.h"
#include "data/import_file.h"
#include "data/source.h"
#include "data/sources/archive_contents.h"

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

constexpr int deepest_archive = 4;
constexpr std::size_t most_lines = 40;  ///< In the report, of one reason.

bool is_archive(const fs::path& path, data::ArchiveKind& kind) {
    const auto file = data::MappedFile::open(path);
    if (!file.ok()) return false;
    const auto bytes = file->input().bytes;
    kind = data::archive_kind_of(path.filename().string(), bytes.first(std::min<std::size_t>(bytes.size(), 4096)));
    // A single packed file is unpacked where nobody reads it as it is.
    return kind != data::ArchiveKind::none && (kind != data::ArchiveKind::gz || format_of(path).empty());
}

class Planner {
  public:
    Planner(ImportPlan& plan, const PlanOptions& options) : plan_(plan), options_(options) {}

    /// `settings.path` as written, `base`: what it is relative to, `number`: of the [[source]], -1 without recipe.
    void add(const data::RecipeSource& settings, const fs::path& base, int number) {
        if (data::names_service(settings.path) || settings.format == "postgis") return add_service(settings, number);
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

    /// From here on nobody sees the address any more: it may hold a password.
    void add_service(const data::RecipeSource& settings, int number) {
        auto address = data::understand_service(settings.path, settings.format);
        if (!address.ok()) return plan_.errors.push_back(address.error().message);
        PlannedFile file;
        file.path = address->shown;
        file.settings = settings;
        file.settings.path = address->shown;
        file.settings.format = data::copy_format(address->kind, settings.format);
        file.group = number >= 0 ? fmt::format("source {}", number) : address->shown;
        file.identity = fmt::format("{} {} {}", address->shown, settings.options.layer, plan_.files.size());
        file.service = std::move(*address);
        plan_.files.push_back(std::move(file));
    }

    void add_path(const fs::path& path, const data::RecipeSource& settings, int number) {
        std::error_code failure;
        const auto status = fs::status(path, failure);
        if (!fs::exists(status)) return missing(path, "not found; check the name");
        data::ArchiveKind kind{};
        const bool folder = fs::is_directory(status);
        if (!folder && !fs::is_regular_file(status)) return missing(path, "is neither a file nor a folder");
        if (folder || (settings.format.empty() && is_archive(path, kind))) {
            if (!folder && !options_.unpack) return add_file(path, settings, number, "archive", path.string());
            std::vector<SortedFile> files;
            if (folder)
                gather(path, {}, {}, 0, settings, files);
            else
                unpack(path, path.filename().string(), path.string(), 0, settings, files);
            return add_sorted(path, std::move(files), settings, number);
        }
        add_file(path, settings, number, settings.format.empty() ? format_of(path) : settings.format, path.string());
    }

    /// `shown`: what people call the folder below the one that was named; `identity`: of it when it was an archive.
    void gather(const fs::path& folder, const std::string& shown, const std::string& identity, int depth,
                const data::RecipeSource& settings, std::vector<SortedFile>& files) {
        for (const fs::path& file : files_below(folder)) {
            const std::string inside = file.lexically_relative(folder).string();
            const std::string name = shown.empty() ? inside : shown + "/" + inside;
            const std::string own = identity.empty() ? file.string() : identity + "!/" + inside;
            data::ArchiveKind kind{};
            if (settings.format.empty() && depth < deepest_archive && options_.unpack && is_archive(file, kind)) {
                unpack(file, name, own, depth + 1, settings, files);
                continue;
            }
            SortedFile sorted;
            sorted.path = file;
            sorted.name = name;
            sorted.format = settings.format;
            if (!settings.format.empty()) sorted.role = FileRole::source;
            identities_[file] = own;
            files.push_back(std::move(sorted));
        }
    }

    void unpack(const fs::path& archive, const std::string& shown, const std::string& identity, int depth,
                const data::RecipeSource& settings, std::vector<SortedFile>& files) {
        if (!unpacked_) plan_.unpacked = unpacked_ = std::make_shared<UnpackedFolder>();
        const fs::path folder = unpacked_->next(archive.filename().string());
        const auto file = data::MappedFile::open(archive);
        if (!file.ok()) return plan_.errors.push_back(file.error().message);
        std::vector<base::Complaint> complaints;
        const auto goes_on = [&] {
            return !options_.progress || options_.progress({"unpacking " + archive.filename().string(), 0, 0, 0});
        };
        const auto done = data::unpack_archive(archive.filename().string(), file->input().bytes, folder,
                                               unpacked_->limits_left(), complaints, goes_on);
        for (base::Complaint& complaint : complaints) {
            complaint.object = shown + "/" + complaint.object;
            plan_.complaints.push_back(std::move(complaint));
        }
        if (!done.ok()) {
            plan_.errors.push_back(shown + ": " + done.error().message);
            std::error_code ignored;
            fs::remove_all(folder, ignored);
            return;
        }
        unpacked_->count(folder);
        gather(folder, shown, identity, depth, settings, files);
    }

    void add_sorted(const fs::path& named, std::vector<SortedFile> files, const data::RecipeSource& settings,
                    int number) {
        const std::size_t errors = plan_.errors.size();
        sort_files(files);
        std::size_t sources = 0;
        for (SortedFile& file : files) {
            if (file.role == FileRole::source) {
                data::RecipeSource own = settings;
                for (const auto& [key, value] : file.options) own.options.more.emplace(key, value);
                add_file(file.path, own, number, file.format, identities_[file.path]);
                ++sources;
            } else {
                plan_.left_out.push_back(std::move(file));
            }
        }
        if (sources == 0 && plan_.errors.size() == errors) missing(named, "holds no file of a known format");
    }

    void add_file(const fs::path& path, const data::RecipeSource& settings, int number, const std::string& format,
                  std::string identity) {
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
        file.identity = std::move(identity);
        file.is_city_file = format != "city" && data::looks_like_city_file(path);
        if (file.is_city_file && number < 0) file.settings.crs.clear();  // Its frame is no matter of opinion.
        plan_.files.push_back(std::move(file));
    }

    ImportPlan& plan_;
    const PlanOptions& options_;
    std::shared_ptr<UnpackedFolder> unpacked_;
    std::map<fs::path, std::string> identities_;
    std::set<fs::path> seen_;
};

/// What the command line says of all sources.
base::Result<void> check_reference(const PlanOptions& options, bool recipe) {
    if (recipe && !(options.crs.empty() && options.vertical.empty()))
        return base::Error{
            "--crs and --vertical do not go with a recipe; write crs = \"...\" and vertical = \"...\" "
            "under its [[source]] instead"};
    if (!options.crs.empty())
        if (const auto known = data::understand_crs({.text = options.crs}); !known.ok())
            return base::Error{"--crs: " + known.error().message};
    if (!options.vertical.empty() && data::understand_vertical(options.vertical).empty())
        return base::Error{
            fmt::format("--vertical: the height system \"{}\" is not known; expected \"DHHN2016\", "
                        "\"NAP\", \"ellipsoidal\" or an EPSG code",
                        options.vertical)};
    return {};
}

/// What was left out and why. Parts are no loss: whom they belong to reads them.
void tell_left_out(ImportPlan& plan) {
    std::map<std::string, std::vector<const SortedFile*>> by_reason;
    for (const SortedFile& file : plan.left_out)
        if (file.role != FileRole::part) by_reason[file.reason].push_back(&file);
    for (const auto& [reason, files] : by_reason) {
        for (std::size_t i = 0; i < std::min(files.size(), most_lines); ++i)
            plan.complaints.push_back(
                {base::ComplaintKind::skipped, files[i]->name, "file left out",
                 files[i]->whose.empty() ? reason : fmt::format("{} ({})", reason, files[i]->whose)});
        if (files.size() > most_lines)
            plan.complaints.push_back({base::ComplaintKind::skipped, "",
                                       fmt::format("{} more files left out", files.size() - most_lines), reason});
    }
}

}  // namespace

base::Result<ImportPlan> plan_import(const std::vector<fs::path>& sources, const fs::path& recipe,
                                     const PlanOptions& options) {
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
    if (auto checked = check_reference(options, !recipes.empty()); !checked.ok()) return checked.error();
    ImportPlan plan;
    if (!recipes.empty()) {
        auto read = data::read_recipe(recipes.front());
        if (!read.ok()) return read.error();
        plan.recipe = std::move(read).value();
    }
    Planner planner(plan, options);
    int number = 0;
    for (const data::RecipeSource& source : plan.recipe.sources) planner.add(source, plan.recipe.folder, number++);
    for (const fs::path& path : rest) {
        data::RecipeSource source;
        source.path = path.string();
        source.crs = options.crs;
        source.vertical = options.vertical;
        planner.add(source, {}, -1);
    }
    tell_left_out(plan);
    return plan;
}

std::string names_of(const std::vector<fs::path>& files) {
    if (files.empty()) return {};
    std::string name = files.front().filename().string();
    return files.size() == 1 ? name : fmt::format("{} and {} more", name, files.size() - 1);
}

}  // namespace twin::app
