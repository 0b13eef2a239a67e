#include "data/city_file/attributes_json.h"

#include <cmath>

#include <fmt/format.h>

namespace twin::data {

namespace {

void append_text(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\t':
                out += "\\t";
                break;
            case '\r':
                out += "\\r";
                break;
            default:
                if (static_cast<unsigned char>(c) < 0x20)
                    out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
                else
                    out += c;
        }
    }
    out += '"';
}

struct ValueAppender {
    std::string& out;
    void operator()(std::monostate) const { out += "null"; }
    void operator()(bool flag) const { out += flag ? "true" : "false"; }
    void operator()(std::int64_t number) const { out += std::to_string(number); }
    void operator()(double number) const {
        // JSON knows neither NaN nor infinity.
        out += std::isfinite(number) ? fmt::format("{}", number) : "null";
    }
    void operator()(const std::string& text) const { append_text(out, text); }
};

}  // namespace

std::string attributes_json(const Attributes& attributes) {
    std::string out = "{";
    for (const auto& [name, value] : attributes) {
        if (out.size() > 1) out += ',';
        append_text(out, name);
        out += ':';
        std::visit(ValueAppender{out}, value);
    }
    return out + '}';
}

}  // namespace twin::data
