#include "data/hole_check.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"

namespace twin::data {

namespace {

constexpr std::size_t hole_bytes = 4096;  ///< A page: what file systems and downloads leave out at once.

bool is_hole(std::string_view text, std::size_t at) {
    const std::string_view piece = text.substr(at, hole_bytes);
    return piece.size() == hole_bytes && piece.find_first_not_of('\0') == std::string_view::npos;
}

/// Formats whose readers expect lines of text to the end of the file.
bool is_text(const InputFile& input) {
    constexpr std::string_view endings[] = {".obj", ".dae", ".kml", ".x3d", ".xyz", ".csv", ".geojson"};
    if (std::ranges::any_of(endings, [&](std::string_view e) { return base::ends_with_ignoring_case(input.name, e); }))
        return true;
    const std::string_view head = input.head(512);
    return (head.starts_with("ply") && head.find("format ascii") != std::string_view::npos) ||
           (head.starts_with("solid") && head.find("facet") != std::string_view::npos);
}

/// The first hole; npos: none. Single zero bytes are the reader's business.
std::size_t find_hole(std::string_view text) {
    for (std::size_t at = text.find('\0'); at != std::string_view::npos; at = text.find('\0', at)) {
        if (is_hole(text, at)) return at;
        at = std::min(text.find_first_not_of('\0', at), text.size());
    }
    return std::string_view::npos;
}

}  // namespace

base::Result<void> refuse_holes(const InputFile& input, std::string_view source) {
    const std::string_view text = input.text();
    // Heights of the sea are zeros too (HGT).
    if (source != "raster" && is_hole(text, 0))
        return base::Error{
            fmt::format("opening: the file begins with zero bytes, as one that was never written or downloaded; fetch "
                        "it again ({} bytes)",
                        text.size())};
    if (!is_text(input)) return {};
    const std::size_t hole = find_hole(text);
    if (hole == std::string_view::npos) return {};
    return base::Error{fmt::format(
        "opening: only {} of {} bytes of the file are there, zero bytes follow; it was not written or downloaded to "
        "its end, fetch it again",
        hole, text.size())};
}

}  // namespace twin::data
