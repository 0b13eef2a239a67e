#include "data/sources/citygml_looks.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/citygml_numbers.h"
#include "data/sources/citygml_text.h"

namespace twin::data {

namespace {

constexpr std::size_t most_places = 24u << 20;  // 192 MiB
constexpr std::size_t most_rings = 6u << 20;    // 144 MiB

std::string_view without_mark(std::string_view uri) {
    uri = trim_xml(uri);
    const auto mark = uri.find('#');
    return mark == std::string_view::npos ? uri : uri.substr(mark + 1);
}

/// First descendant of that name, two steps down at most.
const XmlNode* below(const XmlNode& node, std::string_view local) {
    if (const XmlNode* found = node.child(local)) return found;
    for (const XmlNode* child = node.first_child; child; child = child->next)
        if (const XmlNode* found = child->child(local)) return found;
    return nullptr;
}

std::uint32_t byte_of(double share) {
    return static_cast<std::uint32_t>(std::lround(std::clamp(share, 0.0, 1.0) * 255));
}

template <class Entry>
void sort_by_id(std::vector<Entry>& entries) {
    std::ranges::stable_sort(entries, {}, &Entry::id);
    entries.shrink_to_fit();
}

template <class Entry>
const Entry* find_id(const std::vector<Entry>& entries, std::uint64_t id) {
    const auto found = std::ranges::lower_bound(entries, id, {}, &Entry::id);
    return found != entries.end() && found->id == id ? &*found : nullptr;
}

}  // namespace

std::string image_name(std::string_view uri) {
    std::string name = base::to_valid_utf8(trim_xml(uri));
    std::ranges::replace(name, '\\', '/');
    while (name.starts_with("./")) name.erase(0, 2);
    return name;
}

void LookTotals::add(const LookTotals& more) {
    for (const auto& [theme, count] : more.other_themes) other_themes[theme] += count;
    bad_places += more.bad_places;
    too_many += more.too_many;
    unplaced_orthos += more.unplaced_orthos;
}

int CityGmlLooks::image_index(const XmlNode& data) {
    const std::string name = image_name(data.child_text("imageURI"));
    if (name.empty()) return -1;
    const auto known = std::ranges::find(images_, name);
    if (known != images_.end()) return static_cast<int>(known - images_.begin());
    images_.push_back(name);
    return static_cast<int>(images_.size()) - 1;
}

void CityGmlLooks::read(const XmlNode& appearance, LookTotals& totals) {
    const std::string theme = base::to_valid_utf8(appearance.child_text("theme"));
    if (!theme_known_) set_theme(theme);
    for (const XmlNode* member = appearance.first_child; member; member = member->next) {
        if (!member->is("surfaceDataMember") && !member->is("surfaceData")) continue;
        for (const XmlNode* data = member->first_child; data; data = data->next) {
            if (theme != theme_)
                ++totals.other_themes[theme];
            else
                read_surface_data(*data, totals);
        }
    }
}

void CityGmlLooks::read_surface_data(const XmlNode& data, LookTotals& totals) {
    // Pictures of the back of a face are for those who stand inside of it.
    if (data.child_text("isFront") == "false" || data.child_text("isFront") == "0") return;
    if (data.is("X3DMaterial")) return read_material(data);
    const int image = image_index(data);
    if (image < 0) return;
    if (data.is("GeoreferencedTexture")) return read_orthophoto(data, image);
    for (const XmlNode* child = data.first_child; child; child = child->next) {
        if (child->is("target")) {  // CityGML 1.0 and 2.0
            const std::string_view uri = child->attribute("uri").empty() ? child->text : child->attribute("uri");
            for (const XmlNode* given = child->first_child; given; given = given->next)
                read_target(*given, uri, image, totals);
        } else if (child->is("textureParameterization")) {  // CityGML 3.0
            for (const XmlNode* link = child->first_child; link; link = link->next)
                if (const XmlNode* given = link->child("textureParameterization"); given && given->first_child)
                    read_target(*given->first_child, link->child_text("target"), image, totals);
        }
    }
}

void CityGmlLooks::read_target(const XmlNode& given, std::string_view uri, int image, LookTotals& totals) {
    if (given.is("TexCoordList")) return read_list(given, image, totals);
    const XmlNode* world = given.child("worldToTexture");
    if (!given.is("TexCoordGen") || !world) return;
    if (!parse_numbers(world->text, numbers_) || numbers_.size() != 12) {
        ++totals.bad_places;
        return;
    }
    Matrix matrix;
    std::ranges::copy(numbers_, matrix.m);
    matrices_.push_back(matrix);
    targets_.push_back({hash_of(without_mark(uri)), image, static_cast<std::int32_t>(matrices_.size()) - 1, 0});
}

void CityGmlLooks::read_list(const XmlNode& list, int image, LookTotals& totals) {
    const XmlNode* places = nullptr;
    for (const XmlNode* node = list.first_child; node; node = node->next) {
        if (node->is("textureCoordinates")) {
            places = node;
            const std::string_view ring = node->attribute("ring");
            if (!ring.empty()) add_places(without_mark(ring), node->text, image, totals);
        } else if (node->is("ring") && places && places->attribute("ring").empty()) {  // CityGML 3.0
            // All lists of coordinates may come first and all rings after them.
            add_places(without_mark(node->text), places->text, image, totals);
            const XmlNode* next = places->next;
            while (next && !next->is("textureCoordinates")) next = next->next;
            places = next ? next : places;
        }
    }
}

void CityGmlLooks::add_places(std::string_view ring, std::string_view numbers, int image, LookTotals& totals) {
    if (!parse_numbers(numbers, numbers_) || numbers_.size() % 2 != 0 || numbers_.size() < 6) {
        ++totals.bad_places;
        return;
    }
    if (rings_.size() >= most_rings || places_.size() + numbers_.size() / 2 > most_places) {
        ++totals.too_many;
        return;
    }
    rings_.push_back({hash_of(ring), places_.size(), static_cast<std::uint32_t>(numbers_.size() / 2), image});
    for (std::size_t i = 0; i < numbers_.size(); i += 2)
        places_.emplace_back(static_cast<float>(numbers_[i]), static_cast<float>(numbers_[i + 1]));
}

void CityGmlLooks::read_material(const XmlNode& material) {
    const auto colour = material.child_text("diffuseColor");
    if (colour.empty() || !parse_numbers(colour, numbers_) || numbers_.size() != 3) return;
    double transparency = 0;
    base::parse_number(material.child_text("transparency"), transparency);
    // Glass in a city model is told by what the face is; what cannot be seen at all would only be missed.
    const std::uint32_t opacity = std::max<std::uint32_t>(1, byte_of(1 - transparency));
    const std::uint32_t packed =
        opacity << 24 | byte_of(numbers_[2]) << 16 | byte_of(numbers_[1]) << 8 | byte_of(numbers_[0]);
    for (const XmlNode* target = material.first_child; target; target = target->next)
        if (target->is("target"))
            targets_.push_back({hash_of(without_mark(target->text.empty() ? target->attribute("uri") : target->text)),
                                -1, -1, packed});
}

/// Source: OGC 12-019, section 9.4: referencePoint is the centre of the upper left pixel, orientation (row by row) what
/// one pixel to the right and one down are in the world.
void CityGmlLooks::read_orthophoto(const XmlNode& data, int image) {
    Ortho ortho;
    ortho.image = image;
    const XmlNode* point = data.child("referencePoint");
    const XmlNode* place = point ? below(*point, "pos") : nullptr;
    std::vector<double> origin;
    if (place && parse_numbers(place->text, origin) && origin.size() >= 2 &&
        parse_numbers(data.child_text("orientation"), numbers_) && numbers_.size() == 4)
        ortho.world = {numbers_[0], numbers_[2], numbers_[1], numbers_[3], origin[0], origin[1]};
    for (const XmlNode* target = data.first_child; target; target = target->next)
        if (target->is("target")) ortho.targets.push_back(hash_of(without_mark(target->text)));
    orthos_.push_back(std::move(ortho));
}

std::vector<std::string> CityGmlLooks::orthophotos() const {
    std::vector<std::string> names;
    for (const Ortho& ortho : orthos_) names.push_back(images_[static_cast<std::size_t>(ortho.image)]);
    return names;
}

void CityGmlLooks::settle(const PictureFacts& pictures, LookTotals& totals) {
    for (const Ortho& ortho : orthos_) {
        const auto known = pictures.find(images_[static_cast<std::size_t>(ortho.image)]);
        const PictureFact fact = known == pictures.end() ? PictureFact{} : known->second;
        const std::vector<double>& w = ortho.world.empty() ? fact.world : ortho.world;
        const double determinant = w.size() == 6 ? w[0] * w[3] - w[1] * w[2] : 0;
        if (fact.width_px <= 0 || fact.height_px <= 0 || std::fabs(determinant) < 1e-18) {
            ++totals.unplaced_orthos;
            continue;
        }
        // Column and row by the inverse of (x,y) = w * (column, row) + origin; places count from the lower left.
        const double sx = 1.0 / (determinant * fact.width_px), sy = -1.0 / (determinant * fact.height_px);
        Matrix matrix;
        double* m = matrix.m;
        m[0] = w[3] * sx, m[1] = -w[2] * sx;
        m[3] = -(m[0] * w[4] + m[1] * w[5]) + 0.5 / fact.width_px;
        m[4] = -w[1] * sy, m[5] = w[0] * sy;
        m[7] = -(m[4] * w[4] + m[5] * w[5]) + 1 - 0.5 / fact.height_px;
        m[11] = 1;
        matrices_.push_back(matrix);
        for (const std::uint64_t target : ortho.targets)
            targets_.push_back({target, ortho.image, static_cast<std::int32_t>(matrices_.size()) - 1, 0});
    }
    orthos_.clear();
    sort_by_id(rings_);
    sort_by_id(targets_);
    places_.shrink_to_fit();
}

std::size_t CityGmlLooks::bytes() const {
    return rings_.capacity() * sizeof(RingEntry) + places_.capacity() * sizeof(glm::vec2) +
           targets_.capacity() * sizeof(Target) + matrices_.capacity() * sizeof(Matrix);
}

CityGmlLooks::RingPlaces CityGmlLooks::ring(std::string_view id) const {
    const RingEntry* entry = rings_.empty() ? nullptr : find_id(rings_, hash_of(id));
    if (!entry) return {};
    return {entry->image, places_.data() + entry->first, entry->count};
}

CityGmlLooks::Target CityGmlLooks::target(std::string_view id) const {
    const Target* found = targets_.empty() ? nullptr : find_id(targets_, hash_of(id));
    return found ? *found : Target{};
}

}  // namespace twin::data
