#include "data/sources/citygml_tree.h"

#include <algorithm>
#include <cstring>
#include <memory_resource>
#include <unordered_map>
#include <vector>

#include <expat.h>
#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/citygml_parts.h"

namespace twin::data {

namespace {

constexpr char separator = '\x1F';
constexpr int deepest = 150;
constexpr std::size_t most_names = 20'000;

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

/// Encodings that expat does not know itself.
int XMLCALL fill_encoding(void*, const XML_Char* name, XML_Encoding* info) {
    static constexpr int windows_1252_upper[32] = {0x20AC, -1,     0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, -1,     0x017D, -1,
                                                   -1,     0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, -1,     0x017E, 0x0178};
    const std::string wanted = base::to_lower_ascii(name);
    const bool windows = wanted == "windows-1252" || wanted == "cp1252";
    if (!windows && wanted != "iso-8859-15" && wanted != "latin1") return XML_STATUS_ERROR;
    for (int i = 0; i < 256; ++i) info->map[i] = i;
    if (windows)
        for (int i = 0; i < 32; ++i) info->map[0x80 + i] = windows_1252_upper[i] < 0 ? 0xFFFD : windows_1252_upper[i];
    if (wanted == "iso-8859-15") info->map[0xA4] = 0x20AC;
    info->data = nullptr;
    info->convert = nullptr;
    info->release = nullptr;
    return XML_STATUS_OK;
}

struct StringHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

}  // namespace

std::string_view XmlNode::attribute(std::string_view local) const {
    for (std::uint32_t i = 0; i < attribute_count; ++i)
        if (attributes[i].name->local == local) return attributes[i].value;
    return {};
}

const XmlNode* XmlNode::child(std::string_view local) const {
    for (const XmlNode* node = first_child; node; node = node->next)
        if (node->name->local == local) return node;
    return nullptr;
}

std::string_view XmlNode::child_text(std::string_view local) const {
    const XmlNode* node = child(local);
    return node ? node->text : std::string_view{};
}

struct XmlPieceParser::State {
    std::string encoding;
    std::string root_tag;
    XML_Parser parser = nullptr;
    bool primed = false;  // The parser has seen the root tag and waits for a piece.

    std::unordered_map<std::string, std::unique_ptr<XmlName>, StringHash, std::equal_to<>> names;
    std::vector<std::byte> first_block = std::vector<std::byte>(1 << 20);
    std::pmr::monotonic_buffer_resource arena{first_block.data(), first_block.size()};

    int depth = 0;    // Open elements, the root included.
    int skipped = 0;  // Open elements inside an unneeded subtree.
    XmlNode* top = nullptr;
    XmlNode* open = nullptr;
    std::string text;
    std::string_view coordinates;  // Of the open element, where they went past the parser.
    std::string_view srs_name;
    bool too_deep = false;
    std::vector<std::pair<std::string_view, const XmlNode*>> ids;
    bool ids_sorted = false;

    const XmlName* intern(const char* qualified) {
        const std::string_view text_of_name(qualified);
        if (const auto known = names.find(text_of_name); known != names.end()) return known->second.get();
        auto name = std::make_unique<XmlName>();
        const auto cut = text_of_name.rfind(separator);
        if (cut != std::string_view::npos) name->uri = text_of_name.substr(0, cut);
        name->local = cut == std::string_view::npos ? text_of_name : text_of_name.substr(cut + 1);
        name->space = space_of(name->uri);
        if (names.size() >= most_names) XML_StopParser(parser, XML_FALSE);
        return names.emplace(text_of_name, std::move(name)).first->second.get();
    }

    std::string_view keep(std::string_view bytes) {
        if (bytes.empty()) return {};
        char* copy = static_cast<char*>(arena.allocate(bytes.size(), 1));
        std::memcpy(copy, bytes.data(), bytes.size());
        return {copy, bytes.size()};
    }

    void take_attributes(XmlNode& node, const XML_Char** pairs) {
        std::uint32_t count = 0;
        while (pairs[2 * count]) ++count;
        if (!count) return;
        auto* kept = static_cast<XmlAttribute*>(arena.allocate(count * sizeof(XmlAttribute), alignof(XmlAttribute)));
        for (std::uint32_t i = 0; i < count; ++i) {
            new (kept + i) XmlAttribute{intern(pairs[2 * i]), keep(pairs[2 * i + 1])};
            const std::string& local = kept[i].name->local;
            if (local == "id") ids.emplace_back(kept[i].value, &node);
            if (srs_name.empty() && local == "srsName") srs_name = kept[i].value;
        }
        node.attributes = kept;
        node.attribute_count = count;
    }

    void begin(const XML_Char* qualified, const XML_Char** pairs) {
        ++depth;
        if (depth == 1) return;  // the root
        if (skipped) {
            ++skipped;
            return;
        }
        const XmlName* name = intern(qualified);
        if (depth > deepest) too_deep = true;
        if (nobody_reads(name->local) || depth > deepest) {
            skipped = 1;
            return;
        }
        text.clear();
        auto* node = new (arena.allocate(sizeof(XmlNode), alignof(XmlNode))) XmlNode;
        node->name = name;
        node->parent = open;
        if (*pairs) take_attributes(*node, pairs);
        if (!open) {
            top = node;
        } else if (open->last_child) {
            open->last_child->next = node;
            open->last_child = node;
        } else {
            open->first_child = open->last_child = node;
        }
        open = node;
    }

    void end() {
        --depth;
        if (depth == 0) return;
        if (skipped) {
            --skipped;
            return;
        }
        if (!coordinates.empty())
            open->text = coordinates;  // Straight from the file.
        else if (!open->first_child)
            open->text = keep(base::trim(text));
        coordinates = {};
        text.clear();
        open = open->parent;
    }

    void forget_piece() {
        top = open = nullptr;
        skipped = 0;
        text.clear();
        coordinates = {};
        srs_name = {};
        too_deep = false;
        ids.clear();
        ids_sorted = false;
        arena.release();
    }

    static void XMLCALL on_begin(void* self, const XML_Char* name, const XML_Char** attributes) {
        static_cast<State*>(self)->begin(name, attributes);
    }
    static void XMLCALL on_end(void* self, const XML_Char*) { static_cast<State*>(self)->end(); }
    static void XMLCALL on_text(void* self, const XML_Char* bytes, int length) {
        auto* state = static_cast<State*>(self);
        if (!state->skipped && state->depth > 1) state->text.append(bytes, static_cast<std::size_t>(length));
    }

    /// XML_Parse takes an int: feeds large pieces in slices.
    bool feed(std::string_view bytes) {
        constexpr std::size_t slice = 1u << 28;
        for (std::size_t at = 0; at < bytes.size(); at += slice) {
            const std::string_view part = bytes.substr(at, slice);
            if (XML_Parse(parser, part.data(), static_cast<int>(part.size()), XML_FALSE) != XML_STATUS_OK) return false;
        }
        return true;
    }

    bool feed_piece(std::string_view piece) {
        PieceParts parts(piece);
        for (PiecePart part; parts.next(part);) {
            if (!feed(part.markup)) return false;
            if (!skipped && open) coordinates = part.coordinates;
        }
        return true;
    }

    bool prime(const std::string& with_encoding) {
        if (parser) XML_ParserFree(parser);
        parser = XML_ParserCreateNS(with_encoding.c_str(), separator);
        if (!parser) return false;
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, on_begin, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        XML_SetUnknownEncodingHandler(parser, fill_encoding, nullptr);
        depth = 0;
        return primed = feed(root_tag);
    }
};

XmlPieceParser::XmlPieceParser(std::string encoding, std::string_view root_tag) : state_(std::make_unique<State>()) {
    state_->encoding = std::move(encoding);
    state_->root_tag = root_tag;
}

XmlPieceParser::~XmlPieceParser() {
    if (state_->parser) XML_ParserFree(state_->parser);
}

base::Result<const XmlNode*> XmlPieceParser::parse(std::string_view piece) {
    State& s = *state_;
    s.forget_piece();
    if ((s.primed || s.prime(s.encoding)) && s.feed_piece(piece) && s.depth == 1 && s.top) return s.top;
    const XML_Error code = s.parser ? XML_GetErrorCode(s.parser) : XML_ERROR_NO_MEMORY;
    s.primed = false;
    if (code == XML_ERROR_NONE) return base::Error{"unclosed element"};
    return base::Error{code == XML_ERROR_ABORTED ? "too many different names" : XML_ErrorString(code)};
}

base::Result<const XmlNode*> XmlPieceParser::parse_as(std::string_view piece, std::string encoding) {
    state_->primed = false;
    std::swap(state_->encoding, encoding);
    auto result = parse(piece);
    std::swap(state_->encoding, encoding);
    state_->primed = false;
    return result;
}

const XmlNode* XmlPieceParser::find(std::string_view id) const {
    auto& ids = state_->ids;
    const auto before = [](const auto& a, const auto& b) { return a.first < b.first; };
    if (!state_->ids_sorted) std::stable_sort(ids.begin(), ids.end(), before);
    state_->ids_sorted = true;
    const auto found =
        std::lower_bound(ids.begin(), ids.end(), std::pair<std::string_view, const XmlNode*>(id, nullptr), before);
    return found != ids.end() && found->first == id ? found->second : nullptr;
}

std::string_view XmlPieceParser::srs_name() const {
    return state_->srs_name;
}

bool XmlPieceParser::too_deep() const {
    return state_->too_deep;
}

}  // namespace twin::data
