#include "data/sources/cityjson_trouble.h"

#include <fmt/format.h>

namespace twin::data {

namespace {

struct Words {
    base::ComplaintKind kind;
    const char *one, *many;
};

Words words_for(CityJsonTrouble::Loss loss) {
    using Loss = CityJsonTrouble::Loss;
    using base::ComplaintKind;
    switch (loss) {
        case Loss::face:
            return {ComplaintKind::skipped, "face left out", "faces left out"};
        case Loss::hole:
            return {ComplaintKind::repaired, "hole in a face closed", "holes in faces closed"};
        case Loss::line:
            return {ComplaintKind::skipped, "line left out", "lines left out"};
        case Loss::point:
            return {ComplaintKind::skipped, "point left out", "points left out"};
        case Loss::geometry:
            return {ComplaintKind::skipped, "geometry left out", "geometries left out"};
        case Loss::value:
            return {ComplaintKind::skipped, "value left out", "values left out"};
        case Loss::semantics:
            return {ComplaintKind::repaired, "geometry mended", "geometries mended"};
    }
    return {ComplaintKind::warning, "doubt", "doubts"};
}

}  // namespace

void CityJsonTrouble::add(Loss loss, std::string_view why, std::string_view example) {
    for (Entry& entry : entries_) {
        if (entry.loss != loss || entry.why != why) continue;
        ++entry.count;
        return;
    }
    entries_.push_back({loss, std::string(why), std::string(example)});
}

std::string CityJsonTrouble::lost_shape() const {
    for (const Entry& entry : entries_)
        if (words_for(entry.loss).kind == base::ComplaintKind::skipped && entry.loss != Loss::value)
            return entry.example.empty() ? entry.why : fmt::format("{} ({})", entry.why, entry.example);
    return {};
}

void CityJsonTrouble::tell(const std::string& object, SourceSink& sink) const {
    for (const Entry& entry : entries_) {
        const Words words = words_for(entry.loss);
        sink.complain({words.kind, object, fmt::format("{} {}", entry.count, entry.count == 1 ? words.one : words.many),
                       entry.example.empty()
                           ? entry.why
                           : fmt::format("{} ({}{})", entry.why, entry.count > 1 ? "first: " : "", entry.example)});
    }
}

}  // namespace twin::data
