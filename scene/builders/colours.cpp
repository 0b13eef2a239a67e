#include "scene/builders/colours.h"

#include <algorithm>
#include <string>

#include "base/text.h"

namespace twin::scene {
namespace {

struct Named {
    std::string_view name;
    std::uint32_t rgb;
};

// CSS names that mappers of buildings use, and German words from municipal tables.
constexpr Named colour_names[] = {
    {"white", 0xFFFFFF},         {"black", 0x303030},          {"gray", 0x808080},
    {"grey", 0x808080},          {"lightgray", 0xD3D3D3},      {"lightgrey", 0xD3D3D3},
    {"darkgray", 0x696969},      {"darkgrey", 0x696969},       {"dimgray", 0x696969},
    {"dimgrey", 0x696969},       {"silver", 0xC0C0C0},         {"gainsboro", 0xDCDCDC},
    {"slategray", 0x708090},     {"slategrey", 0x708090},      {"darkslategray", 0x2F4F4F},
    {"darkslategrey", 0x2F4F4F}, {"lightslategray", 0x778899}, {"whitesmoke", 0xF5F5F5},
    {"ivory", 0xFFFFF0},         {"beige", 0xF5F5DC},          {"linen", 0xFAF0E6},
    {"cornsilk", 0xFFF8DC},      {"oldlace", 0xFDF5E6},        {"antiquewhite", 0xFAEBD7},
    {"bisque", 0xFFE4C4},        {"wheat", 0xF5DEB3},          {"tan", 0xD2B48C},
    {"burlywood", 0xDEB887},     {"sandybrown", 0xF4A460},     {"peru", 0xCD853F},
    {"chocolate", 0xD2691E},     {"sienna", 0xA0522D},         {"saddlebrown", 0x8B4513},
    {"brown", 0xA0522D},         {"maroon", 0x800000},         {"rosybrown", 0xBC8F8F},
    {"red", 0xB33A2E},           {"darkred", 0x8B0000},        {"firebrick", 0xB22222},
    {"indianred", 0xCD5C5C},     {"crimson", 0xDC143C},        {"tomato", 0xE0634A},
    {"coral", 0xFF7F50},         {"salmon", 0xFA8072},         {"lightsalmon", 0xFFA07A},
    {"darksalmon", 0xE9967A},    {"orange", 0xE8973A},         {"darkorange", 0xE07B28},
    {"orangered", 0xD9532B},     {"gold", 0xE3C33A},           {"goldenrod", 0xDAA520},
    {"yellow", 0xEFD95A},        {"khaki", 0xE8DC98},          {"lightyellow", 0xFFFFE0},
    {"lemonchiffon", 0xFFFACD},  {"palegoldenrod", 0xEEE8AA},  {"green", 0x4F7F4F},
    {"darkgreen", 0x2F5F38},     {"forestgreen", 0x3F7F45},    {"olive", 0x808040},
    {"olivedrab", 0x6B8E23},     {"seagreen", 0x4F8F6B},       {"lightgreen", 0x9FCF9F},
    {"palegreen", 0xA8D8A8},     {"teal", 0x3F8080},           {"turquoise", 0x6FC7C0},
    {"cyan", 0x7FD8D8},          {"blue", 0x4A6FB0},           {"lightblue", 0xADD8E6},
    {"skyblue", 0x87CEEB},       {"steelblue", 0x4682B4},      {"royalblue", 0x4169E1},
    {"navy", 0x2F3F6F},          {"darkblue", 0x2A3A7A},       {"powderblue", 0xB0E0E6},
    {"purple", 0x80508A},        {"pink", 0xF0B8C0},           {"lightpink", 0xFFB6C1},
    {"violet", 0xC78FC7},        {"cream", 0xF7EFD5},          {"terracotta", 0xC1694F},
    {"sandstone", 0xC9A27E},     {"copper", 0x7FA898},         {"anthracite", 0x44484C},
    {"weiss", 0xF4F2EC},         {"schwarz", 0x303030},        {"grau", 0x8A8A88},
    {"hellgrau", 0xC8C8C4},      {"dunkelgrau", 0x5A5C5E},     {"anthrazit", 0x44484C},
    {"rot", 0xB04A38},           {"ziegelrot", 0xA8503A},      {"rotbraun", 0x8B4A3A},
    {"braun", 0x7A5540},         {"dunkelbraun", 0x5A3F30},    {"gelb", 0xE8D070},
    {"hellgelb", 0xF2E6B0},      {"ocker", 0xC99A4A},          {"orange", 0xE8973A},
    {"gruen", 0x5F8A5A},         {"blau", 0x5A7AB0},           {"hellblau", 0xA8C4DC},
    {"beige", 0xEDE3CC},         {"sandstein", 0xC9A27E},      {"buntsandstein", 0xB0705A},
    {"schiefer", 0x50565E},      {"kupfer", 0x7FA898},
};

constexpr Named material_names[] = {
    {"roof_tiles", 0xB05A40}, {"tile", 0xB05A40},         {"tiles", 0xB05A40},        {"slate", 0x50565E},
    {"schiefer", 0x50565E},   {"metal", 0x9AA0A4},        {"metal_sheet", 0x9AA0A4},  {"copper", 0x7FA898},
    {"zinc", 0xA5ABAE},       {"concrete", 0xB0ADA6},     {"gravel", 0xA8A49A},       {"tar_paper", 0x5A5A58},
    {"eternit", 0x8E8E8A},    {"grass", 0x8FA868},        {"plants", 0x8FA868},       {"green", 0x8FA868},
    {"glass", 0x8FB0C0},      {"thatch", 0x9A8560},       {"wood", 0x9A7550},         {"timber_framing", 0xE0D6C2},
    {"brick", 0xA05A45},      {"plaster", 0xE8E0D0},      {"cement_block", 0xB5B2AA}, {"stone", 0xB8AC98},
    {"sandstone", 0xC09A78},  {"solar_panels", 0x2F3A55},
};

std::uint32_t opaque(std::uint32_t rgb) {
    return 0xFF000000u | (rgb & 0xFF) << 16 | (rgb & 0xFF00) | rgb >> 16;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

std::uint32_t parse_hex(std::string_view digits) {
    std::uint32_t rgb = 0;
    for (const char c : digits) {
        const int value = hex_digit(c);
        if (value < 0) return 0;
        rgb = digits.size() == 3 ? rgb << 8 | static_cast<std::uint32_t>(value * 17)
                                 : rgb << 4 | static_cast<std::uint32_t>(value);
    }
    return opaque(rgb);
}

/// "light_gray", "Light-Gray" and "light gray" are one name.
std::string plain(std::string_view text) {
    std::string name = base::to_lower_ascii(base::trim(text));
    std::erase_if(name, [](char c) { return c == ' ' || c == '_' || c == '-'; });
    for (std::size_t at; (at = name.find("ß")) != std::string::npos;) name.replace(at, 2, "ss");
    for (std::size_t at; (at = name.find("ü")) != std::string::npos;) name.replace(at, 2, "ue");
    return name;
}

}  // namespace

std::uint32_t parse_colour(std::string_view text) {
    const std::string name = plain(text);
    if (name.empty()) return 0;
    if (name.front() == '#') {
        const std::string_view digits = std::string_view(name).substr(1);
        if (digits.size() == 8) return parse_hex(digits.substr(0, 6));
        return digits.size() == 3 || digits.size() == 6 ? parse_hex(digits) : 0;
    }
    for (const Named& known : colour_names)
        if (known.name == name) return opaque(known.rgb);
    return 0;
}

std::uint32_t colour_of_material(std::string_view material) {
    const std::string name = base::to_lower_ascii(base::trim(material));
    for (const Named& known : material_names)
        if (known.name == name) return opaque(known.rgb);
    return 0;
}

}  // namespace twin::scene
