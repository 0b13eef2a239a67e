#include <charconv>
#include <chrono>
#include <cstring>
#include <string>

#include <fmt/format.h>

#include "sample/generate.h"

namespace {

constexpr const char* usage =
    "sample_city SKELETON_FOLDER OUT_FOLDER [--seed N] [--buildings N]\n"
    "Makes the bundled city: writes its source files and city.toml into OUT_FOLDER.\n";

bool parse_number(const char* text, std::uint64_t& out) {
    const char* end = text + std::strlen(text);
    const auto [at, trouble] = std::from_chars(text, end, out);
    return trouble == std::errc() && at == end;
}

int fail(const std::string& sentence) {
    fmt::print(stderr, "sample_city: {}\n", sentence);
    return 1;
}

}  // namespace

int main(int count, char** words) {
    twin::sample::SampleOptions options;
    std::string folders[2];
    int given = 0;
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (word == "--help") {
            fmt::print("{}", usage);
            return 0;
        }
        if (word == "--seed" || word == "--buildings") {
            std::uint64_t value = 0;
            if (i + 1 >= count || !parse_number(words[++i], value))
                return fail(fmt::format("{} needs a whole number; see --help.", word));
            (word == "--seed" ? options.seed : options.buildings) = value;
        } else if (given < 2) {
            folders[given++] = word;
        } else {
            return fail(fmt::format("\"{}\" is one word too many; see --help.", word));
        }
    }
    if (given < 2) return fail("expected the skeleton's folder and the folder to write to; see --help.");
    const auto start = std::chrono::steady_clock::now();
    auto city = twin::sample::generate_city(folders[0], options);
    if (!city) return fail(city.error().message);
    if (auto written = twin::sample::write_city(*city, options, folders[1]); !written)
        return fail(written.error().message);
    std::size_t solid = 0;
    for (const auto& b : city->buildings) solid += b.solid();
    const double took_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    fmt::print("{}: {} buildings ({} CityGML, {} OpenStreetMap), {} streets, seed {}, {:.1f} s\n", folders[1],
               city->buildings.size(), solid, city->buildings.size() - solid, city->network.streets().size(),
               options.seed, took_s);
    return 0;
}
