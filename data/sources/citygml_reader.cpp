#include "data/sources/citygml_reader.h"

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/citygml_degrees.h"
#include "data/sources/citygml_text.h"

namespace twin::data {

using base::ComplaintKind;

CityGmlReader::CityGmlReader(std::string file, std::string_view text, const CityGmlHead& head,
                             const CityGmlWishes& wishes, const CityGmlSurroundings& surroundings)
    : file_(std::move(file)),
      text_(text),
      head_(head),
      surroundings_(surroundings),
      parser_(head.encoding, head.root_tag),
      objects_(parser_, wishes) {
    if (surroundings.index)
        foreign_ = std::make_unique<ForeignMembers>(head.encoding, head.root_tag, *surroundings.index);
}

CityGmlOutcome CityGmlReader::read(const CityGmlBatch& batch) {
    CityGmlOutcome out;
    out.features.reserve(batch.members.size());
    objects_.set_default_dimension(batch.srs_dimension);
    for (const CityGmlScanner::Member& member : batch.members) take(member, out);
    return out;
}

void CityGmlReader::take(const CityGmlScanner::Member& member, CityGmlOutcome& out) {
    ++out.members;
    if (member.cut_off) return;
    auto tree = parser_.parse(member.bytes);
    if (!tree && !well_encoded(member.bytes)) {
        tree = parser_.parse_as(member.bytes, "windows-1252");
        out.encoding_repaired = out.encoding_repaired || tree.ok();
    }
    if (!tree) {
        ++out.damaged;
        out.complaints.push_back(
            {ComplaintKind::skipped, name_of_member(member.bytes), "city object left out",
             fmt::format("damaged XML{}: {}", member.damaged ? ", its end is missing" : "", tree.error().message)});
        return;
    }
    if (parser_.too_deep())
        out.complaints.push_back({ComplaintKind::skipped, name_of_member(member.bytes), "elements left out",
                                  "they are nested more than 150 deep"});
    const std::string_view srs = parser_.srs_name();
    const bool silent_file = surroundings_.srs_name.empty();
    objects_.set_reference(silent_file ? srs : std::string_view{},
                           parser_.several_srs_names() || (!silent_file && !srs.empty() && !says_like_the_file(srs)));
    objects_.set_place(place_of(member.bytes));
    objects_.read_member(**tree, member.bytes, surroundings_, foreign_.get(), out);
}

bool CityGmlReader::says_like_the_file(std::string_view srs_name) {
    if (srs_name == surroundings_.srs_name) return true;
    if (srs_name != compared_) {
        compared_ = srs_name;
        compared_like_ = adds_nothing_to(surroundings_.srs_name, compared_);
    }
    return compared_like_;
}

bool CityGmlReader::well_encoded(std::string_view bytes) const {
    return !is_unicode(head_.encoding) || is_utf8(bytes);
}

/// Something a person can look for: the first gml:id, else the place in the file.
std::string CityGmlReader::name_of_member(std::string_view bytes) const {
    const auto at = bytes.substr(0, 4096).find("gml:id=\"");
    if (at != std::string_view::npos) {
        const auto id = bytes.substr(at + 8, 120);
        return base::to_valid_utf8(id.substr(0, id.find_first_of("\"<>")));
    }
    return fmt::format("{}, city object at byte {}", file_, place_of(bytes));
}

std::uint64_t CityGmlReader::place_of(std::string_view bytes) const {
    return static_cast<std::uint64_t>(bytes.data() - text_.data());
}

}  // namespace twin::data
