#include "data/sources/cityjson_cut.h"

#include <cstring>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr std::size_t npos = std::string_view::npos;

bool is_space(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

std::size_t skip_space(std::string_view text, std::size_t at) {
    while (at < text.size() && is_space(text[at])) ++at;
    return at;
}

/// Behind the closing quote of the string that begins at `at`.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    for (std::size_t quote = text.find('"', at + 1); quote != npos; quote = text.find('"', quote + 1)) {
        std::size_t slashes = 0;
        while (text[quote - 1 - slashes] == '\\') ++slashes;
        if (slashes % 2 == 0) return quote + 1;
    }
    return npos;
}

/// '[' and '{', ']' and '}' differ in one bit only.
bool opens(char c) {
    return (c | 0x20) == '{';
}
bool closes(char c) {
    return (c | 0x20) == '}';
}

/// Blocks without a string in which the value cannot end are counted as a whole; the loops are made to be vectorised.
std::size_t skip_plain_blocks(std::string_view text, std::size_t at, std::size_t& depth) {
    constexpr std::size_t block = 64;
    while (at + block <= text.size()) {
        const char* const p = text.data() + at;
        unsigned char open = 0, close = 0, quotes = 0;
        for (std::size_t i = 0; i < block; ++i) {
            open = static_cast<unsigned char>(open + (opens(p[i]) ? 1 : 0));
            close = static_cast<unsigned char>(close + (closes(p[i]) ? 1 : 0));
            quotes = static_cast<unsigned char>(quotes + (p[i] == '"' ? 1 : 0));
        }
        if (quotes || close >= depth) return at;
        depth = depth + open - close;
        at += block;
    }
    return at;
}

std::size_t end_of_nested(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    while (at < text.size()) {
        if (depth > 1) at = skip_plain_blocks(text, at, depth);
        // A block's worth by hand: here is a string, or an end close by.
        const std::size_t stop = std::min(text.size(), at + 64);
        while (at < stop) {
            const char c = text[at];
            if (c == '"') {
                at = end_of_string(text, at);
                if (at == npos) return npos;
                continue;
            }
            if (opens(c)) ++depth;
            if (closes(c) && --depth == 0) return at + 1;
            ++at;
        }
    }
    return npos;
}

std::string_view without_quotes(std::string_view value) {
    return value.size() >= 2 && value.front() == '"' ? value.substr(1, value.size() - 2) : std::string_view();
}

/// Goes from member to member of one object.
class Members {
  public:
    enum class Step { member, end, cut_off, wrong };

    Members(std::string_view text, std::size_t at) : text_(text), at_(at + 1) {}

    /// Finds the next key; the value is then at `value_at()`.
    Step next_key() {
        at_ = skip_space(text_, at_);
        if (at_ < text_.size() && text_[at_] == ',' && !first_) at_ = skip_space(text_, at_ + 1);
        first_ = false;
        if (at_ >= text_.size()) return Step::cut_off;
        if (text_[at_] == '}') {
            ++at_;
            return Step::end;
        }
        if (text_[at_] != '"') return expected("a name in quotes");
        const std::size_t end = end_of_string(text_, at_);
        if (end == npos) return Step::cut_off;
        key_ = text_.substr(at_ + 1, end - at_ - 2);
        at_ = skip_space(text_, end);
        if (at_ >= text_.size()) return Step::cut_off;
        if (text_[at_] != ':') return expected("':'");
        at_ = skip_space(text_, at_ + 1);
        return at_ >= text_.size() ? Step::cut_off : Step::member;
    }
    /// The value of the key found last; empty: the text ends inside it.
    std::string_view take_value() {
        const std::size_t end = end_of_json_value(text_, at_);
        if (end == npos) return {};
        const std::string_view value = text_.substr(at_, end - at_);
        at_ = end;
        return value;
    }
    std::string_view key() const { return key_; }
    std::size_t value_at() const { return at_; }
    void go_on_at(std::size_t at) { at_ = at; }
    const std::string& wrong() const { return wrong_; }

  private:
    Step expected(const char* what) {
        wrong_ = fmt::format("expected {} at byte {}, found '{}'", what, at_,
                             base::to_valid_utf8(base::trim(text_.substr(at_, 12))));
        return Step::wrong;
    }

    std::string_view text_;
    std::size_t at_;
    std::string_view key_;
    bool first_ = true;
    std::string wrong_;
};

/// Cuts "CityObjects": {...}; false: the text ends or goes wrong inside.
bool cut_objects(std::string_view text, Members& members, CityJsonCut& out) {
    Members objects(text, members.value_at());
    while (true) {
        const Members::Step step = objects.next_key();
        if (step == Members::Step::end) break;
        if (step == Members::Step::wrong) out.wrong = objects.wrong();
        if (step != Members::Step::member) return false;
        const std::string_view value = objects.take_value();
        if (value.empty()) return false;
        out.objects.push_back({objects.key(), value});
    }
    members.go_on_at(objects.value_at());
    return true;
}

void keep(std::string_view key, std::string_view value, CityJsonCut& out) {
    if (key == "type")
        out.type = without_quotes(value);
    else if (key == "version")
        out.version = value.starts_with('"') ? without_quotes(value) : value;
    else if (key == "id")
        out.id = without_quotes(value);
    else if (key == "transform")
        out.transform = value;
    else if (key == "metadata")
        out.metadata = value;
    else if (key == "appearance")
        out.appearance = value;
    else if (key == "geometry-templates")
        out.templates = value;
    else if (key == "vertices")
        out.vertices = value;
    else if (key == "extensions")
        out.extensions = value;
    else if (key.starts_with('+'))
        out.extra.push_back(key);
}

}  // namespace

std::size_t end_of_json_value(std::string_view text, std::size_t at) {
    if (at >= text.size()) return npos;
    if (text[at] == '"') return end_of_string(text, at);
    if (opens(text[at])) return end_of_nested(text, at);
    const std::size_t end = text.find_first_of(",]} \t\r\n", at);
    return end == at ? at + 1 : end;
}

void cut_city_json(std::string_view text, CityJsonCut& out) {
    std::vector<JsonMember> room = std::move(out.objects);
    room.clear();
    out = {};
    out.objects = std::move(room);
    Members members(text, 0);
    while (true) {
        const Members::Step step = members.next_key();
        if (step == Members::Step::wrong) out.wrong = members.wrong();
        if (step == Members::Step::wrong || step == Members::Step::cut_off) break;
        if (step == Members::Step::end) {
            out.complete = true;
            break;
        }
        out.cut_in = base::to_valid_utf8(members.key());
        if (members.key() == "CityObjects" && text[members.value_at()] == '{') {
            out.has_objects = true;
            if (!cut_objects(text, members, out)) break;
        } else {
            const std::size_t begin = members.value_at();
            const std::string_view value = members.take_value();
            // What there is of a list of vertices serves the objects that need no more of them.
            if (value.empty() && members.key() == "vertices") out.vertices = text.substr(begin);
            if (value.empty()) break;
            keep(members.key(), value, out);
        }
        out.cut_in.clear();
    }
    out.end = out.complete ? members.value_at() : text.size();
}

}  // namespace twin::data
