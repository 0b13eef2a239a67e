#include "data/sources/citygml_text.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <cstring>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr auto npos = std::string_view::npos;

void append_code_point(std::uint32_t code, std::string& out) {
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// Length of the well-formed sequence at `at` (not ASCII); 0: none.
std::size_t sequence_at(const unsigned char* at, std::size_t left) {
    const unsigned char first = at[0];
    const auto follows = [&](std::size_t i, unsigned char low, unsigned char high) {
        return i < left && at[i] >= low && at[i] <= high;
    };
    if (first >= 0xC2 && first <= 0xDF) return follows(1, 0x80, 0xBF) ? 2 : 0;
    if (first >= 0xE0 && first <= 0xEF) {
        const unsigned char low = first == 0xE0 ? 0xA0 : 0x80, high = first == 0xED ? 0x9F : 0xBF;
        return follows(1, low, high) && follows(2, 0x80, 0xBF) ? 3 : 0;
    }
    if (first >= 0xF0 && first <= 0xF4) {
        const unsigned char low = first == 0xF0 ? 0x90 : 0x80, high = first == 0xF4 ? 0x8F : 0xBF;
        return follows(1, low, high) && follows(2, 0x80, 0xBF) && follows(3, 0x80, 0xBF) ? 4 : 0;
    }
    return 0;
}

/// The character that an entity stands for ("amp", "#228", "#xE4"); 0: none.
std::uint32_t entity(std::string_view name) {
    if (name == "amp") return '&';
    if (name == "lt") return '<';
    if (name == "gt") return '>';
    if (name == "quot") return '"';
    if (name == "apos") return '\'';
    if (!name.starts_with('#')) return 0;
    const bool hex = name.starts_with("#x");
    name.remove_prefix(hex ? 2 : 1);
    std::uint32_t code = 0;
    const auto [end, failure] = std::from_chars(name.data(), name.data() + name.size(), code, hex ? 16 : 10);
    const bool whole = failure == std::errc() && end == name.data() + name.size() && !name.empty();
    const bool character = code > 0 && code <= 0x10FFFF && (code < 0xD800 || code > 0xDFFF);
    return whole && character ? code : 0;
}

bool append_text(std::string_view text, std::string& out) {
    for (auto at = text.find('&'); at != npos; at = text.find('&')) {
        const auto end = text.find(';', at);
        const std::uint32_t code = end == npos || end - at > 12 ? 0 : entity(text.substr(at + 1, end - at - 1));
        if (!code) return false;
        out += text.substr(0, at);
        append_code_point(code, out);
        text.remove_prefix(end + 1);
    }
    out += text;
    return true;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
    const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
    const auto* const end = at + bytes.size();
    while (at < end) {
        while (end - at >= 32) {
            std::array<std::uint64_t, 4> block;
            std::memcpy(block.data(), at, 32);
            if ((block[0] | block[1] | block[2] | block[3]) & 0x8080808080808080ull) break;
            at += 32;
        }
        if (at == end) return true;
        if (*at < 0x80) {
            ++at;
            continue;
        }
        const std::size_t length = sequence_at(at, static_cast<std::size_t>(end - at));
        if (!length) return false;
        at += length;
    }
    return true;
}

bool is_unicode(std::string_view encoding) {
    const std::string wanted = base::to_lower_ascii(encoding);
    return wanted == "utf-8" || wanted == "utf8" || wanted == "us-ascii" || wanted == "ascii";
}

bool knows_encoding(std::string_view encoding) {
    const std::string wanted = base::to_lower_ascii(encoding);
    return is_unicode(wanted) || wanted == "iso-8859-1" || wanted == "latin1" || wanted == "iso-8859-15" ||
           wanted == "windows-1252" || wanted == "cp1252";
}

std::string to_utf8(std::string_view bytes, std::string_view encoding) {
    static constexpr std::uint16_t windows_1252_upper[32] = {
        0x20AC, 0xFFFD, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
        0x2039, 0x0152, 0xFFFD, 0x017D, 0xFFFD, 0xFFFD, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0xFFFD, 0x017E, 0x0178};
    const std::string wanted = base::to_lower_ascii(encoding);
    const bool windows = wanted == "windows-1252" || wanted == "cp1252";
    const bool euro = wanted == "iso-8859-15";
    std::string out;
    out.reserve(bytes.size() + bytes.size() / 16);
    for (const unsigned char c : bytes) {
        std::uint32_t code = c;
        if (windows && c >= 0x80 && c < 0xA0) code = windows_1252_upper[c - 0x80];
        if (euro && c == 0xA4) code = 0x20AC;
        append_code_point(code, out);
    }
    return out;
}

bool append_content(std::string_view raw, std::string& out) {
    for (auto at = raw.find('<'); at != npos; at = raw.find('<')) {
        if (!append_text(raw.substr(0, at), out)) return false;
        const std::string_view rest = raw.substr(at);
        const bool section = rest.starts_with("<![CDATA[");
        const std::string_view closing = section ? "]]>" : rest.starts_with("<!--") ? "-->" : "?>";
        const std::size_t skip = section ? 9 : rest.starts_with("<!--") ? 4 : 2;
        const auto end = rest.find(closing, skip);
        if (end == npos) return false;
        if (section) out += rest.substr(skip, end - skip);
        raw = rest.substr(end + closing.size());
    }
    return append_text(raw, out);
}

std::string_view trim_xml(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0x9E3779B97F4A7C15ull ^ text.size();
    const char* at = text.data();
    std::size_t left = text.size();
    const auto mix = [&hash](std::uint64_t word) {
        hash = (hash ^ word) * 0xD6E8FEB86659FD93ull;
        hash ^= hash >> 32;
    };
    for (; left >= 8; at += 8, left -= 8) {
        std::uint64_t word;
        std::memcpy(&word, at, 8);
        mix(word);
    }
    std::uint64_t word = 0;
    std::memcpy(&word, at, left);
    mix(word);
    return hash;
}

}  // namespace twin::data
