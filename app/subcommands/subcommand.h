#pragma once

#include <functional>

namespace CLI {
class App;
}

namespace twin::app {

/// Defines the options of one subcommand; when it was chosen, `run` is set to what it does and answers the exit code.
using AddSubcommand = void (*)(CLI::App& sub, std::function<int()>& run);

/// One line of subcommand_list.inc.
struct Subcommand {
    const char* name;
    const char* help;
    AddSubcommand add;
};

#define SUBCOMMAND(name, help) void add_##name(CLI::App& sub, std::function<int()>& run);
#include "app/subcommands/subcommand_list.inc"
#undef SUBCOMMAND

}  // namespace twin::app
