#include "scene/city.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <numbers>
#include <sstream>
#include <tuple>

#include <glm/geometric.hpp>

#include "base/log.h"
#include "base/text.h"

namespace twin::scene {

namespace {

constexpr double radians = std::numbers::pi / 180;
/// A summer afternoon: long enough shadows to read the houses by.
constexpr const char* usual_start = "2026-06-21T15:00";

std::uint64_t next_serial() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

/// Blank-separated numbers of a meta entry, written without regard to the locale.
std::vector<double> numbers_of(const std::string& text) {
    std::istringstream in(text);
    in.imbue(std::locale::classic());
    std::vector<double> numbers;
    for (double number = 0; in >> number;) numbers.push_back(number);
    return numbers;
}

double distance_m(const base::Box3& box, const base::CityPoint& point) {
    const double dx = std::max({0.0, box.min.x - point.x_m, point.x_m - box.max.x});
    const double dy = std::max({0.0, box.min.y - point.y_m, point.y_m - box.max.y});
    return std::hypot(dx, dy);
}

/// The whole ground first, so that nothing floats in the air; then rings around the viewer, what lies below first.
void sort_nearest_first(std::span<data::CityFile::TileEntry> entries, const base::CityPoint& around) {
    struct Rank {
        int ring;
        int content;
        double distance_m;
        std::size_t index;
    };
    std::vector<Rank> ranks;
    ranks.reserve(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const double distance = distance_m(entries[i].bounds, around);
        const bool ground = entries[i].content == data::TileContent::terrain;
        const int ring = ground ? -1 : static_cast<int>(std::min(distance / (2 * data::tile_size_m), 1e6));
        ranks.push_back({ring, static_cast<int>(entries[i].content), distance, i});
    }
    std::sort(ranks.begin(), ranks.end(), [](const Rank& a, const Rank& b) {
        return std::tie(a.ring, a.content, a.distance_m, a.index) < std::tie(b.ring, b.content, b.distance_m, b.index);
    });
    std::vector<data::CityFile::TileEntry> sorted;
    sorted.reserve(entries.size());
    for (const Rank& rank : ranks) sorted.push_back(entries[rank.index]);
    std::copy(sorted.begin(), sorted.end(), entries.begin());
}

bool is_made_up(data::Provenance provenance) {
    return provenance == data::Provenance::invented || provenance == data::Provenance::planned;
}

Words credit_of(const data::LayerInfo& layer) {
    std::string credit = layer.source;
    if (!layer.licence.empty()) credit += (credit.empty() ? "" : " ") + ("(" + layer.licence + ")");
    Words remark;
    if (layer.provenance == data::Provenance::invented) remark = {"schematisch, erfunden", "schematic, invented"};
    if (layer.provenance == data::Provenance::planned) remark = {"geplant", "planned"};
    if (remark.de.empty()) return {credit, credit};
    const std::string start = credit.empty() ? "" : credit + ", ";
    return {start + remark.de, start + remark.en};
}

}  // namespace

namespace {

/// A file handle for every thread that reads pictures.
ImageryOpener opener_of(const std::filesystem::path& path) {
    return [path]() -> base::Result<ImageryReader> {
        auto file = data::CityFile::open(path);
        if (!file.ok()) return file.error();
        return ImageryReader(
            [file = std::move(file).value()](const data::ImageryInfo& info, int level, int column, int row) {
                return file->read_imagery_tile(info, level, column, row);
            });
    };
}

/// As the city file says it ("west south east north" in metres), with the heights of all.
base::Box3 focus_of(const std::string& text, base::Box3 extent) {
    std::array<double, 4> sides{};
    std::size_t count = 0;
    for (const std::string_view word : base::split(text, ' '))
        if (count < sides.size() && base::parse_number(word, sides[count])) ++count;
    if (count != sides.size() || !(sides[0] < sides[2]) || !(sides[1] < sides[3])) return extent;
    extent.min = {sides[0], sides[1], extent.min.z};
    extent.max = {sides[2], sides[3], extent.max.z};
    return extent;
}

}  // namespace

base::Result<std::unique_ptr<City>> City::open(const std::filesystem::path& path) {
    auto file = data::CityFile::open(path);
    if (!file.ok()) return file.error();
    std::unique_ptr<City> city(new City());
    city->file_ = std::move(file).value();
    auto geo = data::GeoConverter::make(city->frame());
    if (!geo.ok()) return geo.error();
    city->geo_ = std::make_unique<data::GeoConverter>(std::move(geo).value());
    auto terrain = city->file_->terrain();
    if (!terrain.ok()) return terrain.error();
    city->terrain_ = std::move(terrain).value();
    city->extent_ = city->file_->extent();
    city->focus_ = focus_of(city->file_->meta("focus"), city->extent_);
    city->order_ = city->file_->tiles();
    city->layer_states_.resize(city->file_->layers().size() + 1);
    for (const data::LayerInfo& layer : city->file_->layers())
        city->layer_states_[static_cast<std::size_t>(layer.number)].invented = is_made_up(layer.provenance);

    if (!city->file_->imagery().empty())
        city->imagery_ =
            std::make_unique<Imagery>(city->file_->imagery(), opener_of(city->file_->path()), city->terrain_);

    const std::string start = city->file_->meta("start_time");
    auto time = parse_local_time(start.empty() ? usual_start : start, city->frame().time_zone);
    if (!time.ok()) {
        spdlog::warn("{}: {}", path.string(), time.error().message);
        time = parse_local_time(usual_start, "UTC");
    }
    if (time.ok()) city->time = *time;

    city->overlays_ = make_overlays();
    for (const auto& overlay : city->overlays_)
        if (const auto adopted = overlay->adopt(*city); !adopted.ok())
            spdlog::warn("{}: overlay {}: {}", path.string(), overlay->name(), adopted.error().message);
    return city;
}

bool City::adopt_tiles(const base::CityPoint& around, double budget_s) {
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const bool moved = std::hypot(around.x_m - sorted_around_.x_m, around.y_m - sorted_around_.y_m) > data::tile_size_m;
    if (!complete() && (!sorted_ || moved)) {
        sort_nearest_first(std::span(order_).subspan(next_tile_), around);
        sorted_ = true;
        sorted_around_ = around;
    }
    // Few enough to keep to the budget, enough for all cores.
    constexpr std::size_t batch = 8;
    while (!complete()) {
        const auto next = std::span(order_).subspan(next_tile_, std::min(batch, order_.size() - next_tile_));
        next_tile_ += next.size();
        for (auto& read : file_->read_tiles(next)) {
            if (!read.ok()) {
                spdlog::error("{}", read.error().message);
                continue;
            }
            read->serial = next_serial();
            tiles_.push_back(std::make_shared<const data::Tile>(std::move(read).value()));
        }
        if (std::chrono::duration<double>(Clock::now() - begin).count() >= budget_s) break;
    }
    return complete();
}

double City::completeness() const {
    return order_.empty() ? 1 : static_cast<double>(next_tile_) / static_cast<double>(order_.size());
}

namespace {

/// Value below which `share` of the weight lies.
double weighted_quantile(std::vector<std::pair<double, double>> values, double share) {
    std::sort(values.begin(), values.end());
    double all = 0, sum = 0;
    for (const auto& [value, weight] : values) all += weight;
    for (const auto& [value, weight] : values)
        if ((sum += weight) >= share * all) return value;
    return values.empty() ? 0 : values.back().first;
}

/// Where most of the built city is: the middle seven tenths of its buildings' triangles in both directions. Empty for a
/// small city, which is better seen whole.
base::Box3 built_middle(const std::vector<data::CityFile::TileEntry>& tiles) {
    std::vector<std::pair<double, double>> xs, ys;
    base::Box3 box;
    for (const auto& tile : tiles) {
        if (tile.content != data::TileContent::buildings && tile.content != data::TileContent::models) continue;
        const glm::dvec3 centre = tile.bounds.centre();
        xs.emplace_back(centre.x, static_cast<double>(tile.triangles));
        ys.emplace_back(centre.y, static_cast<double>(tile.triangles));
        box.add(tile.bounds);
    }
    constexpr std::size_t small = 12;
    if (xs.size() < small) return {};
    const double half = data::tile_size_m / 4;
    base::Box3 middle;
    middle.add({weighted_quantile(xs, 0.15) - half, weighted_quantile(ys, 0.15) - half, box.min.z});
    middle.add({weighted_quantile(xs, 0.85) + half, weighted_quantile(ys, 0.85) + half, box.min.z});
    middle.min = glm::max(middle.min, box.min);
    middle.max = glm::min(glm::max(middle.max, middle.min), box.max);
    return middle;
}

}  // namespace

Camera City::home() const {
    const auto numbers = numbers_of(file_->meta("home"));
    if (numbers.size() != 5) {
        const base::Box3 middle = built_middle(file_->tiles());
        return fit(middle.empty() || !file_->meta("focus").empty() ? focus_ : middle, 16.0 / 9.0);
    }
    Camera camera;
    camera.position = geo_->to_city({numbers[0], numbers[1]}, numbers[2]);
    // The file counts from true north, the camera from grid north.
    camera.heading_rad = numbers[3] * radians - frame().convergence_rad;
    camera.pitch_rad = numbers[4] * radians;
    return camera;
}

Camera City::fit(const base::Box3& box, double aspect) const {
    Camera camera;
    camera.heading_rad = 0;
    camera.pitch_rad = -38 * radians;
    base::Box3 wanted = box;
    if (wanted.empty()) wanted.add(glm::dvec3(0, 0, terrain_.height_at(0, 0)));
    // A single tree is shown with what stands around it.
    const glm::dvec3 missing = glm::max(glm::dvec3(40, 40, 0) - wanted.size(), glm::dvec3(0));
    wanted.min -= missing * 0.5;
    wanted.max += missing * 0.5;

    const glm::dvec3 centre = wanted.centre(), forward = camera.forward(), right = camera.right(), up = camera.up();
    const double slope_y = std::tan(camera.fov_y_rad / 2), slope_x = slope_y * aspect;
    double back_m = 2 * camera.near_m;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::dvec3 p =
            glm::dvec3(corner & 1 ? wanted.max.x : wanted.min.x, corner & 2 ? wanted.max.y : wanted.min.y,
                       corner & 4 ? wanted.max.z : wanted.min.z) -
            centre;
        const double needed_m = std::max(std::fabs(glm::dot(p, right)) / slope_x, std::fabs(glm::dot(p, up)) / slope_y);
        back_m = std::max(back_m, needed_m - glm::dot(p, forward));
    }
    constexpr double air = 1.05;  // a little room around it
    camera.position = base::CityPoint(centre - forward * (back_m * air));
    return camera;
}

std::vector<Words> City::credits() const {
    std::vector<Words> lines;
    const auto add = [&](Words line) {
        const bool said =
            std::any_of(lines.begin(), lines.end(), [&](const Words& other) { return other.de == line.de; });
        if (!line.de.empty() && !said) lines.push_back(std::move(line));
    };
    for (const data::LayerInfo& layer : file_->layers()) {
        const LayerState& state = layer_states_[static_cast<std::size_t>(layer.number)];
        // Traffic is shown, and credited, by its overlay.
        const bool has_something = layer.objects > 0 || layer.kind == "imagery";
        if (state.visible && state.opacity > 0 && has_something && layer.kind != "traffic") add(credit_of(layer));
    }
    for (const auto& overlay : overlays_)
        if (overlay->visible && overlay->available()) {
            const std::string credit = overlay->credit();
            const bool said =
                std::any_of(lines.begin(), lines.end(), [&](const Words& line) { return line.de.starts_with(credit); });
            if (!said) add({credit, credit});
        }
    return lines;
}

FrameView City::look(const Camera& camera, int width_px, int height_px, const PictureStyle& style) {
    FrameView view;
    view.camera = camera;
    view.width_px = width_px;
    view.height_px = height_px;
    view.time = time;
    view.sun = sun_position(time, frame().origin_geo);
    view.sun_direction = sun_direction(view.sun, frame().convergence_rad);
    view.tiles = tiles_;
    view.layers = layer_states_;
    for (const auto& overlay : overlays_)
        if (overlay->visible && overlay->available()) view.overlays.push_back(&overlay->look(time));
    constexpr std::size_t mb = 1024 * 1024;
    if (imagery_)
        view.imagery = imagery_->look(camera, width_px, height_px, layer_states_,
                                      static_cast<std::size_t>(std::max(style.imagery_mb, 0)) * mb);
    view.terrain = &terrain_;
    view.sight = &sight_;
    view.selected = selected;
    view.hovered = hovered;
    view.style = style;
    return view;
}

FrameView City::look_settled(const Camera& camera, int width_px, int height_px, const PictureStyle& style) {
    FrameView view = look(camera, width_px, height_px, style);
    if (!imagery_ || imagery_->complete()) return view;
    imagery_->wait();
    return look(camera, width_px, height_px, style);
}

}  // namespace twin::scene
