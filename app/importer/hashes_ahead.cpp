#include "app/importer/hashes_ahead.h"

#include <utility>

#include "app/importer/content_hash.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

ContentState state_of(const fs::path& file, const std::atomic<bool>& stop) {
    ContentState state;
    std::error_code failure;
    state.changed = fs::last_write_time(file, failure).time_since_epoch().count();
    state.hash = hash_of_file(file, &stop);
    return state;
}

}  // namespace

HashesAhead::HashesAhead(std::vector<fs::path> files) {
    std::vector<std::pair<fs::path, std::promise<ContentState>>> work;
    for (fs::path& file : files) {
        if (states_.contains(file)) continue;
        std::promise<ContentState> promise;
        states_[file] = promise.get_future().share();
        work.emplace_back(std::move(file), std::move(promise));
    }
    thread_ = std::thread([this, work = std::move(work)]() mutable {
        for (auto& [file, promise] : work) promise.set_value(stop_ ? ContentState() : state_of(file, stop_));
    });
}

HashesAhead::~HashesAhead() {
    stop_ = true;
    thread_.join();
}

ContentState HashesAhead::of(const fs::path& file) const {
    const auto known = states_.find(file);
    return known == states_.end() ? state_of(file, stop_) : known->second.get();
}

}  // namespace twin::app
