#include <draco/compression/decode.h>
#include <meshoptimizer.h>

#include <exception>

#include <fmt/format.h>

#include "data/sources/gltf_document.h"

namespace twin::data::gltf {
namespace {

constexpr std::size_t most_bytes = std::size_t{1} << 31;

const base::Error damaged_meshopt{"its geometry packed by meshoptimizer is damaged"};

base::Error damaged_draco(const std::string& why) {
    return base::Error{fmt::format("its geometry packed by Draco cannot be unpacked ({})", why)};
}

unsigned component_of(draco::DataType type) {
    switch (type) {
        case draco::DT_INT8:
            return 5120;
        case draco::DT_UINT8:
        case draco::DT_BOOL:
            return 5121;
        case draco::DT_INT16:
            return 5122;
        case draco::DT_UINT16:
            return 5123;
        case draco::DT_INT32:
        case draco::DT_UINT32:
            return 5125;
        case draco::DT_FLOAT32:
            return 5126;
        default:
            return 0;
    }
}

Accessor values_of(const draco::PointAttribute& attribute, std::size_t points) {
    Accessor out;
    out.component = component_of(attribute.data_type());
    out.components = attribute.num_components();
    out.normalised = attribute.normalized();
    out.stride = bytes_of_component(out.component) * static_cast<std::size_t>(out.components);
    out.count = out.stride > 0 && out.stride == static_cast<std::size_t>(draco::DataTypeLength(attribute.data_type())) *
                                                    static_cast<std::size_t>(out.components)
                    ? points
                    : 0;
    out.own.resize(out.count * out.stride);
    for (std::size_t i = 0; i < out.count; ++i) {
        const auto value = attribute.mapped_index(draco::PointIndex(static_cast<std::uint32_t>(i)));
        if (value.value() < attribute.size()) attribute.GetValue(value, out.own.data() + i * out.stride);
    }
    out.bytes = out.own;
    return out;
}

}  // namespace

/// Source: EXT_meshopt_compression, "Specifying compressed views".
base::Result<std::vector<std::byte>> unpack_meshopt(std::span<const std::byte> packed, const Json& description) {
    const std::size_t count = index_in(description, "count", 0), stride = index_in(description, "byteStride", 0);
    const std::string_view mode = text_in(description, "mode"), filter = text_in(description, "filter");
    if (stride == 0 || stride > 256 || count > most_bytes / stride) return damaged_meshopt;
    std::vector<std::byte> out(count * stride);
    const auto* from = reinterpret_cast<const unsigned char*>(packed.data());
    // The library asserts these instead of checking them.
    if (mode == "ATTRIBUTES") {
        if (stride % 4 != 0 || meshopt_decodeVertexBuffer(out.data(), count, stride, from, packed.size()) != 0)
            return damaged_meshopt;
    } else if (mode == "TRIANGLES" || mode == "INDICES") {
        if ((stride != 2 && stride != 4) || (mode == "TRIANGLES" && count % 3 != 0)) return damaged_meshopt;
        const int failed = mode == "TRIANGLES"
                               ? meshopt_decodeIndexBuffer(out.data(), count, stride, from, packed.size())
                               : meshopt_decodeIndexSequence(out.data(), count, stride, from, packed.size());
        if (failed != 0) return damaged_meshopt;
        return out;
    } else {
        return damaged_meshopt;
    }
    if (filter == "OCTAHEDRAL" && (stride == 4 || stride == 8))
        meshopt_decodeFilterOct(out.data(), count, stride);
    else if (filter == "QUATERNION" && stride == 8)
        meshopt_decodeFilterQuat(out.data(), count, stride);
    else if (filter == "EXPONENTIAL")
        meshopt_decodeFilterExp(out.data(), count, stride);
    else if (!filter.empty() && filter != "NONE")
        return damaged_meshopt;
    return out;
}

base::Result<DracoMesh> unpack_draco(std::span<const std::byte> packed,
                                     const std::map<std::string, std::size_t>& attributes) try {
    draco::DecoderBuffer buffer;
    buffer.Init(reinterpret_cast<const char*>(packed.data()), packed.size());
    draco::Decoder decoder;
    auto decoded = decoder.DecodeMeshFromBuffer(&buffer);
    if (!decoded.ok()) return damaged_draco(decoded.status().error_msg_string());
    const draco::Mesh& mesh = *decoded.value();
    DracoMesh out;
    for (const auto& [name, id] : attributes) {
        const draco::PointAttribute* attribute =
            id <= UINT32_MAX ? mesh.GetAttributeByUniqueId(static_cast<std::uint32_t>(id)) : nullptr;
        if (attribute) out.attributes[name] = values_of(*attribute, mesh.num_points());
    }
    out.triangles.reserve(std::size_t(mesh.num_faces()) * 3);
    for (draco::FaceIndex face(0); face.value() < mesh.num_faces(); ++face)
        for (const draco::PointIndex& corner : mesh.face(face)) out.triangles.push_back(corner.value());
    return out;
} catch (const std::exception& failure) {
    return damaged_draco(failure.what());
}

}  // namespace twin::data::gltf
