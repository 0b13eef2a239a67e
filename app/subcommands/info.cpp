#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "app/importer/city_json.h"
#include "app/importer/interrupt.h"
#include "app/importer/open_thing.h"
#include "app/subcommands/subcommand.h"
#include "data/city_file/city_file.h"
#include "data/report_export.h"

namespace twin::app {

namespace {

struct InfoOptions {
    std::string thing;
    bool json = false;
    std::filesystem::path report;
};

base::Result<nlohmann::ordered_json> describe(const InfoOptions& options) {
    const auto file = resolve_thing(options.thing, [](const base::Progress&) { return !interrupted(); });
    if (!file.ok()) return file.error();
    const auto city = data::CityFile::open(file.value());
    if (!city.ok()) return city.error();
    if (!options.report.empty()) {
        const auto report = (*city)->report();
        if (!report.ok()) return report.error();
        const auto written = data::write_report(options.report, *report, (*city)->frame());
        if (!written.ok()) return written.error();
    }
    return describe_city(**city);
}

int run_info(const InfoOptions& options) {
    catch_interrupts();
    const auto city = describe(options);
    if (!city.ok()) {
        std::fprintf(stderr, "stadtzwilling info: %s\n", city.error().message.c_str());
        return 1;
    }
    const std::string text = options.json ? city.value().dump(2, ' ', false, nlohmann::json::error_handler_t::replace)
                                          : describe_city_in_words(city.value());
    std::printf("%s%s", text.c_str(), options.json ? "\n" : "");
    return 0;
}

}  // namespace

void add_info(CLI::App& sub, std::function<int()>& run) {
    auto options = std::make_shared<InfoOptions>();
    sub.add_option("THING", options->thing, "City file, recipe or any source; without it the bundled city");
    sub.add_flag("--json", options->json, "As JSON");
    sub.add_option("--report", options->report,
                   "Also write the import report as a table or map (FILE.csv, FILE.geojson)");
    sub.callback([options, &run] { run = [options] { return run_info(*options); }; });
}

}  // namespace twin::app
