#include "data/service.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "data/source.h"

namespace twin::data {

namespace {

using base::starts_with_ignoring_case;

struct Word {
    const char* word;
    ServiceKind kind;
};
constexpr Word words[] = {
    {"wfs", ServiceKind::wfs}, {"oapif", ServiceKind::oapif}, {"postgis", ServiceKind::postgis},
    {"wms", ServiceKind::wms}, {"wmts", ServiceKind::wmts},   {"xyz", ServiceKind::xyz},
};

bool is_web(std::string_view address) {
    return starts_with_ignoring_case(address, "http://") || starts_with_ignoring_case(address, "https://");
}

bool is_database(std::string_view path) {
    return starts_with_ignoring_case(path, "PG:") || starts_with_ignoring_case(path, "postgresql://") ||
           starts_with_ignoring_case(path, "postgres://");
}

/// What follows "WFS:" and the like; nothing when the path begins otherwise.
std::string_view behind_prefix(std::string_view path, ServiceKind& kind) {
    for (const Word& word : words) {
        const std::string prefix = std::string(word.word) + ":";
        if (!starts_with_ignoring_case(path, prefix)) continue;
        kind = word.kind;
        return path.substr(prefix.size());
    }
    return {};
}

bool has(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

std::string without_query(std::string_view address) {
    return base::to_lower_ascii(address.substr(0, address.find_first_of("?#")));
}

ServiceKind kind_of_web(std::string_view address, std::string_view format) {
    for (const Word& word : words)
        if (format == word.word) return word.kind;
    const std::string all = base::to_lower_ascii(address), plain = without_query(address);
    if (has(all, "{z}")) return ServiceKind::xyz;
    for (const Word& word : words)
        if (has(all, std::string("service=") + word.word)) return word.kind;
    if (has(all, "wmtscapabilities")) return ServiceKind::wmts;
    if (plain.ends_with("/collections") || plain.ends_with("/items") || has(plain, "/collections/"))
        return ServiceKind::oapif;
    if (format == "raster") return ServiceKind::raster;
    for (const char* ending : {".tif", ".tiff", ".jp2", ".img", ".hgt"})
        if (plain.ends_with(ending)) return ServiceKind::raster;
    return ServiceKind::download;
}

/// "host:port" of an address, without who asks.
std::string host_of(std::string_view address) {
    const std::size_t scheme = address.find("://");
    std::string_view rest = address.substr(scheme == std::string_view::npos ? 0 : scheme + 3);
    rest = rest.substr(0, rest.find_first_of("/?#"));
    if (const std::size_t at = rest.rfind('@'); at != std::string_view::npos) rest.remove_prefix(at + 1);
    return std::string(rest);
}

/// Value of `key` in libpq's "key=value key='value'"; "" when absent.
std::string libpq_value(std::string_view text, std::string_view key) {
    std::size_t at = 0;
    while ((at = text.find(key, at)) != std::string_view::npos) {
        const bool begins = at == 0 || std::isspace(static_cast<unsigned char>(text[at - 1])) || text[at - 1] == ':';
        at += key.size();
        if (!begins || at >= text.size() || text[at] != '=') continue;
        std::string_view value = text.substr(at + 1);
        if (value.starts_with('\'')) return std::string(value.substr(1, value.find('\'', 1) - 1));
        return std::string(value.substr(0, value.find_first_of(" \t")));
    }
    return {};
}

std::string shown_database(std::string_view address) {
    if (address.find("://") == std::string_view::npos) {
        const std::string name = libpq_value(address, "dbname"), host = libpq_value(address, "host");
        return host.empty() || host.starts_with('/') ? name : fmt::format("{} {}", host, name);
    }
    const std::size_t path = address.find('/', address.find("://") + 3);
    const std::string_view name = path == std::string_view::npos ? "" : address.substr(path + 1);
    return fmt::format("{} {}", host_of(address), name.substr(0, name.find('?')));
}

/// The last name in the path, for files and rasters.
std::string last_name(std::string_view address) {
    const std::string_view path = address.substr(0, address.find_first_of("?#"));
    return std::string(path.substr(path.rfind('/') + 1));
}

std::string shown_address(ServiceKind kind, std::string_view address) {
    const bool file = kind == ServiceKind::raster || kind == ServiceKind::download;
    std::string text = kind == ServiceKind::postgis ? shown_database(address)
                       : file                       ? fmt::format("{} ({})", last_name(address), host_of(address))
                                                    : host_of(address);
    text = base::to_valid_utf8(without_secrets(text, address));
    if (!file) text = fmt::format("{} {}", name_of(kind), text);
    std::ranges::replace_if(
        text, [](char c) { return c == '/' || c == '\\' || c == '\n' || c == '\t'; }, '_');
    return text;
}

base::Error not_the_web(std::string_view path) {
    return {fmt::format("{}: expected an address that begins with https:// or http://", without_secrets(path, path))};
}

}  // namespace

std::string_view name_of(ServiceKind kind) {
    constexpr std::array<std::string_view, 8> names{"WFS", "OGC API Features", "PostGIS", "WMS", "WMTS",
                                                    "XYZ", "raster",           "download"};
    return names[static_cast<std::size_t>(kind)];
}

bool needs_a_place(ServiceKind kind) {
    return kind == ServiceKind::wms || kind == ServiceKind::wmts || kind == ServiceKind::xyz;
}

bool names_service(std::string_view path) {
    ServiceKind kind{};
    const std::size_t scheme = path.find("://");
    return is_database(path) || !behind_prefix(path, kind).empty() ||
           (scheme != std::string_view::npos && scheme > 1 && path.find('/') == scheme + 1);
}

base::Result<ServiceAddress> understand_service(std::string_view path, std::string_view format) {
    ServiceAddress found;
    if (is_database(path) || (format == "postgis" && !is_web(path))) {
        found.kind = ServiceKind::postgis;
        if (starts_with_ignoring_case(path, "PG:")) path.remove_prefix(3);
        if (starts_with_ignoring_case(path, "postgis:")) path.remove_prefix(8);
        found.address = path;
    } else if (const std::string_view rest = behind_prefix(path, found.kind); !rest.empty()) {
        if (!is_web(rest)) return not_the_web(path);
        found.address = rest;
    } else {
        if (!is_web(path)) return not_the_web(path);
        found.kind = kind_of_web(path, format);
        found.address = path;
    }
    const bool tiles = has(found.address, "{x}") && has(found.address, "{z}") &&
                       (has(found.address, "{y}") || has(found.address, "{-y}"));
    if (found.kind == ServiceKind::xyz && !tiles)
        return base::Error{
            fmt::format("{}: expected a template of tiles with {{z}}, {{x}} and {{y}}", without_secrets(path, path))};
    found.shown = shown_address(found.kind, found.address);
    return found;
}

namespace {

constexpr std::string_view secret_keys[] = {
    "password", "passwd", "pwd", "passphrase", "token",      "access_token", "apikey",      "api_key", "api-key",
    "key",      "secret", "sig", "signature",  "credential", "auth",         "sslpassword", "userpwd"};

/// Where the value of a secret key stands in `text` from `from` on: first and one behind its last letter.
bool next_value(std::string_view text, std::size_t from, std::size_t& begin, std::size_t& end) {
    for (std::size_t at = text.find('=', from); at != std::string_view::npos; at = text.find('=', at + 1)) {
        std::size_t first = at;
        while (first > 0 && (std::isalnum(static_cast<unsigned char>(text[first - 1])) || text[first - 1] == '_' ||
                             text[first - 1] == '-'))
            --first;
        const std::string key = base::to_lower_ascii(text.substr(first, at - first));
        if (std::ranges::find(secret_keys, key) == std::end(secret_keys)) continue;
        begin = at + 1;
        const bool quoted = begin < text.size() && (text[begin] == '\'' || text[begin] == '"');
        if (quoted) ++begin;
        end = quoted ? text.find(text[begin - 1], begin) : text.find_first_of("& \t\n'\"<>;,)", begin);
        end = std::min(end, text.size());
        if (end > begin) return true;
    }
    return false;
}

/// The part of "://user:word@" that is nobody's business.
bool next_login(std::string_view text, std::size_t from, std::size_t& begin, std::size_t& end) {
    for (std::size_t at = text.find("://", from); at != std::string_view::npos; at = text.find("://", at + 3)) {
        begin = at + 3;
        const std::string_view rest = text.substr(begin, text.find_first_of("/?# \t\n'\"<>", begin) - begin);
        const std::size_t sign = rest.rfind('@');
        if (sign == std::string_view::npos || rest.substr(0, sign).find(':') == std::string_view::npos) continue;
        end = begin + sign;
        return true;
    }
    return false;
}

template <class Next>
void mask(std::string& text, Next next, std::vector<std::string>* found) {
    std::size_t begin = 0, end = 0;
    for (std::size_t from = 0; next(text, from, begin, end); from = begin + 3) {
        if (found) found->push_back(text.substr(begin, end - begin));
        text.replace(begin, end - begin, "***");
    }
}

}  // namespace

std::string without_secrets(std::string_view text, std::string_view address) {
    constexpr std::size_t shortest_secret = 3;
    std::vector<std::string> secrets;
    std::string given(address), out(text);
    mask(given, next_value, &secrets);
    mask(given, next_login, &secrets);
    for (std::size_t i = secrets.size(); i-- > 0;)  // of a login the word alone, too
        if (const std::size_t colon = secrets[i].find(':'); colon != std::string::npos)
            secrets.push_back(secrets[i].substr(colon + 1));
    for (const std::string& secret : secrets) {
        if (secret.size() < shortest_secret || secret == "***") continue;
        for (std::size_t at = 0; (at = out.find(secret, at)) != std::string::npos; at += 3)
            out.replace(at, secret.size(), "***");
    }
    mask(out, next_value, nullptr);
    mask(out, next_login, nullptr);
    return out;
}

std::string copy_format(ServiceKind kind, std::string_view format) {
    switch (kind) {
        case ServiceKind::wfs:
        case ServiceKind::oapif:
        case ServiceKind::postgis:
            return "vector";
        case ServiceKind::wms:
        case ServiceKind::wmts:
        case ServiceKind::xyz:
        case ServiceKind::raster:
            return "raster";
        case ServiceKind::download:
            break;
    }
    return source_named(format) ? std::string(format) : std::string();
}

}  // namespace twin::data
