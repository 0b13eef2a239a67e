#include "data/sources/citygml_tree.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "data/sources/citygml_arena.h"
#include "data/sources/citygml_names.h"
#include "data/sources/citygml_text.h"

namespace twin::data {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr int deepest = 150;

bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

/// Long lists that draw nothing.
bool nobody_reads(std::string_view local) {
    return local.size() > 19 && local.front() == 'l' && local.ends_with("TerrainIntersection");
}

}  // namespace

struct XmlPieceParser::State {
    std::string encoding;
    XmlNames names;
    XmlArena arena;
    std::string transcoded;

    const char* at = nullptr;
    const char* end = nullptr;
    const char* trouble = nullptr;

    struct Open {
        XmlNode* node;
        std::string_view qualified;
    };
    std::vector<Open> open;
    int skipped = 0;  // Open elements inside a subtree that is left out.
    std::string_view skipped_name;
    XmlNode* top = nullptr;
    const char* content = nullptr;  // Where the innermost element's text begins; null once it has children.
    bool decorated = false;         // ... and whether comments or sections stand in it.

    std::string_view srs_name;
    bool several_srs_names = false;
    bool too_deep = false;
    std::vector<std::pair<std::string_view, const XmlNode*>> ids;
    std::vector<std::uint32_t> id_table;
    std::vector<XmlAttribute> found;
    std::string scratch;

    bool fail(const char* why) {
        trouble = why;
        return false;
    }

    std::string_view keep(std::string_view bytes) {
        if (bytes.empty()) return {};
        char* copy = static_cast<char*>(arena.take(bytes.size()));
        std::memcpy(copy, bytes.data(), bytes.size());
        return {copy, bytes.size()};
    }

    const char* find(char c) const {
        return static_cast<const char*>(std::memchr(at, c, static_cast<std::size_t>(end - at)));
    }

    std::string_view read_name() {
        const char* const begin = at;
        while (at < end && !is_blank(*at) && *at != '>' && *at != '/' && *at != '=' && *at != '<') ++at;
        return {begin, static_cast<std::size_t>(at - begin)};
    }
    void skip_blanks() {
        while (at < end && is_blank(*at)) ++at;
    }

    bool read_value(std::string_view& value) {
        skip_blanks();
        if (at == end || *at != '=') return fail("attribute without a value");
        ++at;
        skip_blanks();
        if (at == end || (*at != '"' && *at != '\'')) return fail("attribute value without quotes");
        const char quote = *at++;
        const char* close = find(quote);
        if (!close) return fail("attribute value without an end");
        value = {at, static_cast<std::size_t>(close - at)};
        at = close + 1;
        if (value.find('<') != npos) return fail("attribute value without an end");
        if (value.find('&') == npos) return true;
        scratch.clear();
        if (!append_content(value, scratch)) return fail("undefined entity");
        value = keep(scratch);
        return true;
    }

    /// Attributes up to the end of the tag. `declare_only`: of the root, for its namespaces.
    bool read_attributes(int depth, bool& closed) {
        found.clear();
        raw_.clear();
        closed = false;
        while (true) {
            skip_blanks();
            if (at == end) return fail("tag without an end");
            if (*at == '>') break;
            if (*at == '/') {
                if (at + 1 == end || at[1] != '>') return fail("not well-formed");
                closed = true;
                ++at;
                break;
            }
            const std::string_view name = read_name();
            std::string_view value;
            if (name.empty()) return fail("not well-formed");
            if (!read_value(value)) return false;
            if (name == "xmlns")
                names.declare({}, value, depth);
            else if (name.starts_with("xmlns:"))
                names.declare(name.substr(6), value, depth);
            else
                raw_.emplace_back(name, value);
        }
        ++at;
        for (const auto& [name, value] : raw_) {
            const XmlName* known = names.attribute(name);
            if (!known) return fail("unbound prefix, or too many different names");
            found.push_back({known, value});
        }
        return true;
    }

    void attach(XmlNode& node) {
        if (!found.empty()) {
            auto* kept = static_cast<XmlAttribute*>(arena.take(found.size() * sizeof(XmlAttribute)));
            for (std::size_t i = 0; i < found.size(); ++i) {
                new (kept + i) XmlAttribute(found[i]);
                const std::string& local = found[i].name->local;
                if (local == "id") ids.emplace_back(found[i].value, &node);
                // The place of an address or a label says nothing about the walls.
                const bool place = node.is("Point") || node.is("MultiPoint");
                if (place || local != "srsName") continue;
                if (srs_name.empty()) srs_name = found[i].value;
                several_srs_names = several_srs_names || found[i].value != srs_name;
            }
            node.attributes = kept;
            node.attribute_count = static_cast<std::uint32_t>(found.size());
        }
        if (open.empty()) {
            top = &node;
            return;
        }
        XmlNode& above = *open.back().node;
        node.parent = &above;
        if (above.last_child)
            above.last_child->next = &node;
        else
            above.first_child = &node;
        above.last_child = &node;
    }

    bool read_start_tag() {
        const std::string_view qualified = read_name();
        if (qualified.empty()) return fail("not well-formed");
        if (skipped) return step_over_tag();
        if (top && open.empty()) return fail("junk after the element");
        bool closed = false;
        const int depth = static_cast<int>(open.size()) + 1;
        if (!read_attributes(depth, closed)) return false;
        const XmlName* name = names.element(qualified);
        if (!name) return fail("unbound prefix, or too many different names");
        content = nullptr;
        too_deep = too_deep || depth > deepest;
        if (depth > deepest || nobody_reads(name->local)) {
            if (closed)
                names.leave(depth - 1);
            else
                skipped = 1;
            return true;
        }
        auto* node = new (arena.take(sizeof(XmlNode))) XmlNode;
        node->name = name;
        attach(*node);
        if (closed) {
            names.leave(depth - 1);
            return true;
        }
        open.push_back({node, qualified});
        content = at;
        decorated = false;
        return true;
    }

    /// A start tag inside what is left out.
    bool step_over_tag() {
        char quote = 0;
        for (; at < end; ++at) {
            if (quote) {
                if (*at == quote) quote = 0;
            } else if (*at == '"' || *at == '\'') {
                quote = *at;
            } else if (*at == '>') {
                if (at[-1] != '/') ++skipped;
                ++at;
                return true;
            } else if (*at == '<') {
                return fail("not well-formed");
            }
        }
        return fail("tag without an end");
    }

    bool read_end_tag(const char* angle) {
        const std::string_view qualified = read_name();
        skip_blanks();
        if (at == end || *at != '>') return fail("not well-formed");
        ++at;
        if (skipped) {
            if (--skipped == 0) names.leave(static_cast<int>(open.size()));
            return true;
        }
        if (open.empty() || open.back().qualified != qualified) return fail("mismatched tag");
        XmlNode& node = *open.back().node;
        if (content && !take_text(node, {content, static_cast<std::size_t>(angle - content)})) return false;
        content = nullptr;
        open.pop_back();
        names.leave(static_cast<int>(open.size()));
        return true;
    }

    bool take_text(XmlNode& node, std::string_view raw) {
        raw = trim_xml(raw);
        if (!decorated && raw.find('&') == npos) {
            node.text = raw;
            return true;
        }
        scratch.clear();
        if (!append_content(raw, scratch)) return fail("undefined entity");
        node.text = keep(trim_xml(scratch));
        return true;
    }

    /// Comments, sections and instructions.
    bool read_other_markup() {
        const std::string_view rest(at, static_cast<std::size_t>(end - at));
        std::string_view closing = "?>";
        if (rest.starts_with("!--"))
            closing = "-->";
        else if (rest.starts_with("![CDATA["))
            closing = "]]>";
        else if (!rest.starts_with("?"))
            return fail("not well-formed");
        const auto close = rest.find(closing, closing == "-->" ? 3 : 1);
        if (close == npos) return fail("unclosed token");
        at += close + closing.size();
        decorated = true;
        return true;
    }

    bool run() {
        while (at < end) {
            const char* angle = find('<');
            if (!angle) break;
            at = angle + 1;
            if (at == end) return fail("unclosed token");
            bool fine = true;
            if (*at == '/') {
                ++at;
                fine = read_end_tag(angle);
            } else if (*at == '!' || *at == '?') {
                fine = read_other_markup();
            } else {
                fine = read_start_tag();
            }
            if (!fine) return false;
        }
        return open.empty() && top && !skipped ? true : fail("unclosed element");
    }

    void forget_piece() {
        names.leave(0);
        top = nullptr;
        open.clear();
        skipped = 0;
        content = nullptr;
        srs_name = {};
        several_srs_names = false;
        too_deep = false;
        trouble = nullptr;
        ids.clear();
        id_table.clear();
        arena.clear();
    }

    base::Result<const XmlNode*> parse(std::string_view piece, const std::string& as) {
        forget_piece();
        if (!knows_encoding(as)) return base::Error{"unknown encoding"};
        if (!is_unicode(as)) {
            transcoded = to_utf8(piece, as);
            piece = transcoded;
        } else if (!is_utf8(piece)) {
            return base::Error{"invalid letters"};
        }
        if (std::memchr(piece.data(), 0, piece.size())) return base::Error{"zero bytes"};
        at = piece.data();
        end = at + piece.size();
        if (!run()) return base::Error{trouble};
        return static_cast<const XmlNode*>(top);
    }

    std::vector<std::pair<std::string_view, std::string_view>> raw_;
};

XmlPieceParser::XmlPieceParser(std::string encoding, std::string_view root_tag) : state_(std::make_unique<State>()) {
    State& s = *state_;
    s.encoding = std::move(encoding);
    const std::string tag =
        is_unicode(s.encoding) || !knows_encoding(s.encoding) ? std::string(root_tag) : to_utf8(root_tag, s.encoding);
    s.at = tag.data() + std::min<std::size_t>(1, tag.size());
    s.end = tag.data() + tag.size();
    s.read_name();
    bool closed = false;
    s.read_attributes(0, closed);
}

XmlPieceParser::~XmlPieceParser() = default;

base::Result<const XmlNode*> XmlPieceParser::parse(std::string_view piece) {
    return state_->parse(piece, state_->encoding);
}

base::Result<const XmlNode*> XmlPieceParser::parse_as(std::string_view piece, const std::string& encoding) {
    return state_->parse(piece, encoding);
}

const XmlNode* XmlPieceParser::find(std::string_view id) const {
    State& s = *state_;
    if (s.ids.empty()) return nullptr;
    if (s.id_table.empty()) {
        std::size_t size = 16;
        while (size < s.ids.size() * 2) size *= 2;
        s.id_table.assign(size, 0);
        for (std::uint32_t i = 0; i < s.ids.size(); ++i) {
            std::size_t slot = hash_of(s.ids[i].first) & (size - 1);
            while (s.id_table[slot] && s.ids[s.id_table[slot] - 1].first != s.ids[i].first)
                slot = (slot + 1) & (size - 1);
            if (!s.id_table[slot]) s.id_table[slot] = i + 1;  // The first of two equal ids counts.
        }
    }
    const std::size_t mask = s.id_table.size() - 1;
    for (std::size_t slot = hash_of(id) & mask; s.id_table[slot]; slot = (slot + 1) & mask)
        if (s.ids[s.id_table[slot] - 1].first == id) return s.ids[s.id_table[slot] - 1].second;
    return nullptr;
}

std::string_view XmlPieceParser::srs_name() const {
    return state_->srs_name;
}

bool XmlPieceParser::several_srs_names() const {
    return state_->several_srs_names;
}

bool XmlPieceParser::too_deep() const {
    return state_->too_deep;
}

}  // namespace twin::data
