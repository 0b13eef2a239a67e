#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "data/feature.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

/// What was said about appearances and is not shown, for one complaint each.
struct LookTotals {
    std::map<std::string, std::uint64_t> other_themes;  ///< Surface data of themes that lost, by theme.
    std::uint64_t bad_places = 0;       ///< Texture coordinates that do not fit their ring, or are no numbers.
    std::uint64_t too_many = 0;         ///< Rings beyond the budget.
    std::uint64_t unplaced_orthos = 0;  ///< Georeferenced textures without reference point or orientation.

    void add(const LookTotals& more);
};

/// Size of a picture, and its place where a world file stands beside it.
struct PictureFact {
    int width_px = 0;
    int height_px = 0;
    std::vector<double> world;  ///< The six numbers of a world file, or empty.
};
using PictureFacts = std::map<std::string, PictureFact>;

/// The appearances of a city object, or those of a whole file: which polygon shows which picture or colour. Everything
/// is kept by a number of its id, 24 bytes a ring and 8 a point.
/// Owner: one reader until `settle`; then read-only.  Thread: any, once settled.
class CityGmlLooks {
  public:
    /// From the file's coordinates to places in the picture.
    struct Matrix {
        double m[12] = {};  ///< Three rows: s, t, q of (x, y, z, 1).
    };

    /// Reads an Appearance element. The first theme that comes is the one that is shown.
    void read(const XmlNode& appearance, LookTotals& totals);
    /// Pictures that lie on the ground; `settle` must be told their sizes.
    std::vector<std::string> orthophotos() const;
    /// Errors: an orthophoto that `pictures` does not know is counted.
    void settle(const PictureFacts& pictures, LookTotals& totals);
    bool empty() const { return rings_.empty() && targets_.empty() && orthos_.empty(); }
    std::size_t bytes() const;

    const std::vector<std::string>& images() const { return images_; }
    std::string_view theme() const { return theme_; }
    void set_theme(std::string theme) { theme_ = std::move(theme), theme_known_ = true; }

    struct RingPlaces {
        int image = -1;
        const glm::vec2* places = nullptr;
        std::size_t count = 0;
    };
    RingPlaces ring(std::string_view id) const;
    struct Target {
        std::uint64_t id = 0;
        std::int32_t image = -1;
        std::int32_t matrix = -1;
        std::uint32_t colour = 0;
    };
    /// Matrix or colour that `id` is given; image < 0 and colour 0: none.
    Target target(std::string_view id) const;
    const Matrix& matrix(int index) const { return matrices_[static_cast<std::size_t>(index)]; }

  private:
    struct RingEntry {
        std::uint64_t id = 0;
        std::uint64_t first = 0;
        std::uint32_t count = 0;
        std::int32_t image = -1;
    };
    /// A picture on the ground: the centre of its upper left pixel, and one pixel to the right and one down.
    struct Ortho {
        int image = -1;
        std::vector<double> world;  ///< As in a world file; empty: not said.
        std::vector<std::uint64_t> targets;
    };
    void read_surface_data(const XmlNode& data, LookTotals& totals);
    void read_target(const XmlNode& target, std::string_view uri, int image, LookTotals& totals);
    void read_list(const XmlNode& list, int image, LookTotals& totals);
    void read_material(const XmlNode& material);
    void read_orthophoto(const XmlNode& data, int image);
    void add_places(std::string_view ring, std::string_view numbers, int image, LookTotals& totals);
    int image_index(const XmlNode& data);

    std::vector<std::string> images_;
    std::vector<RingEntry> rings_;
    std::vector<glm::vec2> places_;
    std::vector<Target> targets_;
    std::vector<Matrix> matrices_;
    std::vector<Ortho> orthos_;
    std::vector<double> numbers_;
    std::string theme_;
    bool theme_known_ = false;
};

/// A picture's name as it is asked for: slashes one way, no "./".
std::string image_name(std::string_view uri);

}  // namespace twin::data
