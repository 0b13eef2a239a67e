#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <glm/mat3x3.hpp>
#include <glm/vec4.hpp>

#include "data/source.h"
#include "data/sources/gltf_document.h"
#include "data/sources/image_decoder.h"

namespace twin::data::gltf {

/// What a material shows: base colour and picture; the rest is kept in words.
struct Look {
    std::uint32_t colour = 0xFFC8C8C8;  ///< 0xAABBGGRR, sRGB.
    glm::vec4 factor{1};                ///< The same in linear light, for colours of vertices.
    std::size_t image = none;           ///< In Document::images.
    std::size_t channel = 0;            ///< TEXCOORD_n.
    glm::mat3 place{1};                 ///< KHR_texture_transform.
    PictureUse use;                     ///< How the picture is shown: holes, tint.
    std::size_t picture = none;  ///< First look that shows the same image in the same way; `none` without an image.
    std::string name;
    double metallic = -1, roughness = -1;  ///< -1: not said.
};

/// Looks of the document's materials; the last one is for what has none.
std::vector<Look> looks_of(const Document& document);

std::uint32_t packed_colour(const glm::vec4& linear);

/// The document's pictures, unpacked when something shows them first.
/// Errors: none; one complaint for each picture that cannot be shown.
class Pictures {
  public:
    Pictures(Document& document, std::string document_name, int most_px, SourceSink& sink)
        : document_(document), prefix_(std::move(document_name)), most_px_(most_px), sink_(sink) {}
    /// Name in the city of what a look shows; empty when it cannot be shown.
    const std::string& name_of(const Look& look);

  private:
    base::Result<Image> decode(const Look& look, const std::string& name);
    Document& document_;
    std::string prefix_;
    int most_px_;
    SourceSink& sink_;
    std::map<std::size_t, std::string> names_;  ///< By Look::picture.
    std::map<std::size_t, int> variants_;       ///< Of an image.
};

}  // namespace twin::data::gltf
