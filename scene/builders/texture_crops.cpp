#include "scene/builders/texture_crops.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "data/pixels.h"

namespace twin::scene {
namespace {

constexpr float edge_tolerance = 0.01f;
constexpr double border_px = 16;  ///< What a rectangle costs around itself, both sides together.
constexpr std::size_t most_single_uses = 20'000;
constexpr int least_side_px = 16;

/// Shares of the picture from its upper left.
struct Part {
    double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
    double px_per_m = 0;  ///< The coarsest of its uses; 0: not known.
    std::vector<std::size_t> uses;

    void join(const Part& other) {
        x0 = std::min(x0, other.x0);
        y0 = std::min(y0, other.y0);
        x1 = std::max(x1, other.x1);
        y1 = std::max(y1, other.y1);
        if (px_per_m == 0 || (other.px_per_m > 0 && other.px_per_m < px_per_m)) px_per_m = other.px_per_m;
        uses.insert(uses.end(), other.uses.begin(), other.uses.end());
    }
};

Part part_of(const TextureUse& use, std::size_t number) {
    const glm::vec2 shift = whole_shift(use);
    Part part;
    part.x0 = use.low.x - shift.x;
    part.x1 = use.high.x - shift.x;
    part.y0 = 1 - (use.high.y - shift.y);
    part.y1 = 1 - (use.low.y - shift.y);
    if (use.area_m2 > 1e-6 && use.area_places > 1e-12)
        part.px_per_m = std::sqrt(use.area_places * use.image->width_px * use.image->height_px / use.area_m2);
    part.uses = {number};
    return part;
}

double cost_of(const Part& part, const data::Image& image) {
    return ((part.x1 - part.x0) * image.width_px + border_px) * ((part.y1 - part.y0) * image.height_px + border_px);
}

bool better_together(const Part& a, const Part& b, const data::Image& image) {
    Part both{std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1), 0, {}};
    return cost_of(both, image) <= cost_of(a, image) + cost_of(b, image);
}

/// Joins as long as that saves room.
void add_part(std::vector<Part>& parts, Part part, const data::Image& image) {
    for (std::size_t i = 0; i < parts.size();) {
        if (!better_together(parts[i], part, image)) {
            ++i;
            continue;
        }
        part.join(parts[i]);
        parts[i] = std::move(parts.back());
        parts.pop_back();
        i = 0;
    }
    parts.push_back(std::move(part));
}

/// Pictures at half, a quarter ... of their size, made once.
class Shrunk {
  public:
    std::shared_ptr<const data::Image> get(const std::shared_ptr<const data::Image>& image, int halvings) {
        if (halvings == 0) return image;
        auto& made = made_[{image.get(), halvings}];
        if (!made) made = std::make_shared<const data::Image>(data::halved(*get(image, halvings - 1)));
        return made;
    }

  private:
    std::map<std::pair<const data::Image*, int>, std::shared_ptr<const data::Image>> made_;
};

TextureCrop crop_of(const Part& part, std::shared_ptr<const data::Image> image, bool repeating) {
    const auto range = [&](double low, double high, int size) {
        int begin = static_cast<int>(std::floor(low * size / 4 + 1e-3)) * 4;
        int end = static_cast<int>(std::ceil(high * size / 4 - 1e-3)) * 4;
        if (!repeating) {
            begin = std::clamp(begin, 0, size - 4);
            end = std::clamp(end, begin + 4, size);
        }
        return std::pair(begin, std::max(end, begin + 4) - begin);
    };
    TextureCrop crop;
    crop.repeats = repeating;
    std::tie(crop.x, crop.width_px) = range(part.x0, part.x1, image->width_px);
    std::tie(crop.y, crop.height_px) = range(part.y0, part.y1, image->height_px);
    crop.image = std::move(image);
    crop.uses = part.uses;
    return crop;
}

bool fits(const TextureCrop& crop, const CropLimits& limits) {
    if (!crop.repeats) return std::max(crop.width_px, crop.height_px) <= limits.most_px;
    return std::max(crop.width_px, crop.height_px) <= limits.most_repeated_px &&
           std::int64_t(crop.width_px) * crop.height_px <= limits.most_repeated_area;
}

/// Absurd places must not become numbers that no integer holds.
bool sane(const Part& part) {
    return std::max({std::abs(part.x0), std::abs(part.x1), std::abs(part.y0), std::abs(part.y1)}) < 10'000;
}

}  // namespace

glm::vec2 whole_shift(const TextureUse& use) {
    return {std::floor(use.low.x + edge_tolerance), std::floor(use.low.y + edge_tolerance)};
}

bool repeats(const TextureUse& use) {
    const glm::vec2 shift = whole_shift(use);
    return use.high.x - shift.x > 1 + edge_tolerance || use.high.y - shift.y > 1 + edge_tolerance;
}

std::vector<TextureCrop> make_crops(std::span<const TextureUse> uses, const CropLimits& limits) {
    struct Key {
        const data::Image* image;
        bool repeating;
        bool operator<(const Key& o) const { return std::tie(image, repeating) < std::tie(o.image, o.repeating); }
    };
    // In the order of first use, so that the same city always gives the same atlas.
    std::vector<std::pair<Key, std::vector<Part>>> groups;
    std::map<Key, std::size_t> group_of;
    for (std::size_t i = 0; i < uses.size(); ++i) {
        const Key key{uses[i].image.get(), repeats(uses[i])};
        const auto [found, fresh] = group_of.try_emplace(key, groups.size());
        if (fresh) groups.push_back({key, {}});
        std::vector<Part>& parts = groups[found->second].second;
        Part part = part_of(uses[i], i);
        if (!sane(part)) continue;
        if (uses.size() > most_single_uses && !parts.empty())
            parts.front().join(part);
        else
            add_part(parts, std::move(part), *key.image);
    }
    Shrunk shrunk;
    std::vector<TextureCrop> crops;
    for (const auto& [key, parts] : groups) {
        for (const Part& part : parts) {
            const auto& image = uses[part.uses.front()].image;
            int halvings = limits.halvings;
            if (part.px_per_m > limits.most_px_per_m)
                halvings += static_cast<int>(std::log2(part.px_per_m / limits.most_px_per_m));
            const int side = std::min(image->width_px, image->height_px);
            while (halvings > 0 && side >> halvings < 4) --halvings;
            TextureCrop crop = crop_of(part, shrunk.get(image, halvings), key.repeating);
            while (!fits(crop, limits) && std::min(crop.image->width_px, crop.image->height_px) > least_side_px)
                crop = crop_of(part, shrunk.get(image, ++halvings), key.repeating);
            if (fits(crop, limits)) crops.push_back(std::move(crop));
        }
    }
    return crops;
}

}  // namespace twin::scene
