#include "app/importer/proposal.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/importer/import_plan.h"
#include "app/importer/proposal_glance.h"
#include "app/importer/proposal_licence.h"
#include "app/importer/proposal_words.h"
#include "app/importer/reference.h"
#include "base/text.h"
#include "data/import_file.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t attributes_shown = 40;

/// Files of one [[source]].
struct Group {
    std::string path;  ///< As the recipe writes it.
    std::vector<const PlannedFile*> files;
    std::string inside;  ///< Archives: what is in them.
};

std::string title_of(const PlannedFile& file, const Glance& glance) {
    if (file.settings.format == "osm") return "OpenStreetMap";
    if (glance.recordings > 0) return "Verkehr";
    if (glance.grids > 0) return "Gelände";
    if (glance.pictures > 0) return "Luftbild";
    std::string most;
    std::uint64_t count = 0;
    for (const auto& [kind, objects] : glance.kinds)
        if (objects > count) {
            most = kind;
            count = objects;
        }
    const std::string title = german_title(most);
    return title.empty() || file.settings.format == "vector" ? file.path.stem().string() : title;
}

class Proposer {
  public:
    Proposer(const ImportRequest& request, const fs::path& folder, const base::ProgressSink& progress)
        : request_(request), folder_(fs::absolute(folder).lexically_normal()), progress_(progress) {}

    base::Result<std::string> run() {
        auto plan = plan_import(request_.sources, request_.recipe, {.unpack = true, .progress = progress_});
        if (!plan.ok()) return plan.error();
        plan_ = std::move(plan).value();
        if (!plan_.recipe.sources.empty())
            return base::Error{"a recipe is there already; name the data themselves to have one proposed"};
        if (plan_.files.empty())
            return base::Error{plan_.errors.empty() ? "there is nothing to import; name a file, a folder or a recipe"
                                                    : plan_.errors.front()};
        for (const SortedFile& file : plan_.left_out)
            if (file.role == FileRole::document) documents_.push_back(file.path);
        make_groups();
        std::string out = head();
        for (const Group& group : groups_) {
            if (progress_ && !progress_({"looking into " + group.path, 0, 0, 0})) return base::Error{"cancelled"};
            out += "\n" + in_words(group);
        }
        return out + left_out();
    }

  private:
    std::string relative(const fs::path& path) const {
        const fs::path whole = fs::absolute(path).lexically_normal();
        const fs::path inside = whole.lexically_relative(folder_);
        return inside.empty() || *inside.begin() == ".." ? whole.string() : inside.string();
    }

    /// Files of one format, ending and folder that follow one another, written as a pattern where it names just them.
    void make_groups() {
        std::map<std::string, std::size_t> known;
        for (const PlannedFile& file : plan_.files) {
            const auto in_archive = file.identity.find("!/");
            const std::string key = in_archive != std::string::npos
                                        ? file.identity.substr(0, in_archive)
                                        : fmt::format("{}\n{}\n{}\n{}", file.path.parent_path().string(),
                                                      file.settings.format, file.path.extension().string(),
                                                      is_shared(file.settings.format) ? "" : file.path.string());
            const auto [found, fresh] = known.emplace(key, groups_.size());
            if (fresh) groups_.emplace_back();
            Group& group = groups_[found->second];
            group.files.push_back(&file);
            if (in_archive != std::string::npos) {
                group.path = relative(key);
                group.inside += (group.inside.empty() ? "" : ", ") + file.identity.substr(in_archive + 2);
            }
        }
        std::vector<Group> done;
        for (Group& group : groups_) {
            if (!group.path.empty() || name_by_pattern(group)) {
                done.push_back(std::move(group));
                continue;
            }
            for (const PlannedFile* file : group.files) done.push_back({relative(file->path), {file}, {}});
        }
        groups_ = std::move(done);
    }

    static bool is_shared(const std::string& format) {
        return format == "citygml" || format == "cityjson" || format == "raster";
    }

    bool name_by_pattern(Group& group) const {
        const PlannedFile& first = *group.files.front();
        if (group.files.size() == 1) {
            group.path = relative(first.path);
            return true;
        }
        std::size_t there = 0;
        std::error_code failure;
        for (const auto& entry : fs::directory_iterator(first.path.parent_path(), failure))
            if (entry.path().extension() == first.path.extension()) ++there;
        if (there != group.files.size()) return false;
        group.path = relative(first.path.parent_path() / ("*" + first.path.extension().string()));
        return true;
    }

    std::string head() const {
        std::string out = "# A proposal: read it, correct it, then  stadtzwilling import city.toml -o city.gpkg\n";
        out += "# What every key means: docs/RECIPE.md. Lines that begin with # are not in force.\n\n[city]\n";
        out +=
            key_line("name", toml_text(request_.output.empty() ? "Stadt" : request_.output.stem().string()), {}, false);
        out += key_line("crs", toml_text("EPSG:25832"), "projected CRS of the city; without it that of the first file",
                        false);
        out += key_line("vertical", toml_text("DHHN2016"), "height system; without it that of the first file", false);
        return out;
    }

    std::string in_words(const Group& group) {
        const PlannedFile& first = *group.files.front();
        CollectedFile file;
        file.plan = first;
        Glance glance(file);
        data::SourceOptions options = first.settings.options;
        const FileReader read = request_.read ? request_.read : FileReader(data::read_in_worker);
        const auto done = first.is_city_file
                              ? base::Result<void>{}
                              : read(first.path, first.settings.format, options, request_.limits, glance,
                                     [&](const base::Progress& p) {
                                         return p.objects < Glance::most_objects && (!progress_ || progress_(p));
                                     });
        std::string out = "[[source]]\n";
        out += key_line("path", toml_text(group.path),
                        group.files.size() > 1 ? fmt::format("{} files", group.files.size()) : std::string());
        if (!group.inside.empty()) out += "# in it: " + in_one_line(group.inside.substr(0, 400)) + "\n";
        if (group.inside.empty() && !first.is_city_file) out += key_line("format", toml_text(first.settings.format));
        if (const auto net = first.settings.options.more.find("net"); net != first.settings.options.more.end())
            out += key_line("net", toml_text(net->second), "the network that it drives on");
        if (!first.is_city_file) out += key_line("title", toml_text(unique(title_of(first, glance), group)));
        out += rights(first, glance);
        if (!done.ok() && glance.objects == 0 && glance.grids == 0 && glance.pictures == 0)
            out += "# please check: " + in_one_line(done.error().message) + "\n";
        out += reference(file);
        if (first.settings.format == "vector") out += mapping(glance);
        return out;
    }

    std::string unique(std::string title, const Group& group) {
        if (titles_.insert(title).second) return title;
        title += fmt::format(" ({})", fs::path(group.path).filename().string());
        titles_.insert(title);
        return title;
    }

    std::string rights(const PlannedFile& file, const Glance& glance) const {
        std::string out =
            key_line("provenance", toml_text(usual_provenance(file.settings.format)),
                     "official measured simulated assumed invented planned; please check", !file.is_city_file);
        if (file.settings.format == "osm") {
            out += key_line("credit", toml_text("© OpenStreetMap contributors"));
            out += key_line("licence", toml_text("ODbL 1.0"));
        } else {
            const LicenceGuess guess = guess_licence(file.path, documents_);
            const std::string from = guess.found_in.empty() ? "" : fmt::format(" (from {})", guess.found_in);
            out += key_line("credit", toml_text(guess.credit), "please check" + (guess.credit.empty() ? "" : from),
                            !guess.credit.empty());
            out += key_line("licence", toml_text(guess.licence), "please check" + from, !guess.licence.empty());
        }
        out += key_line("date", toml_text(glance.date), glance.date.empty() ? "state of the data" : "as the file says",
                        false);
        return out;
    }

    /// As a remark: what the import will find by itself need not be said.
    std::string reference(CollectedFile& file) {
        if (file.plan.is_city_file || sample_of(file).empty()) return {};
        auto info = resolve_reference(file, neighbour_);
        if (!info.ok()) return "crs = \"\"  # please fill in: " + in_one_line(info.error().message) + "\n";
        if (info->horizontal == "LOCAL")
            return "# It has no place on the earth and is put into the middle of the city. To put it elsewhere:\n"
                   "# [source.place]\n# position = [7.7689, 49.4447]    # longitude, latitude\n# heading_deg = 0\n";
        if (neighbour_.empty() && !info->geographic) neighbour_ = info->horizontal;
        const bool assumed = info->how == "assumed";
        std::string out = key_line(
            "crs", toml_text(info->horizontal.substr(0, 200)),
            assumed ? "assumed from the numbers; please check" : "as the file says: " + file.claim.text.substr(0, 90),
            false);
        out += info->vertical.empty()
                   ? key_line("vertical", toml_text("DHHN2016"), "the file names no height system; please check", false)
                   : key_line("vertical", toml_text(info->vertical), "as the file says", false);
        return out;
    }

    static std::string mapping(const Glance& glance) {
        std::string out;
        std::vector<std::string> kinds;
        for (const auto& [kind, count] : glance.kinds) kinds.push_back(fmt::format("{} {}", count, kind));
        if (glance.kinds.size() == 1) {
            out += key_line("kind", toml_text(kind_word(glance.kinds.begin()->first)), "guessed; please check", false);
        } else if (!kinds.empty()) {
            out += fmt::format("# kind = \"generic\"    # guessed for each: {}\n", fmt::join(kinds, ", "));
        }
        if (glance.names.empty()) return out;
        out += "# [source.map]    # what the program understands = attribute of the file; please check\n";
        for (std::size_t i = 0; i < std::min(glance.names.size(), attributes_shown); ++i) {
            const std::string& name = glance.names[i];
            const std::string key = meaning_of(name);
            out += in_one_line(fmt::format("# {} = {}    # such as {}\n", key.empty() ? "..." : key, toml_text(name),
                                           fmt::join(glance.attributes.at(name), " | ")));
            out.back() = '\n';
        }
        return out;
    }

    std::string left_out() const {
        std::string out;
        for (const SortedFile& file : plan_.left_out)
            if (file.role != FileRole::part)
                out += in_one_line(fmt::format("#   {}: {}{}", file.name, file.reason,
                                               file.whose.empty() ? "" : fmt::format(" ({})", file.whose))) +
                       "\n";
        for (const std::string& error : plan_.errors) out += "#   " + in_one_line(error) + "\n";
        return out.empty() ? out : "\n# Left out:\n" + base::to_valid_utf8(out);
    }

    const ImportRequest& request_;
    fs::path folder_;
    const base::ProgressSink& progress_;
    ImportPlan plan_;
    std::vector<Group> groups_;
    std::vector<fs::path> documents_;
    std::set<std::string> titles_;
    std::string neighbour_;
};

}  // namespace

base::Result<std::string> propose_recipe(const ImportRequest& request, const fs::path& folder,
                                         const base::ProgressSink& progress) {
    return Proposer(request, folder, progress).run();
}

}  // namespace twin::app
