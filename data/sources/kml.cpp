#include "data/sources/kml.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/kml_placemarks.h"
#include "data/sources/memory_files.h"
#include "data/sources/model.h"
#include "data/sources/model_earth.h"
#include "data/sources/vector.h"
#include "data/unpack.h"

namespace twin::data {

namespace {

using base::ComplaintKind;

std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

/// "files/a/../b.jpg" is "files/b.jpg"; what leads out of the document's folder stays so and is refused later.
std::string plain_path(std::string path) {
    std::ranges::replace(path, '\\', '/');
    return std::filesystem::path(path).lexically_normal().generic_string();
}

/// The files beside the document: inside a KMZ, or through the sink.
class Surroundings {
  public:
    explicit Surroundings(SourceSink& sink) : sink_(sink) {}
    base::Result<void> open_archive(std::span<const std::byte> archive) {
        archive_ = archive;
        auto members = list_zip(archive);
        if (!members) return members.error();
        members_ = std::move(*members);
        return {};
    }
    /// The first KML in the root is the document.  OGC 12-007r2, annex C.
    std::optional<std::string> document() const {
        const ZipMember* best = nullptr;
        for (const ZipMember& member : members_) {
            if (ending_of(member.name) != "kml") continue;
            const bool deeper = best && std::ranges::count(member.name, '/') >= std::ranges::count(best->name, '/');
            if (!deeper) best = &member;
        }
        return best ? std::optional(best->name) : std::nullopt;
    }
    std::optional<InputFile> find(const std::string& name) {
        if (archive_.empty()) return sink_.side_file(name, false);
        const auto member = std::ranges::find(members_, name, &ZipMember::name);
        if (member == members_.end()) return std::nullopt;
        auto known = unpacked_.find(name);
        if (known == unpacked_.end()) {
            auto bytes = unpack_zip(archive_, *member, [this](std::uint64_t) { return sink_.progress(0, 0); });
            if (!bytes) return std::nullopt;
            known = unpacked_.emplace(name, std::move(*bytes)).first;
        }
        return InputFile{name.substr(name.rfind('/') + 1), known->second.bytes()};
    }

  private:
    SourceSink& sink_;
    std::span<const std::byte> archive_;
    std::vector<ZipMember> members_;
    std::map<std::string, GrowingMemory> unpacked_;
};

/// Collects what a model's file holds; its pictures go on at once, under names that tell its folder.
class ModelSink final : public SourceSink {
  public:
    ModelSink(SourceSink& sink, Surroundings& around, std::string path, const KmlModel& model)
        : sink_(sink), around_(around), folder_(folder_of(path)), model_(model) {}
    std::vector<Feature> features;

    void crs(CrsClaim) override {}
    void feature(Feature&& feature) override {
        for (std::string& name : feature.textures) name = folder_ + name;
        features.push_back(std::move(feature));
    }
    void height_grid(HeightGrid&&) override {}
    void traffic(TrafficRecording&&) override {}
    void image(Image&& image) override {
        image.name = folder_ + image.name;
        sink_.image(std::move(image));
    }
    void complain(base::Complaint complaint) override {
        complaint.object = folder_ + complaint.object;
        sink_.complain(std::move(complaint));
    }
    bool progress(std::uint64_t, std::uint64_t) override { return sink_.progress(0, 0); }
    std::optional<InputFile> side_file(std::string_view name, bool) override {
        const std::string wanted(name);
        if (const auto alias = model_.aliases.find(wanted); alias != model_.aliases.end())
            if (auto file = around_.find(plain_path(alias->second))) return file;
        return around_.find(plain_path(folder_ + wanted));
    }

  private:
    SourceSink& sink_;
    Surroundings& around_;
    std::string folder_;
    const KmlModel& model_;
};

class ModelPlacer {
  public:
    ModelPlacer(const SourceOptions& options, SourceSink& sink, Surroundings& around, std::string folder)
        : options_(options), sink_(sink), around_(around), folder_(std::move(folder)) {
        options_.more["place"] = "given";
    }

    bool place(const KmlModel& model, std::size_t number) {
        const std::string id = !model.id.empty() ? model.id : fmt::format("model {}", number + 1);
        const auto leave_out = [&](std::string why) {
            sink_.complain({ComplaintKind::skipped, id, "model left out", std::move(why)});
            return false;
        };
        if (!model.has_place || std::abs(model.lat_deg) > 90 || std::abs(model.lon_deg) > 360)
            return leave_out("it has no <Location> on the earth");
        if (model.href.empty()) return leave_out("it has no <Link>");
        if (model.href.find("://") != std::string::npos)
            return leave_out("it lies on the network; put it beside the file");
        const base::Result<std::vector<Feature>>& read = features_of(model);
        if (!read) return leave_out(read.error().message);
        EarthStand stand;
        stand.lon_deg = model.lon_deg;
        stand.lat_deg = model.lat_deg;
        glm::dmat3 scale(1);
        for (int axis = 0; axis < 3; ++axis) scale[axis] *= model.scale[axis] != 0 ? model.scale[axis] : 1.0;
        stand.turn = kml_turn(model.heading_deg, model.tilt_deg, model.roll_deg) * scale;
        const bool absolute = model.altitude_mode == "absolute";
        const bool clamped = !absolute && model.altitude_mode != "relativeToGround";
        stand.heights = absolute ? HeightMode::absolute : HeightMode::above_ground;
        stand.height_m = clamped ? 0 : model.altitude_m;
        for (std::size_t i = 0; i < read->size(); ++i) {
            Feature feature = (*read)[i];
            stand_on_earth(stand, feature);
            feature.id = read->size() == 1 ? id : fmt::format("{}/{}", id, feature.id);
            for (int n = 2; !ids_.insert(feature.id).second; ++n)
                feature.id = fmt::format("{}~{}", read->size() == 1 ? id : id + "/" + (*read)[i].id, n);
            for (const auto& [name, value] : model.attributes) feature.attributes.set(name, value);
            sink_.feature(std::move(feature));
        }
        return true;
    }

  private:
    /// A model may stand in many places.
    const base::Result<std::vector<Feature>>& features_of(const KmlModel& model) {
        const std::string path = plain_path(folder_ + model.href);
        const auto known = read_.find(path);
        if (known != read_.end()) return known->second;
        return read_.emplace(path, read(model, path)).first->second;
    }
    base::Result<std::vector<Feature>> read(const KmlModel& model, const std::string& path) {
        const auto file = around_.find(path);
        if (!file) return base::Error{fmt::format("the file \"{}\" is not there, or lies outside its folder", path)};
        const InputFile named{path.substr(path.rfind('/') + 1), file->bytes};
        const InputFile head{named.name, named.bytes.first(std::min<std::size_t>(4096, named.bytes.size()))};
        const Source* source = recognise(head);
        if (!source || (source->name() != "model" && source->name() != "gltf"))
            return base::Error{fmt::format("\"{}\" is no 3D model that is read", path)};
        ModelSink sink(sink_, around_, path, model);
        if (auto done = source->read(named, options_, sink); !done) return done.error();
        return std::move(sink.features);
    }

    SourceOptions options_;
    SourceSink& sink_;
    Surroundings& around_;
    std::string folder_;
    std::map<std::string, base::Result<std::vector<Feature>>> read_;
    std::set<std::string> ids_;
};

}  // namespace

int KmlSource::recognises(const InputFile& head) const {
    const std::string_view text = head.head();
    const std::string ending = ending_of(head.name);
    if (ending == "kmz") return text.empty() || text.starts_with("PK") ? 2 : 0;
    if (text.find("<kml") != std::string_view::npos || text.find(":kml") != std::string_view::npos) return 2;
    return ending == "kml" ? 1 : 0;
}

base::Result<void> KmlSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
    if (file.bytes.empty()) return base::Error{"opening: the file is empty"};
    Surroundings around(sink);
    std::string_view text = file.text();
    std::string folder;
    if (is_zip_archive(file.bytes)) {
        if (auto opened = around.open_archive(file.bytes); !opened) return opened;
        const auto name = around.document();
        const auto inner = name ? around.find(*name) : std::nullopt;
        if (!inner) return base::Error{"opening: expected a KML in the archive, but there is none"};
        text = inner->text();
        folder = folder_of(*name);
    }
    // Without models it is read as it always was, by a reader that forgives more.
    if (text.find("Model>") == std::string_view::npos) return VectorSource().read(file, options, sink);
    auto document = read_kml(text);
    if (!document) return document.error();
    if (document->models.empty()) return VectorSource().read(file, options, sink);
    if (document->has_shapes)
        if (auto done = VectorSource().read(file, options, sink); !done)
            sink.complain(
                {ComplaintKind::warning, file.name, "read without its points, lines and areas", done.error().message});
    sink.crs({.text = "EPSG:4326"});
    ModelPlacer placer(options, sink, around, folder);
    std::size_t placed = 0;
    for (std::size_t i = 0; i < document->models.size(); ++i) {
        placed += placer.place(document->models[i], i);
        if (!sink.progress(0, placed)) return base::Error{"reading: cancelled"};
    }
    if (placed == 0 && !document->has_shapes)
        return base::Error{
            fmt::format("reading: none of its {} models can be read; the report says why", document->models.size())};
    return {};
}

}  // namespace twin::data
