#include "data/sources/citygml_pictures.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "data/sources/citygml_numbers.h"
#include "data/sources/image_decoder.h"

namespace twin::data {

namespace {

using base::ComplaintKind;
constexpr std::uint64_t budget_bytes = 512ull << 20;  // Compressed pictures of one file.

/// "Wood%2001.jpg" is "Wood 01.jpg".
std::string without_percents(const std::string& name) {
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        unsigned value = 0;
        if (name[i] == '%' && i + 2 < name.size() &&
            std::from_chars(name.data() + i + 1, name.data() + i + 3, value, 16).ptr == name.data() + i + 3 &&
            value > 31) {
            out += static_cast<char>(value);
            i += 2;
        } else {
            out += name[i];
        }
    }
    return out;
}

std::optional<InputFile> open(SourceSink& sink, const std::string& name) {
    if (auto file = sink.side_file(name, false)) return file;
    const std::string plain = without_percents(name);
    return plain == name ? std::nullopt : sink.side_file(plain, false);
}

unsigned number_at(std::span<const std::byte> bytes, std::size_t at, int count) {
    unsigned value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | std::to_integer<unsigned>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
}

/// Size by the head of a PNG or JPEG file.
PictureFact size_of(std::span<const std::byte> bytes) {
    if (bytes.size() > 24 && number_at(bytes, 0, 4) == 0x89504E47)
        return {static_cast<int>(number_at(bytes, 16, 4) & 0x7FFFFFFF),
                static_cast<int>(number_at(bytes, 20, 4) & 0x7FFFFFFF),
                {}};
    if (bytes.size() < 4 || number_at(bytes, 0, 2) != 0xFFD8) return {};
    for (std::size_t at = 2; at + 9 < bytes.size();) {
        const unsigned marker = number_at(bytes, at, 2);
        const bool frame =
            marker >= 0xFFC0 && marker <= 0xFFCF && marker != 0xFFC4 && marker != 0xFFC8 && marker != 0xFFCC;
        if (frame)
            return {static_cast<int>(number_at(bytes, at + 7, 2)), static_cast<int>(number_at(bytes, at + 5, 2)), {}};
        if (marker < 0xFF00) return {};
        at += 2 + number_at(bytes, at + 2, 2);
    }
    return {};
}

std::vector<std::string> world_file_names(const std::string& name) {
    const auto dot = name.rfind('.');
    const std::string stem = name.substr(0, dot), ending = dot == std::string::npos ? "" : name.substr(dot + 1);
    std::vector<std::string> names;
    if (ending.size() >= 3) names.push_back(fmt::format("{}.{}{}w", stem, ending[0], ending.back()));
    names.push_back(stem + ".wld");
    names.push_back(name + "w");
    return names;
}

}  // namespace

int CityGmlPictures::allowed_px() const {
    // Half of the budget in full detail, then less, so that the last street is not bare.
    if (bytes_ < budget_bytes / 2) return most_px_;
    if (bytes_ < budget_bytes * 3 / 4) return std::min(most_px_, 512);
    return bytes_ < budget_bytes ? std::min(most_px_, 128) : 0;
}

bool CityGmlPictures::fetch(const std::string& name) {
    const auto refuse = [&](const std::string& why) {
        missing_.insert(name);
        sink_.complain({ComplaintKind::skipped, name, "picture left out, its faces are shown in plain colour", why});
        return false;
    };
    if (name.starts_with("http://") || name.starts_with("https://"))
        return refuse("it lies on the network; put it beside the file");
    const int px = allowed_px();
    if (px < 4) return refuse(fmt::format("the file's pictures take more than {} MB", budget_bytes >> 20));
    const auto file = open(sink_, name);
    if (!file) return refuse("there is no such file beside the city model");
    auto image = decode_image(name, file->bytes, px);
    if (!image) return refuse(image.error().message);
    bytes_ += image->blocks.size();
    sink_.image(std::move(*image));
    shown_.insert(name);
    return true;
}

void CityGmlPictures::hand_on(Feature& feature) {
    std::vector<int> moved(feature.textures.size(), -1);
    std::vector<std::string> kept;
    for (std::size_t i = 0; i < feature.textures.size(); ++i) {
        const std::string& name = feature.textures[i];
        if (most_px_ <= 0 || missing_.contains(name) || (!shown_.contains(name) && !fetch(name))) continue;
        moved[i] = static_cast<int>(kept.size());
        kept.push_back(name);
    }
    if (kept.size() == feature.textures.size()) return;
    for (Surface& surface : feature.surfaces) {
        if (surface.texture < 0) continue;
        surface.texture = moved[static_cast<std::size_t>(surface.texture)];
        if (surface.texture < 0) surface.texture_places.clear();
    }
    feature.textures = std::move(kept);
}

PictureFact CityGmlPictures::fact_of(const std::string& name) {
    const auto file = open(sink_, name);
    PictureFact fact = file ? size_of(file->bytes) : PictureFact{};
    for (const std::string& world : world_file_names(name)) {
        if (fact.width_px <= 0) break;
        const auto beside = sink_.side_file(world, false);
        if (beside && parse_numbers(beside->text().substr(0, 1000), fact.world) && fact.world.size() == 6) return fact;
        fact.world.clear();
    }
    return fact;
}

}  // namespace twin::data
