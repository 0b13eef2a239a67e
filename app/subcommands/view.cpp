#include <cstdio>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "app/application.h"
#include "app/panels/panel.h"
#include "app/subcommands/subcommand.h"

namespace twin::app {

namespace {

base::Result<void> check(ViewOptions& options, const std::string& size) {
    if (!size.empty() &&
        (std::sscanf(size.c_str(), "%dx%d", &options.width, &options.height) != 2 || options.width < 640 ||
         options.height < 480 || options.width > 16384 || options.height > 16384))
        return base::Error{
            fmt::format("--size expects WIDTHxHEIGHT between 640x480 and 16384x16384, but got \"{}\"", size)};
    if (options.panel.empty()) return {};
    std::string names;
    for (const std::string_view name : rail_panel_names()) {
        if (name == options.panel) return {};
        names += (names.empty() ? "" : ", ") + std::string(name);
    }
    return base::Error{fmt::format("--panel: there is no panel \"{}\"; there are {}", options.panel, names)};
}

int view(ViewOptions options, const std::string& size) {
    const auto fail = [](const base::Error& error) {
        std::fprintf(stderr, "stadtzwilling view: %s\n", error.message.c_str());
        return 1;
    };
    if (auto good = check(options, size); !good) return fail(good.error());
    auto application = Application::create(options);
    if (!application) return fail(application.error());
    return (*application)->run();
}

}  // namespace

void add_view(CLI::App& sub, std::function<int()>& run) {
    auto options = std::make_shared<ViewOptions>();
    auto size = std::make_shared<std::string>();
    sub.add_option("THING", options->thing, "City file, recipe or any source; without it the bundled city");
    sub.add_option("--size", *size, "WIDTHxHEIGHT of the window");
    sub.add_option("--lang", options->language, "de or en")->check(CLI::IsMember({"de", "en"}));
    sub.add_option("--scale", options->ui_scale, "Scale of text and panels, 1 to 3; 0 chooses by the screen");
    sub.add_option("--panel", options->panel, "Panel that is open at start");
    sub.add_option("--frames", options->frames, "Quit after so many frames");
    sub.add_option("--screenshot", options->screenshot, "Write this PNG when everything is loaded, then quit");
    sub.callback([options, size, &run] { run = [options, size] { return view(*options, *size); }; });
}

}  // namespace twin::app
