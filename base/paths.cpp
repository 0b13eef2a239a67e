#include "base/paths.h"

#include <cstdlib>
#include <system_error>

namespace twin::base {

namespace fs = std::filesystem;

namespace {

fs::path made(fs::path folder) {
    std::error_code ignored;
    fs::create_directories(folder, ignored);
    return folder;
}

fs::path from_environment(const char* own, const char* xdg, const char* below_home) {
    if (own) {
        if (const char* value = std::getenv(own); value && *value) return made(value);
    }
    if (const char* value = std::getenv(xdg); value && *value) return made(fs::path(value) / "stadtzwilling");
    const char* home = std::getenv("HOME");
    return made(fs::path(home && *home ? home : "/tmp") / below_home / "stadtzwilling");
}

}  // namespace

fs::path own_executable() {
    std::error_code ignored;
    return fs::read_symlink("/proc/self/exe", ignored);
}

fs::path resource_root() {
    if (const char* value = std::getenv("STADTZWILLING_HOME"); value && *value) return value;
    for (fs::path folder = own_executable().parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
        std::error_code ignored;
        if (fs::is_directory(folder / "shaders", ignored) && fs::is_directory(folder / "assets", ignored))
            return folder;
    }
    return TWIN_SOURCE_ROOT;
}

fs::path bundled_city() {
    if (const char* value = std::getenv("STADTZWILLING_CITY"); value && *value) return value;
    std::error_code ignored;
    for (fs::path folder = own_executable().parent_path(); folder.has_relative_path(); folder = folder.parent_path()) {
        const fs::path file = folder / "city" / "kaiserslautern.gpkg";
        if (fs::exists(file, ignored)) return file;
    }
    return own_executable().parent_path() / "city" / "kaiserslautern.gpkg";
}

fs::path cache_folder() {
    return from_environment("STADTZWILLING_CACHE", "XDG_CACHE_HOME", ".cache");
}

fs::path settings_folder() {
    return from_environment("STADTZWILLING_SETTINGS", "XDG_CONFIG_HOME", ".config");
}

}  // namespace twin::base
