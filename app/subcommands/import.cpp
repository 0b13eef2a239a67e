#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/importer/city_json.h"
#include "app/importer/importer.h"
#include "app/importer/interrupt.h"
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
    bool json = false, strict = false, quiet = false, progress = false;
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
    nlohmann::ordered_json json = {
        {"output", result.output.string()}, {"files", result.files_read}, {"errors", result.errors}};
    json.update(*description);
    std::printf("%s\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace).c_str());
}

void print_words(const ImportResult& result) {
    const data::ImportReport& report = result.report;
    std::fprintf(stderr, "%s: %llu objects, %llu triangles; %zu repaired, %zu skipped, %zu assumed, %zu warnings\n",
                 result.output.c_str(), static_cast<unsigned long long>(result.objects),
                 static_cast<unsigned long long>(result.triangles), report.count(base::ComplaintKind::repaired),
                 report.count(base::ComplaintKind::skipped), report.count(base::ComplaintKind::assumed),
                 result.warnings());
}

int run_import(const ImportOptions& options) {
    catch_interrupts();
    ImportRequest request;
    for (const std::string& source : options.sources) request.sources.emplace_back(source);
    request.recipe = options.recipe;
    request.output = options.output;
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
    sub.add_option("-o,--output", options->output, "City file to write (NAME.gpkg)")->required();
    sub.add_option("--recipe", options->recipe, "Recipe (city.toml) that says how to read the sources");
    sub.add_flag("--json", options->json, "Print what was imported and the report as JSON");
    sub.add_flag("--strict", options->strict, "Exit code 1 when anything was warned of");
    sub.add_flag("--quiet", options->quiet, "No progress, no summary");
    sub.add_flag("--progress", options->progress, "A line of JSON on stdout for each step");
    sub.callback([options, &run] { run = [options] { return run_import(*options); }; });
}

}  // namespace twin::app
