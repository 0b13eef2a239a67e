#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/importer/city_json.h"
#include "app/importer/importer.h"
#include "app/importer/interrupt.h"
#include "app/importer/proposal.h"
#include "app/subcommands/subcommand.h"
#include "base/text.h"
#include "data/city_file/city_file.h"

namespace twin::app {

namespace {

using Clock = std::chrono::steady_clock;

struct ImportOptions {
    std::vector<std::string> sources;
    std::string output;
    std::string recipe;
    std::string crs, vertical;
    bool refresh = false, json = false, strict = false, quiet = false, progress = false;
    bool propose = false, force = false, full = false;
};

/// Tells how far the import is: lines of JSON on stdout for the program that started it, one line that changes on a
/// terminal, a line a stage elsewhere.
class ProgressTeller {
  public:
    explicit ProgressTeller(const ImportOptions& options)
        : lines_(options.progress), quiet_(options.quiet), terminal_(::isatty(2) != 0) {}

    void tell(const base::Progress& progress) {
        const auto now = Clock::now();
        const bool new_stage = progress.stage != stage_;
        if (!new_stage && now - last_ < std::chrono::milliseconds(lines_ ? 100 : 200)) return;
        last_ = now;
        stage_ = progress.stage;
        if (lines_) tell_line(progress);
        if (quiet_) return;
        if (terminal_)
            std::fprintf(stderr, "\r\033[K%s", in_words(progress).c_str());
        else if (new_stage)
            std::fprintf(stderr, "%s\n", in_words(progress).c_str());
    }
    void finish() {
        if (!quiet_ && terminal_) std::fprintf(stderr, "\r\033[K");
    }

  private:
    /// Errors: below zero when it is too early to say.
    double left_s(const base::Progress& progress) const {
        const double spent = std::chrono::duration<double>(Clock::now() - start_).count();
        if (progress.bytes_done == 0 || spent < 1.5) return -1;
        const double rest = static_cast<double>(progress.bytes_total) - static_cast<double>(progress.bytes_done);
        return spent * rest / static_cast<double>(progress.bytes_done);
    }
    void tell_line(const base::Progress& progress) const {
        nlohmann::ordered_json line = {{"stage", progress.stage},
                                       {"bytes_done", progress.bytes_done},
                                       {"bytes_total", progress.bytes_total},
                                       {"objects", progress.objects}};
        if (const double left = left_s(progress); left >= 0) line["left_s"] = std::round(left * 10) / 10;
        std::printf("%s\n", line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
        std::fflush(stdout);
    }
    std::string in_words(const base::Progress& progress) const {
        std::string words = fmt::format("{}: {} of {}", progress.stage, base::format_bytes(progress.bytes_done),
                                        base::format_bytes(progress.bytes_total));
        if (progress.objects) words += fmt::format(", {} objects", progress.objects);
        if (const double left = left_s(progress); left >= 1) words += fmt::format(", {:.0f} s left", left);
        return words;
    }

    bool lines_, quiet_, terminal_;
    Clock::time_point start_ = Clock::now(), last_{};
    std::string stage_;
};

void print_json(const ImportResult& result, const data::CityFile& city) {
    auto description = describe_city(city);
    if (!description.ok()) return;
    nlohmann::ordered_json json = {{"output", result.output.string()},
                                   {"files", result.files_read},
                                   {"errors", result.errors},
                                   {"reused", result.reused}};
    json.update(*description);
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void print_words(const ImportResult& result) {
    const data::ImportReport& report = result.report;
    std::fprintf(
        stderr, "%s: %llu objects, %llu triangles; %zu repaired, %zu skipped, %zu undrawn, %zu assumed, %zu warnings\n",
        result.output.c_str(), static_cast<unsigned long long>(result.objects),
        static_cast<unsigned long long>(result.triangles), report.count(base::ComplaintKind::repaired),
        report.count(base::ComplaintKind::skipped), report.count(base::ComplaintKind::undrawn),
        report.count(base::ComplaintKind::assumed), result.warnings());
    if (!result.reused.empty()) std::fprintf(stderr, "%s\n", result.reused.c_str());
}

int fail(const std::string& message) {
    std::fprintf(stderr, "stadtzwilling import: %s\n", message.c_str());
    return interrupted() ? 130 : 1;
}

/// Writes the proposed recipe, or prints it where no name was given.
int run_proposal(const ImportOptions& options) {
    namespace fs = std::filesystem;
    const fs::path target = options.output;
    std::error_code failure;
    if (!target.empty() && target.extension() != ".toml")
        return fail(fmt::format("-o expects the name of a recipe (city.toml) with --propose, but got \"{}\".",
                                target.string()));
    if (!target.empty() && fs::exists(target, failure) && !options.force)
        return fail(target.string() + ": is there already; give --force to replace it");
    ImportRequest request;
    for (const std::string& source : options.sources) request.sources.emplace_back(source);
    request.recipe = options.recipe;
    ProgressTeller teller(options);
    const auto recipe =
        propose_recipe(request, target.empty() ? fs::current_path() : fs::absolute(target).parent_path(),
                       [&](const base::Progress& progress) {
                           teller.tell(progress);
                           return !interrupted();
                       });
    teller.finish();
    if (!recipe.ok()) return fail(recipe.error().message);
    if (target.empty()) {
        std::printf("%s", recipe->c_str());
        return 0;
    }
    std::ofstream out(target, std::ios::binary);
    out << *recipe;
    out.close();
    if (!out) return fail(target.string() + ": cannot be written; check the folder and the space on the disk");
    if (!options.quiet) std::fprintf(stderr, "%s: written; read it, then import it\n", target.c_str());
    return 0;
}

int run_import(const ImportOptions& options) {
    catch_interrupts();
    if (options.propose && !(options.crs.empty() && options.vertical.empty()))
        return fail("--crs and --vertical do not go with --propose; write them into the recipe that it makes.");
    if (options.propose) return run_proposal(options);
    if (options.output.empty()) return fail("-o NAME.gpkg is needed: the city file to write.");
    ImportRequest request;
    request.reuse = !options.full;
    for (const std::string& source : options.sources) request.sources.emplace_back(source);
    request.recipe = options.recipe;
    request.crs = options.crs;
    request.vertical = options.vertical;
    request.output = options.output;
    request.refresh = options.refresh;
    if (request.output.extension() != ".gpkg") {
        std::fprintf(stderr, "stadtzwilling import: -o expects the name of a city file (NAME.gpkg), but got \"%s\".\n",
                     options.output.c_str());
        return 1;
    }
    ProgressTeller teller(options);
    const auto result = import_city(request, [&](const base::Progress& progress) {
        teller.tell(progress);
        return !interrupted();
    });
    teller.finish();
    if (!result.ok()) {
        std::fprintf(stderr, "stadtzwilling import: %s\n", result.error().message.c_str());
        return interrupted() ? 130 : 1;
    }
    for (const std::string& error : result.value().errors)
        std::fprintf(stderr, "stadtzwilling import: warning: %s\n", error.c_str());
    if (!options.quiet) print_words(result.value());
    if (options.json) {
        const auto city = data::CityFile::open(result.value().output);
        if (!city.ok()) {
            std::fprintf(stderr, "stadtzwilling import: %s\n", city.error().message.c_str());
            return 1;
        }
        print_json(result.value(), **city);
    }
    return options.strict && result.value().warnings() > 0 ? 1 : 0;
}

}  // namespace

void add_import(CLI::App& sub, std::function<int()>& run) {
    auto options = std::make_shared<ImportOptions>();
    sub.add_option("SOURCE", options->sources, "Files, folders, patterns, a recipe (city.toml), a city file to add to");
    sub.add_option("-o,--output", options->output,
                   "City file to write (NAME.gpkg); with --propose: recipe (city.toml)");
    sub.add_option("--recipe", options->recipe, "Recipe (city.toml) that says how to read the sources");
    sub.add_option("--crs", options->crs,
                   "Reference system of all SOURCEs (EPSG:7415, a name, WKT); without a recipe only");
    sub.add_option("--vertical", options->vertical,
                   "Height system of all SOURCEs (NAP, DHHN2016, ellipsoidal, EPSG:5709); without a recipe only");
    sub.add_flag("--refresh", options->refresh,
                 "Ask services (WFS, WMS, PostGIS ...) anew instead of using kept copies");
    sub.add_flag("--propose", options->propose, "Write a recipe for the sources instead of importing them");
    sub.add_flag("--force", options->force, "With --propose: replace a recipe that is there");
    sub.add_flag("--full", options->full, "Read everything anew, even what has not changed since the last import");
    sub.add_flag("--json", options->json, "Print what was imported and the report as JSON");
    sub.add_flag("--strict", options->strict, "Exit code 1 when anything was warned of");
    sub.add_flag("--quiet", options->quiet, "No progress, no summary");
    sub.add_flag("--progress", options->progress, "A line of JSON on stdout for each step");
    sub.callback([options, &run] { run = [options] { return run_import(*options); }; });
}

}  // namespace twin::app
