#pragma once

#include <string>
#include <vector>

#include "data/source.h"
#include "data/sources/model_scene.h"

struct aiScene;

namespace twin::data {

/// Hands the pictures of a scene to the sink, embedded ones and those beside the file (which some programs name by
/// folders of their own machine: then the bare name is tried).
/// Answers, for each of `textures.names`, what Feature::textures calls it; "" where it is missing or cannot be read,
/// with a complaint each.
std::vector<std::string> send_pictures(const aiScene& scene, const SceneTextures& textures,
                                       const std::string& file_name, int most_px, SourceSink& sink);

}  // namespace twin::data
