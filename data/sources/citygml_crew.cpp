#include "data/sources/citygml_crew.h"

#include <algorithm>
#include <exception>
#include <system_error>

namespace twin::data {

namespace {

constexpr unsigned most_threads = 8;
constexpr std::size_t tasks_per_thread = 3;

}  // namespace

CityGmlCrew::CityGmlCrew(MakeReader make_reader, bool alone) : make_reader_(std::move(make_reader)) {
    const unsigned wanted = alone ? 0 : std::clamp(std::thread::hardware_concurrency(), 1u, most_threads);
    try {
        for (unsigned i = 0; i < wanted; ++i) threads_.emplace_back([this] { work(); });
    } catch (const std::system_error&) {
        // Fewer threads, or none: the owner reads as well while it waits.
    }
    most_tasks_ = std::max<std::size_t>(1, threads_.size() * tasks_per_thread);
}

CityGmlCrew::~CityGmlCrew() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    for_threads_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

void CityGmlCrew::add(CityGmlBatch batch) {
    auto task = std::make_unique<Task>();
    task->batch = std::move(batch);
    {
        const std::lock_guard lock(mutex_);
        tasks_.push_back(std::move(task));
    }
    for_threads_.notify_one();
}

void CityGmlCrew::run(Task& task, CityGmlReader& reader) {
    try {
        task.outcome = reader.read(task.batch);
    } catch (...) {
        task.failure = std::current_exception();
    }
}

void CityGmlCrew::work() {
    std::unique_ptr<CityGmlReader> reader;
    while (true) {
        Task* task = nullptr;
        {
            std::unique_lock lock(mutex_);
            const auto waiting = [&] { return std::ranges::find_if(tasks_, [](const auto& t) { return !t->begun; }); };
            for_threads_.wait(lock, [&] { return closing_ || waiting() != tasks_.end(); });
            if (closing_) return;
            task = waiting()->get();
            task->begun = true;
        }
        try {
            if (!reader) reader = make_reader_();
            run(*task, *reader);
        } catch (...) {
            task->failure = std::current_exception();
        }
        {
            const std::lock_guard lock(mutex_);
            task->done = true;
        }
        for_owner_.notify_one();
    }
}

std::pair<CityGmlBatch, CityGmlOutcome> CityGmlCrew::take() {
    Task& oldest = *tasks_.front();
    {
        std::unique_lock lock(mutex_);
        if (!oldest.begun && threads_.empty()) {
            oldest.begun = true;
            lock.unlock();
            if (!own_reader_) own_reader_ = make_reader_();
            run(oldest, *own_reader_);
            oldest.done = true;
        } else {
            for_owner_.wait(lock, [&] { return oldest.done; });
        }
    }
    std::unique_ptr<Task> task;
    {
        const std::lock_guard lock(mutex_);
        task = std::move(tasks_.front());
        tasks_.pop_front();
    }
    if (task->failure) std::rethrow_exception(task->failure);
    return {std::move(task->batch), std::move(task->outcome)};
}

}  // namespace twin::data
