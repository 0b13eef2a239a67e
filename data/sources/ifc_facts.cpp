#include "data/sources/ifc_facts.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

#include "base/text.h"
#include "data/keys.h"

namespace twin::data::ifc {

namespace {

constexpr int deepest = 16;
constexpr int most_properties = 2000;  ///< Of one thing.
constexpr std::size_t longest_name = 1000;

/// What shapes are made of, most of every file.
bool is_shape(std::string_view type) {
    constexpr std::string_view shapes[] = {"IFCCARTESIANPOINT", "IFCDIRECTION",         "IFCPOLYLOOP",
                                           "IFCFACE",           "IFCFACEOUTERBOUND",    "IFCFACEBOUND",
                                           "IFCCLOSEDSHELL",    "IFCOPENSHELL",         "IFCFACETEDBREP",
                                           "IFCPOLYLINE",       "IFCAXIS2PLACEMENT3D",  "IFCAXIS2PLACEMENT2D",
                                           "IFCSTYLEDITEM",     "IFCORIENTEDEDGE",      "IFCEDGECURVE",
                                           "IFCVERTEXPOINT",    "IFCEXTRUDEDAREASOLID", "IFCSHAPEREPRESENTATION",
                                           "IFCPLANE",          "IFCHALFSPACESOLID",    "IFCPRODUCTDEFINITIONSHAPE",
                                           "IFCLOCALPLACEMENT"};
    return std::ranges::find(shapes, type) != std::end(shapes);
}

/// "(52,31,12,500000)": degrees, minutes, seconds, millionths.
bool angle_of(std::string_view list, double& degrees, bool& to_the_second) {
    const std::vector<double> numbers = numbers_of(list);
    if (numbers.size() < 3 || numbers.size() > 4) return false;
    constexpr double parts[] = {1, 60, 3600, 3.6e9};
    degrees = 0;
    for (std::size_t i = 0; i < numbers.size(); ++i) degrees += numbers[i] / parts[i];
    to_the_second = to_the_second || numbers[2] != 0 || (numbers.size() > 3 && numbers[3] != 0);
    return true;
}

void set_new(Attributes& attributes, const std::string& name, AttributeValue value) {
    if (!std::holds_alternative<std::monostate>(value) && !attributes.has(name)) attributes.set(name, std::move(value));
}

void set_text(Attributes& attributes, const std::string& name, std::string text) {
    if (!text.empty()) set_new(attributes, name, std::move(text));
}

std::string crs_of(std::string text) {
    text = std::string(base::trim(text));
    double code = 0;
    return base::parse_number(text, code) ? "EPSG:" + text : text;
}

}  // namespace

AttributeValue value_of(std::string_view argument) {
    if (argument.starts_with("IFC")) {
        const std::string_view type = argument.substr(0, argument.find('('));
        const std::string_view bare = base::trim(inside(argument));
        if (type == "IFCINTEGER" || type == "IFCCOUNTMEASURE") {
            std::int64_t whole = 0;
            const auto [next, failure] = std::from_chars(bare.data(), bare.data() + bare.size(), whole);
            if (failure == std::errc() && next == bare.data() + bare.size()) return whole;
        }
        return value_of(bare);
    }
    if (argument.starts_with('\'')) return text_of(argument);
    if (argument == ".T." || argument == ".F.") return argument == ".T.";
    if (argument == ".U." || argument.starts_with('#')) return {};
    if (argument.size() > 2 && argument.front() == '.' && argument.back() == '.')
        return std::string(argument.substr(1, argument.size() - 2));
    double value = 0;
    if (number_of(argument, value) && std::isfinite(value)) return value;
    return {};
}

Facts::Facts(std::string_view file) {
    visit_entities(file, [&](const Entity& entity) {
        if (!is_shape(entity.type)) take(entity);
        return true;
    });
    find_unit();
    find_place(file);
    map_ = map_by_entities();
    if (!map_) map_ = map_by_properties();
}

void Facts::take(const Entity& entity) {
    lines_[entity.id] = {entity.type, entity.arguments};
    if (entity.type.starts_with("IFCREL")) return take_relation(entity);
    if (entity.type == "IFCSITE" && site_id_ == 0) site_id_ = entity.id;
    if (entity.type == "IFCPROJECT" && project_id_ == 0) project_id_ = entity.id;
    if (entity.type == "IFCGEOMETRICREPRESENTATIONCONTEXT") contexts_.push_back(entity.id);
    constexpr std::size_t global_id_length = 22;
    const std::string_view first = base::trim(entity.arguments.substr(0, 30));
    if (first.size() > global_id_length + 1 && first.front() == '\'' && first[global_id_length + 1] == '\'')
        products_[first.substr(1, global_id_length)] = entity.id;
    const bool is_type = entity.type.ends_with("TYPE") || entity.type.ends_with("STYLE");
    if (!is_type) return;
    const Arguments arguments = parts_of(entity.arguments);
    if (arguments.size() > 5) sets_of_[entity.id] = references_of(arguments[5]);
}

void Facts::take_relation(const Entity& entity) {
    const Arguments arguments = parts_of(entity.arguments);
    if (arguments.size() < 6) return;
    const bool properties = entity.type == "IFCRELDEFINESBYPROPERTIES", type = entity.type == "IFCRELDEFINESBYTYPE";
    const bool contained = entity.type == "IFCRELCONTAINEDINSPATIALSTRUCTURE";
    if (properties || type || contained) {
        const Id other = reference_of(arguments[5]);
        for (const Id id : references_of(arguments[4])) {
            if (properties) sets_of_[id].push_back(other);
            if (type) type_of_[id] = other;
            if (contained) container_of_[id] = other;
        }
        sets_ += properties;
    } else if (entity.type == "IFCRELAGGREGATES" || entity.type == "IFCRELNESTS") {
        for (const Id id : references_of(arguments[5])) container_of_.try_emplace(id, reference_of(arguments[4]));
    }
}

Facts::Arguments Facts::arguments_of(Id id) const {
    const auto found = lines_.find(id);
    return found == lines_.end() ? Arguments{} : parts_of(found->second.arguments);
}

std::string_view Facts::type_of(Id id) const {
    const auto found = lines_.find(id);
    return found == lines_.end() ? std::string_view() : found->second.type;
}

std::string Facts::name_of(Id id) const {
    const Arguments arguments = arguments_of(id);
    return arguments.size() > 2 ? text_of(arguments[2]) : std::string();
}

void Facts::find_unit() {
    constexpr std::pair<std::string_view, double> prefixes[] = {
        {".KILO.", 1000}, {".DECI.", 0.1}, {".CENTI.", 0.01}, {".MILLI.", 0.001}};
    const Arguments project = arguments_of(project_id_);
    if (project.size() < 9) return;
    const Arguments units = arguments_of(reference_of(project[8]));
    if (units.empty()) return;
    for (const Id id : references_of(units[0])) {
        const Arguments unit = arguments_of(id);
        if (unit.size() < 4 || unit[1] != ".LENGTHUNIT.") continue;
        if (type_of(id) == "IFCSIUNIT") {
            for (const auto& [prefix, metres] : prefixes)
                if (unit[2] == prefix) unit_m_ = metres;
        } else {
            // IFCCONVERSIONBASEDUNIT: 'FOOT', #measure with unit
            const Arguments measure = arguments_of(reference_of(unit[3]));
            if (measure.empty()) continue;
            double value = 0;
            if (number_of(base::trim(inside(measure[0])), value) && value > 0) unit_m_ = value;
        }
    }
}

/// The points and directions that matter are shapes: they are looked for once more.
void Facts::find_place(std::string_view file) {
    const Arguments site = arguments_of(site_id_);
    std::map<Id, std::string_view> wanted;
    std::vector<Id> norths;
    for (const Id id : contexts_)
        if (const Arguments context = arguments_of(id); context.size() > 5)
            if (const Id north = reference_of(context[5])) norths.push_back(north);
    const auto look_for = [&](Id id) {
        if (id) wanted.try_emplace(id);
    };
    for (const Id id : norths) look_for(id);
    const Id placement = site.size() > 5 ? reference_of(site[5]) : 0;
    look_for(placement);
    const auto look = [&] {
        visit_entities(file, [&](const Entity& entity) {
            if (const auto found = wanted.find(entity.id); found != wanted.end()) found->second = entity.arguments;
            return true;
        });
    };
    if (wanted.empty()) return;
    look();
    if (!norths.empty()) {
        const Arguments north = parts_of(wanted[norths.front()]);
        const std::vector<double> ratios = north.empty() ? std::vector<double>() : numbers_of(north[0]);
        if (ratios.size() >= 2 && std::hypot(ratios[0], ratios[1]) > 1e-9)
            true_north_ = glm::dvec2(ratios[0], ratios[1]) / std::hypot(ratios[0], ratios[1]);
    }
    if (site.size() < 12) return;
    Site found;
    if (!angle_of(site[9], found.lat_deg, found.to_the_second) ||
        !angle_of(site[10], found.lon_deg, found.to_the_second) || std::abs(found.lat_deg) > 90 ||
        std::abs(found.lon_deg) > 180)
        return;
    if (double elevation = 0; number_of(site[11], elevation) && std::abs(elevation * unit_m_) < 9000)
        found.elevation_m = elevation * unit_m_;
    // Placement, axes, point: one after the other.
    const Arguments local = parts_of(wanted[placement]);
    Id next = local.size() > 1 ? reference_of(local[1]) : 0;
    for (int step = 0; step < 2 && next; ++step) {
        look_for(next);
        look();
        const Arguments here = parts_of(wanted[next]);
        if (here.empty()) break;
        if (step == 0) {
            next = reference_of(here[0]);
        } else if (const std::vector<double> point = numbers_of(here[0]); point.size() >= 2) {
            found.foot_m = glm::dvec2(point[0], point[1]) * unit_m_;
        }
    }
    site_ = found;
}

std::optional<MapConversion> Facts::map_by_entities() const {
    for (const auto& [id, line] : lines_) {
        if (line.type != "IFCMAPCONVERSION") continue;
        const Arguments a = parts_of(line.arguments);
        if (a.size() < 5) continue;
        MapConversion map;
        const Arguments crs = arguments_of(reference_of(a[1]));
        if (crs.empty()) continue;
        map.crs = crs_of(text_of(crs[0]));
        for (int i = 0; i < 3; ++i) number_of(a[2 + static_cast<std::size_t>(i)], map.offset_m[i]);
        if (a.size() > 6) {
            number_of(a[5], map.x_axis.x);
            number_of(a[6], map.x_axis.y);
        }
        if (a.size() > 7) number_of(a[7], map.scale);
        return map;
    }
    return std::nullopt;
}

std::optional<MapConversion> Facts::map_by_properties() const {
    Attributes all;
    for (const Id id : {site_id_, project_id_})
        if (const auto sets = sets_of_.find(id); sets != sets_of_.end()) fill_sets(sets->second, all);
    const auto named = [&](std::string_view set, std::string_view name) -> const AttributeValue* {
        for (const auto& [key, value] : all) {
            const std::size_t dot = key.find('.');
            if (dot == std::string::npos) continue;
            if (base::to_lower_ascii(key.substr(0, dot)).ends_with(set) &&
                base::to_lower_ascii(key.substr(dot + 1)) == name)
                return &value;
        }
        return nullptr;
    };
    const auto number = [&](std::string_view name, double otherwise) {
        const AttributeValue* value = named("_mapconversion", name);
        double out = otherwise;
        return value && base::parse_number(to_text(*value), out) ? out : otherwise;
    };
    MapConversion map;
    map.offset_m = {number("eastings", NAN), number("northings", NAN), number("orthogonalheight", 0)};
    const AttributeValue* crs = named("_projectedcrs", "name");
    if (!crs) crs = named("_mapconversion", "targetcrs");
    if (!std::isfinite(map.offset_m.x + map.offset_m.y) || !crs) return std::nullopt;
    map.crs = crs_of(to_text(*crs));
    map.x_axis = {number("xaxisabscissa", 1), number("xaxisordinate", 0)};
    map.scale = number("scale", 1);
    return map;
}

void Facts::fill_property(Id id, const std::string& prefix, int& budget, Attributes& attributes) const {
    const std::string_view type = type_of(id);
    const Arguments a = arguments_of(id);
    if (a.size() < 3 || --budget < 0 || prefix.size() > longest_name) return;
    const std::string name = prefix + text_of(a[0]);
    if (type == "IFCPROPERTYSINGLEVALUE") {
        set_new(attributes, name, value_of(a[2]));
    } else if (type.starts_with("IFCQUANTITY")) {
        if (a.size() > 3) set_new(attributes, name, value_of(a[3]));
    } else if (type == "IFCPROPERTYENUMERATEDVALUE" || type == "IFCPROPERTYLISTVALUE") {
        std::string list;
        for (const std::string_view part : parts_of(inside(a[2])))
            if (const std::string text = to_text(value_of(part)); !text.empty())
                list += (list.empty() ? "" : ", ") + text;
        set_text(attributes, name, list);
    } else if (type == "IFCPROPERTYBOUNDEDVALUE" && a.size() > 3) {
        const std::string most = to_text(value_of(a[2])), least = to_text(value_of(a[3]));
        if (!most.empty() || !least.empty()) set_new(attributes, name, least + " .. " + most);
    } else if (type == "IFCCOMPLEXPROPERTY" && a.size() > 3) {
        for (const Id inner : references_of(a[3])) fill_property(inner, name + ".", budget, attributes);
    } else if (type == "IFCPHYSICALCOMPLEXQUANTITY") {
        for (const Id inner : references_of(a[2])) fill_property(inner, name + ".", budget, attributes);
    }
}

void Facts::fill_sets(const std::vector<Id>& sets, Attributes& attributes) const {
    int budget = most_properties;
    for (const Id id : sets) {
        const std::string_view type = type_of(id);
        const Arguments a = arguments_of(id);
        const bool quantities = type == "IFCELEMENTQUANTITY";
        if (!(quantities || type == "IFCPROPERTYSET") || a.size() < (quantities ? 6u : 5u)) continue;
        const std::string prefix = text_of(a[2]) + ".";
        for (const Id property : references_of(a[quantities ? 5 : 4]))
            fill_property(property, prefix, budget, attributes);
    }
}

void Facts::fill_storey(Id id, Attributes& attributes) const {
    for (int step = 0; step < deepest; ++step) {
        const auto found = container_of_.find(id);
        if (found == container_of_.end()) return;
        id = found->second;
        const std::string_view type = type_of(id);
        if (type == "IFCBUILDINGSTOREY") {
            set_text(attributes, "storey", name_of(id));
            const Arguments storey = arguments_of(id);
            if (double height = 0; storey.size() > 9 && number_of(storey[9], height))
                set_new(attributes, "storey_elevation_m", height * unit_m_);
        }
        if (type == "IFCSPACE") set_text(attributes, "space", name_of(id));
        if (type == "IFCBUILDING") set_text(attributes, "building", name_of(id));
    }
}

void Facts::fill(std::string_view global_id, Attributes& attributes) const {
    const auto found = products_.find(global_id);
    if (found == products_.end()) return;
    const Id id = found->second;
    const Arguments a = arguments_of(id);
    if (a.size() > 2)
        if (std::string name = text_of(a[2]); !name.empty()) attributes.set(keys::name, std::move(name));
    if (a.size() > 3) set_text(attributes, "description", text_of(a[3]));
    if (a.size() > 4) set_text(attributes, "object_type", text_of(a[4]));
    if (a.size() > 7) set_text(attributes, "tag", text_of(a[7]));
    fill_storey(id, attributes);
    if (const auto sets = sets_of_.find(id); sets != sets_of_.end()) fill_sets(sets->second, attributes);
    const auto type = type_of_.find(id);
    if (type == type_of_.end()) return;
    set_text(attributes, "type", name_of(type->second));
    if (const auto sets = sets_of_.find(type->second); sets != sets_of_.end()) fill_sets(sets->second, attributes);
}

}  // namespace twin::data::ifc
