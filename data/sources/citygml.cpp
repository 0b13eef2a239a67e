#include "data/sources/citygml.h"

#include <sys/mman.h>

#include <fmt/format.h>

#include "base/text.h"
#include "data/sources/citygml_objects.h"
#include "data/sources/citygml_scan.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

namespace {

using base::ComplaintKind;
constexpr std::size_t heartbeat_bytes = 2u << 20;
constexpr std::size_t drop_bytes = 32u << 20;

/// One run over a file: pieces in, features out.
class Reading {
  public:
    Reading(const InputFile& file, const SourceOptions& options, const CityGmlHead& head, SourceSink& sink)
        : file_(file),
          head_(head),
          sink_(sink),
          scanner_(file.text(), head),
          parser_(head.encoding, head.root_tag),
          objects_(parser_, options.lod, sink) {}

    base::Result<void> run() {
        if (head_.version == 3)
            complain(ComplaintKind::warning, "read as far as it agrees with CityGML 1.0 and 2.0",
                     "the file is CityGML 3.0; export it as 2.0 to get everything");
        while (const auto member = scanner_.next()) {
            take(*member);
            if (!keep_going(member->end)) return base::Error{"reading CityGML: cancelled"};
            cut_off_ = member->cut_off;
        }
        objects_.complain_in_total(file_.name);
        return conclude();
    }

  private:
    void complain(ComplaintKind kind, std::string what, std::string why) {
        sink_.complain({kind, file_.name, std::move(what), std::move(why)});
    }

    void take(const CityGmlScanner::Member& member) {
        ++members_;
        if (member.cut_off) return;
        auto tree = parser_.parse(member.bytes);
        if (!tree && !well_encoded(member.bytes)) {
            tree = parser_.parse_as(member.bytes, "windows-1252");
            if (tree && !encoding_repaired_) {
                encoding_repaired_ = true;
                complain(ComplaintKind::repaired, "letters read as Windows-1252",
                         fmt::format("the file says {} but its bytes are not", head_.encoding));
            }
        }
        if (!tree) {
            ++damaged_;
            sink_.complain(
                {ComplaintKind::skipped, name_of_member(member.bytes), "city object left out",
                 fmt::format("damaged XML{}: {}", member.damaged ? ", its end is missing" : "", tree.error().message)});
            return;
        }
        if (parser_.too_deep())
            complain(ComplaintKind::skipped, "elements left out", "they are nested more than 150 deep");
        claim_reference_system();
        objects_.set_default_dimension(scanner_.srs_dimension());
        objects_.read_member(**tree);
    }

    bool well_encoded(std::string_view bytes) const {
        const std::string declared = base::to_lower_ascii(head_.encoding);
        if (declared != "utf-8" && declared != "us-ascii" && declared != "ascii") return true;
        // to_valid_utf8 also drops control characters, which no encoding makes valid XML.
        return base::to_valid_utf8(bytes).find("\xEF\xBF\xBD") == std::string::npos;
    }

    /// Something a person can look for: the first gml:id, else the place in the file.
    std::string name_of_member(std::string_view bytes) const {
        const auto at = bytes.substr(0, 4096).find("gml:id=\"");
        if (at != std::string_view::npos) {
            const auto id = bytes.substr(at + 8, 120);
            return base::to_valid_utf8(id.substr(0, id.find_first_of("\"<>")));
        }
        return fmt::format("{}, city object {} at byte {}", file_.name, members_, bytes.data() - file_.text().data());
    }

    /// The envelope's word counts; a geometry's own only where the envelope is silent.
    void claim_reference_system() {
        const std::string own = base::to_valid_utf8(parser_.srs_name());
        if (!claimed_) {
            claimed_ = true;
            claim_ = scanner_.srs_name().empty() ? own : scanner_.srs_name();
            sink_.crs({claim_, false});
        } else if (claim_.empty() && !own.empty()) {
            claim_ = own;
            sink_.crs({claim_, false});
        }
        if (!own.empty() && own != claim_ && !srs_doubted_) {
            srs_doubted_ = true;
            complain(ComplaintKind::warning, fmt::format("all coordinates taken as {}", claim_),
                     fmt::format("some geometries say {}", own));
        }
    }

    bool keep_going(std::size_t done) {
        if (done - reported_ < heartbeat_bytes) return true;
        reported_ = done;
        drop_behind(done);
        return sink_.progress(done, objects_.count());
    }

    /// Gives back pages already read, so that memory stays bounded by the largest object.
    void drop_behind(std::size_t done) {
        if (!file_.mapped || done - dropped_ < drop_bytes) return;
        constexpr std::uintptr_t page = 65536;
        const auto begin = reinterpret_cast<std::uintptr_t>(file_.bytes.data());
        const std::uintptr_t from = (begin + dropped_ + page - 1) / page * page, to = (begin + done) / page * page;
        dropped_ = done;
        if (to > from) madvise(reinterpret_cast<void*>(from), to - from, MADV_DONTNEED);
    }

    base::Result<void> conclude() {
        const std::uint64_t read = objects_.count();
        if (!scanner_.complete()) {
            const std::string cut = fmt::format("the file ends {} after {} objects (truncated?)",
                                                cut_off_ ? "inside a city object" : "before the CityModel does", read);
            if (read == 0) return base::Error{"reading CityGML: " + cut};
            complain(ComplaintKind::warning, "the rest of the city is missing", cut);
        }
        if (members_ == 0) return base::Error{"reading CityGML: the CityModel holds no city objects"};
        if (read == 0 && damaged_ == members_)
            return base::Error{fmt::format("reading CityGML: all {} city objects are damaged", damaged_)};
        sink_.progress(file_.bytes.size(), read);
        return {};
    }

    const InputFile& file_;
    const CityGmlHead& head_;
    SourceSink& sink_;
    CityGmlScanner scanner_;
    XmlPieceParser parser_;
    CityGmlObjects objects_;
    std::uint64_t members_ = 0, damaged_ = 0;
    std::size_t reported_ = 0, dropped_ = 0;
    bool cut_off_ = false, encoding_repaired_ = false, claimed_ = false, srs_doubted_ = false;
    std::string claim_;
};

bool has_root_element(std::string_view text) {
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
        if (at + 1 < text.size() && text[at + 1] != '?' && text[at + 1] != '!') return true;
    return false;
}

}  // namespace

std::string_view CityGmlSource::description() const {
    return "CityGML 1.0 and 2.0";
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
