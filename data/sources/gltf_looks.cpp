#include "data/sources/gltf_looks.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/image_decoder.h"

namespace twin::data::gltf {
namespace {

constexpr std::uint32_t neutral_grey = 0xFFC8C8C8;

/// IEC 61966-2-1, as a table: a city has millions of coloured corners.
std::uint32_t srgb_byte(float linear) {
    static const auto table = [] {
        std::array<std::uint8_t, 4097> bytes{};
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const double v = static_cast<double>(i) / 4096;
            bytes[i] = static_cast<std::uint8_t>(
                std::lround(255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055)));
        }
        return bytes;
    }();
    if (!(linear > 0)) return 0;
    return table[static_cast<std::size_t>(std::min(linear, 1.0f) * 4096 + 0.5f)];
}

/// KHR_texture_transform: offset * rotation * scale.
glm::mat3 place_of(const Json& texture) {
    Json moved;
    if (!extension(texture, "KHR_texture_transform", moved)) return glm::mat3(1);
    const auto offset = numbers_in(moved, "offset"), scale = numbers_in(moved, "scale");
    const double turn = number_in(moved, "rotation", 0), c = std::cos(turn), s = std::sin(turn);
    const double sx = scale.size() == 2 ? scale[0] : 1, sy = scale.size() == 2 ? scale[1] : 1;
    const double x = offset.size() == 2 ? offset[0] : 0, y = offset.size() == 2 ? offset[1] : 0;
    return glm::mat3(glm::vec3(c * sx, -s * sx, 0), glm::vec3(s * sy, c * sy, 0), glm::vec3(x, y, 1));
}

void take_texture(const Document& document, const Json& holder, const char* name, Look& look) {
    Json texture, moved;
    if (!member(holder, name, texture)) return;
    const std::size_t number = index_in(texture, "index");
    if (number >= document.textures.size()) return;
    look.image = index_in(document.textures[number], "source");
    for (const char* other : {"EXT_texture_webp", "KHR_texture_basisu"}) {
        Json instead;
        if (look.image == none && extension(document.textures[number], other, instead))
            look.image = index_in(instead, "source");
    }
    look.channel = index_in(texture, "texCoord", 0);
    if (extension(texture, "KHR_texture_transform", moved)) look.channel = index_in(moved, "texCoord", look.channel);
    look.place = place_of(texture);
    if (look.image >= document.images.size()) look.image = none;
}

Look look_of(const Document& document, const Json& material) {
    Look look;
    look.name = base::to_valid_utf8(text_in(material, "name"));
    Json rough, glossy;
    std::vector<double> factor;
    if (member(material, "pbrMetallicRoughness", rough)) {
        factor = numbers_in(rough, "baseColorFactor");
        take_texture(document, rough, "baseColorTexture", look);
        look.metallic = number_in(rough, "metallicFactor", -1);
        look.roughness = number_in(rough, "roughnessFactor", -1);
    }
    if (extension(material, "KHR_materials_pbrSpecularGlossiness", glossy)) {
        if (factor.empty()) factor = numbers_in(glossy, "diffuseFactor");
        if (look.image == none) take_texture(document, glossy, "diffuseTexture", look);
    }
    for (std::size_t i = 0; i < std::min<std::size_t>(4, factor.size()); ++i)
        look.factor[static_cast<int>(i)] = static_cast<float>(factor[i]);
    const std::string_view mode = text_in(material, "alphaMode");
    // Half-transparent pixels are there or not: what is drawn has holes, but no glass.
    look.use.holes_below = mode == "MASK" ? number_in(material, "alphaCutoff", 0.5) : mode == "BLEND" ? 0.5 : 0;
    if (mode == "MASK" && look.factor.w > 0) look.use.holes_below /= double(look.factor.w);
    look.use.holes_below = std::clamp(look.use.holes_below, 0.0, 1.0);
    // Opaque materials may carry any opacity; and nobody models what cannot be seen.
    if (mode != "BLEND" || !(look.factor.w > 0)) look.factor.w = 1;
    // A factor of nothing is what exporters write beside a picture.
    const bool black = std::max({look.factor.x, look.factor.y, look.factor.z}) < 0.01f;
    for (int i = 0; i < 3 && !black; ++i) look.use.tint[i] = std::clamp(look.factor[i], 0.0f, 1.0f);
    const bool white = look.factor.x > 0.99f && look.factor.y > 0.99f && look.factor.z > 0.99f;
    const bool plain = factor.empty() || (look.image != none && white);
    look.colour = plain ? neutral_grey : packed_colour(look.factor);
    return look;
}

}  // namespace

std::uint32_t packed_colour(const glm::vec4& linear) {
    const auto alpha = static_cast<std::uint32_t>(std::lround(255 * std::clamp(linear.w, 1 / 255.0f, 1.0f)));
    return alpha << 24 | srgb_byte(linear.z) << 16 | srgb_byte(linear.y) << 8 | srgb_byte(linear.x);
}

std::vector<Look> looks_of(const Document& document) {
    std::vector<Look> looks;
    for (const Json& material : document.materials) looks.push_back(look_of(document, material));
    looks.emplace_back();
    for (std::size_t i = 0; i < looks.size(); ++i) {
        if (looks[i].image == none) continue;
        looks[i].picture = i;
        for (std::size_t k = 0; k < i && looks[i].picture == i; ++k)
            if (looks[k].image == looks[i].image && looks[k].use == looks[i].use) looks[i].picture = k;
    }
    return looks;
}

const std::string& Pictures::name_of(const Look& look) {
    const std::size_t image = look.image;
    const auto [known, is_new] = names_.try_emplace(look.picture);
    if (!is_new) return known->second;
    const std::string_view uri = text_in(document_.images[image], "uri");
    const bool beside = !uri.empty() && !uri.starts_with("data:");
    std::string name = prefix_ + "/" + (beside ? base::to_valid_utf8(plain_path(uri)) : fmt::format("*{}", image));
    if (const int variant = ++variants_[image]; variant > 1) name += fmt::format("~{}", variant);
    auto decoded = decode(look, name);
    if (!decoded) {
        sink_.complain({base::ComplaintKind::skipped, name, "picture left out", decoded.error().message});
        return known->second;
    }
    sink_.image(std::move(*decoded));
    known->second = name;
    return known->second;
}

base::Result<Image> Pictures::decode(const Look& look, const std::string& name) {
    const Json& json = document_.images[look.image];
    const std::string_view uri = text_in(json, "uri");
    if (uri.empty()) {
        const auto bytes = document_.view(index_in(json, "bufferView"));
        if (!bytes) return bytes.error();
        return decode_image(name, *bytes, most_px_, look.use);
    }
    if (uri.starts_with("data:")) {
        const auto bytes = bytes_of_data_uri(uri);
        if (!bytes) return base::Error{"the embedded picture is no valid base64"};
        return decode_image(name, *bytes, most_px_, look.use);
    }
    const auto file = document_.fetch(plain_path(uri));
    if (!file) return base::Error{"there is no such file"};
    return decode_image(name, file->bytes, most_px_, look.use);
}

}  // namespace twin::data::gltf
