#include <algorithm>
#include <array>
#include <cstring>

#include "data/sources/gltf_document.h"

namespace twin::data::gltf {
namespace {

template <class T>
T taken(const std::byte* from) {
    T value;
    std::memcpy(&value, from, sizeof(T));
    return value;
}

/// glTF 2.0, 3.11 "Animations" table and KHR_mesh_quantization: what a normalised integer stands for.
template <class T>
double fraction(T value, double most, bool normalised) {
    return normalised ? std::max(value / most, -1.0) : static_cast<double>(value);
}

}  // namespace

std::size_t bytes_of_component(unsigned component) {
    switch (component) {
        case 5120:
        case 5121:
            return 1;
        case 5122:
        case 5123:
            return 2;
        case 5125:
        case 5126:
            return 4;
        default:
            return 0;
    }
}

double Accessor::at(std::size_t element, int part) const {
    const std::byte* from =
        bytes.data() + element * stride + static_cast<std::size_t>(part) * bytes_of_component(component);
    switch (component) {
        case 5120:
            return fraction(taken<std::int8_t>(from), 127.0, normalised);
        case 5121:
            return fraction(taken<std::uint8_t>(from), 255.0, normalised);
        case 5122:
            return fraction(taken<std::int16_t>(from), 32767.0, normalised);
        case 5123:
            return fraction(taken<std::uint16_t>(from), 65535.0, normalised);
        case 5125:
            return fraction(taken<std::uint32_t>(from), 4294967295.0, normalised);
        default:
            return taken<float>(from);
    }
}

std::uint32_t Accessor::whole_at(std::size_t element) const {
    const std::byte* from = bytes.data() + element * stride;
    switch (component) {
        case 5120:
        case 5121:
            return taken<std::uint8_t>(from);
        case 5122:
        case 5123:
            return taken<std::uint16_t>(from);
        case 5125:
            return taken<std::uint32_t>(from);
        default: {
            const float value = taken<float>(from);  // feature ids are floats where an exporter knows nothing else
            return value >= 0 && value < 4e9f ? static_cast<std::uint32_t>(value + 0.5f) : UINT32_MAX;
        }
    }
}

std::string plain_path(std::string_view uri) {
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    };
    std::string text;
    for (std::size_t i = 0; i < uri.size(); ++i) {
        if (uri[i] == '%' && i + 2 < uri.size() && digit(uri[i + 1]) >= 0 && digit(uri[i + 2]) >= 0) {
            text += static_cast<char>(digit(uri[i + 1]) * 16 + digit(uri[i + 2]));
            i += 2;
        } else {
            text += uri[i] == '\\' ? '/' : uri[i];
        }
    }
    if (text.starts_with('/') || text.find("://") != std::string::npos) return text;
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const std::size_t to = std::min(text.find('/', from), text.size());
        const std::string part = text.substr(from, to - from);
        from = to + 1;
        if (part.empty() || part == ".") continue;
        if (part == ".." && !parts.empty() && parts.back() != "..")
            parts.pop_back();
        else
            parts.push_back(part);
    }
    std::string path;
    for (const std::string& part : parts) path += (path.empty() ? "" : "/") + part;
    return path;
}

std::optional<std::vector<std::byte>> bytes_of_data_uri(std::string_view uri) {
    const std::size_t comma = uri.find(',');
    if (!uri.starts_with("data:") || comma == std::string_view::npos ||
        uri.substr(0, comma).find(";base64") == std::string_view::npos)
        return std::nullopt;
    std::array<std::int8_t, 256> digits;
    digits.fill(-1);
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        digits[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    std::vector<std::byte> out;
    out.reserve((uri.size() - comma) / 4 * 3);
    std::uint32_t bits = 0;
    int have = 0;
    for (const char c : uri.substr(comma + 1)) {
        if (c == '=') break;
        if (c == '\n' || c == '\r' || c == ' ') continue;
        const int digit = digits[static_cast<unsigned char>(c)];
        if (digit < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(digit);
        have += 6;
        if (have < 8) continue;
        have -= 8;
        out.push_back(static_cast<std::byte>(bits >> have & 0xFF));
    }
    return out;
}

}  // namespace twin::data::gltf
