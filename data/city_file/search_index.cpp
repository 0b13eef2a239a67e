#include "data/city_file/search_index.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <glm/geometric.hpp>

#include "base/text.h"
#include "data/keys.h"

namespace twin::data {

namespace {

/// Pieces of a street further apart than this are another street of the same name in the next village.
constexpr double street_gap_m = 400;
constexpr double same_thing_m = 200;

/// Kinds in the order that a person most likely means.
constexpr const char* kind_order[] = {"place", "project", "street", "building", "stop",
                                      "area",  "water",   "object", "address"};

int order_of(std::string_view kind) {
    for (int i = 0; i < static_cast<int>(std::size(kind_order)); ++i)
        if (kind == kind_order[i]) return i;
    return static_cast<int>(std::size(kind_order));
}

const char* search_kind_of(FeatureKind kind) {
    switch (kind) {
        case FeatureKind::street:
        case FeatureKind::footway:
        case FeatureKind::cycleway:
        case FeatureKind::steps:
            return "street";
        case FeatureKind::place:
            return "place";
        case FeatureKind::project:
            return "project";
        case FeatureKind::building:
        case FeatureKind::building_part:
            return "building";
        case FeatureKind::bus_stop:
        case FeatureKind::platform:
            return "stop";
        case FeatureKind::street_area:
        case FeatureKind::land_use:
            return "area";
        case FeatureKind::waterway:
        case FeatureKind::water:
            return "water";
        default:
            return "object";
    }
}

/// Half way along the longest course; the middle of the box for everything else.
glm::dvec3 middle_of(const Feature& feature, const base::Box3& bounds, double& length_m) {
    glm::dvec3 middle = bounds.centre();
    length_m = 1;
    for (const Line& line : feature.lines) {
        double length = 0;
        for (std::size_t i = 1; i < line.points.size(); ++i)
            length += glm::distance(glm::dvec2(line.points[i - 1]), glm::dvec2(line.points[i]));
        if (length <= length_m) continue;
        length_m = length;
        double rest = length / 2;
        for (std::size_t i = 1; i < line.points.size(); ++i) {
            const glm::dvec2 a = line.points[i - 1], b = line.points[i];
            const double step = glm::distance(a, b);
            if (step > 0 && rest <= step) {
                middle = glm::dvec3(a + (b - a) * (rest / step), bounds.centre().z);
                break;
            }
            rest -= step;
        }
    }
    return middle;
}

double gap_m(const base::Box3& a, const base::Box3& b) {
    const double dx = std::max({0.0, a.min.x - b.max.x, b.min.x - a.max.x});
    const double dy = std::max({0.0, a.min.y - b.max.y, b.min.y - a.max.y});
    return std::hypot(dx, dy);
}

/// Number of the group each piece belongs to: chains of pieces that lie near each other.
template <class Piece>
std::vector<std::size_t> group(const std::vector<Piece>& pieces, double gap_limit_m) {
    std::vector<std::size_t> parent(pieces.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    const auto root = [&](std::size_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    };
    // Swept along x, so that a name on thousands of pieces stays cheap.
    std::vector<std::size_t> by_x(pieces.size());
    std::iota(by_x.begin(), by_x.end(), std::size_t{0});
    std::sort(by_x.begin(), by_x.end(),
              [&](std::size_t a, std::size_t b) { return pieces[a].box.min.x < pieces[b].box.min.x; });
    std::vector<std::size_t> open;
    for (const std::size_t i : by_x) {
        std::erase_if(open, [&](std::size_t j) { return pieces[j].box.max.x + gap_limit_m < pieces[i].box.min.x; });
        for (const std::size_t j : open)
            if (gap_m(pieces[i].box, pieces[j].box) <= gap_limit_m) parent[root(i)] = root(j);
        open.push_back(i);
    }
    for (std::size_t i = 0; i < pieces.size(); ++i) parent[i] = root(i);
    return parent;
}

template <class Piece>
SearchHit merge(const std::string& kind, const std::vector<const Piece*>& pieces) {
    base::Box3 box;
    glm::dvec3 sum(0);
    double weight = 0;
    for (const Piece* piece : pieces) {
        box.add(piece->box);
        sum += piece->middle * piece->weight;
        weight += piece->weight;
    }
    const glm::dvec3 centre = sum / weight;
    // On the street itself, not in the middle of its bend.
    const Piece* nearest = *std::min_element(pieces.begin(), pieces.end(), [&](const Piece* a, const Piece* b) {
        return glm::distance(a->middle, centre) < glm::distance(b->middle, centre);
    });
    SearchHit hit;
    hit.name = pieces.front()->name;
    hit.kind = kind;
    hit.object = nearest->object;
    hit.position = base::CityPoint(nearest->middle);
    hit.extent_m = std::max(20.0, std::hypot(box.size().x, box.size().y));
    return hit;
}

/// The same name at the same place as building, area and place is one thing: the kind that ranks first stays.
void merge_kinds(std::vector<SearchEntry>& entries) {
    std::map<std::string_view, std::vector<std::size_t>> by_name;
    for (std::size_t i = 0; i < entries.size(); ++i) by_name[entries[i].folded].push_back(i);
    std::vector<bool> gone(entries.size(), false);
    for (auto& [name, same] : by_name) {
        std::stable_sort(same.begin(), same.end(), [&](std::size_t a, std::size_t b) {
            return order_of(entries[a].hit.kind) < order_of(entries[b].hit.kind);
        });
        for (std::size_t i = 0; i < same.size(); ++i)
            for (std::size_t j = i + 1; j < same.size() && !gone[same[i]]; ++j) {
                const SearchHit &a = entries[same[i]].hit, &b = entries[same[j]].hit;
                if (a.kind == "street" || b.kind == "street" || a.kind == b.kind) continue;
                if (glm::distance(glm::dvec2(a.position.vec()), glm::dvec2(b.position.vec())) < same_thing_m)
                    gone[same[j]] = true;
            }
    }
    std::size_t kept = 0;
    std::vector<SearchEntry> rest;
    rest.reserve(entries.size());
    for (SearchEntry& entry : entries)
        if (!gone[kept++]) rest.push_back(std::move(entry));
    entries = std::move(rest);
}

bool is_word_byte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
}

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
    const std::string folded = base::fold_for_search(text);
    std::vector<std::string> words;
    for (std::size_t i = 0; i < folded.size();) {
        if (!is_word_byte(folded[i])) {
            ++i;
            continue;
        }
        const std::size_t begin = i;
        while (i < folded.size() && is_word_byte(folded[i])) ++i;
        std::string word = folded.substr(begin, i - begin);
        const bool abbreviated = i < folded.size() && folded[i] == '.';
        if (abbreviated && word.size() >= 3 && word.ends_with("str")) word += "asse";
        words.push_back(std::move(word));
    }
    return words;
}

std::string search_form(std::string_view text) {
    std::string form;
    for (const std::string& word : search_words(text)) form += ' ' + word;
    return form;
}

int search_rank(const SearchEntry& entry, const std::vector<std::string>& words) {
    if (words.empty()) return -1;
    int rank = 0;
    for (const std::string& word : words) {
        const std::size_t begin = entry.folded.find(' ' + word);
        const bool whole = (entry.folded + ' ').find(' ' + word + ' ') != std::string::npos;
        // Compound words are found by their second half too ("bahnhof" finds the Hauptbahnhof), numbers are not.
        const bool inside = word.size() >= 3 && word[0] > '9' && entry.folded.find(word) != std::string::npos;
        if (whole)
            rank += 0;
        else if (begin != std::string::npos)
            rank += 2;
        else if (inside)
            rank += 8;
        else
            return -1;
    }
    std::string query;
    for (const std::string& word : words) query += ' ' + word;
    if (entry.folded == query)
        rank += 0;
    else if (entry.folded.starts_with(query))
        rank += 10;
    else if (entry.folded.starts_with(' ' + words.front()))
        rank += 20;
    else
        rank += 40;
    return rank * 16 + order_of(entry.hit.kind);
}

void SearchIndex::add_piece(const char* kind, const std::string& name, Piece piece) {
    std::string folded = search_form(name);
    if (folded.empty()) return;
    piece.name = name;
    pieces_[{kind, std::move(folded)}].push_back(std::move(piece));
}

void SearchIndex::add(std::uint32_t number, const Feature& feature, const base::Box3& bounds) {
    if (feature.kind == FeatureKind::building_part) add_to_whole(feature.parent_id, bounds, 0);
    add_thing(number, feature, bounds, 0);
}

void SearchIndex::add(std::uint32_t number, const Feature& feature, const base::Box3& bounds, std::uint32_t order) {
    if (feature.kind == FeatureKind::building_part && !bounds.empty())
        parts_.push_back({feature.parent_id, bounds, order});
    add_thing(number, feature, bounds, order);
}

void SearchIndex::add_to_whole(const std::string& id, const base::Box3& bounds, std::uint32_t order) {
    const auto whole = wholes_.find(id);
    if (whole != wholes_.end() && whole->second.order <= order) whole->second.box.add(bounds);
}

void SearchIndex::add_thing(std::uint32_t number, const Feature& feature, const base::Box3& bounds,
                            std::uint32_t order) {
    if (bounds.empty()) {
        if (feature.kind != FeatureKind::building) return;
        Whole& whole = wholes_[feature.id];
        whole.number = number;
        whole.names.kind = feature.kind;
        whole.names.attributes = feature.attributes;
        whole.order = order;
        return;
    }
    Piece piece;
    piece.object = number;
    piece.order = order;
    piece.box = bounds;
    piece.middle = middle_of(feature, bounds, piece.weight);
    piece.middle.z = bounds.min.z;
    const std::string address = feature.attributes.text(keys::address);
    if (!address.empty()) add_piece("address", address, piece);
    if (feature.kind == FeatureKind::address) {
        if (address.empty()) add_piece("address", feature.attributes.text(keys::name), piece);
        return;
    }
    const char* kind = search_kind_of(feature.kind);
    const std::string name = feature.attributes.text(keys::name);
    const std::string title = feature.attributes.text(keys::title), title_en = feature.attributes.text(keys::title_en);
    if (!title.empty()) add_piece(kind, title, piece);
    if (!title_en.empty() && title_en != title) add_piece(kind, title_en, piece);
    if (!name.empty() && name != title) add_piece(kind, name, piece);
}

std::vector<SearchEntry> SearchIndex::finish() {
    for (const Part& part : std::exchange(parts_, {})) add_to_whole(part.whole, part.box, part.order);
    for (auto& [key, pieces] : pieces_)
        std::stable_sort(pieces.begin(), pieces.end(),
                         [](const Piece& a, const Piece& b) { return a.order < b.order; });
    for (const auto& [id, whole] : std::exchange(wholes_, {}))
        add_thing(whole.number, whole.names, whole.box, whole.order);
    wholes_.clear();
    std::vector<SearchEntry> entries;
    for (const auto& [key, pieces] : pieces_) {
        const auto& [kind, folded] = key;
        const auto groups = group(pieces, kind == "street" || kind == "water" ? street_gap_m : same_thing_m);
        std::map<std::size_t, std::vector<const Piece*>> members;
        for (std::size_t i = 0; i < pieces.size(); ++i) members[groups[i]].push_back(&pieces[i]);
        for (const auto& [root, together] : members) entries.push_back({merge(kind, together), folded});
    }
    pieces_.clear();
    merge_kinds(entries);
    std::stable_sort(entries.begin(), entries.end(),
                     [](const SearchEntry& a, const SearchEntry& b) { return a.folded < b.folded; });
    return entries;
}

}  // namespace twin::data
