#include "data/sources/model_3mf.h"

#include <cpl_vsi.h>

#include <string>
#include <string_view>
#include <utility>

#include "data/sources/archive.h"
#include "data/sources/gdal_setup.h"
#include "data/sources/memory_files.h"

namespace twin::data {
namespace {

constexpr double millimetre_m = 0.001;

double metres_of(std::string_view unit) {
    constexpr std::pair<std::string_view, double> units[] = {{"micron", 1e-6},     {"millimeter", millimetre_m},
                                                             {"centimeter", 0.01}, {"inch", 0.0254},
                                                             {"foot", 0.3048},     {"meter", 1}};
    for (const auto& [name, metres] : units)
        if (unit == name) return metres;
    return millimetre_m;
}

std::string head_of(const std::string& path) {
    std::string head(8192, '\0');
    VSILFILE* file = VSIFOpenL(path.c_str(), "rb");
    if (!file) return {};
    head.resize(VSIFReadL(head.data(), 1, head.size(), file));
    VSIFCloseL(file);
    return head;
}

/// The attribute of the outermost element; "" when it has none.
std::string_view unit_said_in(std::string_view head) {
    const auto element = head.find("<model");
    if (element == std::string_view::npos) return {};
    const std::string_view tag = head.substr(element, head.find('>', element) - element);
    const auto at = tag.find(" unit=");
    if (at == std::string_view::npos || at + 7 >= tag.size()) return {};
    const auto end = tag.find(tag[at + 6], at + 7);
    return end == std::string_view::npos ? std::string_view() : tag.substr(at + 7, end - at - 7);
}

}  // namespace

double unit_of_3mf_m(const InputFile& file) {
    prepare_gdal();
    MemoryFolder folder([](std::uint64_t) { return true; });
    const auto members = list_archive(folder.mount("model.zip", file.bytes), {"model"});
    if (!members) return millimetre_m;
    for (const ArchiveMember& member : *members)
        if (const std::string head = head_of(member.path); head.find("<model") != std::string::npos)
            return metres_of(unit_said_in(head));
    return millimetre_m;
}

}  // namespace twin::data
