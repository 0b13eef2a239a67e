#include "scene/imagery_loader.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

namespace twin::scene {

namespace {

using Tile = std::shared_ptr<const data::Pixels>;

/// The tiles read last, because each is its neighbours' border too.
class ReadTiles {
  public:
    bool find(const ImageryPlace& place, Tile& tile) {
        const std::lock_guard lock(mutex_);
        const auto found = tiles_.find(place.key());
        if (found == tiles_.end()) return false;
        order_.splice(order_.begin(), order_, found->second.second);
        tile = found->second.first;
        return true;
    }
    void keep(const ImageryPlace& place, Tile tile, std::size_t most) {
        const std::lock_guard lock(mutex_);
        if (tiles_.contains(place.key())) return;
        order_.push_front(place.key());
        tiles_[place.key()] = {std::move(tile), order_.begin()};
        while (tiles_.size() > most) {
            tiles_.erase(order_.back());
            order_.pop_back();
        }
    }

  private:
    std::mutex mutex_;
    std::list<std::uint64_t> order_;
    std::unordered_map<std::uint64_t, std::pair<Tile, std::list<std::uint64_t>::iterator>> tiles_;
};

/// A ruined file is no reason to fill the log.
constexpr std::size_t most_complaints = 20;
/// For the tiles that several pages need: 32 MB of them.
constexpr std::size_t read_tiles_bytes = 32u << 20;

bool is_empty(const data::Pixels& pixels) {
    for (std::size_t i = 3; i < pixels.rgba.size(); i += 4)
        if (pixels.rgba[i]) return false;
    return true;
}

}  // namespace

struct ImageryLoader::State {
    std::vector<data::ImageryInfo> pyramids;
    ImageryOpener open;
    int thread_count = 1;
    std::vector<std::thread> threads;
    ReadTiles tiles;

    mutable std::mutex mutex;
    std::condition_variable work, rest;
    std::deque<ImageryPlace> asked;
    std::unordered_set<std::uint64_t> running, waiting_to_be_taken;
    std::deque<Done> done;
    std::vector<std::string> complaints;
    std::unordered_set<std::uint64_t> damaged;
    std::unordered_set<std::string> said;
    bool ending = false;

    void run();
    void complain(const ImageryPlace& place, const std::string& sentence);
    Tile read(const ImageryReader& reader, const ImageryPlace& place);
    std::shared_ptr<const ImageryPage> page_of(const ImageryReader& reader, const ImageryPlace& place);
};

void ImageryLoader::State::complain(const ImageryPlace& place, const std::string& sentence) {
    const std::lock_guard lock(mutex);
    if (!damaged.insert(place.key()).second || !said.insert(sentence).second || said.size() > most_complaints) return;
    complaints.push_back(sentence);
    if (said.size() == most_complaints)
        complaints.push_back("More tiles of pictures cannot be read; they are left out and no longer named.");
}

/// Null: outside, or not to be read.
Tile ImageryLoader::State::read(const ImageryReader& reader, const ImageryPlace& place) {
    const data::ImageryInfo& info = pyramids[static_cast<std::size_t>(place.imagery)];
    const data::ImageryLevel& level = info.levels[static_cast<std::size_t>(place.level)];
    if (place.column < 0 || place.row < 0 || place.column >= level.columns || place.row >= level.rows) return nullptr;
    Tile tile;
    if (tiles.find(place, tile)) return tile;
    auto pixels = reader(info, level.level, place.column, place.row);
    if (!pixels.ok()) {
        complain(place, pixels.error().message);
    } else if (pixels->width_px != info.tile_px || pixels->height_px != info.tile_px) {
        complain(place,
                 fmt::format("The picture tile {}/{}/{} has {} x {} pixels where {} x {} were expected; it is not "
                             "shown.",
                             level.level, place.column, place.row, pixels->width_px, pixels->height_px, info.tile_px,
                             info.tile_px));
    } else {
        tile = std::make_shared<const data::Pixels>(std::move(pixels).value());
    }
    const auto bytes = static_cast<std::size_t>(info.tile_px) * static_cast<std::size_t>(info.tile_px) * 4;
    tiles.keep(place, tile, std::max<std::size_t>(read_tiles_bytes / bytes, 16));
    return tile;
}

std::shared_ptr<const ImageryPage> ImageryLoader::State::page_of(const ImageryReader& reader,
                                                                 const ImageryPlace& place) {
    ImageryAround around;
    around[4] = read(reader, place);
    if (!around[4] || is_empty(*around[4])) return nullptr;
    for (int i = 0; i < 9; ++i)
        if (i != 4)
            around[static_cast<std::size_t>(i)] =
                read(reader, {place.imagery, place.level, place.column + i % 3 - 1, place.row + i / 3 - 1});
    return std::make_shared<const ImageryPage>(
        make_imagery_page(place, pyramids[static_cast<std::size_t>(place.imagery)].tile_px, around));
}

void ImageryLoader::State::run() {
    std::unique_lock lock(mutex);
    ImageryReader reader;
    while (true) {
        work.wait(lock, [&] { return ending || !asked.empty(); });
        if (ending) return;
        const ImageryPlace place = asked.front();
        asked.pop_front();
        running.insert(place.key());
        lock.unlock();
        if (!reader) {
            auto opened = open();
            if (opened.ok())
                reader = std::move(opened).value();
            else
                reader = [reason = opened.error()](const data::ImageryInfo&, int, int,
                                                   int) -> base::Result<data::Pixels> { return reason; };
        }
        auto page = page_of(reader, place);
        lock.lock();
        running.erase(place.key());
        waiting_to_be_taken.insert(place.key());
        done.push_back({place, std::move(page)});
        if (asked.empty() && running.empty()) rest.notify_all();
    }
}

ImageryLoader::ImageryLoader(std::vector<data::ImageryInfo> pyramids, ImageryOpener open, int threads)
    : state_(std::make_unique<State>()) {
    state_->pyramids = std::move(pyramids);
    state_->open = std::move(open);
    state_->thread_count = std::max(1, threads);
}

ImageryLoader::~ImageryLoader() {
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
        state_->asked.clear();
    }
    state_->work.notify_all();
    for (std::thread& thread : state_->threads) thread.join();
}

void ImageryLoader::request(std::vector<ImageryPlace> places) {
    State& s = *state_;
    {
        const std::lock_guard lock(s.mutex);
        s.asked.clear();
        for (const ImageryPlace& place : places)
            if (!s.running.contains(place.key()) && !s.waiting_to_be_taken.contains(place.key()))
                s.asked.push_back(place);
        if (s.asked.empty()) {
            if (s.running.empty()) s.rest.notify_all();
            return;
        }
    }
    if (s.threads.empty())
        for (int i = 0; i < s.thread_count; ++i) s.threads.emplace_back([&s] { s.run(); });
    s.work.notify_all();
}

std::vector<ImageryLoader::Done> ImageryLoader::take(std::size_t most) {
    const std::lock_guard lock(state_->mutex);
    std::vector<Done> taken;
    while (!state_->done.empty() && taken.size() < most) {
        taken.push_back(std::move(state_->done.front()));
        state_->done.pop_front();
        state_->waiting_to_be_taken.erase(taken.back().place.key());
    }
    return taken;
}

bool ImageryLoader::something_came() const {
    const std::lock_guard lock(state_->mutex);
    return !state_->done.empty();
}

void ImageryLoader::wait() {
    std::unique_lock lock(state_->mutex);
    state_->rest.wait(lock, [&] { return state_->asked.empty() && state_->running.empty(); });
}

std::vector<std::string> ImageryLoader::take_complaints() {
    const std::lock_guard lock(state_->mutex);
    return std::exchange(state_->complaints, {});
}

}  // namespace twin::scene
