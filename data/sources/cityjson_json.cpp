#include "data/sources/cityjson_json.h"

#include "base/text.h"

namespace twin::data {

namespace {

/// Python and JavaScript write numbers that JSON does not have; outside of strings they become null.
bool replace_not_a_number(std::string& text) {
    bool any = false, in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && in_string) {
            ++i;
        } else if (text[i] == '"') {
            in_string = !in_string;
        } else if (!in_string && (text[i] == 'N' || text[i] == 'I' || text[i] == '-')) {
            for (const std::string_view word : {"NaN", "-NaN", "Infinity", "-Infinity"}) {
                if (std::string_view(text).substr(i).starts_with(word)) {
                    text.replace(i, word.size(), word.size() == 3 ? "nul" : "null" + std::string(word.size() - 4, ' '));
                    if (word.size() == 3) text.insert(i + 3, "l");
                    any = true;
                    break;
                }
            }
        }
    }
    return any;
}

}  // namespace

std::string words_of(simdjson::error_code error) {
    switch (error) {
        case simdjson::DEPTH_ERROR:
            return "it is nested more than 1024 deep";
        case simdjson::NUMBER_ERROR:
            return "a number in it is malformed or too large";
        case simdjson::UTF8_ERROR:
            return "its letters are not UTF-8";
        case simdjson::STRING_ERROR:
        case simdjson::UNCLOSED_STRING:
        case simdjson::UNESCAPED_CHARS:
            return "a string in it is malformed";
        case simdjson::T_ATOM_ERROR:
        case simdjson::F_ATOM_ERROR:
        case simdjson::N_ATOM_ERROR:
            return "a word in it is neither true, false nor null";
        case simdjson::MEMALLOC:
        case simdjson::CAPACITY:
            return "it is too large for the memory";
        case simdjson::EMPTY:
            return "it is empty";
        default:
            return "it is not valid JSON (a comma, a bracket or a quote is missing)";
    }
}

simdjson::error_code CityJsonParser::parse_copy(std::string_view piece, json::element& out) {
    if (copy_.data() != piece.data()) copy_.assign(piece);
    const std::size_t size = copy_.size();
    copy_.resize(size + simdjson::SIMDJSON_PADDING, ' ');
    const simdjson::error_code error = parser_.parse(copy_.data(), size, false).get(out);
    copy_.resize(size);
    return error;
}

bool CityJsonParser::parse(std::string_view piece, json::element& out) {
    mended_ = nullptr;
    const bool padded =
        readable_end_ - (piece.data() + piece.size()) >= static_cast<std::ptrdiff_t>(simdjson::SIMDJSON_PADDING);
    simdjson::error_code error =
        padded ? parser_.parse(piece.data(), piece.size(), false).get(out) : parse_copy(piece, out);
    if (!error) return true;
    const std::string first_reason = words_of(error);
    copy_.assign(piece);
    if (error == simdjson::UTF8_ERROR) {
        copy_ = base::to_valid_utf8(piece);
        mended_ = "letters that are not UTF-8 replaced";
    } else if (replace_not_a_number(copy_)) {
        mended_ = "numbers that JSON does not have (NaN, Infinity) taken as unknown";
    }
    if (mended_) error = parse_copy(copy_, out);
    if (error) why_ = first_reason;
    return !error;
}

bool find(const json::element& object, std::string_view key, json::element& out) {
    return object.is_object() && !object.get_object().value_unsafe().at_key(key).get(out) && !out.is_null();
}

std::string_view text_of(const json::element& object, std::string_view key) {
    json::element value;
    std::string_view text;
    if (find(object, key, value) && value.get(text) != simdjson::SUCCESS) text = {};
    return text;
}

bool list_of(const json::element& value, json::array& out) {
    return value.get(out) == simdjson::SUCCESS;
}

double number_of(const json::element& value, double otherwise) {
    double number = otherwise;
    std::string_view text;
    if (value.get(number) == simdjson::SUCCESS) return number;
    if (value.get(text) == simdjson::SUCCESS && base::parse_number(text, number)) return number;
    return otherwise;
}

std::int64_t index_of(const json::element& value) {
    std::int64_t index = -1;
    return value.get(index) == simdjson::SUCCESS && index >= 0 ? index : -1;
}

}  // namespace twin::data
