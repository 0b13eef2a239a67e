#include "data/sources/citygml.h"

#include <sys/mman.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/find_bytes.h"
#include "base/text.h"
#include "data/sources/citygml_codes.h"
#include "data/sources/citygml_crew.h"
#include "data/sources/citygml_degrees.h"
#include "data/sources/citygml_ground.h"
#include "data/sources/citygml_library.h"
#include "data/sources/citygml_pictures.h"
#include "data/sources/citygml_scan.h"
#include "data/sources/image_decoder.h"

namespace twin::data {

namespace {

using base::ComplaintKind;
constexpr std::size_t heartbeat_bytes = 2u << 20;
constexpr std::size_t drop_bytes = 32u << 20;
constexpr std::size_t batch_bytes = 512u << 10;
constexpr std::size_t batch_members = 512;
constexpr std::size_t worth_threads_bytes = 2u << 20;
constexpr std::size_t most_wanted_ids = 8u << 20;

std::string option(const SourceOptions& options, const char* name) {
    const auto found = options.more.find(name);
    return found == options.more.end() ? std::string() : found->second;
}

bool says_yes(const std::string& word) {
    return word == "yes" || word == "true" || word == "1" || word == "ja";
}

/// One run over a file: appearances, then city objects, then those objects that had to wait for others.
class Reading {
  public:
    Reading(const InputFile& file, const SourceOptions& options, const CityGmlHead& head, SourceSink& sink)
        : file_(file),
          head_(head),
          sink_(sink),
          scanner_(file.text(), head),
          pictures_(sink, option(options, "textures") == "no" ? 0 : texture_px_of(option(options, "texture_px"))),
          codes_(sink),
          ground_(sink),
          shows_pictures_(option(options, "textures") != "no") {
        wishes_.lod = options.lod;
        wishes_.interiors = says_yes(option(options, "interiors"));
        wishes_.theme = option(options, "theme");
    }

    base::Result<void> run() {
        if (!read_common_looks() || !read_members() || !read_deferred())
            return base::Error{"reading CityGML: cancelled"};
        if (scanner_.versions()) totals_.unread["versions and their transitions"] += scanner_.versions();
        for (base::Complaint& complaint : totals_.complaints(file_.name, wishes_.lod)) sink_.complain(complaint);
        return conclude();
    }

  private:
    void complain(ComplaintKind kind, std::string what, std::string why) {
        sink_.complain({kind, file_.name, std::move(what), std::move(why)});
    }

    /// Whether a word stands anywhere in the model; piece by piece, so that the file does not fill the memory.
    bool mentions(std::string_view word) {
        const std::string_view text = file_.text();
        bool found = false;
        for (std::size_t at = head_.body; at < text.size() && !found; at += drop_bytes) {
            const std::string_view piece = text.substr(at, drop_bytes + word.size());
            found = base::find_bytes(piece, word) != std::string_view::npos;
            drop(at);
        }
        dropped_ = 0;
        return found;
    }

    /// Appearances of the whole file often stand at its end, behind what they dress.
    bool read_common_looks() {
        const std::string_view text = file_.text();
        if (!mentions("appearanceMember")) return true;
        CityGmlScanner scanner(text, head_);
        XmlPieceParser parser(head_.encoding, head_.root_tag);
        if (!wishes_.theme.empty()) looks_.set_theme(wishes_.theme);
        std::size_t told = 0;
        while (const auto member = scanner.next()) {
            if (member->end - told >= heartbeat_bytes) {
                told = member->end;
                if (!sink_.progress(0, 0)) return false;
                drop(member->end);
            }
            if (!member->look || member->cut_off) continue;
            const auto tree = parser.parse(member->bytes);
            if (!tree) {
                complain(ComplaintKind::skipped, "an appearance left out", "damaged XML: " + tree.error().message);
                continue;
            }
            for (const XmlNode* look = (*tree)->first_child; look; look = look->next) looks_.read(*look, totals_.looks);
        }
        for (const std::string& name : looks_.orthophotos()) learn_picture(name);
        looks_.settle(surroundings_.pictures, totals_.looks);
        if (!looks_.empty()) surroundings_.looks = &looks_;
        if (wishes_.theme.empty()) wishes_.theme = looks_.theme();
        dropped_ = 0;
        return true;
    }

    void learn_picture(const std::string& name) {
        if (!surroundings_.pictures.contains(name)) surroundings_.pictures[name] = pictures_.fact_of(name);
    }

    std::unique_ptr<CityGmlCrew> hire() {
        return std::make_unique<CityGmlCrew>(
            [this] { return std::make_unique<CityGmlReader>(file_.name, file_.text(), head_, wishes_, surroundings_); },
            file_.bytes.size() < worth_threads_bytes);
    }

    bool read_members() {
        std::unique_ptr<CityGmlCrew> crew;
        CityGmlBatch batch;
        while (const auto member = scanner_.next()) {
            cut_off_ = member->cut_off;
            if (member->look) continue;
            if (!crew) {
                surroundings_.srs_name = scanner_.srs_name();
                crew = hire();
            }
            batch.members.push_back(*member);
            batch.bytes += member->bytes.size();
            if (batch.bytes < batch_bytes && batch.members.size() < batch_members) continue;
            if (!pass_on(*crew, std::exchange(batch, {}))) return false;
        }
        if (!crew) return true;
        if (!batch.members.empty() && !pass_on(*crew, std::move(batch))) return false;
        while (!crew->idle())
            if (!take_out(*crew)) return false;
        return true;
    }

    bool pass_on(CityGmlCrew& crew, CityGmlBatch&& batch) {
        while (crew.full())
            if (!take_out(crew)) return false;
        batch.srs_dimension = scanner_.srs_dimension();
        crew.add(std::move(batch));
        return true;
    }

    bool take_out(CityGmlCrew& crew) {
        auto [batch, outcome] = crew.take();
        emit(std::move(outcome));
        return keep_going(batch.members.back().end);
    }

    void emit(CityGmlOutcome&& out) {
        members_ += out.members;
        damaged_ += out.damaged;
        totals_.add(out.totals);
        if (out.encoding_repaired && !encoding_repaired_) {
            encoding_repaired_ = true;
            complain(ComplaintKind::repaired, "letters read as Windows-1252",
                     fmt::format("the file says {} but its bytes are not", head_.encoding));
        }
        for (base::Complaint& complaint : out.complaints) sink_.complain(std::move(complaint));
        if (!claimed_) claim(scanner_.srs_name());
        for (const CityGmlOutcome::Code& code : out.codes) codes_.name(code, out.features[code.feature].attributes);
        auto srs = out.srs_names.begin();
        hear_srs_name({});
        for (std::size_t i = 0; i < out.features.size(); ++i) {
            for (; srs != out.srs_names.end() && srs->first <= i; ++srs) hear_srs_name(srs->second);
            Feature& feature = out.features[i];
            if (!feature.textures.empty()) pictures_.hand_on(feature);
            ++count_;
            sink_.feature(std::move(feature));
        }
        for (std::size_t i = 0; i < out.grids.size(); ++i) {
            ++count_;
            hear_srs_name(i < out.grid_srs_names.size() ? out.grid_srs_names[i] : std::string());
            sink_.height_grid(std::move(out.grids[i]));
            if (shows_pictures_ && i < out.grounds.size()) ground_.lay(out.grounds[i]);
        }
        std::ranges::move(out.deferred, std::back_inserter(deferred_));
    }

    void claim(const std::string& srs_name) {
        claimed_ = true;
        claim_ = said_ = srs_name;
        sink_.crs({claim_, false});
    }

    /// What follows is in `own`, or, where that is silent or says no more than the envelope, in the envelope's system.
    void hear_srs_name(const std::string& own) {
        const std::string& meant = own.empty() || adds_nothing_to(claim_, own) ? claim_ : own;
        if (meant == said_) return;
        if (claim_.empty()) return claim(meant);
        said_ = meant;
        sink_.crs({meant, false});
        if (!own_systems_.insert(meant).second || meant == claim_) return;
        complain(ComplaintKind::warning, fmt::format("some objects are in {}", meant),
                 fmt::format("they say so themselves; the file's envelope says {}", claim_));
    }

    /// What links to objects elsewhere in the file, or to files beside it, is read when those are known.
    bool read_deferred() {
        if (deferred_.empty()) return true;
        std::vector<std::uint64_t> wanted;
        for (const auto& one : deferred_) {
            wanted.insert(wanted.end(), one.ids.begin(), one.ids.end());
            for (const std::string& name : one.files) learn_file(name);
        }
        std::ranges::sort(wanted);
        wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
        if (wanted.size() > most_wanted_ids) wanted.resize(most_wanted_ids);
        CityGmlIndex index;
        if (!wanted.empty() && !fill_index(index, wanted)) return false;
        surroundings_.index = &index;
        const auto crew = hire();
        const auto waiting = std::exchange(deferred_, {});
        members_ -= waiting.size();
        CityGmlBatch batch;
        for (std::size_t i = 0; i < waiting.size(); ++i) {
            batch.members.push_back({waiting[i].bytes, file_.bytes.size()});
            batch.bytes += waiting[i].bytes.size();
            const bool enough = batch.bytes >= batch_bytes || batch.members.size() >= batch_members;
            if ((enough || i + 1 == waiting.size()) && !pass_on(*crew, std::exchange(batch, {}))) return false;
        }
        while (!crew->idle())
            if (!take_out(*crew)) return false;
        return true;
    }

    void learn_file(const std::string& name) {
        if (surroundings_.pictures.contains(name) || surroundings_.library.contains(name)) return;
        const auto dot = name.rfind('.');
        const std::string ending = dot == std::string::npos ? "" : base::to_lower_ascii(name.substr(dot + 1));
        for (const char* picture : {"jpg", "jpeg", "png", "tif", "tiff", "gif", "bmp", "tga"})
            if (ending == picture) return learn_picture(name);
        surroundings_.library.emplace(name, read_library_object(name, sink_));
    }

    bool fill_index(CityGmlIndex& index, const std::vector<std::uint64_t>& wanted) {
        CityGmlScanner scanner(file_.text(), head_);
        std::size_t told = 0;
        dropped_ = 0;
        while (const auto member = scanner.next()) {
            if (!member->look && !member->cut_off) index.add_member(member->bytes, wanted);
            if (member->end - told < heartbeat_bytes) continue;
            told = member->end;
            drop(told);
            if (!sink_.progress(file_.bytes.size(), count_)) return false;
        }
        dropped_ = 0;
        index.settle();
        return true;
    }

    bool keep_going(std::size_t done) {
        drop(done);
        return sink_.progress(done, count_);
    }

    /// Gives back pages already read, so that memory stays bounded.
    void drop(std::size_t done) {
        if (!file_.mapped || done < dropped_ + drop_bytes) return;
        constexpr std::uintptr_t page = 65536;
        const auto begin = reinterpret_cast<std::uintptr_t>(file_.bytes.data());
        const std::uintptr_t from = (begin + dropped_ + page - 1) / page * page, to = (begin + done) / page * page;
        dropped_ = done;
        if (to > from) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
    }

    base::Result<void> conclude() {
        if (!scanner_.complete()) {
            const std::string cut =
                fmt::format("the file ends {} after {} objects (truncated?)",
                            cut_off_ ? "inside a city object" : "before the CityModel does", count_);
            if (count_ == 0) return base::Error{"reading CityGML: " + cut};
            complain(ComplaintKind::warning, "the rest of the city is missing", cut);
        }
        if (members_ == 0) return base::Error{"reading CityGML: the CityModel holds no city objects"};
        if (count_ == 0 && damaged_ == members_)
            return base::Error{fmt::format("reading CityGML: all {} city objects are damaged", damaged_)};
        sink_.progress(file_.bytes.size(), count_);
        return {};
    }

    const InputFile& file_;
    const CityGmlHead& head_;
    SourceSink& sink_;
    CityGmlScanner scanner_;
    CityGmlWishes wishes_;
    CityGmlPictures pictures_;
    CityGmlCodes codes_;
    CityGmlGround ground_;
    bool shows_pictures_ = true;
    CityGmlLooks looks_;
    CityGmlSurroundings surroundings_;
    CityGmlTotals totals_;
    std::vector<CityGmlOutcome::Deferred> deferred_;
    std::uint64_t members_ = 0, damaged_ = 0, count_ = 0;
    std::size_t dropped_ = 0;
    bool cut_off_ = false, encoding_repaired_ = false, claimed_ = false;
    std::string claim_, said_;           ///< The envelope's reference system, and the one told last.
    std::set<std::string> own_systems_;  ///< Of objects that have another.
};

bool has_root_element(std::string_view text) {
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
        if (at + 1 < text.size() && text[at + 1] != '?' && text[at + 1] != '!') return true;
    return false;
}

}  // namespace

std::string_view CityGmlSource::description() const {
    return "CityGML 1.0, 2.0 and 3.0";
}

int CityGmlSource::recognises(const InputFile& head) const {
    const std::string_view text = head.head();
    const auto at = text.find("CityModel");
    if (at != std::string_view::npos && at > 0 && (text[at - 1] == '<' || text[at - 1] == ':') &&
        text.find("\"CityJSON") == std::string_view::npos)
        return 2;
    if (text.find("opengis.net/citygml") != std::string_view::npos && text.find('<') != std::string_view::npos)
        return 2;
    // Other GML has another root element; by its name alone only what does not get that far.
    const bool gml =
        base::ends_with_ignoring_case(head.name, ".gml") || base::ends_with_ignoring_case(head.name, ".citygml");
    return gml && !has_root_element(text) ? 1 : 0;
}

base::Result<void> CityGmlSource::read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const {
    const auto head = read_citygml_head(file.text());
    if (!head) return head.error();
    return Reading(file, options, *head, sink).run();
}

}  // namespace twin::data
