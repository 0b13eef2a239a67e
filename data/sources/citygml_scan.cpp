#include "data/sources/citygml_scan.h"

#include <cstring>

#include <fmt/format.h>

#include "base/find_bytes.h"
#include "base/text.h"

namespace twin::data {

namespace {

constexpr auto npos = std::string_view::npos;

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

std::size_t find_angle(std::string_view text, std::size_t at) {
    if (at >= text.size()) return npos;
    const void* found = std::memchr(text.data() + at, '<', text.size() - at);
    return found ? static_cast<std::size_t>(static_cast<const char*>(found) - text.data()) : npos;
}

/// The qualified name that starts at `at`.
std::string_view name_at(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && !is_space(text[end]) && text[end] != '>' && text[end] != '/' && text[end] != '<') ++end;
    return text.substr(at, end - at);
}

std::string_view local_part(std::string_view name) {
    const auto colon = name.find(':');
    return colon == npos ? name : name.substr(colon + 1);
}

/// Offset behind the '>' that closes the tag at `at`; quoted values may hold one. npos: the file ends before.
std::size_t tag_end(std::string_view text, std::size_t at) {
    char quote = 0;
    for (std::size_t i = at; i < text.size(); ++i) {
        const char c = text[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
    }
    return npos;
}

/// Value of an attribute of a tag by its local name; empty when absent.
std::string_view attribute_of(std::string_view tag, std::string_view name) {
    for (std::size_t at = tag.find(name); at != npos; at = tag.find(name, at + 1)) {
        const char before = at ? tag[at - 1] : '<';
        if (!is_space(before) && before != ':') continue;
        std::size_t i = at + name.size();
        while (i < tag.size() && is_space(tag[i])) ++i;
        if (i >= tag.size() || tag[i] != '=') continue;
        do ++i;
        while (i < tag.size() && is_space(tag[i]));
        if (i >= tag.size() || (tag[i] != '"' && tag[i] != '\'')) continue;
        const auto end = tag.find(tag[i], i + 1);
        return end == npos ? std::string_view{} : tag.substr(i + 1, end - i - 1);
    }
    return {};
}

bool is_member_name(std::string_view local) {
    return local == "cityObjectMember" || local == "featureMember" || local == "featureMembers";
}
bool is_look_name(std::string_view local) {
    return local == "appearanceMember";
}

/// Whether comments, sections or instructions stand in the text.
bool has_other_markup(std::string_view text) {
    return base::find_bytes(text, "<!") != npos || base::find_bytes(text, "<?") != npos;
}

int version_of(std::string_view root_tag) {
    const auto at = root_tag.find("opengis.net/citygml/");
    if (at == npos) return 0;
    for (const int version : {3, 2, 1})
        if (root_tag.find(fmt::format("/{}.0", version), at) != npos) return version;
    return 0;
}

/// End of the DOCTYPE that starts at `at`, its internal subset included.
std::size_t doctype_end(std::string_view text, std::size_t at) {
    const auto close = text.find('>', at);
    const auto subset = text.find('[', at);
    if (subset == npos || close == npos || close < subset) return close == npos ? npos : close + 1;
    const auto end = text.find("]", subset);
    const auto after = end == npos ? npos : text.find('>', end);
    return after == npos ? npos : after + 1;
}

}  // namespace

base::Result<CityGmlHead> read_citygml_head(std::string_view text) {
    CityGmlHead head;
    head.encoding = "UTF-8";
    if (base::trim(text.substr(0, 4096)).empty()) return base::Error{"reading CityGML: the file is empty"};
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") || text.substr(0, 4).find('\0') != npos)
        return base::Error{
            "reading CityGML: expected UTF-8 or a Latin encoding, found UTF-16; convert it first "
            "(iconv -f UTF-16 -t UTF-8)"};
    std::size_t at = 0;
    while ((at = find_angle(text, at)) != npos && at + 1 < text.size()) {
        const std::string_view rest = text.substr(at, 16);
        std::size_t end = npos;
        if (rest.starts_with("<?")) {
            end = text.find("?>", at);
            if (end != npos && rest.starts_with("<?xml") && is_space(rest[5])) {
                const auto said = attribute_of(text.substr(at, end - at), "encoding");
                if (!said.empty()) head.encoding = said;
            }
        } else if (rest.starts_with("<!--")) {
            end = text.find("-->", at + 4);
        } else if (rest.starts_with("<!DOCTYPE")) {
            end = doctype_end(text, at);
            if (text.substr(at, end == npos ? npos : end - at).find("<!ENTITY") != npos)
                return base::Error{
                    "reading CityGML: the file declares entities in a DOCTYPE, which city models do not "
                    "need and which can fill the memory; remove the DOCTYPE"};
        } else if (rest.starts_with("<!")) {
            return base::Error{"reading CityGML: expected a CityModel, found other markup; the file is not CityGML"};
        } else {
            head.root_name = name_at(text, at + 1);
            if (local_part(head.root_name) != "CityModel")
                return base::Error{
                    fmt::format("reading CityGML: expected a CityModel as the outermost element, found "
                                "<{}>; is it another format?",
                                base::to_valid_utf8(head.root_name.substr(0, 60)))};
            end = tag_end(text, at);
            if (end == npos) break;
            head.root_tag = text.substr(at, end - at);
            head.empty_root = head.root_tag.ends_with("/>");
            head.version = version_of(head.root_tag);
            head.body = end;
            return head;
        }
        if (end == npos) break;
        at = end;
    }
    return base::Error{"reading CityGML: the file ends before the CityModel begins (truncated, or not XML)"};
}

CityGmlScanner::CityGmlScanner(std::string_view text, const CityGmlHead& head)
    : text_(text), root_name_(head.root_name), at_(head.body), saw_root_end_(head.empty_root) {}

/// Behind a comment, CDATA section or instruction that begins at `at`; `at` itself when there is none.
std::size_t CityGmlScanner::step_over_markup(std::size_t at) const {
    std::string_view closing;
    std::size_t skip = 2;
    if (text_[at + 1] == '?') {
        closing = "?>";
    } else if (text_.substr(at, 4) == "<!--") {
        closing = "-->";
        skip = 4;
    } else if (text_.substr(at, 9) == "<![CDATA[") {
        closing = "]]>";
        skip = 9;
    } else {
        return at;
    }
    const auto end = text_.find(closing, at + skip);
    return end == npos ? text_.size() : end + closing.size();
}

std::optional<CityGmlScanner::Member> CityGmlScanner::quick_member(std::size_t start, std::size_t begin,
                                                                   std::string_view name) {
    const std::string_view local = local_part(name);
    const std::size_t prefix = name.size() - local.size();
    for (auto at = base::find_bytes(text_, local, begin); at != npos; at = base::find_bytes(text_, local, at + 1)) {
        if (at < begin + prefix + 1 || text_.substr(at - prefix, name.size()) != name) continue;
        const std::size_t angle = at - prefix - 1;
        if (text_[angle] == '<') return std::nullopt;  // Another member begins inside.
        if (text_[angle] != '/' || text_[angle - 1] != '<') continue;
        const auto close = text_.find('>', at);
        if (close == npos || has_other_markup(text_.substr(start, close - start))) return std::nullopt;
        return Member{text_.substr(start, close + 1 - start), close + 1};
    }
    return std::nullopt;
}

void CityGmlScanner::note_envelope(std::size_t at) {
    if (!srs_name_.empty() || local_part(name_at(text_, at + 1)) != "Envelope") return;
    const auto end = tag_end(text_, at);
    if (end == npos) return;
    const std::string_view tag = text_.substr(at, end - at);
    srs_name_ = base::to_valid_utf8(base::trim(attribute_of(tag, "srsName")));
    double dimension = 0;
    if (base::parse_number(attribute_of(tag, "srsDimension"), dimension) && (dimension == 2 || dimension == 3))
        srs_dimension_ = static_cast<int>(dimension);
}

std::optional<CityGmlScanner::Member> CityGmlScanner::next() {
    if (saw_root_end_) return std::nullopt;
    std::size_t start = npos;  // of the member that is open
    std::string_view name;
    bool look = false;
    while ((at_ = find_angle(text_, at_)) != npos && at_ + 1 < text_.size()) {
        const char c = text_[at_ + 1];
        if (c == '!' || c == '?') {
            const std::size_t after = step_over_markup(at_);
            at_ = after == at_ ? at_ + 1 : after;
            continue;
        }
        if (c == '/') {
            const std::string_view closed = name_at(text_, at_ + 2);
            if (start != npos && closed == name) {
                const auto close = text_.find('>', at_);
                if (close == npos) break;
                at_ = close + 1;
                return Member{text_.substr(start, at_ - start), at_, false, false, look};
            }
            if (closed == root_name_) {
                saw_root_end_ = true;
                if (start == npos) return std::nullopt;
                return Member{text_.substr(start, at_ - start), at_, true, false, look};
            }
        } else if (const std::string_view opened = name_at(text_, at_ + 1);
                   is_member_name(local_part(opened)) || (start == npos && is_look_name(local_part(opened)))) {
            if (start != npos) return Member{text_.substr(start, at_ - start), at_, true, false, look};
            const auto end = tag_end(text_, at_);
            if (end == npos) {
                start = at_;
                break;
            }
            if (text_[end - 2] != '/') {
                start = at_;
                name = opened;
                look = is_look_name(local_part(opened));
                if (auto quick = quick_member(start, end, name)) {
                    at_ = quick->end;
                    quick->look = look;
                    return quick;
                }
            }
            at_ = end;
            continue;
        } else if (start == npos) {
            note_envelope(at_);
            const std::string_view local = local_part(opened);
            if (local == "versionMember" || local == "versionTransitionMember") ++versions_;
        }
        ++at_;
    }
    at_ = text_.size();
    if (start == npos) return std::nullopt;
    return Member{text_.substr(start), at_, false, true, look};
}

}  // namespace twin::data
