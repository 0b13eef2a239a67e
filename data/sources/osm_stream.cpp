#include "data/sources/osm_stream.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <optional>

#include "base/text.h"
#include "data/sources/osm_inflate.h"

namespace twin::data {

namespace {

constexpr std::size_t piece_bytes = std::size_t{1} << 20;

constexpr std::array<std::string_view, 4> object_starts = {"<node", "<way", "<relation", "<changeset"};

bool starts_object(std::string_view text, std::size_t at) {
    for (const std::string_view start : object_starts) {
        if (text.substr(at, start.size()) != start) continue;
        const char after = at + start.size() < text.size() ? text[at + start.size()] : ' ';
        return std::isspace(static_cast<unsigned char>(after)) || after == '>' || after == '/';
    }
    return false;
}

/// Where the last object of the text begins; npos: there is none.
std::size_t last_object(std::string_view text) {
    for (std::size_t at = text.rfind('<'); at != std::string_view::npos; at = text.rfind('<', at - 1)) {
        if (starts_object(text, at)) return at;
        if (at == 0) break;
    }
    return std::string_view::npos;
}

/// Behind the end of the object that begins at `begin`; npos: it is not complete.
std::size_t end_of_object(std::string_view text, std::size_t begin) {
    const std::size_t tag_end = text.find('>', begin);
    if (tag_end == std::string_view::npos) return tag_end;
    if (text[tag_end - 1] == '/') return tag_end + 1;
    std::size_t name_end = begin + 1;
    while (name_end < text.size() && std::isalpha(static_cast<unsigned char>(text[name_end]))) ++name_end;
    const std::string closing = "</" + std::string(text.substr(begin + 1, name_end - begin - 1)) + ">";
    const std::size_t end = text.find(closing, tag_end);
    return end == std::string_view::npos ? end : end + closing.size();
}

/// Value of one attribute inside a start tag; nothing when it is not there.
std::optional<std::string_view> attribute(std::string_view tag, std::string_view name) {
    for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
        const std::size_t equals = at + name.size();
        if (at == 0 || !std::isspace(static_cast<unsigned char>(tag[at - 1]))) continue;
        if (equals + 1 >= tag.size() || tag[equals] != '=') continue;
        const char quote = tag[equals + 1];
        const std::size_t end = tag.find(quote, equals + 2);
        if (end == std::string_view::npos) return std::nullopt;
        return tag.substr(equals + 2, end - equals - 2);
    }
    return std::nullopt;
}

bool is_coordinate(const std::optional<std::string_view>& text, double limit) {
    if (!text) return true;  // deleted nodes of history files have none
    double value = 0;
    const bool plain = text->find_first_not_of("+-.0123456789eE") == std::string_view::npos;
    return plain && base::parse_number(*text, value) && std::abs(value) <= limit;
}

bool is_id(const std::optional<std::string_view>& text) {
    if (!text || text->empty() || text->size() > 19) return false;
    return text->find_first_not_of("0123456789", text->front() == '-' ? 1 : 0) == std::string_view::npos;
}

class XmlStream final : public OsmStream {
  public:
    XmlStream(std::string_view file, const OsmXmlCare& care) : inflater_(make_inflater(file)), care_(care) {}

    std::string next() override {
        std::string out;
        while (out.empty() && !done_) {
            const bool more = inflater_->append_to(held_, piece_bytes);
            out = more && !stop_reached() ? take_complete() : take_last();
        }
        blank_bad_nodes(out);
        if (care_.drop_history) blank_history(out);
        return out;
    }
    std::uint64_t offset() const override { return inflater_->offset(); }

  private:
    /// Everything before the last object: that one may go on in the next piece.
    std::string take_complete() {
        const std::size_t cut = last_object(held_);
        if (cut == std::string::npos || cut == 0) return {};
        std::string out = held_.substr(0, cut);
        held_.erase(0, cut);
        lines_given_ += static_cast<std::uint64_t>(std::count(out.begin(), out.end(), '\n'));
        root_given_ = true;
        return out;
    }

    std::string take_last() {
        done_ = true;
        findings_.damage = inflater_->damage();
        const bool complete = held_.find("</osm") != std::string::npos && findings_.damage.empty() && !stopped_;
        if (complete) return std::move(held_);
        findings_.truncated = true;
        const std::size_t begin = last_object(held_);
        if (begin == std::string::npos) return root_given_ ? "</osm>" : std::move(held_);
        const std::size_t end = end_of_object(held_, begin);
        held_.resize(end == std::string::npos ? begin : end);
        return std::move(held_) + "</osm>";
    }

    /// Cuts the held text where the broken line begins.
    bool stop_reached() {
        if (care_.stop_line == 0) return false;
        std::uint64_t line = lines_given_ + 1;
        std::size_t at = 0;
        while (line < care_.stop_line) {
            at = held_.find('\n', at);
            if (at == std::string::npos) return false;
            ++at;
            ++line;
        }
        held_.resize(at);
        stopped_ = true;
        return true;
    }

    void blank_bad_nodes(std::string& text) {
        for (std::size_t at = text.find("<node"); at != std::string::npos; at = text.find("<node", at + 5)) {
            const std::size_t tag_end = text.find('>', at);
            if (tag_end == std::string::npos) return;
            const std::string_view tag = std::string_view(text).substr(at, tag_end - at);
            const auto id = attribute(tag, "id");
            if (is_id(id) && is_coordinate(attribute(tag, "lat"), 90) && is_coordinate(attribute(tag, "lon"), 180))
                continue;
            if (findings_.bad_nodes++ == 0) findings_.first_bad_node = id ? std::string(*id) : "";
            const std::size_t end = end_of_object(text, at);
            for (std::size_t i = at; i < end && i < text.size(); ++i)
                if (text[i] != '\n') text[i] = ' ';
        }
    }

    static void blank_history(std::string& text) {
        for (std::size_t at = text.find('<'); at != std::string::npos; at = text.find('<', at + 1)) {
            if (!starts_object(text, at)) continue;
            const std::size_t tag_end = text.find('>', at);
            if (tag_end == std::string::npos) return;
            for (const std::string_view name : {"version", "timestamp", "changeset", "uid", "user"}) {
                const std::string_view tag = std::string_view(text).substr(at, tag_end - at);
                const auto value = attribute(tag, name);
                if (!value) continue;
                const std::size_t end = static_cast<std::size_t>(value->data() + value->size() - text.data()) + 1;
                const std::size_t begin = static_cast<std::size_t>(value->data() - text.data()) - name.size() - 2;
                std::fill(text.begin() + static_cast<std::ptrdiff_t>(begin),
                          text.begin() + static_cast<std::ptrdiff_t>(end), ' ');
            }
        }
    }

    std::unique_ptr<Inflater> inflater_;
    OsmXmlCare care_;
    std::uint64_t lines_given_ = 0;
    std::string held_;
    bool done_ = false, stopped_ = false, root_given_ = false;
};

/// Reads the two fields of a protocol-buffer BlobHeader that say how far the next blob is.
/// Source: https://wiki.openstreetmap.org/wiki/PBF_Format, fileformat.proto.
std::optional<std::uint64_t> data_size_of(std::string_view header) {
    std::size_t at = 0;
    const auto varint = [&]() -> std::optional<std::uint64_t> {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64 && at < header.size(); shift += 7) {
            const auto byte = static_cast<unsigned char>(header[at++]);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if ((byte & 0x80) == 0) return value;
        }
        return std::nullopt;
    };
    std::optional<std::uint64_t> size;
    while (at < header.size()) {
        const auto tag = varint();
        if (!tag) return std::nullopt;
        const auto value = varint();
        if (!value) return std::nullopt;
        if (*tag == 0x18)
            size = *value;  // field 3, a number: datasize
        else if ((*tag & 7) == 2 && *value <= header.size())
            at += *value;  // length-delimited: type, indexdata
        else if ((*tag & 7) != 0)
            return std::nullopt;
    }
    return size;
}

class PbfStream final : public OsmStream {
  public:
    explicit PbfStream(std::string_view file) : file_(file.substr(0, complete_bytes(file))) {
        findings_.truncated = file_.size() < file.size();
    }
    std::string next() override {
        std::string out(file_.substr(offset_, piece_bytes));
        offset_ += out.size();
        return out;
    }
    std::uint64_t offset() const override { return offset_; }

  private:
    /// Length of the whole blobs at the beginning.
    static std::size_t complete_bytes(std::string_view file) {
        std::size_t end = 0;
        while (end + 4 <= file.size()) {
            const auto byte = [&](std::size_t i) {
                return static_cast<std::size_t>(static_cast<unsigned char>(file[end + i]));
            };
            const std::size_t header = byte(0) << 24 | byte(1) << 16 | byte(2) << 8 | byte(3);
            if (header > file.size() - end - 4) break;
            const auto size = data_size_of(file.substr(end + 4, header));
            if (!size || *size > file.size() - end - 4 - header) break;
            end += 4 + header + static_cast<std::size_t>(*size);
        }
        return end;
    }

    std::string_view file_;
    std::size_t offset_ = 0;
};

}  // namespace

OsmFormat osm_format_of(std::string_view head) {
    if (head.size() > 16 && head.substr(4, 11) == std::string_view("\x0A\x09OSMHeader", 11)) return OsmFormat::pbf;
    if (head.substr(0, 3) == "BZh") return OsmFormat::xml;
    std::string text;
    make_inflater(head)->append_to(text, 8192);
    const std::size_t root = text.find("<osm");
    if (root == std::string::npos || root + 4 >= text.size()) return OsmFormat::unknown;
    const char after = text[root + 4];
    return std::isspace(static_cast<unsigned char>(after)) || after == '>' || after == '/' ? OsmFormat::xml
                                                                                           : OsmFormat::unknown;
}

std::unique_ptr<OsmStream> make_osm_xml_stream(std::string_view file, const OsmXmlCare& care) {
    return std::make_unique<XmlStream>(file, care);
}

std::unique_ptr<OsmStream> make_osm_pbf_stream(std::string_view file) {
    return std::make_unique<PbfStream>(file);
}

}  // namespace twin::data
