#include "data/sources/citygml_library.h"

#include <array>

#include <fmt/format.h>

#include "data/sources/model.h"

namespace twin::data {

namespace {

constexpr std::size_t most_triangles = 20'000;

/// Keeps the model, hands everything else on.
class ModelCatcher final : public SourceSink {
  public:
    ModelCatcher(SourceSink& sink, std::string folder) : sink_(sink), folder_(std::move(folder)) {}
    void crs(CrsClaim) override {}
    void feature(Feature&& feature) override { features.push_back(std::move(feature)); }
    void height_grid(HeightGrid&&) override {}
    void traffic(TrafficRecording&&) override {}
    void complain(base::Complaint complaint) override { sink_.complain(std::move(complaint)); }
    void image(Image&& image) override { sink_.image(std::move(image)); }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<InputFile> side_file(std::string_view name, bool required) override {
        return sink_.side_file(folder_ + std::string(name), required);
    }
    std::vector<Feature> features;

  private:
    SourceSink& sink_;
    std::string folder_;
};

void add_faces(const ModelMesh& mesh, const std::vector<std::string>& textures, Feature& out) {
    for (std::size_t i = 0; i + 2 < mesh.triangles.size(); i += 3) {
        Surface face;
        const std::array corners{mesh.triangles[i], mesh.triangles[i + 1], mesh.triangles[i + 2]};
        for (const std::uint32_t corner : corners) face.outer.push_back(mesh.positions[corner]);
        if (corners[0] < mesh.colours.size()) face.colour = mesh.colours[corners[0]];
        const bool dressed = mesh.texture >= 0 && static_cast<std::size_t>(mesh.texture) < textures.size() &&
                             mesh.texture_places.size() == mesh.positions.size();
        if (dressed) {
            face.texture = mesh.texture;
            for (const std::uint32_t corner : corners) face.texture_places.push_back(mesh.texture_places[corner]);
        }
        out.surfaces.push_back(std::move(face));
    }
}

}  // namespace

Feature read_library_object(const std::string& name, SourceSink& sink) {
    using base::ComplaintKind;
    const auto refuse = [&](const std::string& why) {
        sink.complain({ComplaintKind::skipped, name, "shape left out, a symbol stands in its places", why});
        return Feature{};
    };
    const auto file = sink.side_file(name, false);
    if (!file) return refuse("there is no such file beside the city model");
    const auto slash = name.rfind('/');
    ModelCatcher catcher(sink, slash == std::string::npos ? "" : name.substr(0, slash + 1));
    const auto read = ModelSource().read(*file, {}, catcher);
    if (!read) return refuse(read.error().message);
    Feature shape;
    std::size_t triangles = 0;
    for (const Feature& part : catcher.features)
        for (const ModelMesh& mesh : part.models) triangles += mesh.triangles.size() / 3;
    if (triangles == 0) return refuse("it holds no triangles");
    if (triangles > most_triangles)
        return refuse(fmt::format("{} triangles, more than {} are not repeated", triangles, most_triangles));
    for (const Feature& part : catcher.features) {
        if (shape.textures.empty()) shape.textures = part.textures;
        for (const ModelMesh& mesh : part.models)
            add_faces(mesh, part.textures == shape.textures ? shape.textures : std::vector<std::string>{}, shape);
    }
    return shape;
}

}  // namespace twin::data
