#include "scene/imagery.h"

#include <algorithm>
#include <atomic>
#include <thread>

#include "base/log.h"
#include "scene/frame_view.h"

namespace twin::scene {

namespace {

/// New pages of one frame: 9 MB to upload.
constexpr std::size_t most_new_pages = 24;
/// Fewer could not hold the coarse levels.
constexpr std::size_t fewest_pages = 24;

int reading_threads() {
    return static_cast<int>(std::clamp(std::thread::hardware_concurrency(), 1u, 4u));
}

std::uint64_t next_version() {
    static std::atomic<std::uint64_t> last{0};
    return ++last;
}

std::size_t largest_page_bytes(const std::vector<data::ImageryInfo>& pyramids) {
    int edge_px = imagery_page_px(256);
    for (const data::ImageryInfo& info : pyramids) edge_px = std::max(edge_px, imagery_page_px(info.tile_px));
    return imagery_page_bytes(edge_px);
}

}  // namespace

Imagery::Imagery(std::vector<data::ImageryInfo> pyramids, ImageryOpener open, const data::Terrain& terrain)
    : pyramids_(std::move(pyramids)),
      ground_(terrain),
      page_bytes_(largest_page_bytes(pyramids_)),
      loader_(pyramids_, std::move(open), reading_threads()) {}

void Imagery::adopt(std::size_t most) {
    for (ImageryLoader::Done& done : loader_.take(most)) {
        Kept& kept = kept_[done.place.key()];
        if (!kept.page && done.page) ++pages_;
        kept.page = std::move(done.page);
        kept.last_look = looks_;
    }
    for (std::string& sentence : loader_.take_complaints()) {
        spdlog::error("{}", sentence);
        complaints_.push_back(std::move(sentence));
    }
}

/// What was not looked at for longest goes first.
void Imagery::let_go(std::size_t most_pages) {
    if (pages_ <= most_pages) return;
    std::vector<std::pair<std::uint64_t, std::uint64_t>> old;
    for (const auto& [key, kept] : kept_)
        if (kept.page && kept.last_look != looks_) old.emplace_back(kept.last_look, key);
    std::sort(old.begin(), old.end());
    for (const auto& [look, key] : old) {
        if (pages_ <= most_pages) break;
        kept_.erase(key);
        --pages_;
    }
}

std::shared_ptr<const ImageryView> Imagery::look(const Camera& camera, int width_px, int height_px,
                                                 std::span<const LayerState> layers, std::size_t budget_bytes) {
    ++looks_;
    adopt(most_new_pages);
    std::vector<bool> shown;
    for (const data::ImageryInfo& info : pyramids_) {
        const auto number = static_cast<std::size_t>(info.layer);
        const LayerState state = number < layers.size() ? layers[number] : LayerState{};
        shown.push_back(state.visible && state.opacity > 0);
    }
    const std::size_t most_pages = std::max(budget_bytes / page_bytes_, fewest_pages);
    const auto wanted = wanted_imagery(pyramids_, shown, {camera, width_px, height_px, most_pages}, ground_);
    auto view = std::make_shared<ImageryView>();
    std::vector<ImageryPlace> missing;
    for (const ImageryPlace& place : wanted) {
        const auto found = kept_.find(place.key());
        if (found == kept_.end()) {
            missing.push_back(place);
            continue;
        }
        found->second.last_look = looks_;
        if (found->second.page) view->pages.push_back(found->second.page);
    }
    missing_ = missing.size();
    loader_.request(std::move(missing));
    let_go(most_pages);
    if (wanted.empty()) return last_ = nullptr;
    view->wanted = wanted.size();
    view->most_pages = most_pages;
    if (last_ && last_->pages == view->pages && last_->wanted == view->wanted && last_->most_pages == most_pages)
        return last_;
    view->pyramids = pyramids_;
    view->version = next_version();
    return last_ = std::move(view);
}

void Imagery::wait() {
    loader_.wait();
    adopt(SIZE_MAX);
}

}  // namespace twin::scene
