#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/citygml_outcome.h"

namespace twin::data {

namespace {

void add_counts(CityGmlTotals::Counts& to, const CityGmlTotals::Counts& from) {
    for (const auto& [name, count] : from) to[name] += count;
}

/// "urf (12), uro (3)"
std::string listed(const CityGmlTotals::Counts& counts) {
    std::string out;
    for (const auto& [name, count] : counts)
        out += fmt::format("{}{} ({})", out.empty() ? "" : ", ", name.empty() ? "no name" : name, count);
    return base::to_valid_utf8(out);
}

std::uint64_t sum(const CityGmlTotals::Counts& counts) {
    std::uint64_t total = 0;
    for (const auto& [name, count] : counts) total += count;
    return total;
}

}  // namespace

void CityGmlTotals::add(const CityGmlTotals& more) {
    add_counts(extensions, more.extensions);
    if (extension_example.empty()) extension_example = more.extension_example;
    add_counts(faceless, more.faceless);
    add_counts(unread, more.unread);
    add_counts(rasters, more.rasters);
    other_lod += more.other_lod;
    only_lod4 += more.only_lod4;
    interiors += more.interiors;
    symbols += more.symbols;
    break_lines += more.break_lines;
    mass_points += more.mass_points;
    looks.add(more.looks);
}

std::vector<base::Complaint> CityGmlTotals::complaints(const std::string& file, int lod) const {
    using base::ComplaintKind;
    std::vector<base::Complaint> out;
    const auto say = [&](ComplaintKind kind, std::string what, std::string why) {
        out.push_back({kind, file, std::move(what), std::move(why)});
    };
    if (!extensions.empty())
        say(ComplaintKind::skipped, fmt::format("{} elements of extensions (ADE) left out", sum(extensions)),
            fmt::format("not part of CityGML, by namespace: {}; first: {}", listed(extensions),
                        base::to_valid_utf8(extension_example)));
    if (!unread.empty())
        say(ComplaintKind::skipped, fmt::format("{} objects left out", sum(unread)),
            fmt::format("the program does not show them: {}", listed(unread)));
    if (!faceless.empty())
        say(ComplaintKind::skipped, fmt::format("{} areas left out", sum(faceless)),
            fmt::format("they have no faces: {}", listed(faceless)));
    if (!rasters.empty())
        say(ComplaintKind::skipped, fmt::format("{} terrain rasters left out", sum(rasters)),
            fmt::format("they lie in files of their own, import those too: {}", listed(rasters)));
    if (break_lines)
        say(ComplaintKind::skipped, fmt::format("{} break lines left out", break_lines),
            "terrain is made from triangles and rasters");
    if (mass_points)
        say(ComplaintKind::skipped, fmt::format("{} loose terrain points left out", mass_points),
            "terrain is made from triangles and rasters; write the points as XYZ or GeoTIFF to use them");
    if (other_lod)
        say(ComplaintKind::assumed, fmt::format("{} objects taken in another level of detail", other_lod),
            fmt::format("LoD{} was asked for and is not there", lod));
    if (only_lod4)
        say(ComplaintKind::assumed, fmt::format("{} objects shown by the outside of their LoD4 model", only_lod4),
            "they come in no other level of detail");
    if (interiors)
        say(ComplaintKind::skipped, fmt::format("{} rooms and things inside left out", interiors),
            "interiors are read with interiors = \"yes\" in the recipe");
    if (symbols)
        say(ComplaintKind::assumed, fmt::format("{} objects shown by a symbol at their place", symbols),
            "the file does not bring the shape of their prototype");
    if (!looks.other_themes.empty())
        say(ComplaintKind::skipped,
            fmt::format("{} textures and colours of other themes left out", sum(looks.other_themes)),
            fmt::format("one theme is shown, the first: {}", listed(looks.other_themes)));
    if (looks.bad_places)
        say(ComplaintKind::skipped, fmt::format("{} faces without their texture", looks.bad_places),
            "its coordinates do not fit the face");
    if (looks.too_many)
        say(ComplaintKind::skipped, fmt::format("{} faces without their texture", looks.too_many),
            "a file's common textures may cover 6 million faces; cut the file into tiles");
    if (looks.unplaced_orthos)
        say(ComplaintKind::skipped, fmt::format("{} georeferenced textures left out", looks.unplaced_orthos),
            "neither the file nor a world file beside the picture says where it lies");
    return out;
}

}  // namespace twin::data
