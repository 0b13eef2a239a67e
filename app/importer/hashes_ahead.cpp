#include "app/importer/hashes_ahead.h"

#include <utility>

#include "app/importer/content_hash.h"

namespace twin::app {

namespace {

namespace fs = std::filesystem;

std::int64_t time_of(const fs::path& file) {
    std::error_code failure;
    return fs::last_write_time(file, failure).time_since_epoch().count();
}

/// `changed`: when the import began. What was written since may or may not have been read: no hash vouches for it.
ContentState state_of(const fs::path& file, std::int64_t changed, const std::atomic<bool>& stop) {
    ContentState state{changed, hash_of_file(file, &stop)};
    if (time_of(file) != changed) state.hash = 0;
    return state;
}

}  // namespace

HashesAhead::HashesAhead(std::vector<fs::path> files) {
    struct Work {
        fs::path file;
        std::int64_t changed;
        std::promise<ContentState> promise;
    };
    std::vector<Work> works;
    for (fs::path& file : files) {
        if (states_.contains(file)) continue;
        std::promise<ContentState> promise;
        states_[file] = promise.get_future().share();
        const std::int64_t changed = time_of(file);
        works.push_back({std::move(file), changed, std::move(promise)});
    }
    thread_ = std::thread([this, works = std::move(works)]() mutable {
        for (Work& work : works)
            work.promise.set_value(stop_ ? ContentState() : state_of(work.file, work.changed, stop_));
    });
}

HashesAhead::~HashesAhead() {
    stop_ = true;
    thread_.join();
}

ContentState HashesAhead::of(const fs::path& file) const {
    const auto known = states_.find(file);
    return known == states_.end() ? state_of(file, time_of(file), stop_) : known->second.get();
}

}  // namespace twin::app
