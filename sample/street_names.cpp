#include "sample/street_names.h"

#include <algorithm>

namespace twin::sample {

StreetNames::StreetNames(const std::vector<std::string>& lists, const std::set<std::string>& taken, std::uint64_t seed)
    : taken_(taken), seed_(seed) {
    for (const std::string& line : lists) {
        const auto colon = line.find(':');
        std::vector<std::string> names;
        for (std::size_t at = colon == std::string::npos ? 0 : colon + 1; at < line.size();) {
            const auto comma = std::min(line.find(',', at), line.size());
            std::string name = line.substr(at, comma - at);
            name.erase(0, name.find_first_not_of(' '));
            if (!name.empty()) names.push_back(std::move(name));
            at = comma + 1;
        }
        Rng rng(seed, themes_.size() + 500);
        for (std::size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[rng.next() % i]);
        if (names.empty()) continue;
        keys_.push_back(line.substr(0, colon == std::string::npos ? 0 : colon));
        themes_.push_back(std::move(names));
    }
}

std::string StreetNames::next(Vec2 place, std::string_view theme_name) {
    for (std::size_t i = 0; i < keys_.size(); ++i)
        if (keys_[i] == theme_name)
            for (const std::string& name : themes_[i])
                if (taken_.insert(name).second) return name;
    // Quarters are cells around scattered seeds: the nearest seed's theme names the street.
    std::vector<std::pair<double, std::size_t>> nearest;
    const double cell = 650;
    const int cx = static_cast<int>(std::floor(place.x / cell)), cy = static_cast<int>(std::floor(place.y / cell));
    for (int dx = -1; dx <= 1; ++dx)
        for (int dy = -1; dy <= 1; ++dy) {
            Rng rng(seed_ + 91, static_cast<std::uint64_t>((cx + dx + 1000) * 4096 + cy + dy + 1000));
            const Vec2 centre{(cx + dx + rng.unit()) * cell, (cy + dy + rng.unit()) * cell};
            nearest.emplace_back(distance(place, centre), rng.next() % themes_.size());
        }
    std::sort(nearest.begin(), nearest.end());
    for (const auto& [d, theme] : nearest)
        for (const std::string& name : themes_[theme])
            if (taken_.insert(name).second) return name;
    for (const auto& theme : themes_)
        for (const std::string& name : theme)
            if (taken_.insert(name).second) return name;
    for (const char* prefix : {"Obere ", "Untere ", "Neue ", "Alte ", "Kleine ", "Hintere ", "Vordere "})
        for (const auto& theme : themes_)
            for (const std::string& name : theme)
                if (name.ends_with("straße") && taken_.insert(prefix + name).second) return prefix + name;
    return {};
}

}  // namespace twin::sample
