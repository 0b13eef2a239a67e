#include "base/worker_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "base/paths.h"
#include "base/text.h"
#include "base/worker_wire.h"

extern char** environ;

namespace twin::base {

namespace {

std::filesystem::path worker_executable() {
    if (const char* other = std::getenv("STADTZWILLING_WORKER"); other && *other) return other;
    return own_executable();
}

/// A copy above the numbers that the child wants for itself, so that moving descriptors there overwrites none.
Descriptor moved_up(int number) {
    Descriptor original(number);
    return Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 16));
}

struct SpawnPlan {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    SpawnPlan() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
};

void plan(SpawnPlan& plan, int socket, int words) {
    posix_spawn_file_actions_adddup2(&plan.actions, socket, wire::worker_socket);
    posix_spawn_file_actions_adddup2(&plan.actions, words, STDERR_FILENO);
    posix_spawn_file_actions_addopen(&plan.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&plan.actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&plan.actions, wire::worker_socket + 1);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&plan.attributes, &none);
    posix_spawnattr_setsigdefault(&plan.attributes, &all);
    posix_spawnattr_setpgroup(&plan.attributes, 0);  // Ctrl-C reaches the parent alone, which cancels in good order
    posix_spawnattr_setflags(&plan.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
}

Error cannot_start(const std::filesystem::path& program, int error) {
    return {fmt::format("cannot start a worker process ({}): {}", program.string(), std::strerror(error))};
}

}  // namespace

Result<WorkerProcess> WorkerProcess::start(const std::string& name) {
    const std::filesystem::path program = worker_executable();
    std::array<int, 2> socket{}, words{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, socket.data()) != 0)
        return cannot_start(program, errno);
    WorkerProcess worker;
    worker.socket_ = moved_up(socket[0]);
    Descriptor theirs = moved_up(socket[1]);
    if (::pipe2(words.data(), O_CLOEXEC) != 0) return cannot_start(program, errno);
    worker.words_ = moved_up(words[0]);
    Descriptor their_words = moved_up(words[1]);
    if (!worker.socket_ || !theirs || !worker.words_ || !their_words) return cannot_start(program, errno);
    ::fcntl(worker.words_.get(), F_SETFL, O_NONBLOCK);
    const timeval patience{5, 0};  // for a worker that never reads its answers
    ::setsockopt(worker.socket_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);

    SpawnPlan spawn;
    plan(spawn, theirs.get(), their_words.get());
    std::string file = program.string(), verb = "worker", kind = name;
    std::array<char*, 4> arguments{file.data(), verb.data(), kind.data(), nullptr};
    pid_t id = -1;
    const int error = ::posix_spawn(&id, file.c_str(), &spawn.actions, &spawn.attributes, arguments.data(), environ);
    if (error != 0) return cannot_start(program, error);
    worker.id_ = id;
    worker.process_.reset(static_cast<int>(::syscall(SYS_pidfd_open, id, 0)));
    if (!worker.process_) return cannot_start(program, errno);
    return worker;
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

void WorkerProcess::kill() {
    if (id_ > 0) ::kill(id_, SIGKILL);
}

ProcessEnd WorkerProcess::wait(std::chrono::milliseconds patience) {
    ProcessEnd end;
    if (id_ <= 0) return end;
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
    int status = 0;
    rusage used{};
    while (::wait4(id_, &status, 0, &used) < 0 && errno == EINTR) {
    }
    id_ = -1;
    if (words_) read_words();
    end.exited = WIFEXITED(status);
    end.code = end.exited ? WEXITSTATUS(status) : 0;
    end.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    end.cpu_s = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
    end.peak_memory_bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
    return end;
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : socket_(std::move(other.socket_)),
      process_(std::move(other.process_)),
      words_(std::move(other.words_)),
      said_(std::move(other.said_)),
      id_(std::exchange(other.id_, -1)) {}

WorkerProcess::~WorkerProcess() {
    if (id_ <= 0) return;
    kill();
    wait(std::chrono::milliseconds(0));
}

}  // namespace twin::base
