#include "data/sources/citygml_parts.h"

#include <cstring>

namespace twin::data {

namespace {

constexpr auto npos = std::string_view::npos;
constexpr std::size_t worth_it_bytes = 40;

std::size_t find_angle(std::string_view text, std::size_t at) {
    if (at >= text.size()) return npos;
    const void* found = std::memchr(text.data() + at, '<', text.size() - at);
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : npos;
}

/// Behind a comment, CDATA section or instruction at `at`; npos when it does not end.
std::size_t behind_other_markup(std::string_view text, std::size_t at) {
    const std::string_view rest = text.substr(at, 9);
    const std::string_view closing = rest.starts_with("<!--") ? "-->" : rest == "<![CDATA[" ? "]]>" : ">";
    const auto end = text.find(closing, at + 2);
    return end == npos ? npos : end + closing.size();
}

std::string_view qualified_name(std::string_view text, std::size_t tag) {
    for (std::size_t end = tag + 1; end < text.size(); ++end) {
        const char c = text[end];
        if (c == '>' || c == ' ' || c == '/' || c == '\n' || c == '\t' || c == '\r' || c == '<')
            return text.substr(tag + 1, end - tag - 1);
    }
    return {};
}

}  // namespace

bool nobody_reads(std::string_view local) {
    if (local.empty()) return false;
    switch (local.front()) {
        case 'l':
            return local.ends_with("TerrainIntersection");
        case 'a':
            return local == "appearance" || local == "appearanceMember";
        case 'i':
            return local.starts_with("interior") && local != "interior";
        case 'r':
            return local == "roomInstallation";
        default:
            return false;
    }
}

/// Whether the tag opens a plain list of coordinates that ends with its own end tag.
bool PieceParts::coordinates_at(std::size_t tag, std::size_t& text, std::size_t& end) const {
    const auto close = piece_.find('>', tag + 1);
    if (close == npos || piece_[close - 1] == '/') return false;
    text = close + 1;
    end = find_angle(piece_, text);
    if (end == npos || end - text < worth_it_bytes || end + 1 >= piece_.size() || piece_[end + 1] != '/') return false;
    return std::memchr(piece_.data() + text, '&', end - text) == nullptr;
}

/// Behind the end tag of the element at `tag`; npos: leave it to the parser.
std::size_t PieceParts::behind_subtree(std::size_t tag) const {
    const std::string_view name = qualified_name(piece_, tag);
    const auto close = piece_.find('>', tag);
    if (close == npos || piece_[close - 1] == '/') return npos;
    for (auto at = piece_.find("</", close); at != npos; at = piece_.find("</", at + 2)) {
        if (qualified_name(piece_, at + 1) != name) continue;
        const auto end = piece_.find('>', at);
        return end == npos ? npos : end + 1;
    }
    return npos;
}

bool PieceParts::next(PiecePart& part) {
    if (at_ >= piece_.size()) return false;
    for (auto tag = find_angle(piece_, looked_at_); tag != npos; tag = find_angle(piece_, looked_at_)) {
        looked_at_ = tag + 1;
        const char first = tag + 1 < piece_.size() ? piece_[tag + 1] : '/';
        if (first == '/') continue;
        if (first == '!' || first == '?') {
            const std::size_t behind = behind_other_markup(piece_, tag);
            if (behind == npos) break;
            looked_at_ = behind;
            continue;
        }
        const std::string_view name = qualified_name(piece_, tag);
        const std::string_view local = name.substr(name.find(':') + 1);
        std::size_t text = 0, end = 0;
        if (local == "posList" && coordinates_at(tag, text, end)) {
            part = {piece_.substr(at_, text - at_), piece_.substr(text, end - text)};
            at_ = looked_at_ = end;
            return true;
        }
        if (!nobody_reads(local)) continue;
        if (const std::size_t behind = behind_subtree(tag); behind != npos) {
            part = {piece_.substr(at_, tag - at_), {}};
            at_ = looked_at_ = behind;
            return true;
        }
    }
    part = {piece_.substr(at_), {}};
    at_ = piece_.size();
    return true;
}

}  // namespace twin::data
