#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "data/sources/citygml_reader.h"

namespace twin::data {

/// Threads that read batches side by side and give what came out in the order of the batches. What is under way is
/// bounded, so that a file of any size takes the memory of a few batches. Where no thread can be had, the caller's own
/// does the work.
/// Owner: one run over a file.  Thread: the public side belongs to the thread that made it.
class CityGmlCrew {
  public:
    using MakeReader = std::function<std::unique_ptr<CityGmlReader>()>;
    /// `alone`: no threads, for small files.
    CityGmlCrew(MakeReader make_reader, bool alone);
    ~CityGmlCrew();
    CityGmlCrew(const CityGmlCrew&) = delete;
    CityGmlCrew& operator=(const CityGmlCrew&) = delete;

    void add(CityGmlBatch batch);
    bool full() const { return tasks_.size() >= most_tasks_; }  ///< Take one out before the next is added.
    bool idle() const { return tasks_.empty(); }
    /// The oldest batch and what came out of it; waits for it.  Errors: rethrows std::bad_alloc of its thread.
    std::pair<CityGmlBatch, CityGmlOutcome> take();

  private:
    struct Task {
        CityGmlBatch batch;
        CityGmlOutcome outcome;
        std::exception_ptr failure;
        bool begun = false, done = false;
    };
    void work();
    void run(Task& task, CityGmlReader& reader);

    MakeReader make_reader_;
    std::unique_ptr<CityGmlReader> own_reader_;
    std::vector<std::thread> threads_;
    std::mutex mutex_;
    std::condition_variable for_threads_, for_owner_;
    std::deque<std::unique_ptr<Task>> tasks_;
    std::size_t most_tasks_ = 1;
    bool closing_ = false;
};

}  // namespace twin::data
