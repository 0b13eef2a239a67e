#include "data/sources/gltf.h"

#include <cstring>
#include <exception>
#include <new>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/gltf_document.h"
#include "data/sources/gltf_place.h"
#include "data/sources/gltf_scene.h"
#include "data/sources/model.h"

namespace twin::data {
namespace {

using base::ComplaintKind;

/// "version": "1..." inside "asset", in the first bytes of a text that may be cut off.
bool says_version_1(std::string_view head) {
    const std::size_t asset = head.find("\"asset\"");
    if (asset == std::string_view::npos) return false;
    const std::size_t version = head.find("\"version\"", asset), colon = head.find(':', version);
    if (version == std::string_view::npos || colon == std::string_view::npos) return false;
    const std::string_view value = base::trim(head.substr(colon + 1, 20));
    return value.starts_with("\"1") || value.starts_with("1");
}

base::Result<void> read_checked(const InputFile& file, const SourceOptions& options, SourceSink& sink) {
    if (options.up_axis != 0 && options.up_axis != 'x' && options.up_axis != 'y' && options.up_axis != 'z')
        return base::Error{fmt::format("the recipe's up_axis is \"{}\"; allowed are x, y and z", options.up_axis)};
    if (file.text().starts_with("glTF") && file.bytes.size() >= 8) {
        std::uint32_t version = 0;
        std::memcpy(&version, file.bytes.data() + 4, 4);
        if (version == 1) return ModelSource().read(file, options, sink);
        if (version != 2)
            return base::Error{
                fmt::format("opening: expected glTF 2, but the GLB is of version {}; export it as glTF 2", version)};
    }
    auto opened =
        gltf::Document::open(file.bytes, [&sink](const std::string& path) { return sink.side_file(path, false); });
    if (!opened) return opened.error();
    gltf::Document& document = **opened;
    if (document.major_version() == 1) return ModelSource().read(file, options, sink);
    gltf::Run run{options, sink, file.name, file.bytes.size() / 2};
    gltf::StatedPlace place = gltf::stated_place(document, file.name, options);
    for (base::Complaint& complaint : place.complaints) sink.complain(std::move(complaint));
    for (const std::string& name : gltf::unread_extensions(document))
        run.complain(ComplaintKind::warning, file.name, fmt::format("read without its extension {}", name),
                     "the file calls it necessary, but it is not read");
    if (const std::string wrong = wrong_member(document); !wrong.empty())
        run.complain(ComplaintKind::warning, file.name, "read although its JSON is not as it should be", wrong);
    if (!place.crs.empty()) sink.crs({.text = place.crs});
    const gltf::SceneRequest request{.name = file.name, .placing = place.placing};
    if (auto done = read_scene(document, request, run); !done) return done;
    run.bytes_done = file.bytes.size();
    run.progress();
    if (run.cancelled) return base::Error{"reading: cancelled"};
    if (run.objects == 0) {
        if (!run.first_failure.empty()) return base::Error{"reading: nothing could be read; " + run.first_failure};
        if (run.bad_triangles > 0)
            return base::Error{fmt::format(
                "reading: none of the model's {} triangles is usable (corners are no numbers or do not exist)",
                run.bad_triangles)};
        return base::Error{"reading: expected triangles, but the model has none (points and lines are not shown)"};
    }
    run.report();
    return {};
}

}  // namespace

std::string_view GltfSource::description() const {
    return "glTF 2.0 and GLB";
}

int GltfSource::recognises(const InputFile& head) const {
    const std::string_view text = head.head();
    if (text.starts_with("glTF")) return text.size() >= 5 && text[4] == 1 ? 0 : 2;
    const bool by_ending =
        base::ends_with_ignoring_case(head.name, ".gltf") || base::ends_with_ignoring_case(head.name, ".glb");
    std::string_view start = text;
    if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
    if (!base::trim(start).starts_with("{") || says_version_1(text)) return by_ending && !says_version_1(text) ? 1 : 0;
    const bool tileset = text.find("\"geometricError\"") != std::string_view::npos;
    const bool like_gltf = text.find("\"asset\"") != std::string_view::npos ||
                           text.find("\"bufferViews\"") != std::string_view::npos ||
                           text.find("\"accessors\"") != std::string_view::npos;
    const bool parts =
        text.find("\"meshes\"") != std::string_view::npos || text.find("\"nodes\"") != std::string_view::npos ||
        text.find("\"scene") != std::string_view::npos || text.find("\"accessors\"") != std::string_view::npos;
    if (!tileset && like_gltf && (parts || by_ending)) return 2;
    return by_ending ? 1 : 0;
}

base::Result<void> GltfSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
    if (file.bytes.empty()) return base::Error{"opening: the file is empty"};
    try {
        return read_checked(file, options, sink);
    } catch (const std::bad_alloc&) {
        return base::Error{"reading: the model needs more memory than is allowed"};
    } catch (const std::exception& failure) {
        return base::Error{fmt::format("reading: the model reader gave up ({})", base::to_valid_utf8(failure.what()))};
    }
}

}  // namespace twin::data
