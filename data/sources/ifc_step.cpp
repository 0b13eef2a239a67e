#include "data/sources/ifc_step.h"

#include <charconv>
#include <cstring>

#include "base/text.h"

namespace twin::data::ifc {

namespace {

/// Behind the text that begins at `at`.
std::size_t behind_text(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] != '\'') continue;
        if (at + 1 < text.size() && text[at + 1] == '\'')
            ++at;
        else
            return at + 1;
    }
    return text.size();
}

std::size_t behind_comment(std::string_view text, std::size_t at) {
    const std::size_t end = text.find("*/", at + 2);
    return end == std::string_view::npos ? text.size() : end + 2;
}

/// The end of the line that begins at `at`: its semicolon, or npos.
std::size_t end_of_line(std::string_view file, std::size_t at) {
    while (at < file.size()) {
        at = file.find_first_of("';", at);
        if (at == std::string_view::npos || file[at] == ';') return at;
        at = behind_text(file, at);
    }
    return std::string_view::npos;
}

void put_utf8(std::uint32_t code, std::string& out) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | code >> 6);
        out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | code >> 12);
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    } else if (code < 0x110000) {
        out += static_cast<char>(0xF0 | code >> 18);
        out += static_cast<char>(0x80 | (code >> 12 & 63));
        out += static_cast<char>(0x80 | (code >> 6 & 63));
        out += static_cast<char>(0x80 | (code & 63));
    }
}

bool hex_at(std::string_view text, std::size_t at, std::size_t digits, std::uint32_t& code) {
    if (at + digits > text.size()) return false;
    const char* end = text.data() + at + digits;
    return std::from_chars(text.data() + at, end, code, 16).ptr == end;
}

/// \X2\00E40308\X0\ or \X4\...; answers where it ends, 0: it is none.
std::size_t put_wide(std::string_view text, std::size_t at, std::string& out) {
    const std::string_view start = text.substr(at, 4);
    const std::size_t digits = start == "\\X2\\" ? 4 : start == "\\X4\\" ? 8 : 0;
    if (digits == 0) return 0;
    std::uint32_t code = 0, high = 0;
    for (at += 4; hex_at(text, at, digits, code); at += digits) {
        if (digits == 4 && code >= 0xD800 && code < 0xDC00) {
            high = code;
        } else {
            put_utf8(high && code >= 0xDC00 ? 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) : code, out);
            high = 0;
        }
    }
    return text.substr(at).starts_with("\\X0\\") ? at + 4 : at;
}

}  // namespace

void visit_entities(std::string_view file, const std::function<bool(const Entity&)>& visitor) {
    std::size_t at = 0;
    while (at < file.size()) {
        const char c = file[at];
        if (c == '/' && at + 1 < file.size() && file[at + 1] == '*') {
            at = behind_comment(file, at);
            continue;
        }
        if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
            ++at;
            continue;
        }
        const std::size_t end = end_of_line(file, at);
        if (end == std::string_view::npos) return;
        const std::string_view line = file.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with('#')) continue;
        Entity entity;
        const auto [next, failure] = std::from_chars(line.data() + 1, line.data() + line.size(), entity.id);
        if (failure != std::errc()) continue;
        std::string_view rest = base::trim(line.substr(static_cast<std::size_t>(next - line.data())));
        if (!rest.starts_with('=')) continue;
        rest = base::trim(rest.substr(1));
        const std::size_t open = rest.find('(');
        if (open == std::string_view::npos || !rest.ends_with(')')) continue;
        entity.type = base::trim(rest.substr(0, open));
        entity.arguments = rest.substr(open + 1, rest.size() - open - 2);
        if (!visitor(entity)) return;
    }
}

std::vector<std::string_view> parts_of(std::string_view arguments) {
    std::vector<std::string_view> parts;
    std::size_t first = 0;
    int depth = 0;
    for (std::size_t at = 0; at < arguments.size();) {
        const char c = arguments[at];
        if (c == '\'') {
            at = behind_text(arguments, at);
            continue;
        }
        depth += c == '(';
        depth -= c == ')';
        if (c == ',' && depth == 0) {
            parts.push_back(base::trim(arguments.substr(first, at - first)));
            first = at + 1;
        }
        ++at;
    }
    if (first < arguments.size() || !parts.empty()) parts.push_back(base::trim(arguments.substr(first)));
    return parts;
}

std::string_view inside(std::string_view list) {
    const std::size_t open = list.find('('), close = list.rfind(')');
    return open == std::string_view::npos || close == std::string_view::npos || close < open
               ? std::string_view()
               : list.substr(open + 1, close - open - 1);
}

std::uint64_t reference_of(std::string_view argument) {
    std::uint64_t id = 0;
    if (argument.starts_with('#')) std::from_chars(argument.data() + 1, argument.data() + argument.size(), id);
    return id;
}

std::vector<std::uint64_t> references_of(std::string_view list) {
    std::vector<std::uint64_t> ids;
    for (const std::string_view part : parts_of(inside(list)))
        if (const std::uint64_t id = reference_of(part)) ids.push_back(id);
    return ids;
}

bool number_of(std::string_view argument, double& value) {
    const auto [next, failure] = std::from_chars(argument.data(), argument.data() + argument.size(), value);
    return failure == std::errc() && next != argument.data();
}

std::vector<double> numbers_of(std::string_view list) {
    std::vector<double> numbers;
    for (const std::string_view part : parts_of(inside(list)))
        if (double value = 0; number_of(part, value)) numbers.push_back(value);
    return numbers;
}

std::string text_of(std::string_view argument) {
    std::string out;
    if (argument.size() < 2 || argument.front() != '\'' || argument.back() != '\'') return out;
    const std::string_view text = argument.substr(1, argument.size() - 2);
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        std::uint32_t code = 0;
        if (rest.starts_with("''") || rest.starts_with("\\\\")) {
            out += rest[0];
            at += 2;
        } else if (rest.starts_with("\\S\\") && rest.size() > 3) {
            put_utf8(static_cast<unsigned char>(rest[3]) + 128u, out);
            at += 4;
        } else if (rest.starts_with("\\X\\") && hex_at(text, at + 3, 2, code)) {
            put_utf8(code, out);
            at += 5;
        } else if (const std::size_t next = put_wide(text, at, out)) {
            at = next;
        } else if (rest.size() > 3 && rest.starts_with("\\P") && rest[3] == '\\') {
            at += 4;  // which alphabet \S\ is of: the first one is meant everywhere
        } else {
            out += rest[0];
            ++at;
        }
    }
    return base::to_valid_utf8(out);
}

}  // namespace twin::data::ifc
