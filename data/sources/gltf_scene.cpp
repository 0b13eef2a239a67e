#include "data/sources/gltf_scene.h"

#include <algorithm>
#include <cmath>
#include <glm/geometric.hpp>
#include <glm/gtc/matrix_transform.hpp>
#include <glm/gtc/quaternion.hpp>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"
#include "data/sources/gltf_split.h"
#include "data/sources/image_decoder.h"

namespace twin::data::gltf {
namespace {

constexpr std::uint64_t most_triangles = 50'000'000;
constexpr double wide_m = 250;
constexpr std::size_t most_instances = 2'000'000;

/// Primitives of one mesh, read once however many nodes show it.
using Primitives = std::vector<Primitive>;

class SceneReader {
  public:
    SceneReader(Document& document, const SceneRequest& request, Run& run)
        : document_(document),
          request_(request),
          run_(run),
          looks_(looks_of(document)),
          tables_(property_tables(document)),
          pictures_(document, request.name, picture_px(run.options), run.sink),
          objects_(run, request.placing, pictures_, looks_) {}

    base::Result<void> read() {
        count_uses();
        const SceneBox box = box_of_scene(document_, request_.outer * request_.placing.to_frame);
        by_node_ = box.meshes > 1 && (box.has_extras || width_of(box) > wide_m);
        static const Instance once;
        const auto instances = request_.instances.empty() ? std::span(&once, 1) : request_.instances;
        for (const Instance& instance : instances) {
            instance_ = request_.instances.empty() ? nullptr : &instance;
            if (auto walked = walk(request_.outer * instance.matrix * request_.placing.to_frame); !walked)
                return walked;
            finish_whole();
        }
        for (auto& [key, builder] : by_id_) finish_by_id(key, std::move(builder));
        return {};
    }

  private:
    using Key = std::pair<std::size_t, std::uint32_t>;  // property table (none: batch table), row

    static int picture_px(const SourceOptions& options) {
        const auto px = options.more.find("texture_px");
        return texture_px_of(px == options.more.end() ? "" : px->second);
    }

    double width_of(const SceneBox& box) const {
        if (box.empty()) return 0;
        const glm::dvec3 size = box.most - box.least;
        return request_.placing.geocentric ? std::max({size.x, size.y, size.z}) : std::max(size.x, size.y);
    }

    void count_uses() {
        for (const Json& node : document_.nodes) ++uses_[index_in(node, "mesh")];
    }

    base::Result<void> walk(const glm::dmat4& to_frame) {
        std::vector<std::pair<std::size_t, glm::dmat4>> waiting;
        for (auto root = document_.root_nodes.rbegin(); root != document_.root_nodes.rend(); ++root)
            waiting.emplace_back(*root, to_frame);
        while (!waiting.empty()) {
            const auto [number, above] = waiting.back();
            waiting.pop_back();
            const Json& node = document_.nodes[number];
            const glm::dmat4 matrix = above * matrix_of(node);
            const std::vector<Json> children = list_in(node, "children");
            for (auto child = children.rbegin(); child != children.rend(); ++child)
                waiting.emplace_back(child->get_uint64().value_unsafe(), matrix);
            const std::size_t mesh = index_in(node, "mesh");
            if (mesh == none) continue;
            if (mesh >= document_.meshes.size()) {
                fail(fmt::format("node {} shows a mesh that does not exist", number));
                continue;
            }
            Json copies;
            if (extension(node, "EXT_mesh_gpu_instancing", copies))
                add_copies(node, copies, mesh, matrix);
            else
                add_node(node, mesh, matrix, by_node_);
            if (!run_.progress()) return base::Error{"reading: cancelled"};
            if (run_.triangles > most_triangles)
                return base::Error{fmt::format("reading: more than {} million triangles; reduce the model",
                                               most_triangles / 1'000'000)};
        }
        return {};
    }

    void fail(const std::string& why) {
        if (run_.first_failure.empty()) run_.first_failure = why;
        run_.complain(base::ComplaintKind::skipped, request_.name, "part of the model left out", why);
    }

    const Primitives& primitives_of(std::size_t mesh) {
        const auto known = read_.find(mesh);
        if (known != read_.end()) return *known->second;
        auto list = std::make_unique<Primitives>();
        for (const Json& json : list_in(document_.meshes[mesh], "primitives")) {
            if (const char* other = not_drawn(json)) {
                ++(*other == 'p' ? run_.points : run_.lines);
                continue;
            }
            auto primitive = read_primitive(document_, json, looks_);
            if (!primitive) {
                fail(fmt::format("mesh {}: {}", mesh, primitive.error().message));
                continue;
            }
            run_.bad_triangles += primitive->bad_triangles;
            run_.largest = std::max(run_.largest, primitive->largest);
            if (!primitive->triangles.empty()) list->push_back(std::move(*primitive));
        }
        if (uses_[mesh] <= 1 && request_.instances.size() <= 1) {
            last_ = std::move(list);
            return *last_;
        }
        return *(read_[mesh] = std::move(list));
    }

    void name_after(const Json& node, std::size_t mesh, Attributes& attributes) const {
        Json extras;
        if (member(document_.meshes[mesh], "extras", extras)) keep_members(extras, attributes);
        if (member(node, "extras", extras)) keep_members(extras, attributes);
        std::string_view name = text_in(node, "name");
        if (name.empty()) name = text_in(document_.meshes[mesh], "name");
        if (!name.empty() && !attributes.has(keys::name)) attributes.set(keys::name, base::to_valid_utf8(name));
    }

    /// Everything that node shows: into its own thing, into those of its feature ids, or into the file's.
    void add_node(const Json& node, std::size_t mesh, const glm::dmat4& matrix, bool own) {
        Builder builder;
        Builder& target = own ? builder : whole_;
        for (const Primitive& primitive : primitives_of(mesh)) {
            if (!primitive.ids.empty() && !instance_ && tells_apart(primitive))
                add_by_id(primitive, matrix);
            else if (is_wide(primitive, matrix))
                add_split(primitive, matrix);
            else
                objects_.add(target, primitive, matrix);
        }
        if (!own) {
            if (whole_name_.empty()) name_after(node, mesh, whole_.feature.attributes);
            whole_name_ = "named";
            return;
        }
        Attributes& attributes = builder.feature.attributes;
        name_after(node, mesh, attributes);
        std::string id = id_among(attributes);
        if (id.empty()) id = attributes.text(keys::name);
        finish(std::move(builder), id.empty() ? next_id() : id);
    }

    bool tells_apart(const Primitive& primitive) const {
        if (request_.batch || primitive.table != none) return true;
        return std::ranges::any_of(primitive.ids, [&](std::uint32_t id) { return id != primitive.ids.front(); });
    }

    bool is_wide(const Primitive& primitive, const glm::dmat4& matrix) const {
        glm::vec3 least(INFINITY), most(-INFINITY);
        for (const std::uint32_t i : primitive.triangles) {
            least = glm::min(least, primitive.positions[i]);
            most = glm::max(most, primitive.positions[i]);
        }
        const glm::dvec3 size = glm::dvec3(most) - glm::dvec3(least);
        double widest = 0;
        for (int axis = 0; axis < 3; ++axis)
            widest = std::max(widest, size[axis] * glm::length(glm::dvec3(matrix[axis])));
        return widest > wide_m;
    }

    void add_split(const Primitive& primitive, const glm::dmat4& matrix) {
        const Groups groups = split_wide(primitive, glm::length(glm::dvec3(matrix[0])));
        if (groups.size() < 2) return objects_.add(whole_, primitive, matrix);
        ++run_.split_meshes;
        run_.split_objects += groups.size();
        for (std::size_t g = 0; g < groups.size(); ++g) {
            Builder builder;
            objects_.add(builder, primitive, matrix,
                         std::span(groups.order).subspan(groups.first[g], groups.first[g + 1] - groups.first[g]));
            finish(std::move(builder), next_id());
            if (g % 1000 == 0 && !run_.progress()) return;
        }
    }

    void add_by_id(const Primitive& primitive, const glm::dmat4& matrix) {
        std::vector<std::uint32_t> ids;
        const Groups groups = split_by_id(primitive, ids);
        for (std::size_t g = 0; g < groups.size(); ++g)
            objects_.add(by_id_[{primitive.table, ids[g]}], primitive, matrix,
                         std::span(groups.order).subspan(groups.first[g], groups.first[g + 1] - groups.first[g]));
    }

    void finish_by_id(const Key& key, Builder&& builder) {
        Attributes& attributes = builder.feature.attributes;
        if (key.first < tables_.size())
            tables_[key.first].fill(key.second, attributes);
        else if (request_.batch)
            request_.batch->fill(key.second, attributes);
        settle_names(attributes);
        const std::string id = id_among(attributes);
        finish(std::move(builder), !id.empty()                ? id
                                   : key.second == UINT32_MAX ? request_.name
                                                              : fmt::format("{}#{}", request_.name, key.second));
    }

    /// The file (or its present copy) as one thing.
    void finish_whole() {
        Attributes& attributes = whole_.feature.attributes;
        if (instance_ && request_.batch) request_.batch->fill(instance_->row, attributes);
        settle_names(attributes);
        const std::string id = instance_ ? id_among(attributes) : std::string();
        if (!attributes.has(keys::name)) attributes.set(keys::name, request_.name.substr(0, request_.name.rfind('.')));
        finish(std::exchange(whole_, {}), !id.empty() ? id
                                          : instance_ ? fmt::format("{}#{}", request_.name, instance_->row)
                                                      : request_.name);
        whole_name_.clear();
    }

    void finish(Builder&& builder, const std::string& id) {
        if (request_.common)
            for (const auto& [name, value] : *request_.common)
                if (!builder.feature.attributes.has(name)) builder.feature.attributes.set(name, value);
        objects_.finish(std::move(builder), id);
    }

    std::string next_id() { return fmt::format("{}#{}", request_.name, ++numbered_); }

    /// Source: EXT_mesh_gpu_instancing, EXT_instance_features.
    void add_copies(const Json& node, const Json& copies, std::size_t mesh, const glm::dmat4& matrix) {
        Json attributes;
        if (!member(copies, "attributes", attributes)) return fail("its copies have no places");
        const auto column = [&](const char* name, int components) {
            const std::size_t index = index_in(attributes, name);
            if (index == none) return std::optional<Accessor>();
            auto found = document_.accessor(index);
            if (!found || found->components != components || found->count > most_instances) {
                fail(fmt::format("{} of its copies cannot be read", name));
                return std::optional<Accessor>();
            }
            return std::optional(std::move(*found));
        };
        const auto move = column("TRANSLATION", 3), turn = column("ROTATION", 4), scale = column("SCALE", 3),
                   ids = column("_FEATURE_ID_0", 1);
        const std::size_t count = move ? move->count : turn ? turn->count : scale ? scale->count : 0;
        std::size_t table = none;
        Json features;
        if (extension(node, "EXT_instance_features", features))
            for (const Json& set : list_in(features, "featureIds"))
                table = std::min(table, index_in(set, "propertyTable"));
        for (std::size_t i = 0; i < count; ++i) {
            glm::dmat4 own(1);
            if (move && i < move->count) own = glm::translate(own, {move->at(i, 0), move->at(i, 1), move->at(i, 2)});
            if (turn && i < turn->count)
                own *= glm::mat4_cast(
                    glm::normalize(glm::dquat(turn->at(i, 3), turn->at(i, 0), turn->at(i, 1), turn->at(i, 2))));
            if (scale && i < scale->count) own = glm::scale(own, {scale->at(i, 0), scale->at(i, 1), scale->at(i, 2)});
            Builder builder;
            for (const Primitive& primitive : primitives_of(mesh)) objects_.add(builder, primitive, matrix * own);
            Attributes& kept = builder.feature.attributes;
            if (table < tables_.size()) tables_[table].fill(ids && i < ids->count ? ids->whole_at(i) : i, kept);
            const std::string id = id_among(kept);
            name_after(node, mesh, kept);
            finish(std::move(builder), id.empty() ? next_id() : id);
            if (run_.triangles > most_triangles || (i % 1000 == 0 && !run_.progress())) return;
        }
    }

    Document& document_;
    const SceneRequest& request_;
    Run& run_;
    std::vector<Look> looks_;
    std::vector<AttributeTable> tables_;
    Pictures pictures_;
    Objects objects_;
    std::map<std::size_t, int> uses_;
    std::map<std::size_t, std::unique_ptr<Primitives>> read_;
    std::unique_ptr<Primitives> last_;
    std::map<Key, Builder> by_id_;
    Builder whole_;
    std::string whole_name_;
    const Instance* instance_ = nullptr;
    std::uint64_t numbered_ = 0;
    bool by_node_ = false;
};

}  // namespace

base::Result<void> read_scene(Document& document, const SceneRequest& request, Run& run) {
    return SceneReader(document, request, run).read();
}

}  // namespace twin::data::gltf
