#include "app/importer/importer.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "app/importer/city_builder.h"
#include "app/importer/hashes_ahead.h"
#include "app/importer/import_plan.h"
#include "app/importer/place.h"
#include "app/importer/places.h"
#include "app/importer/planned_service.h"
#include "app/importer/plausibility.h"
#include "app/importer/reference.h"
#include "app/importer/reuse_import.h"
#include "app/importer/reuse_record.h"
#include "base/paths.h"
#include "base/text.h"
#include "data/city_file/city_file.h"
#include "data/import_file.h"
#include "data/service.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

const base::Error cancelled{"the import was cancelled; nothing was written"};

/// One import from its plan to its city file.
class Import {
  public:
    Import(const ImportRequest& request, const base::ProgressSink& progress)
        : request_(request), sink_(progress), read_(request.read ? request.read : FileReader(data::read_in_worker)) {}

    base::Result<ImportResult> run();

  private:
    bool tell(const std::string& stage, double bytes_done, std::uint64_t objects);
    base::Result<void> inherit();
    void hash_sources();
    base::Result<void> read_all();
    base::Result<void> refer_all();
    void settle();
    void leave_out(std::vector<std::string>& errors);
    void find_focus();
    base::Result<void> place_all();
    base::Result<void> write();
    void record_sources(CityBuilder& builder, data::CityFileWriter& writer) const;
    void write_meta(data::CityFileWriter& writer) const;
    std::string city_crs_how() const;
    std::string city_name() const;
    base::Error nothing() const;

    const ImportRequest& request_;
    const base::ProgressSink& sink_;
    FileReader read_;
    ImportPlan plan_;
    double bytes_total_ = 0;
    std::vector<CollectedFile> files_;
    std::vector<data::CrsInfo> references_;
    data::CityFrame frame_;
    std::optional<data::CityFrame> inherited_frame_;  ///< Of a city file that is added to.
    std::string inherited_how_;
    std::vector<PlacedFile> placed_;
    std::shared_ptr<Spool> spool_;
    std::unique_ptr<HashesAhead> hashes_;
    ImportResult result_;
    bool cancelled_ = false;
    std::set<std::string> main_files_;  ///< Identities; empty where all lie in one place.
    base::Box3 focus_;
};

bool Import::tell(const std::string& stage, double bytes_done, std::uint64_t objects) {
    if (!sink_) return true;
    cancelled_ = cancelled_ || !sink_({stage, static_cast<std::uint64_t>(bytes_done),
                                       static_cast<std::uint64_t>(bytes_total_), objects});
    return !cancelled_;
}

base::Error Import::nothing() const {
    std::string message = "nothing could be imported";
    for (const std::string& error : result_.errors) message += "\n" + error;
    // Files that were read, and of which nothing stays, say why.
    int told = 0;
    for (const PlacedFile& placed : placed_)
        for (const base::Complaint& complaint : placed.file.complaints)
            if (complaint.kind == base::ComplaintKind::skipped && told++ < 5)
                message += fmt::format("\n{}: {}: {}: {}", placed.file.name(), complaint.object, complaint.what,
                                       complaint.why);
    return {result_.errors.size() == 1 ? result_.errors.front() : message};
}

/// A city that is added to keeps its frame, its name and where it starts.
base::Result<void> Import::inherit() {
    const auto found =
        std::find_if(plan_.files.begin(), plan_.files.end(), [](const auto& f) { return f.is_city_file; });
    if (found == plan_.files.end()) return {};
    const auto opened = data::CityFile::open(found->path);
    if (!opened.ok()) return opened.error();
    const data::CityFile& city = **opened;
    data::Recipe& recipe = plan_.recipe;
    if (recipe.crs.empty() && recipe.vertical.empty() && !recipe.origin) inherited_frame_ = city.frame();
    inherited_how_ = city.meta("crs_how");
    if (recipe.name.empty()) recipe.name = city.meta("name");
    if (recipe.note.empty()) recipe.note = city.meta("note");
    if (recipe.start_time.empty()) recipe.start_time = city.meta("start_time");
    const std::string home = city.meta("home");
    std::array<double, 5> numbers{};
    std::size_t count = 0;
    for (const std::string_view word : base::split(home, ' '))
        if (count < 5 && base::parse_number(word, numbers[count])) ++count;
    if (count == 5 && !recipe.home) recipe.home = numbers;
    return {};
}

void Import::hash_sources() {
    std::vector<fs::path> paths;
    for (const PlannedFile& file : plan_.files)
        if (!file.is_city_file && !file.service) paths.push_back(file.path);
    hashes_ = std::make_unique<HashesAhead>(std::move(paths));
}

base::Result<void> Import::read_all() {
    put_services_last(plan_.files);
    for (const PlannedFile& file : plan_.files) bytes_total_ += static_cast<double>(file.bytes);
    double bytes_before = 0;
    std::uint64_t objects_before = 0;
    // The pictures of all files wait together until the tiles are built.
    constexpr std::uint64_t least_image_bytes = 32ull << 20;
    const std::uint64_t most_image_bytes =
        std::max(data::ImageShelf::usual_bytes / std::max<std::size_t>(plan_.files.size(), 1), least_image_bytes);
    for (const PlannedFile& file : plan_.files) {
        const std::string stage = "reading " + file.path.filename().string();
        const auto progress = [&](const base::Progress& p) {
            return tell(stage, (bytes_before + static_cast<double>(p.bytes_done)) / 2, objects_before + p.objects);
        };
        if (!tell(stage, bytes_before / 2, objects_before)) return cancelled;
        std::optional<PlannedFile> fetched;
        if (file.service) {
            const auto asking = [&](const base::Progress& p) {
                return tell(p.stage + ": " + file.path.string(), bytes_before / 2, objects_before + p.objects);
            };
            auto copy =
                fetch_planned(file, extent_of(files_), request_.refresh, request_.limits, asking, plan_.complaints);
            if (cancelled_) return cancelled;
            if (!copy.ok()) {
                result_.errors.push_back(copy.error().message);
                continue;
            }
            fetched = std::move(*copy);
        }
        auto collected = collect(fetched ? *fetched : file, read_, request_.limits, progress, most_image_bytes, spool_);
        if (cancelled_) return cancelled;
        bytes_before += static_cast<double>(file.bytes);
        if (!collected.ok()) {
            result_.errors.push_back(collected.error().message);
            continue;
        }
        if (std::all_of(collected->begin(), collected->end(), [](const CollectedFile& part) { return part.empty(); }))
            result_.errors.push_back(file.path.string() + ": holds nothing that can be shown");
        else
            ++result_.files_read;
        for (CollectedFile& part : *collected) {
            objects_before += part.features.size();
            files_.push_back(std::move(part));
        }
    }
    return {};
}

/// Files that say where they are first: they help to understand the others.
base::Result<void> Import::refer_all() {
    std::string neighbour = plan_.recipe.crs;
    std::vector<std::pair<std::size_t, data::CrsInfo>> found;
    std::vector<std::string> failed(files_.size());
    for (const bool silent : {false, true}) {
        for (std::size_t i = 0; i < files_.size(); ++i) {
            const bool says = !files_[i].claim.text.empty() || !files_[i].plan.settings.crs.empty();
            if (says == silent) continue;
            auto info = resolve_reference(files_[i], neighbour);
            if (!info.ok()) {
                failed[i] = info.error().message;
                continue;
            }
            if (neighbour.empty() && !info->geographic && info->horizontal != "LOCAL") neighbour = info->horizontal;
            found.emplace_back(i, *info);
        }
    }
    std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<CollectedFile> kept;
    for (auto& [i, info] : found) {
        kept.push_back(std::move(files_[i]));
        references_.push_back(std::move(info));
    }
    files_ = std::move(kept);
    for (std::string& error : failed)
        if (!error.empty()) result_.errors.push_back(std::move(error));
    settle();
    if (inherited_frame_) {
        frame_ = *inherited_frame_;
        if (!plan_.recipe.time_zone.empty()) frame_.time_zone = plan_.recipe.time_zone;
        return {};
    }
    auto frame = choose_frame(plan_.recipe, files_, references_);
    if (!frame.ok()) return frame.error();
    frame_ = *frame;
    return {};
}

/// Labels that cannot be right are corrected where that is certain; files that fit nowhere are left out.
void Import::settle() {
    std::optional<base::GeoPoint> home = plan_.recipe.origin;
    if (inherited_frame_) home = inherited_frame_->origin_geo;
    std::vector<std::string> errors = settle_references(files_, references_, home);
    leave_out(errors);
    Scatter scatter = judge_scatter(files_, references_, home);
    for (base::Complaint& complaint : scatter.complaints) plan_.complaints.push_back(std::move(complaint));
    if (scatter.main)
        for (const std::size_t i : scatter.main->files) main_files_.insert(files_[i].plan.identity);
    leave_out(scatter.left_out);
}

/// Files with an error text go, the others stay.
void Import::leave_out(std::vector<std::string>& errors) {
    std::vector<CollectedFile> kept;
    std::vector<data::CrsInfo> references;
    for (std::size_t i = 0; i < files_.size(); ++i) {
        if (!errors[i].empty()) {
            result_.errors.push_back(std::move(errors[i]));
            continue;
        }
        kept.push_back(std::move(files_[i]));
        references.push_back(std::move(references_[i]));
    }
    files_ = std::move(kept);
    references_ = std::move(references);
}

/// Where several places are far from one another, the one to be looked at.
void Import::find_focus() {
    for (const PlacedFile& placed : placed_)
        if (main_files_.contains(placed.file.plan.identity))
            for (const FeatureNote& note : placed.notes)
                if (note.fate == Fate::kept) focus_.add(note.bounds);
}

/// Files with a place of their own first: the others are put into their middle.
base::Result<void> Import::place_all() {
    for (const bool local : {false, true}) {
        const glm::dvec2 middle = middle_of(placed_).value_or(glm::dvec2(0));
        for (std::size_t i = 0; i < files_.size(); ++i) {
            const bool is_local = references_[i].horizontal == "LOCAL" || files_[i].plan.settings.placement;
            if (is_local != local) continue;
            if (!tell("placing", bytes_total_ / 2, 0)) return cancelled;
            auto placed = place(std::move(files_[i]), references_[i], frame_, middle);
            if (!placed.ok()) {
                result_.errors.push_back(placed.error().message);
                continue;
            }
            placed->order = i;
            placed_.push_back(std::move(placed).value());
        }
    }
    std::sort(placed_.begin(), placed_.end(),
              [](const PlacedFile& a, const PlacedFile& b) { return a.order < b.order; });
    files_.clear();
    drop_the_far(placed_);
    find_focus();
    return {};
}

std::string Import::city_crs_how() const {
    if (!plan_.recipe.crs.empty()) return "recipe";
    if (inherited_frame_ && !inherited_how_.empty()) return inherited_how_;
    std::string how = "assumed";
    for (const data::CrsInfo& info : references_) {
        if (info.horizontal == "LOCAL") continue;
        if (info.how == "assumed") return info.how;
        if (how != "declared") how = info.how;
    }
    return how;
}

/// The recipe's name, else that of the file; a cached city file has a number in its name that says nothing to people.
std::string Import::city_name() const {
    if (!plan_.recipe.name.empty()) return plan_.recipe.name;
    const bool cached = request_.output.parent_path() == base::cache_folder() && !request_.sources.empty();
    fs::path named = cached ? request_.sources.front() : request_.output;
    if (named.filename().empty()) named = named.parent_path();
    if (const auto service = data::understand_service(named.string(), {});
        data::names_service(named.string()) && service.ok())
        return service->shown;  // the address may hold a password
    const std::string name = named.filename().string();
    return name.substr(0, name.find('.', 1));
}

void Import::write_meta(data::CityFileWriter& writer) const {
    const data::Recipe& recipe = plan_.recipe;
    writer.set_meta("name", city_name());
    writer.set_meta("crs_how", city_crs_how());
    if (!focus_.empty())
        writer.set_meta("focus", fmt::format("{} {} {} {}", focus_.min.x, focus_.min.y, focus_.max.x, focus_.max.y));
    if (!recipe.note.empty()) writer.set_meta("note", recipe.note);
    if (!recipe.start_time.empty()) writer.set_meta("start_time", recipe.start_time);
    if (recipe.home) {
        const auto& h = *recipe.home;
        writer.set_meta("home", fmt::format("{} {} {} {} {}", h[0], h[1], h[2], h[3], h[4]));
    }
}

/// For the next import into the same city file.
void Import::record_sources(CityBuilder& builder, data::CityFileWriter& writer) const {
    writer.set_meta("sources", fmt::format("{:016x}", fingerprint_of(plan_)));
    std::set<const PlacedFile*> only_features;
    std::map<std::string, int> parts;
    for (const PlacedFile& placed : placed_) {
        if (is_only_features(placed)) only_features.insert(&placed);
        ++parts[placed.file.plan.identity];
    }
    const auto stamps = std::make_shared<BesideStamps>(stamps_beside(plan_));
    builder.set_recorder(
        [this, only_features, parts, stamps, &writer](const PlacedFile& placed, std::uint32_t first_number,
                                                      const std::map<std::string, int>& layers) -> base::Result<void> {
            const PlannedFile& file = placed.file.plan;
            if (file.is_city_file || file.service) return {};
            data::SourceFileRecord record = glance_at_source(file, *stamps);
            const ContentState content = hashes_->of(file.path);
            record.changed = content.changed;
            record.hash = content.hash;
            record.reference = words_of(placed.crs);
            record.state = only_features.contains(&placed) ? "features" : "more";
            if (parts.at(file.identity) > 1) record.state = "parts";  // each with notes of its own
            record.layers = layers;
            record_result(placed, first_number, record);
            return writer.add_source_file(record);
        });
}

base::Result<void> Import::write() {
    auto created = data::CityFileWriter::create(request_.output, frame_);
    if (!created.ok()) return created.error();
    data::CityFileWriter& writer = **created;
    write_meta(writer);
    CityBuilder builder(writer, frame_, plan_.recipe);
    for (const base::Complaint& complaint : plan_.complaints) builder.complain(complaint.object, complaint);
    for (const std::string& error : result_.errors)
        builder.complain("", {base::ComplaintKind::warning, "", "a file was left out", error});
    const auto progress = [&](const char* stage, double share, std::uint64_t objects) {
        return tell(stage, bytes_total_ * (0.5 + 0.5 * share), objects);
    };
    record_sources(builder, writer);
    if (auto done = builder.build(placed_, progress); !done.ok()) return done;
    result_.report = builder.report();
    result_.objects = builder.objects();
    result_.triangles = builder.triangles();
    if (!tell("writing", bytes_total_, result_.objects)) return cancelled;
    return writer.finish();
}

base::Result<ImportResult> Import::run() {
    result_.output = request_.output;
    auto plan = plan_import(request_.sources, request_.recipe,
                            {.unpack = true, .progress = sink_, .crs = request_.crs, .vertical = request_.vertical});
    if (!plan.ok()) return plan.error();
    plan_ = std::move(plan).value();
    result_.errors = plan_.errors;
    if (plan_.files.empty() && result_.errors.empty())
        return base::Error{"there is nothing to import; name a file, a folder or a recipe"};
    if (request_.reuse) {
        std::string why_not;
        auto reused = import_changes(request_, plan_, sink_, why_not);
        if (!reused.ok()) return reused.error();
        if (*reused) return std::move(**reused);
        if (!why_not.empty()) result_.reused = "everything was imported anew: " + why_not;
    }
    if (auto done = inherit(); !done.ok()) return done.error();
    spool_ = std::make_shared<Spool>(request_.output.parent_path());
    hash_sources();
    if (auto done = read_all(); !done.ok()) return done.error();
    if (auto done = refer_all(); !done.ok()) return done.error();
    if (auto done = place_all(); !done.ok()) return done.error();
    const bool any = std::any_of(placed_.begin(), placed_.end(), [](const PlacedFile& placed) {
        return !placed.grids.empty() || !placed.file.pictures.empty() || !placed.file.recordings.empty() ||
               std::any_of(placed.notes.begin(), placed.notes.end(),
                           [](const FeatureNote& note) { return note.fate == Fate::kept; });
    });
    if (!any) {
        return nothing();
    }
    if (auto done = write(); !done.ok()) return done.error();
    return std::move(result_);
}

}  // namespace

std::size_t ImportResult::warnings() const {
    return report.count(base::ComplaintKind::warning);  // Files left out are among them.
}

base::Result<ImportResult> import_city(const ImportRequest& request, const base::ProgressSink& progress) {
    return Import(request, progress).run();
}

}  // namespace twin::app
