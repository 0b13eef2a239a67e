#include "data/sources/tiles3d.h"

#include <exception>
#include <new>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/tiles3d_tileset.h"

namespace twin::data {
namespace {

base::Result<void> read_checked(const InputFile& file, const SourceOptions& options, SourceSink& sink) {
    gltf::Run run{options, sink, file.name};
    tiles3d::Surroundings around{run};
    if (options.up_axis == 'x' || options.up_axis == 'z') around.up_axis = options.up_axis;
    if (tiles3d::is_tile(file.bytes)) {
        if (auto done = tiles3d::read_content(file.bytes, file.name, glm::dmat4(1), around); !done) {
            const std::string& why = done.error().message;
            const bool staged = why.starts_with("reading: ") || why.starts_with("opening: ");
            return base::Error{staged ? why : "reading: " + why};
        }
    } else {
        tiles3d::TilesetReader reader(around, file.bytes.size());
        const auto done = reader.read(file.bytes, {}, glm::dmat4(1), 0);
        if (!done) return done.error();
    }
    run.bytes_done = file.bytes.size();
    run.progress();
    if (run.cancelled) return base::Error{"reading: cancelled"};
    if (run.objects == 0 && !run.first_failure.empty())
        return base::Error{"reading: nothing could be read; " + run.first_failure};
    if (run.objects == 0)
        return base::Error{"reading: expected triangles, but the tileset has none (points and lines are not shown)"};
    run.report();
    return {};
}

}  // namespace

std::string_view Tiles3dSource::description() const {
    return "3D Tiles 1.0 and 1.1";
}

int Tiles3dSource::recognises(const InputFile& head) const {
    const std::string_view text = head.head();
    if (text.size() >= 12 && tiles3d::is_tile(head.bytes)) return 2;
    std::string_view start = text;
    if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
    if (!base::trim(start).starts_with("{")) return 0;
    const bool errors = text.find("\"geometricError\"") != std::string_view::npos,
               asset = text.find("\"asset\"") != std::string_view::npos,
               root = text.find("\"root\"") != std::string_view::npos;
    if (errors && (asset || root)) return 2;
    // A schema of properties may fill the first bytes.
    const bool named = base::ends_with_ignoring_case(head.name, "tileset.json");
    return named && asset ? 2 : named ? 1 : 0;
}

base::Result<void> Tiles3dSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
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
