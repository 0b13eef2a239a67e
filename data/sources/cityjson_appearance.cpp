#include "data/sources/cityjson_appearance.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/image_decoder.h"

namespace twin::data {

namespace {

std::uint32_t byte_of(double share) {
    return static_cast<std::uint32_t>(std::lround(std::clamp(share, 0.0, 1.0) * 255));
}

/// 0 where the material says no colour.
std::uint32_t colour_of_material(const json::element& material) {
    json::element diffuse;
    json::array list;
    if (!find(material, "diffuseColor", diffuse) || !list_of(diffuse, list)) return 0;
    double channels[3] = {};
    std::size_t count = 0;
    for (const json::element channel : list)
        if (count < 3) channels[count++] = number_of(channel, 0);
    if (count < 3) return 0;
    json::element transparency;
    const double opaque = find(material, "transparency", transparency) ? 1 - number_of(transparency, 0) : 1;
    const std::uint32_t alpha = std::max(1u, byte_of(opaque));
    return alpha << 24 | byte_of(channels[2]) << 16 | byte_of(channels[1]) << 8 | byte_of(channels[0]);
}

json::array list_in(const json::element& holder, std::string_view key) {
    json::element found;
    json::array list;
    if (find(holder, key, found) && !list_of(found, list)) list = {};
    return list;
}

bool has_list(const json::element& holder, std::string_view key) {
    json::element found;
    return find(holder, key, found) && found.is_array();
}

}  // namespace

CityJsonPictures::CityJsonPictures(const SourceOptions& options, SourceSink& sink) : sink_(sink) {
    const auto wish = options.more.find("texture_px");
    most_px_ = wish == options.more.end() ? usual_texture_px : texture_px_of(wish->second);
}

int CityJsonPictures::number_of(std::string_view path) {
    const auto known = numbers_.find(path);
    if (known != numbers_.end()) return known->second;
    const int number = static_cast<int>(pictures_.size());
    pictures_.push_back({std::string(path)});
    numbers_.emplace(path, number);
    return number;
}

bool CityJsonPictures::show(Picture& picture) {
    using State = Picture::State;
    if (picture.state != State::unknown) return picture.state == State::shown;
    picture.state = State::missing;
    const auto miss = [&](std::string why) {
        sink_.complain({base::ComplaintKind::skipped, base::to_valid_utf8(picture.path),
                        "picture left out, its faces are drawn without", std::move(why)});
        return false;
    };
    const auto file = sink_.side_file(picture.path, false);
    if (!file) return miss("it is not beside the file");
    auto image = decode_image(picture.path, file->bytes, most_px_);
    if (!image) return miss(image.error().message);
    sink_.image(std::move(*image));
    picture.state = State::shown;
    return true;
}

void CityJsonPictures::settle(Feature& feature) {
    std::vector<int> numbers;  // of feature.textures
    for (Surface& surface : feature.surfaces) {
        if (surface.texture < 0) continue;
        Picture& picture = pictures_[static_cast<std::size_t>(surface.texture)];
        if (!show(picture)) {
            surface.texture = -1;
            surface.texture_places.clear();
            continue;
        }
        const auto known = std::find(numbers.begin(), numbers.end(), surface.texture);
        const auto index = static_cast<int>(known - numbers.begin());
        if (known == numbers.end()) {
            numbers.push_back(surface.texture);
            feature.textures.push_back(picture.path);
        }
        surface.texture = index;
    }
}

void CityJsonThemes::set_default(std::string_view material, std::string_view texture) {
    if (!material.empty()) choices_[0].shown = material;
    if (!texture.empty()) choices_[1].shown = texture;
}

ParallelValues CityJsonThemes::choose(const json::element& themes, bool texture) {
    Choice& choice = choices_[texture ? 1 : 0];
    json::object object;
    if (themes.get(object) != simdjson::SUCCESS) return {};
    ParallelValues chosen;
    for (const auto& [theme, holder] : object) {
        if (choice.shown.empty()) choice.shown = theme;
        if (theme == choice.shown) {
            chosen = ParallelValues::of(holder);
        } else if (const auto known = choice.others.find(theme); known != choice.others.end()) {
            ++known->second;
        } else {
            choice.others.emplace(theme, 1);
        }
    }
    return chosen;
}

void CityJsonThemes::complain(const std::string& file, SourceSink& sink) const {
    for (const Choice& choice : choices_) {
        if (choice.others.empty()) continue;
        std::string names;
        for (const auto& [name, count] : choice.others) names += (names.empty() ? "\"" : ", \"") + name + "\"";
        sink.complain({base::ComplaintKind::skipped, file,
                       fmt::format("{} theme{} left out: {}", &choice == choices_ ? "material" : "texture",
                                   choice.others.size() == 1 ? "" : "s", base::to_valid_utf8(names)),
                       fmt::format("one is shown at a time, here \"{}\"", base::to_valid_utf8(choice.shown))});
    }
}

void CityJsonAppearance::read(const json::element& appearance, CityJsonPictures& pictures) {
    clear();
    if (has_list(appearance, "materials"))
        for (const json::element material : list_in(appearance, "materials"))
            colours_.push_back(colour_of_material(material));
    if (has_list(appearance, "textures"))
        for (const json::element texture : list_in(appearance, "textures")) {
            const std::string_view path = text_of(texture, "image");
            textures_.push_back(path.empty() ? -1 : pictures.number_of(path));
        }
    if (!has_list(appearance, "vertices-texture")) return;
    for (const json::element place : list_in(appearance, "vertices-texture")) {
        json::array pair;
        double at[2] = {};
        std::size_t count = 0;
        if (list_of(place, pair))
            for (const json::element number : pair)
                if (count < 2) at[count++] = number_of(number, 0);
        places_.emplace_back(at[0], at[1]);
    }
}

std::uint32_t CityJsonAppearance::colour_of(std::int64_t material) const {
    const auto i = static_cast<std::size_t>(material);
    return material >= 0 && i < colours_.size() ? colours_[i] : 0;
}

int CityJsonAppearance::picture_of(std::int64_t texture) const {
    const auto i = static_cast<std::size_t>(texture);
    return texture >= 0 && i < textures_.size() ? textures_[i] : -1;
}

const glm::vec2* CityJsonAppearance::place_of(std::int64_t place) const {
    const auto i = static_cast<std::size_t>(place);
    return place >= 0 && i < places_.size() ? &places_[i] : nullptr;
}

}  // namespace twin::data
