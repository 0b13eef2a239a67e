#include "app/importer/reuse_import.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <tbb/parallel_for.h>

#include "app/importer/batch_builder.h"
#include "app/importer/footing_terrain.h"
#include "app/importer/neighbours.h"
#include "app/importer/place.h"
#include "app/importer/plausibility.h"
#include "app/importer/reference.h"
#include "app/importer/reuse_patch.h"
#include "app/importer/reuse_record.h"
#include "data/city_file/city_file.h"
#include "data/city_file/city_patch.h"
#include "data/city_file/database.h"
#include "data/import_file.h"
#include "scene/builders/terrain.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

bool ids_hold_everywhere(const std::string& format) {
    return format == "osm" || format == "citygml" || format == "cityjson";
}

/// What becomes of all objects, by their notes alone.
void decide_fates(std::vector<PlacedFile>& files) {
    for (PlacedFile& placed : files)
        for (FeatureNote& note : placed.notes)
            if (note.fate != Fate::nowhere) note.fate = Fate::kept;
    drop_the_far(files);
    std::map<std::array<std::uint64_t, 2>, std::uint32_t> seen;
    for (std::uint32_t i = 0; i < files.size(); ++i) {
        if (!ids_hold_everywhere(files[i].file.plan.settings.format)) continue;
        for (FeatureNote& note : files[i].notes) {
            if (note.fate != Fate::kept) continue;
            const auto [entry, fresh] = seen.emplace(note.id, i);
            if (fresh) continue;
            note.fate = Fate::repeated;
            note.before = entry->second;
        }
    }
}

bool same_fates(const std::vector<FeatureNote>& a, const std::vector<FeatureNote>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const FeatureNote& x, const FeatureNote& y) {
        return x.fate == y.fate && (x.fate != Fate::repeated || x.before == y.before);
    });
}

base::Box3 extent_of(const std::vector<PlacedFile>& files) {
    base::Box3 extent;
    for (const PlacedFile& placed : files)
        for (const FeatureNote& note : placed.notes)
            if (note.fate == Fate::kept) extent.add(note.bounds);
    return extent;
}

bool same_sides(const base::Box3& a, const base::Box3& b) {
    return a.min.x == b.min.x && a.min.y == b.min.y && a.max.x == b.max.x && a.max.y == b.max.y;
}

/// Numbers of the same ground: what is laid under buildings' feet must not have moved.
bool same_ground(const std::vector<PlacedFile>& before, const std::vector<PlacedFile>& after) {
    base::Box3 extent = extent_of(after);
    extent.min -= glm::dvec3(300, 300, 0);
    extent.max += glm::dvec3(300, 300, 0);
    const auto old_grid = footing_grid(before, extent), new_grid = footing_grid(after, extent);
    if (!old_grid || !new_grid) return false;
    return old_grid->columns == new_grid->columns && old_grid->rows == new_grid->rows &&
           old_grid->heights_m == new_grid->heights_m;
}

class Reuse {
  public:
    Reuse(const ImportRequest& request, const ImportPlan& plan, const base::ProgressSink& progress,
          std::string& why_not)
        : request_(request), plan_(plan), progress_(progress), why_not_(why_not) {}

    base::Result<std::optional<ImportResult>> run() {
        if (!find_changes()) return std::optional<ImportResult>();
        if (!changed_.empty()) {
            const auto read = read_changes();
            if (!read.ok()) return read.error();
            if (!*read || !compare()) return std::optional<ImportResult>();
            auto done = patch_city(request_.output, after_, records_, changed_, progress_);
            if (!done.ok()) {
                if (done.error().message != pictures_changed && done.error().message != layer_missing)
                    return done.error();
                why_not_ = done.error().message;
                return std::optional<ImportResult>();
            }
            rebuilt_ = *done;
        }
        return summary();
    }

  private:
    bool give_up(std::string why) {
        why_not_ = std::move(why);
        return false;
    }

    bool find_changes() {
        if (std::any_of(plan_.files.begin(), plan_.files.end(), [](const PlannedFile& f) { return f.is_city_file; }))
            return give_up("a city is added to");
        auto city = data::CityFile::open(request_.output);
        if (!city.ok()) return give_up("the city file cannot be opened");
        old_ = *city;
        if (old_->meta("sources") != fmt::format("{:016x}", fingerprint_of(plan_)))
            return give_up("the program, the recipe or the list of files is another");
        const auto database = data::Database::open_read_only(request_.output);
        if (!database.ok()) return give_up("the city file cannot be opened");
        auto records = data::read_source_files(*database);
        if (!records.ok()) return give_up(records.error().message);
        records_ = std::move(*records);
        const auto same = [](const data::SourceFileRecord& record, const PlannedFile& file) {
            return record.identity == file.identity;
        };
        if (!std::equal(records_.begin(), records_.end(), plan_.files.begin(), plan_.files.end(), same))
            return give_up("some files could not be read the last time");
        std::map<std::string, int> names;
        BesideStamps stamps = stamps_beside(plan_);
        for (std::size_t i = 0; i < records_.size(); ++i) {
            const auto glance = glance_at_source(plan_.files[i], stamps);
            auto& record = records_[i];
            ++names[record.name];
            const bool same_beside = glance.beside == record.beside;
            if (glance.bytes == record.bytes && glance.changed == record.changed && same_beside) continue;
            const auto now = look_at_source(plan_.files[i], stamps);
            if (same_beside && now.hash == record.hash) continue;
            if (record.state != "features") return give_up(record.name + " holds more than objects");
            // Known before it is read: what is written to it from now on is noticed the next time.
            record.bytes = glance.bytes;
            record.changed = glance.changed;
            record.hash = now.hash;
            record.beside = glance.beside;
            changed_.push_back(i);
        }
        for (const auto& record : records_)
            if (!changed_.empty() && record.state == "parts")
                return give_up(record.name + " is in several reference systems");
        for (const std::size_t i : changed_)
            if (names[records_[i].name] > 1) return give_up("two files have the same name");
        if (changes_most()) return give_up("most of the city is another");
        return true;
    }

    /// A change is held in memory as a whole, beside what was before; a whole import goes through batch by batch.
    bool changes_most() const {
        constexpr std::size_t many_objects = 20'000;
        std::size_t objects = 0, changed = 0;
        for (const auto& record : records_) objects += record.numbers.size();
        for (const std::size_t i : changed_) changed += records_[i].numbers.size();
        return changed > many_objects && changed * 2 > objects;
    }

    base::Result<bool> read_changes() {
        for (std::size_t i = 0; i < records_.size(); ++i) {
            before_.emplace_back();
            before_[i].file.plan = plan_.files[i];
            before_[i].notes = notes_from(records_[i].notes);
            after_.emplace_back();
            after_[i].file.plan = plan_.files[i];
            after_[i].notes = before_[i].notes;
        }
        const FileReader read = request_.read ? request_.read : FileReader(data::read_in_worker);
        for (const std::size_t i : changed_) {
            auto collected = collect(plan_.files[i], read, request_.limits, progress_);
            if (!collected.ok()) return give_up(collected.error().message);
            if (collected->size() != 1 || collected->front().empty()) return give_up("a file is empty now");
            CollectedFile file = std::move(collected->front());
            auto crs = resolve_reference(file, {});
            if (!crs.ok()) return give_up(crs.error().message);
            std::vector<CollectedFile> files;
            files.push_back(std::move(file));
            std::vector<data::CrsInfo> references{*crs};
            const auto errors = settle_references(files, references, old_->frame().origin_geo);
            if (!errors.front().empty()) return give_up(errors.front());
            if (words_of(references.front()) != records_[i].reference) return give_up("a reference system is another");
            if (i == first_with_objects()) {
                const auto frame = choose_frame(plan_.recipe, files, references);
                if (!frame.ok() || frame->horizontal != old_->frame().horizontal ||
                    frame->origin_m != old_->frame().origin_m)
                    return give_up("the city's frame would be another");
            }
            auto placed = place(std::move(files.front()), references.front(), old_->frame(), {0, 0});
            if (!placed.ok()) return placed.error();
            if (!is_only_features(*placed)) return give_up(records_[i].name + " holds more than objects");
            after_[i] = std::move(*placed);
        }
        return true;
    }

    std::size_t first_with_objects() const {
        for (std::size_t i = 0; i < before_.size(); ++i)
            if (!before_[i].notes.empty()) return i;
        return before_.size();
    }

    /// Whether nothing changes but the objects of the changed files.
    bool compare() {
        decide_fates(after_);
        std::set<std::uint64_t> moved;
        for (const std::size_t i : changed_)
            for (const auto* notes : {&before_[i].notes, &after_[i].notes})
                for (const FeatureNote& note : *notes) moved.insert(note.whole);
        for (std::size_t i = 0; i < after_.size(); ++i) {
            if (std::binary_search(changed_.begin(), changed_.end(), i)) continue;
            if (!same_fates(before_[i].notes, after_[i].notes))
                return give_up("objects occur in several files, and another one counts now");
            for (const FeatureNote& note : after_[i].notes)
                if (note.has_parent && note.fate == Fate::kept && moved.contains(note.whole))
                    return give_up("parts of one building lie in several files");
        }
        if (!same_sides(extent_of(before_), extent_of(after_))) return give_up("the city's extent is another");
        const auto terrain = old_->terrain();
        if (!terrain.ok()) return give_up(terrain.error().message);
        if (terrain->measured) {
            for (const std::size_t i : changed_)
                for (const FeatureNote& note : after_[i].notes)
                    if (note.kind == data::FeatureKind::building && note.heights != data::HeightMode::absolute)
                        return give_up("heights of buildings may come from a surface model");
        } else if (!same_ground(before_, after_)) {
            return give_up("the ground below the buildings is another");
        }
        if (planting_budget(before_).share != planting_budget(after_).share)
            return give_up("forests become denser or thinner");
        return true;
    }

    base::Result<std::optional<ImportResult>> summary() {
        old_.reset();
        const auto city = data::CityFile::open(request_.output);
        if (!city.ok()) return city.error();
        ImportResult result;
        result.output = request_.output;
        result.files_read = changed_.size();
        auto report = (*city)->report();
        if (!report.ok()) return report.error();
        result.report = std::move(*report);
        std::size_t tiles = 0;
        for (const auto& tile : (*city)->tiles()) {
            result.triangles += tile.triangles;
            if (tile.content != data::TileContent::terrain) ++tiles;
        }
        for (const auto& [kind, count] : (*city)->objects_by_kind()) result.objects += count;
        result.reused = fmt::format("{} files, {} unchanged; {} read anew; {} of {} tiles rebuilt", records_.size(),
                                    records_.size() - changed_.size(), changed_.size(), rebuilt_, tiles);
        return std::optional<ImportResult>(std::move(result));
    }

    const ImportRequest& request_;
    const ImportPlan& plan_;
    const base::ProgressSink& progress_;
    std::string& why_not_;
    std::shared_ptr<data::CityFile> old_;
    std::vector<data::SourceFileRecord> records_;
    std::vector<std::size_t> changed_;
    std::vector<PlacedFile> before_, after_;
    std::size_t rebuilt_ = 0;
};

}  // namespace

base::Result<std::optional<ImportResult>> import_changes(const ImportRequest& request, const ImportPlan& plan,
                                                         const base::ProgressSink& progress, std::string& why_not) {
    std::error_code failure;
    if (!fs::exists(request.output, failure)) return std::optional<ImportResult>();
    return Reuse(request, plan, progress, why_not).run();
}

}  // namespace twin::app
