#include "base/worker.h"

#include <poll.h>
#include <signal.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "base/text.h"
#include "base/worker_process.h"
#include "base/worker_wire.h"

namespace twin::base {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds tick_interval{100};

std::string seconds(std::chrono::milliseconds time) {
    return fmt::format("{:.3g} s", std::chrono::duration<double>(time).count());
}

std::string in_gigabytes(std::uint64_t bytes) {
    constexpr std::uint64_t gib = 1ull << 30;
    return bytes % gib == 0 ? fmt::format("{} GB", bytes / gib) : format_bytes(bytes);
}

const char* words_for(int signal) {
    switch (signal) {
        case SIGSEGV:
            return "segmentation fault";
        case SIGABRT:
            return "aborted";
        case SIGBUS:
            return "bus error, the file may have become shorter";
        case SIGFPE:
            return "arithmetic error";
        case SIGILL:
            return "illegal instruction";
        case SIGSYS:
            return "forbidden system call";
        case SIGTERM:
            return "terminated";
        case SIGINT:
            return "interrupted";
        default:
            return "unexpected";
    }
}

/// The parent's half of the talk, until the worker falls silent for good.
class Conversation {
  public:
    Conversation(WorkerProcess& worker, const WorkerLimits& limits, const Worker::Handler& on_message)
        : worker_(worker), limits_(limits), on_message_(on_message), assembler_(limits.message_bytes) {}

    WorkerEnd hold(const WorkerMessage& first);

  private:
    bool listen();  ///< One round; false: it is over.
    bool handle(WorkerMessage& message);
    bool stop(std::string reason);  ///< Kills the worker; always false.
    WorkerEnd explain(const ProcessEnd& end) const;

    WorkerProcess& worker_;
    const WorkerLimits& limits_;
    const Worker::Handler& on_message_;
    wire::Assembler assembler_;
    Clock::time_point heard_ = Clock::now();
    Clock::time_point asked_ = Clock::now();
    std::string stopped_;
    bool out_of_memory_ = false;
    bool goodbye_ = false;
};

WorkerEnd Conversation::hold(const WorkerMessage& first) {
    // When this fails the worker has ended already, which says more than the failure.
    wire::send(worker_.socket(), first.type, first.payload, {}, first.descriptor);
    while (listen()) {
    }
    return explain(worker_.wait(stopped_.empty() ? limits_.silence : std::chrono::milliseconds(0)));
}

bool Conversation::stop(std::string reason) {
    stopped_ = std::move(reason);
    worker_.kill();
    return false;
}

bool Conversation::handle(WorkerMessage& message) {
    const Worker::Reply reply = [this](const WorkerMessage& answer) {
        wire::send(worker_.socket(), answer.type, answer.payload, {}, answer.descriptor);
    };
    const bool go_on = on_message_(message, reply);
    asked_ = Clock::now();
    return go_on || stop("was cancelled");
}

bool Conversation::listen() {
    const auto now = Clock::now();
    if (now - heard_ > limits_.silence) return stop(fmt::format("was silent for {}", seconds(limits_.silence)));
    if (now - asked_ >= tick_interval) {
        WorkerMessage tick;
        if (!handle(tick)) return false;
    }
    std::array<pollfd, 3> watched{pollfd{worker_.socket(), POLLIN, 0}, pollfd{worker_.process(), POLLIN, 0},
                                  pollfd{worker_.words(), POLLIN, 0}};
    if (::poll(watched.data(), watched.size(), static_cast<int>(tick_interval.count() / 2)) < 0 && errno != EINTR)
        return stop("could not be watched");
    if (watched[2].revents) worker_.read_words();
    if (!watched[0].revents) return !watched[1].revents;
    WorkerMessage message;
    switch (assembler_.step(worker_.socket(), false, false, message)) {
        case wire::Received::closed:
            return false;
        case wire::Received::damaged:
            return stop("sent a damaged message");
        case wire::Received::word:
            if (message.type == wire::out_of_memory) out_of_memory_ = true;
            if (message.type == wire::goodbye) goodbye_ = true;
            break;
        case wire::Received::message:
            if (message.type == Worker::tick) return stop("sent a damaged message");
            if (!handle(message)) return false;
            break;
        case wire::Received::nothing:
            break;
    }
    heard_ = Clock::now();
    return true;
}

WorkerEnd Conversation::explain(const ProcessEnd& end) const {
    if (!stopped_.empty()) return {false, stopped_};
    if (end.exited && end.code == 0 && goodbye_) return {true, {}};
    const auto failed_memory = [&] { return out_of_memory_ || end.peak_memory_bytes > limits_.memory_bytes / 4 * 3; };
    if (end.signal == SIGXCPU || (end.signal == SIGKILL && end.cpu_s >= limits_.cpu_seconds))
        return {false, fmt::format("used more than {} s of processor time", limits_.cpu_seconds)};
    if (failed_memory()) return {false, fmt::format("used more than {} of memory", in_gigabytes(limits_.memory_bytes))};
    if (end.signal == SIGKILL)
        return {false, goodbye_ ? "did not end when its work was done"
                                : "was killed from outside (signal 9; the machine may be short of memory)"};
    const std::string said = worker_.last_words().empty() ? "" : fmt::format(": {}", worker_.last_words());
    if (end.signal != 0)
        return {false, fmt::format("the reader crashed (signal {}, {}){}", end.signal, words_for(end.signal), said)};
    return {false, fmt::format("the reader stopped with code {}{}", end.code, said)};
}

}  // namespace

Result<WorkerEnd> Worker::run(const std::string& name, const WorkerMessage& first, const WorkerLimits& limits,
                              const Handler& on_message) {
    auto worker = WorkerProcess::start(name);
    if (!worker) return worker.error();
    const WorkerEnd end = Conversation(*worker, limits, on_message).hold(first);
    if (!end.clean) worker->retire_nursery();  // it may have learnt where things lie in its siblings' memory
    return end;
}

}  // namespace twin::base
