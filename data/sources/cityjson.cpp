#include "data/sources/cityjson.h"

#include <sys/mman.h>

#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/cityjson_metadata.h"
#include "data/sources/cityjson_objects.h"
#include "data/sources/cityjson_sequence.h"
#include "data/sources/cityjson_vertices.h"

namespace twin::data {

namespace {

using base::ComplaintKind;
using Step = CityJsonSequence::Step;
constexpr std::size_t heartbeat_bytes = 2u << 20;
constexpr std::size_t drop_bytes = 32u << 20;
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view without_mark(std::string_view text) {
    return text.starts_with(byte_order_mark) ? text.substr(byte_order_mark.size()) : text;
}

std::string shown(std::string_view text) {
    return base::to_valid_utf8(base::trim(text.substr(0, 60)).substr(0, 24));
}

/// One run over a file: documents in, features out.
class Reading {
  public:
    Reading(const InputFile& file, const SourceOptions& options, SourceSink& sink)
        : file_(file),
          sink_(sink),
          sequence_(without_mark(file.text())),
          parser_(readable_end()),
          pictures_(options, sink),
          objects_(options, readable_end(), themes_, pictures_, sink) {}

    base::Result<void> run();

  private:
    const char* readable_end() const { return file_.text().data() + file_.text().size(); }
    void complain(ComplaintKind kind, std::string what, std::string why) {
        sink_.complain({kind, file_.name, std::move(what), std::move(why)});
    }
    std::string here() { return fmt::format("line {}", sequence_.line()); }

    base::Result<void> take(CityJsonCut& cut, bool cut_off);
    base::Result<void> read_head(const CityJsonCut& cut, bool header);
    void check_version(const CityJsonCut& cut);
    void claim_reference_system(const json::element& metadata);
    void read_appearance(std::string_view value, CityJsonAppearance& out);
    void read_templates(std::string_view value);
    base::Result<void> read_objects(const CityJsonCut& cut, bool cut_off);
    base::Result<void> tell_cut_off(const CityJsonCut& cut, std::uint64_t read);
    void tell_pending();
    bool keep_going(const char* done);
    void drop_behind(std::size_t done);
    base::Result<void> conclude();

    const InputFile& file_;
    SourceSink& sink_;
    CityJsonSequence sequence_;
    CityJsonParser parser_;
    CityJsonThemes themes_;
    CityJsonPictures pictures_;
    CityJsonObjects objects_;
    CityJsonAppearance appearance_, own_appearance_;
    CityJsonTemplates templates_;
    CityJsonVertices vertices_;
    CityJsonTransform transform_, own_transform_;
    bool has_transform_ = false, transform_doubted_ = false, version_doubted_ = false, claimed_ = false;
    CrsClaim claim_;
    std::uint64_t documents_ = 0, features_ = 0, lost_ = 0, extras_ = 0;
    std::optional<base::Error> first_error_;
    std::vector<base::Complaint> pending_;
    std::size_t reported_ = 0, dropped_ = 0;
};

base::Result<void> Reading::run() {
    if (base::trim(sequence_.text().substr(0, 4096)).empty() && base::trim(sequence_.text()).empty())
        return base::Error{"reading CityJSON: the file is empty"};
    CityJsonCut cut;
    while (true) {
        const Step step = sequence_.next(cut);
        if (step == Step::end) break;
        const bool usable = step == Step::document || step == Step::cut_off;
        base::Result<void> done;
        if (step == Step::stray)
            done = base::Error{
                fmt::format("expected '{{', found '{}'", shown(sequence_.text().substr(sequence_.begin())))};
        else if (usable || (documents_ == 0 && cut.has_objects))
            done = take(cut, !cut.complete);
        else
            done = base::Error{cut.wrong.empty() ? "its end is missing" : cut.wrong};
        if (!done && done.error().message == "cancelled") return base::Error{"reading CityJSON: cancelled"};
        if (!done) {
            ++lost_;
            if (!first_error_) first_error_ = done.error();
            pending_.push_back({ComplaintKind::skipped, file_.name,
                                fmt::format("{} in {} left out", step == Step::stray ? "text" : "a document", here()),
                                done.error().message});
        }
        // The only document's error is the file's.
        if (++documents_ > 1) tell_pending();
        if (!keep_going(sequence_.text().data() + sequence_.at())) return base::Error{"reading CityJSON: cancelled"};
    }
    return conclude();
}

base::Result<void> Reading::take(CityJsonCut& cut, bool cut_off) {
    const bool feature = cut.type == "CityJSONFeature";
    if (!feature && cut.type != "CityJSON") {
        if (cut.type.empty() && cut_off && !cut.has_objects)
            return base::Error{fmt::format("it ends before its type is said{}",
                                           cut.cut_in.empty() ? "" : fmt::format(", inside \"{}\"", cut.cut_in))};
        // Cut off before the type, which may come last.
        const bool unsaid = cut.type.empty() && cut_off;
        if (!unsaid)
            return base::Error{
                cut.type.empty() ? std::string("expected \"type\": \"CityJSON\" or \"CityJSONFeature\", found no type")
                                 : fmt::format("expected \"type\": \"CityJSON\" or \"CityJSONFeature\", found \"{}\"",
                                               shown(cut.type))};
    }
    if (feature) ++features_;
    if (auto head = read_head(cut, !feature); !head) return head;
    if (feature && !cut.id.empty() && !cut_off) {
        bool resolved = false;
        for (const JsonMember& member : cut.objects) resolved = resolved || member.key == cut.id;
        if (!resolved) return base::Error{fmt::format("its id \"{}\" is none of its city objects", shown(cut.id))};
    }
    if (!cut.has_objects && !cut_off) return base::Error{"expected \"CityObjects\", found none"};
    return read_objects(cut, cut_off);
}

void Reading::check_version(const CityJsonCut& cut) {
    if (version_doubted_ || cut.type == "CityJSONFeature") return;
    for (const std::string_view known : {"1.0", "1.1", "2.0"})
        if (cut.version.starts_with(known)) return;
    version_doubted_ = true;
    complain(ComplaintKind::assumed, "read as CityJSON 2.0",
             cut.version.empty()
                 ? std::string("no version is said")
                 : fmt::format("version {} is not known, expected 1.0, 1.1 or 2.0", shown(cut.version)));
}

/// Everything that the city objects of this document, or of the following features, refer to.
base::Result<void> Reading::read_head(const CityJsonCut& cut, bool header) {
    check_version(cut);
    CityJsonTransform& transform = header ? transform_ : own_transform_;
    transform = header ? CityJsonTransform{} : transform_;
    if (!cut.transform.empty()) {
        std::string doubt;
        auto read = read_transform(cut.transform, doubt);
        if (!read) return read.error();
        transform = *read;
        has_transform_ = true;
        if (!doubt.empty() && !transform_doubted_) complain(ComplaintKind::assumed, "coordinates may be wrong", doubt);
        transform_doubted_ = transform_doubted_ || !doubt.empty();
    }
    json::element metadata;
    if (!cut.metadata.empty() && !parser_.parse(cut.metadata, metadata))
        complain(ComplaintKind::skipped, "metadata left out", parser_.why());
    else if (!cut.metadata.empty())
        claim_reference_system(metadata);
    extras_ += cut.extra.size();
    if (header) {
        read_appearance(cut.appearance, appearance_);
        read_templates(cut.templates);
    } else {
        own_appearance_.clear();
        if (!cut.appearance.empty()) read_appearance(cut.appearance, own_appearance_);
    }
    const auto beat = [this] { return sink_.progress(reported_, objects_.handed_over()); };
    if (!read_vertices(cut.vertices, transform, beat, vertices_)) return base::Error{"cancelled"};
    const bool plain = cut.version.starts_with("1.0");
    if (!has_transform_ && !plain && !transform_doubted_ && !vertices_.points.empty()) {
        transform_doubted_ = true;
        complain(ComplaintKind::assumed, "coordinates taken as they are", "the file has no \"transform\"");
    }
    if (vertices_.unusable)
        complain(ComplaintKind::warning,
                 fmt::format("{} of {} vertices are of no use", vertices_.unusable, vertices_.points.size()),
                 "they are not three numbers within the bounds of the Earth");
    return {};
}

void Reading::claim_reference_system(const json::element& metadata) {
    CrsClaim claim = read_cityjson_crs(metadata);
    if (claim.text.empty()) return;
    if (claim_.text.empty())
        claim_ = std::move(claim);
    else if (claim.text != claim_.text && sequence_.begin() > 0)
        sink_.complain({ComplaintKind::warning, file_.name, fmt::format("all coordinates taken as {}", claim_.text),
                        fmt::format("{} says {}", here(), claim.text)});
}

void Reading::read_appearance(std::string_view value, CityJsonAppearance& out) {
    out.clear();
    if (value.empty()) return;
    json::element appearance;
    if (!parser_.parse(value, appearance))
        return complain(ComplaintKind::skipped, "colours and pictures left out", parser_.why());
    out.read(appearance, pictures_);
    // A default that no geometry has would hide the others.
    const auto used = [&](std::string_view theme) {
        for (const char* const form : {"\"{}\":", "\"{}\" :"})
            if (!theme.empty() &&
                sequence_.text().find(fmt::format(fmt::runtime(form), theme)) != std::string_view::npos)
                return theme;
        return std::string_view();
    };
    themes_.set_default(used(text_of(appearance, "default-theme-material")),
                        used(text_of(appearance, "default-theme-texture")));
}

void Reading::read_templates(std::string_view value) {
    json::element holder;
    templates_ = {};
    if (value.empty()) return;
    if (!parser_.parse(value, holder))
        return complain(ComplaintKind::skipped, "geometry templates left out", parser_.why());
    const std::size_t key = value.find("\"vertices-templates\"");
    const std::size_t begin = key == std::string_view::npos ? key : value.find('[', key);
    std::string_view vertices;
    if (begin != std::string_view::npos) vertices = value.substr(begin, end_of_json_value(value, begin) - begin);
    templates_.read(holder, vertices, appearance_, themes_, sink_);
}

base::Result<void> Reading::read_objects(const CityJsonCut& cut, bool cut_off) {
    if (!claimed_ && !cut.objects.empty()) {
        claimed_ = true;
        if (written_latitude_first(vertices_.points)) {
            claim_.xy_order = false;
            complain(ComplaintKind::assumed, "coordinates read latitude first", "the second of them goes beyond 90");
        }
        sink_.crs(claim_);
    }
    const CityJsonSurroundings around{vertices_.points, own_appearance_.empty() ? appearance_ : own_appearance_,
                                      templates_};
    const std::uint64_t before = objects_.handed_over();
    objects_.begin(cut);
    for (const JsonMember& member : cut.objects) {
        objects_.read(member, around, cut_off);
        if (!keep_going(member.value.data() + member.value.size())) return base::Error{"cancelled"};
    }
    if (cut_off) return tell_cut_off(cut, objects_.handed_over() - before);
    return {};
}

base::Result<void> Reading::tell_cut_off(const CityJsonCut& cut, std::uint64_t read) {
    const std::string where =
        cut.cut_in.empty() ? "between two of its members" : fmt::format("inside \"{}\"", cut.cut_in);
    const std::string found =
        cut.vertices.empty() && read == 0
            ? fmt::format("{} city objects were found, but the vertices that they need come later", cut.objects.size())
            : fmt::format("{} of {}{} city objects could be read", read, cut.cut_in == "CityObjects" ? "at least " : "",
                          cut.objects.size() + (cut.cut_in == "CityObjects" ? 1 : 0));
    const std::string why = cut.wrong.empty() ? fmt::format("the file ends {} (truncated?); {}", where, found)
                                              : fmt::format("it goes wrong {}: {}; {}", where, cut.wrong, found);
    if (read == 0) return base::Error{why};
    complain(ComplaintKind::warning, "the rest of the city is missing", why);
    return {};
}

void Reading::tell_pending() {
    for (base::Complaint& complaint : pending_) sink_.complain(std::move(complaint));
    pending_.clear();
}

bool Reading::keep_going(const char* done_to) {
    const auto done = static_cast<std::size_t>(done_to - file_.text().data());
    if (done < reported_ + heartbeat_bytes) return true;
    reported_ = done;
    drop_behind(done);
    return sink_.progress(done, objects_.handed_over());
}

/// Gives back pages already read; should they be looked at again, they come from the file.
void Reading::drop_behind(std::size_t done) {
    if (!file_.mapped || done - dropped_ < drop_bytes) return;
    constexpr std::uintptr_t page = 65536;
    const auto begin = reinterpret_cast<std::uintptr_t>(file_.bytes.data());
    const std::uintptr_t from = (begin + dropped_ + page - 1) / page * page, to = (begin + done) / page * page;
    dropped_ = done;
    if (to > from) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
}

base::Result<void> Reading::conclude() {
    objects_.complain_in_total(file_.name);
    if (extras_)
        complain(ComplaintKind::skipped, fmt::format("{} values of an extension left out", extras_),
                 "they belong to the whole file, not to a city object");
    const std::uint64_t read = objects_.handed_over();
    if (lost_ == documents_ || (read == 0 && first_error_)) {
        const std::string reason = first_error_ ? first_error_->message : "there is no document in it";
        return base::Error{
            documents_ > 1
                ? fmt::format("reading CityJSON: none of {} documents can be used; the first: {}", documents_, reason)
                : "reading CityJSON: " + reason};
    }
    if (read == 0 && objects_.damaged() > 0 && objects_.damaged() == objects_.seen())
        return base::Error{fmt::format("reading CityJSON: all {} city objects are damaged", objects_.damaged())};
    if (const std::string ruin = objects_.ruin(); !ruin.empty())
        return base::Error{
            fmt::format("reading CityJSON: none of the {} city objects has a usable shape; {}", objects_.seen(), ruin)};
    if (lost_)
        complain(ComplaintKind::warning,
                 fmt::format("{} of {} documents could be read", documents_ - lost_, documents_),
                 "the others are named above");
    if (objects_.seen() == 0) complain(ComplaintKind::warning, "nothing to show", "the file holds no city objects");
    sink_.progress(file_.bytes.size(), read);
    return {};
}

bool ends_like_cityjson(std::string_view name) {
    for (const std::string_view ending : {".city.json", ".city.jsonl", ".cityjson", ".cityjsonl", ".cityjsonseq"})
        if (base::ends_with_ignoring_case(name, ending)) return true;
    return false;
}

}  // namespace

std::string_view CityJsonSource::description() const {
    return "CityJSON 1.0, 1.1, 2.0 and CityJSONSeq";
}

int CityJsonSource::recognises(const InputFile& head) const {
    const std::string_view text = base::trim(without_mark(head.head()));
    const bool named = ends_like_cityjson(head.name);
    if (text.empty()) return named ? 1 : 0;
    if (text.find("\"CityJSON\"") != std::string_view::npos ||
        text.find("\"CityJSONFeature\"") != std::string_view::npos)
        return 2;
    if (!text.starts_with('{') && !named) return 0;
    if (text.find("\"CityObjects\"") != std::string_view::npos) return 2;
    if (named) return 1;
    // Members may come in any order; these are written by nothing else.
    for (const std::string_view word :
         {"\"geometry-templates\"", "\"vertices-texture\"", "\"transform\"", "\"vertices\""})
        if (text.find(word) != std::string_view::npos && text.find("\"asset\"") == std::string_view::npos) return 1;
    return 0;
}

base::Result<void> CityJsonSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
    return Reading(file, options, sink).run();
}

}  // namespace twin::data
