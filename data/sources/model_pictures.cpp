#include "data/sources/model_pictures.h"

#include <assimp/scene.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "data/pixels.h"
#include "data/sources/image_decoder.h"

namespace twin::data {
namespace {

/// "my%20wall.png" is "my wall.png" (RFC 3986); backslashes are slashes.
std::string plain_name(const std::string& name) {
    std::string out;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const bool coded = name[i] == '%' && i + 2 < name.size() &&
                           std::isxdigit(static_cast<unsigned char>(name[i + 1])) &&
                           std::isxdigit(static_cast<unsigned char>(name[i + 2]));
        if (coded) {
            out += static_cast<char>(std::strtol(name.substr(i + 1, 2).c_str(), nullptr, 16));
            i += 2;
        } else {
            out += name[i] == '\\' ? '/' : name[i];
        }
    }
    while (out.starts_with("./")) out.erase(0, 2);
    return out;
}

/// An embedded picture that is not packed: four bytes a pixel, blue first.
base::Result<Image> unpacked_picture(std::string name, const aiTexture& texture, int most_px) {
    constexpr unsigned largest_px = 16384;
    if (texture.mWidth == 0 || texture.mWidth > largest_px || texture.mHeight > largest_px)
        return base::Error{"the embedded picture has no believable size"};
    Pixels pixels{static_cast<int>(texture.mWidth), static_cast<int>(texture.mHeight), {}};
    pixels.rgba.reserve(std::size_t(texture.mWidth) * texture.mHeight * 4);
    for (std::size_t i = 0; i < std::size_t(texture.mWidth) * texture.mHeight; ++i) {
        const aiTexel& t = texture.pcData[i];
        pixels.rgba.insert(pixels.rgba.end(), {t.r, t.g, t.b, t.a});
    }
    return compressed_image(std::move(name), std::move(pixels), most_px);
}

base::Result<Image> embedded_picture(std::string name, const aiTexture& texture, int most_px) {
    if (!texture.pcData) return base::Error{"the embedded picture is empty"};
    if (texture.mHeight != 0) return unpacked_picture(std::move(name), texture, most_px);
    return decode_image(std::move(name), {reinterpret_cast<const std::byte*>(texture.pcData), texture.mWidth}, most_px);
}

std::optional<InputFile> picture_beside(const std::string& name, SourceSink& sink) {
    const std::string plain = plain_name(name);
    const std::string bare = plain.substr(plain.rfind('/') + 1);
    const bool foreign = plain.starts_with('/') || plain.find(':') != std::string::npos || plain.starts_with("..");
    if (!foreign)
        if (auto file = sink.side_file(plain, false)) return file;
    if (bare.empty() || bare == plain) return std::nullopt;
    return sink.side_file(bare, false);
}

}  // namespace

std::vector<std::string> send_pictures(const aiScene& scene, const SceneTextures& textures,
                                       const std::string& file_name, int most_px, SourceSink& sink) {
    std::vector<std::string> names;
    for (const std::string& name : textures.names) {
        names.emplace_back();
        // Files of one archive may all have a picture "*0".
        const std::string own = file_name + "/" + plain_name(name);
        const auto leave_out = [&](const std::string& why) {
            sink.complain({base::ComplaintKind::skipped, own, "picture left out", why});
        };
        base::Result<Image> image = base::Error{"there is no such file"};
        if (const aiTexture* texture = scene.GetEmbeddedTexture(name.c_str()))
            image = embedded_picture(own, *texture, most_px);
        else if (const auto file = picture_beside(name, sink))
            image = decode_image(own, file->bytes, most_px);
        if (!image) {
            leave_out(image.error().message);
            continue;
        }
        names.back() = own;
        sink.image(std::move(*image));
    }
    return names;
}

}  // namespace twin::data
