#include "app/import_request.h"

#include <cstdint>
#include <string_view>
#include <system_error>

#include <fmt/format.h>

#include "data/service.h"

namespace twin::app {

namespace fs = std::filesystem;

namespace {

/// FNV-1a, 64 bits.
void mix(std::uint64_t& hash, std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ull;
}

std::string identity_of(const fs::path& file) {
    std::error_code error;
    const fs::path absolute = fs::absolute(file, error);
    const auto size = fs::is_regular_file(absolute, error) ? fs::file_size(absolute, error) : 0;
    const auto time = fs::last_write_time(absolute, error);
    return fmt::format("{}|{}|{}", absolute.string(), size, error ? 0 : time.time_since_epoch().count());
}

/// What people call a source; the address of a service may hold a password.
fs::path name_of(const fs::path& source) {
    const auto service = data::understand_service(source.string(), {});
    return data::names_service(source.string()) && service.ok() ? fs::path(service->shown) : source.filename();
}

}  // namespace

void ImportCall::send_to(const fs::path& other_target) {
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i)
        if (arguments[i] == "-o") arguments[i + 1] = other_target.string();
    target = other_target;
}

ImportCall import_call(const std::vector<fs::path>& sources, const fs::path& beside, const fs::path& cache) {
    ImportCall call;
    std::uint64_t hash = 0xcbf29ce484222325ull;
    if (!beside.empty()) {
        call.arguments.push_back(beside.string());
        mix(hash, identity_of(beside));
    }
    for (const fs::path& source : sources) {
        std::error_code error;
        const bool service = data::names_service(source.string());
        call.arguments.push_back(service ? source.string() : fs::absolute(source, error).string());
        mix(hash, identity_of(source));
    }
    const fs::path& first = beside.empty() ? sources.front() : beside;
    std::string stem = name_of(first).stem().string();
    if (const std::size_t dash = stem.rfind('-');
        !beside.empty() && dash != std::string::npos && stem.size() - dash == 9)
        stem.resize(dash);  // An import beside an import keeps its name.
    call.target = cache / fmt::format("{}-{:08x}.gpkg", stem.empty() ? "city" : stem,
                                      static_cast<std::uint32_t>(hash ^ (hash >> 32)));
    call.arguments.insert(call.arguments.end(), {"-o", call.target.string(), "--progress", "--quiet"});
    call.title = name_of(sources.front()).string();
    if (sources.size() > 1) call.title += fmt::format(" + {}", sources.size() - 1);
    return call;
}

}  // namespace twin::app
