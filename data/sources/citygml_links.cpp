#include "data/sources/citygml_links.h"

#include <algorithm>
#include <cstring>

#include "data/sources/citygml_text.h"

namespace twin::data {

namespace {

constexpr std::size_t most_bytes = 32u << 20;
constexpr std::size_t most_pieces = 64;          // Kept from one object to the next.
constexpr std::size_t most_pieces_once = 4'096;  // For one object.
constexpr auto npos = std::string_view::npos;

}  // namespace

void CityGmlIndex::add_member(std::string_view member, const std::vector<std::uint64_t>& wanted) {
    constexpr std::string_view key = "id=";
    for (auto at = member.find(key); at != npos; at = member.find(key, at + 1)) {
        const std::size_t begin = at + key.size();
        if (at == 0 || begin + 1 >= member.size() || (member[at - 1] != ':' && member[at - 1] != ' ')) continue;
        const char quote = member[begin];
        const auto end = quote == '"' || quote == '\'' ? member.find(quote, begin + 1) : npos;
        if (end == npos) continue;
        const std::uint64_t id = hash_of(member.substr(begin + 1, end - begin - 1));
        if (std::ranges::binary_search(wanted, id)) places_.push_back({id, member});
    }
}

void CityGmlIndex::settle() {
    std::ranges::stable_sort(places_, {}, &Place::id);  // The first of two equal ids counts.
}

std::string_view CityGmlIndex::member_with(std::string_view id) const {
    const std::uint64_t wanted = hash_of(id);
    const auto found = std::ranges::lower_bound(places_, wanted, {}, &Place::id);
    return found != places_.end() && found->id == wanted ? found->member : std::string_view{};
}

void ForeignMembers::begin_member() {
    if (pieces_.size() <= most_pieces && bytes_ <= most_bytes) return;
    pieces_.clear();
    bytes_ = 0;
}

const XmlNode* ForeignMembers::find(std::string_view id) {
    for (const Piece& piece : pieces_)
        if (const XmlNode* node = piece.readable ? piece.parser->find(id) : nullptr) return node;
    const std::string_view member = index_.member_with(id);
    if (member.empty() || pieces_.size() >= most_pieces_once) return nullptr;
    for (const Piece& piece : pieces_)
        if (piece.bytes.data() == member.data()) return nullptr;  // Its parser left the element out.
    Piece piece{member, std::make_unique<XmlPieceParser>(encoding_, root_tag_), false};
    piece.readable = piece.parser->parse(member).ok();
    bytes_ += member.size();
    pieces_.push_back(std::move(piece));
    return pieces_.back().readable ? pieces_.back().parser->find(id) : nullptr;
}

}  // namespace twin::data
