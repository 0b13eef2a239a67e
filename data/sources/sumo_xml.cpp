#include "data/sources/sumo_xml.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <vector>

#include <expat.h>
#include <zlib.h>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr std::size_t slice_bytes = 1u << 20;
constexpr std::uint64_t most_unpacked_bytes = 16ull << 30;

bool is_gzip(std::span<const std::byte> bytes) {
    return bytes.size() > 2 && bytes[0] == std::byte{0x1F} && bytes[1] == std::byte{0x8B};
}

/// Hands out a file's content in slices, unpacked where it is gzip (several members one after the other allowed).
class Slices {
  public:
    explicit Slices(const InputFile& file) : bytes_(file.bytes), packed_(is_gzip(file.bytes)) {
        if (!packed_) return;
        buffer_.resize(slice_bytes);
        inflate_ready_ = inflateInit2(&stream_, 15 + 16) == Z_OK;
    }
    ~Slices() {
        if (inflate_ready_) inflateEnd(&stream_);
    }
    Slices(const Slices&) = delete;
    Slices& operator=(const Slices&) = delete;

    /// Empty at the end or at damage (then trouble() says what).
    std::string_view next() {
        if (!packed_) {
            const std::size_t size = std::min(slice_bytes, bytes_.size() - at_);
            const std::string_view slice(reinterpret_cast<const char*>(bytes_.data()) + at_, size);
            at_ += size;
            return slice;
        }
        return next_unpacked();
    }
    std::uint64_t done() const { return at_; }
    const std::string& trouble() const { return trouble_; }

  private:
    std::string_view next_unpacked() {
        if (!inflate_ready_) trouble_ = "it cannot be unpacked";
        if (!trouble_.empty() || ended_) return {};
        stream_.next_out = buffer_.data();
        stream_.avail_out = static_cast<uInt>(buffer_.size());
        while (stream_.avail_out && !ended_) {
            if (!stream_.avail_in) refill();
            if (!stream_.avail_in) {
                trouble_ = "the packed file ends early (truncated?)";
                break;
            }
            const int code = inflate(&stream_, Z_NO_FLUSH);
            if (code == Z_STREAM_END) {
                if (!stream_.avail_in) refill();
                ended_ = !stream_.avail_in || inflateReset2(&stream_, 15 + 16) != Z_OK;
            } else if (code != Z_OK) {
                trouble_ = "the packed file is damaged";
                break;
            }
        }
        const std::size_t size = buffer_.size() - stream_.avail_out;
        unpacked_ += size;
        if (unpacked_ > most_unpacked_bytes) trouble_ = "it unpacks to more than 16 GB";
        return {reinterpret_cast<const char*>(buffer_.data()), size};
    }

    void refill() {
        const std::size_t size = std::min(slice_bytes, bytes_.size() - at_);
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes_.data() + at_));
        stream_.avail_in = static_cast<uInt>(size);
        at_ += size;
    }

    std::span<const std::byte> bytes_;
    bool packed_;
    bool inflate_ready_ = false, ended_ = false;
    std::size_t at_ = 0;
    std::uint64_t unpacked_ = 0;
    z_stream stream_{};
    std::vector<Bytef> buffer_;
    std::string trouble_;
};

struct Run {
    XML_Parser parser = nullptr;
    SumoHandler* handler = nullptr;
    bool stopped = false;
    bool doctype = false;

    void stop() {
        stopped = true;
        XML_StopParser(parser, XML_FALSE);
    }
    static void XMLCALL on_begin(void* self, const XML_Char* name, const XML_Char** attributes) {
        auto* run = static_cast<Run*>(self);
        if (!run->stopped && !run->handler->begin(name, SumoAttributes(attributes))) run->stop();
    }
    static void XMLCALL on_end(void* self, const XML_Char* name) {
        auto* run = static_cast<Run*>(self);
        if (!run->stopped && !run->handler->end(name)) run->stop();
    }
    static void XMLCALL on_doctype(void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
        auto* run = static_cast<Run*>(self);
        run->doctype = true;
        run->stop();
    }
};

}  // namespace

std::string_view SumoAttributes::text(std::string_view name) const {
    for (const char** pair = pairs_; *pair; pair += 2)
        if (name == *pair) return pair[1];
    return {};
}

bool SumoAttributes::number(std::string_view name, double& value) const {
    const std::string_view said = text(name);
    double parsed = 0;
    const auto [end, failure] = std::from_chars(said.data(), said.data() + said.size(), parsed);
    if (failure != std::errc() || end != said.data() + said.size() || !std::isfinite(parsed))
        return !said.empty() && base::parse_number(said, value);
    value = parsed;
    return true;
}

double SumoAttributes::number_or(std::string_view name, double otherwise) const {
    number(name, otherwise);
    return otherwise;
}

base::Result<SumoXmlEnd> read_sumo_xml(const InputFile& file, SumoHandler& handler,
                                       const std::function<bool(std::uint64_t)>& progress) {
    Slices slices(file);
    Run run;
    run.parser = XML_ParserCreate(nullptr);
    if (!run.parser) return base::Error{"reading SUMO: out of memory"};
    const std::unique_ptr<std::remove_pointer_t<XML_Parser>, decltype(&XML_ParserFree)> owner(run.parser,
                                                                                              XML_ParserFree);
    run.handler = &handler;
    XML_SetUserData(run.parser, &run);
    XML_SetElementHandler(run.parser, Run::on_begin, Run::on_end);
    XML_SetStartDoctypeDeclHandler(run.parser, Run::on_doctype);
    SumoXmlEnd end;
    while (true) {
        const std::string_view slice = slices.next();
        const bool last = slice.empty();
        const auto status = XML_Parse(run.parser, slice.data(), static_cast<int>(slice.size()), last);
        if (run.doctype)
            return base::Error{"reading SUMO: the file has a DOCTYPE, which SUMO files never have; remove it"};
        end.stopped = run.stopped;
        if (run.stopped) return end;
        if (status != XML_STATUS_OK) {
            end.trouble = !slices.trouble().empty() ? slices.trouble()
                          : last                    ? "the file ends early (truncated?)"
                                 : fmt::format("damaged XML in line {}: {}", XML_GetCurrentLineNumber(run.parser),
                                               XML_ErrorString(XML_GetErrorCode(run.parser)));
            return end;
        }
        if (last) return end;
        if (!progress(slices.done())) return base::Error{"reading SUMO: cancelled"};
    }
}

std::string sumo_head(const InputFile& file, std::size_t bytes) {
    if (!is_gzip(file.bytes)) return std::string(file.head(bytes));
    Slices slices(file);
    return std::string(slices.next().substr(0, bytes));
}

std::string_view root_element_of(std::string_view text) {
    for (std::size_t at = text.find('<'); at != std::string_view::npos && at + 1 < text.size();
         at = text.find('<', at)) {
        const std::string_view rest = text.substr(at);
        std::string_view closing = ">";
        if (rest.starts_with("<!--"))
            closing = "-->";
        else if (rest.starts_with("<?"))
            closing = "?>";
        else if (!rest.starts_with("<!")) {
            const auto end = rest.find_first_of(" \t\r\n>/", 1);
            return end == std::string_view::npos ? std::string_view{} : rest.substr(1, end - 1);
        }
        const auto end = text.find(closing, at);
        if (end == std::string_view::npos) return {};
        at = end + closing.size();
    }
    return {};
}

bool parse_xy(std::string_view text, glm::dvec2& out) {
    const char* const end = text.data() + text.size();
    double x = 0, y = 0;
    const auto first = std::from_chars(text.data(), end, x);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != ',') return false;
    const auto second = std::from_chars(first.ptr + 1, end, y);
    if (second.ec != std::errc() || (second.ptr != end && *second.ptr != ',')) return false;
    if (!std::isfinite(x) || !std::isfinite(y)) return false;
    out = {x, y};
    return true;
}

}  // namespace twin::data
