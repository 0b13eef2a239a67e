#include "base/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>

#include "base/text.h"
#include "base/worker_birth.h"

namespace twin::base {

namespace {

Error no_descriptors() {
    return {fmt::format("cannot start a worker process: {}", std::strerror(errno))};
}

}  // namespace

Result<WorkerProcess> WorkerProcess::start(const std::string& name) {
    std::array<int, 2> socket{}, words{};
    WorkerProcess worker;
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socket.data()) != 0) return no_descriptors();
    worker.socket_.reset(socket[0]);
    const Descriptor theirs(socket[1]);
    if (::pipe2(words.data(), O_CLOEXEC) != 0) return no_descriptors();
    worker.words_.reset(words[0]);
    const Descriptor their_words(words[1]);
    ::fcntl(worker.words_.get(), F_SETFL, O_NONBLOCK);
    const timeval patience{5, 0};  // for a worker that never reads its answers
    ::setsockopt(worker.socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);

    constexpr int tries = 2;  // a nursery may have died since it was last needed
    for (int i = 1;; ++i) {
        auto nursery = Nursery::of(name);
        if (!nursery) return nursery.error();
        auto newborn = (*nursery)->bear(theirs.get(), their_words.get());
        if (newborn) {
            worker.nursery_ = std::move(*nursery);
            worker.process_ = std::move(newborn->process);
            worker.fate_ = std::move(newborn->fate);
            return worker;
        }
        Nursery::retire(*nursery);
        if (i == tries) return newborn.error();
    }
}

void WorkerProcess::kill() {
    if (process_) ::syscall(SYS_pidfd_send_signal, process_.get(), SIGKILL, nullptr, 0);
}

void WorkerProcess::read_words() {
    constexpr std::size_t kept = 4096;
    std::array<char, 4096> buffer;
    for (int rounds = 0; rounds < 16; ++rounds) {
        const ssize_t got = ::read(words_.get(), buffer.data(), buffer.size());
        if (got == 0) words_.reset();
        if (got <= 0) break;
        said_.append(buffer.data(), static_cast<std::size_t>(got));
        if (said_.size() > kept) said_.erase(0, said_.size() - kept);
    }
}

std::string WorkerProcess::last_words() const {
    constexpr std::size_t longest = 200;
    std::string_view text = trim(said_);
    if (const auto line = text.find_last_of('\n'); line != std::string_view::npos) text.remove_prefix(line + 1);
    return to_valid_utf8(text.substr(0, longest));
}

ProcessEnd WorkerProcess::wait(std::chrono::milliseconds patience) {
    ProcessEnd end;
    if (!process_) return end;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (true) {
        // A full pipe would keep it from ending, so its words are read on.
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        std::array<pollfd, 2> watched{pollfd{process_.get(), POLLIN, 0}, pollfd{words_.get(), POLLIN, 0}};
        const int ready = ::poll(watched.data(), watched.size(), static_cast<int>(std::max<long>(0, left.count())));
        if (ready < 0 && errno == EINTR) continue;
        if (watched[1].revents) read_words();
        if (watched[0].revents) break;
        if (left.count() <= 0) {
            kill();
            break;
        }
    }
    process_.reset();
    if (words_) read_words();
    birth::Fate fate;
    fate.status = SIGKILL;  // what became of it when its nursery cannot tell
    pollfd telling{fate_.get(), POLLIN, 0};
    if (::poll(&telling, 1, 5000) > 0 && ::read(fate_.get(), &fate, sizeof fate) != sizeof fate) fate.status = SIGKILL;
    end.exited = WIFEXITED(fate.status);
    end.code = end.exited ? WEXITSTATUS(fate.status) : 0;
    end.signal = WIFSIGNALED(fate.status) ? WTERMSIG(fate.status) : 0;
    end.cpu_s = fate.cpu_s;
    end.peak_memory_bytes = fate.peak_memory_bytes;
    return end;
}

void WorkerProcess::retire_nursery() {
    Nursery::retire(nursery_);
}

WorkerProcess::~WorkerProcess() {
    if (!process_) return;
    kill();
    wait(std::chrono::milliseconds(0));
}

}  // namespace twin::base
