#include "data/recipe.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <iterator>
#include <stdexcept>

#include <fmt/format.h>

#include "data/toml_text.h"

/// The library asserts what a damaged file can bring about ("[***"): here it is an error like any other.
#define TOML_ASSERT(truth) ((truth) ? static_cast<void>(0) : throw std::logic_error("the text makes no sense"))
#pragma GCC diagnostic push
#ifdef __clang__
#pragma GCC diagnostic ignored "-Wexceptions"
#else
#pragma GCC diagnostic ignored "-Wterminate"
#endif
#include <toml++/toml.h>
#pragma GCC diagnostic pop

namespace twin::data {

namespace {

/// One table of the recipe being read: takes its known keys one by one; what nobody took is an error.
/// Errors: the first one is kept, with file and line.
class TableReader {
  public:
    TableReader(const toml::table& table, std::string where, const std::string& file, std::string& error)
        : table_(table), where_(std::move(where)), file_(file), error_(error) {}

    void text(const char* key, std::string& out) {
        const toml::node* node = take(key);
        if (!node) return;
        if (const auto value = node->value_exact<std::string>())
            out = *value;
        else
            complain(*node, key, "expected a text in quotes");
    }
    /// One of the words, as written.
    void word(const char* key, std::string& out, std::initializer_list<const char*> words) {
        const toml::node* node = find(key);
        text(key, out);
        if (!node || out.empty()) return;
        if (std::find(words.begin(), words.end(), out) != words.end()) return;
        complain(*node, key, fmt::format("expected one of {}, found \"{}\"", fmt::join(words, ", "), out));
    }
    void number(const char* key, double& out, double least, double most) {
        const toml::node* node = take(key);
        if (!node) return;
        const auto value = node->value<double>();
        if (node->is_number() && value && std::isfinite(*value) && *value >= least && *value <= most)
            out = *value;
        else
            complain(*node, key, fmt::format("expected a number from {} to {}", least, most));
    }
    void integer(const char* key, int& out, int least, int most) {
        double value = out;
        const toml::node* node = find(key);
        number(key, value, least, most);
        if (node && value != std::floor(value)) complain(*node, key, "expected a whole number");
        out = static_cast<int>(value);
    }
    void flag(const char* key, bool& out) {
        const toml::node* node = take(key);
        if (!node) return;
        if (const auto value = node->value_exact<bool>())
            out = *value;
        else
            complain(*node, key, "expected true or false");
    }
    /// Numbers in brackets; empty where the key is absent.
    std::vector<double> numbers(const char* key, std::size_t least, std::size_t most, const char* meaning) {
        const toml::node* node = take(key);
        if (!node) return {};
        std::vector<double> values;
        if (const toml::array* array = node->as_array())
            for (const toml::node& element : *array)
                if (const auto value = element.value<double>(); element.is_number() && value && std::isfinite(*value))
                    values.push_back(*value);
        const std::size_t given = node->as_array() ? node->as_array()->size() : 0;
        if (values.size() == given && given >= least && given <= most) return values;
        complain(*node, key, fmt::format("expected {}", meaning));
        return {};
    }
    void texts(const char* key, std::map<std::string, std::string>& out) {
        const toml::node* node = take(key);
        if (!node) return;
        const toml::table* table = node->as_table();
        if (!table) return complain(*node, key, "expected a table of texts");
        for (const auto& [name, value] : *table) {
            if (const auto text = value.value_exact<std::string>())
                out[std::string(name.str())] = *text;
            else
                complain(value, std::string(name.str()).c_str(), "expected a text in quotes");
        }
    }
    const toml::node* take(const char* key) {
        taken_.emplace_back(key);
        return find(key);
    }
    const toml::node* find(const char* key) const { return table_.get(key); }
    unsigned line() const { return table_.source().begin.line; }

    void complain(const toml::node& node, std::string_view key, std::string_view what) {
        complain_at(node.source().begin.line, fmt::format("{} {}: {}", where_, key, what));
    }
    void complain_at(unsigned line, const std::string& what) {
        if (error_.empty()) error_ = fmt::format("{}, line {}: {}", file_, line, what);
    }
    /// Everything must have been taken by now.
    void finish() {
        for (const auto& [name, node] : table_) {
            if (std::find(taken_.begin(), taken_.end(), name.str()) != taken_.end()) continue;
            complain_at(name.source().begin.line, fmt::format("{} knows no key \"{}\"; expected one of {}", where_,
                                                              name.str(), fmt::join(taken_, ", ")));
        }
    }

  private:
    const toml::table& table_;
    std::string where_;
    const std::string& file_;
    std::string& error_;
    std::vector<std::string> taken_;
};

bool is_degrees(double lat_deg, double lon_deg) {
    return std::fabs(lat_deg) <= 90 && std::fabs(lon_deg) <= 180;
}

void read_city(TableReader& in, Recipe& recipe) {
    in.text("name", recipe.name);
    in.text("crs", recipe.crs);
    in.text("vertical", recipe.vertical);
    const auto origin = in.numbers("origin", 2, 2, "[latitude, longitude] in degrees");
    if (origin.size() == 2) {
        recipe.origin = base::GeoPoint{origin[0], origin[1]};
        if (!is_degrees(origin[0], origin[1])) in.complain(*in.find("origin"), "origin", "is not on the earth");
    }
    in.text("time_zone", recipe.time_zone);
    in.text("note", recipe.note);
    in.number("terrain_step_m", recipe.terrain_step_m, 0, 1000);
    in.text("start_time", recipe.start_time);
    const auto home = in.numbers("home", 5, 5, "[latitude, longitude, height_m, heading_deg, pitch_deg]");
    if (home.size() == 5) {
        recipe.home = {home[0], home[1], home[2], home[3], home[4]};
        if (!is_degrees(home[0], home[1])) in.complain(*in.find("home"), "home", "is not on the earth");
    }
    in.finish();
}

void read_place(TableReader& in, RecipeSource& source) {
    Placement place;
    const auto position = in.numbers("position", 2, 3, "[longitude, latitude] or [x, y, z]");
    for (std::size_t i = 0; i < position.size(); ++i) place.position[static_cast<int>(i)] = position[i];
    if (!in.find("position")) in.complain_at(in.line(), "[source.place] needs a position");
    in.text("crs", place.crs);
    std::string heights = position.size() == 3 ? "absolute" : "above_ground";
    in.word("heights", heights, {"absolute", "above_ground"});
    place.heights = heights == "absolute" ? HeightMode::absolute : HeightMode::above_ground;
    in.number("heading_deg", place.heading_deg, -360, 360);
    in.number("scale", place.scale, 1e-6, 1e6);
    in.finish();
    source.placement = place;
}

void read_source(TableReader& in, RecipeSource& source, const std::string& file, std::string& error) {
    in.text("path", source.path);
    if (source.path.empty()) in.complain_at(in.line(), "[[source]] needs a path");
    in.text("format", source.format);
    in.text("title", source.title);
    std::string provenance;
    in.word("provenance", provenance, {"official", "measured", "simulated", "assumed", "invented", "planned"});
    source.provenance_given = parse_provenance(provenance, source.provenance);
    in.text("credit", source.credit);
    in.text("licence", source.licence);
    in.text("date", source.date);
    in.text("crs", source.crs);
    in.text("vertical", source.vertical);
    in.word("heights", source.heights, {"absolute", "ellipsoidal", "above_ground", "flat"});
    in.integer("lod", source.options.lod, 0, 4);
    in.text("kind", source.options.kind);
    in.text("filter", source.options.sql_filter);
    in.text("layer", source.options.layer);
    std::string up;
    in.word("up", up, {"x", "y", "z"});
    if (!up.empty()) source.options.up_axis = up[0];
    in.number("unit_m", source.options.unit_m, 0, 1e6);
    std::string net;
    in.text("net", net);
    if (!net.empty()) source.options.more["net"] = net;
    std::string side;
    in.word("drive_on", side, {"left", "right"});
    if (!side.empty()) source.options.more["drive_on"] = side;
    std::string what;
    in.word("what", what, {"heights", "surface", "above_ground", "picture"});
    if (!what.empty()) source.options.more["what"] = what;
    double pixel_m = 0;
    in.number("pixel_m", pixel_m, 0, 1000);
    if (pixel_m > 0) source.options.more["pixel_m"] = fmt::format("{}", pixel_m);
    std::string sql;
    in.text("sql", sql);
    if (!sql.empty()) source.options.more["sql"] = sql;
    const auto box = in.numbers("bbox", 4, 4, "[west, south, east, north] in degrees");
    if (box.size() == 4) {
        source.bbox_deg = {box[0], box[1], box[2], box[3]};
        const bool on_earth = is_degrees(box[1], box[0]) && is_degrees(box[3], box[2]);
        if (!on_earth || box[0] >= box[2] || box[1] >= box[3])
            in.complain(*in.find("bbox"), "bbox", "expected [west, south, east, north] in degrees");
    }
    in.flag("refresh", source.refresh);
    in.texts("map", source.options.mapping);
    in.texts("more", source.options.more);
    if (const toml::node* place = in.take("place")) {
        if (const toml::table* inner = place->as_table()) {
            TableReader reader(*inner, "[source.place]", file, error);
            read_place(reader, source);
        } else {
            in.complain(*place, "place", "expected a table: [source.place]");
        }
    }
    in.finish();
}

std::string read_tables(const toml::table& root, const std::string& file, Recipe& recipe) {
    std::string error;
    TableReader in(root, "a recipe", file, error);
    if (const toml::node* city = in.take("city")) {
        if (const toml::table* table = city->as_table()) {
            TableReader reader(*table, "[city]", file, error);
            read_city(reader, recipe);
        } else {
            in.complain(*city, "city", "expected a table: [city]");
        }
    }
    if (const toml::node* sources = in.take("source")) {
        const toml::array* array = sources->as_array();
        if (!array || !array->is_array_of_tables()) {
            in.complain(*sources, "source", "expected tables: [[source]] with double brackets");
        } else {
            for (const toml::node& node : *array) {
                recipe.sources.emplace_back();
                TableReader reader(*node.as_table(), "[[source]]", file, error);
                read_source(reader, recipe.sources.back(), file, error);
            }
        }
    }
    in.finish();
    return error;
}

}  // namespace

base::Result<Recipe> parse_recipe(std::string_view text, const std::filesystem::path& file) {
    const std::string name = file.string();
    if (const auto stray = stray_letter(text))
        return base::Error{fmt::format("{}, line {}: expected text in quotes, found {} outside of them", name,
                                       stray->line, stray->letter)};
    toml::table tables;
    try {
        tables = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        return base::Error{
            fmt::format("{}, line {}: no valid TOML ({})", name, error.source().begin.line, error.description())};
    } catch (const std::exception& error) {
        return base::Error{fmt::format("{}: no valid TOML ({})", name, error.what())};
    }
    Recipe recipe;
    recipe.folder = file.parent_path();
    if (std::string error = read_tables(tables, name, recipe); !error.empty()) return base::Error{error};
    return recipe;
}

base::Result<Recipe> read_recipe(const std::filesystem::path& file) {
    const std::string name = file.string();
    std::error_code failure;
    if (!std::filesystem::is_regular_file(file, failure))
        return base::Error{name + ": not found; expected a recipe (city.toml)"};
    constexpr std::uintmax_t most_bytes = 16u << 20;
    if (std::filesystem::file_size(file, failure) > most_bytes)
        return base::Error{name + ": is larger than 16 MB, so no recipe; expected a city.toml"};
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in.good() && !in.eof()) return base::Error{name + ": cannot be read; check its permissions"};
    return parse_recipe(text, file);
}

}  // namespace twin::data
