#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "app/subcommands/subcommand.h"
#include "base/log.h"
#include "base/version.h"
#include "data/import_file.h"

namespace {

constexpr twin::app::Subcommand subcommands[] = {
#define SUBCOMMAND(name, help) {#name, help, &twin::app::add_##name},
#include "app/subcommands/subcommand_list.inc"
#undef SUBCOMMAND
};

bool is_subcommand(const char* word) {
    for (const twin::app::Subcommand& subcommand : subcommands)
        if (std::strcmp(subcommand.name, word) == 0) return true;
    return false;
}

/// `stadtzwilling THING` means `stadtzwilling view THING`.
std::vector<std::string> with_default_subcommand(int argc, char** argv) {
    std::vector<std::string> words(argv + 1, argv + argc);
    const bool asks = !words.empty() && (words[0] == "--help" || words[0] == "-h" || words[0] == "--version");
    if (!asks && (words.empty() || !is_subcommand(words[0].c_str()))) words.insert(words.begin(), "view");
    return words;
}

int run(int argc, char** argv) {
    CLI::App app{"Stadtzwilling, the interactive digital twin of a city"};
    app.name("stadtzwilling");
    app.set_version_flag("--version", std::string("stadtzwilling ") + twin::base::version);
    app.require_subcommand(0, 1);
    std::function<int()> chosen;
    for (const twin::app::Subcommand& subcommand : subcommands)
        subcommand.add(*app.add_subcommand(subcommand.name, subcommand.help), chosen);
    std::vector<std::string> words = with_default_subcommand(argc, argv);
    std::reverse(words.begin(), words.end());
    try {
        app.parse(words);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? 0 : 1;
    }
    return chosen ? chosen() : 0;
}

}  // namespace

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    if (argc >= 3 && std::strcmp(argv[1], "worker") == 0 && std::strcmp(argv[2], "read") == 0)
        return twin::data::run_read_worker();
    twin::base::start_log();
    try {
        return run(argc, argv);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "stadtzwilling: an unexpected error stopped the program: %s\n", error.what());
        return 1;
    }
}
