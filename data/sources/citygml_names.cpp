#include "data/sources/citygml_names.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

namespace twin::data {

namespace {

constexpr std::size_t most_names = 20'000;
constexpr char separator = '\x1F';

XmlSpace space_of(std::string_view uri) {
    if (uri.empty()) return XmlSpace::none;
    if (uri.starts_with("http://www.opengis.net/gml") || uri.starts_with("https://www.opengis.net/gml"))
        return XmlSpace::gml;
    if (uri.starts_with("http://www.opengis.net/citygml") || uri.starts_with("https://www.opengis.net/citygml") ||
        uri.starts_with("http://www.citygml.org/citygml/"))
        return XmlSpace::citygml;
    if (uri.find("ciq:xsdschema:xAL") != std::string_view::npos || uri.find("ciq:xal") != std::string_view::npos)
        return XmlSpace::xal;
    if (uri == "http://www.w3.org/1999/xlink") return XmlSpace::xlink;
    return XmlSpace::foreign;
}

}  // namespace

void XmlNames::declare(std::string_view prefix, std::string_view uri, int depth) {
    for (auto known = bindings_.rbegin(); known != bindings_.rend(); ++known) {
        if (known->prefix != prefix) continue;
        if (known->uri == uri) return;  // Writers repeat the root's declarations.
        break;
    }
    bindings_.push_back({std::string(prefix), std::string(uri), depth});
    forget_spellings();
}

void XmlNames::drop(int depth) {
    while (!bindings_.empty() && bindings_.back().depth > depth) bindings_.pop_back();
    forget_spellings();
}

void XmlNames::forget_spellings() {
    std::ranges::fill(slots_, Slot{});
}

/// Names differ in their length and last letters.
std::size_t XmlNames::slot_of(std::string_view qualified, bool attribute) const {
    std::uint64_t tail = 0;
    const std::size_t size = std::min<std::size_t>(8, qualified.size());
    std::memcpy(&tail, qualified.data() + qualified.size() - size, size);
    tail = (tail ^ (qualified.size() * 2 + attribute)) * 0x9E3779B97F4A7C15ull;
    return (tail >> 40) % slots_.size();
}

const XmlName* XmlNames::find(std::string_view qualified, bool attribute) {
    Slot& slot = slots_[slot_of(qualified, attribute)];
    const std::size_t size = qualified.size();
    if (slot.name && slot.spelling.size() == size + attribute && slot.spelling.starts_with(qualified)) return slot.name;
    const XmlName* name = resolve(qualified, attribute);
    if (name) slot = {attribute ? std::string(qualified) + ' ' : std::string(qualified), name};
    return name;
}

const XmlName* XmlNames::resolve(std::string_view qualified, bool attribute) {
    const auto colon = qualified.find(':');
    const std::string_view prefix = colon == std::string_view::npos ? "" : qualified.substr(0, colon);
    const std::string_view local = colon == std::string_view::npos ? qualified : qualified.substr(colon + 1);
    std::string uri;
    if (prefix == "xml") {
        uri = "http://www.w3.org/XML/1998/namespace";
    } else if (!prefix.empty() || !attribute) {
        const auto bound = std::find_if(bindings_.rbegin(), bindings_.rend(),
                                        [prefix](const Binding& b) { return b.prefix == prefix; });
        if (bound != bindings_.rend())
            uri = bound->uri;
        else if (!prefix.empty())
            return nullptr;
    }
    const std::string key = uri + separator + std::string(local);
    if (const auto known = names_.find(key); known != names_.end()) return known->second.get();
    if (names_.size() >= most_names) return nullptr;
    auto name = std::make_unique<XmlName>();
    name->local = local;
    name->space = space_of(uri);
    name->uri = std::move(uri);
    return names_.emplace(key, std::move(name)).first->second.get();
}

}  // namespace twin::data
