#include "base/worker_nursery.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/paths.h"
#include "base/worker_birth.h"
#include "base/worker_wire.h"

extern char** environ;

namespace twin::base {

namespace {

/// The nurseries at work, by program and name.
struct Register {
    std::mutex mutex;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<Nursery>> nurseries;
};
Register& the_register() {
    static Register all;
    return all;
}

/// A copy above the numbers that the child wants for itself, so that moving descriptors there overwrites none.
Descriptor moved_up(int number) {
    Descriptor original(number);
    return Descriptor(::fcntl(number, F_DUPFD_CLOEXEC, 16));
}

/// What libraries need to work; passwords and tokens stay behind.
std::vector<char*> plain_environment() {
    constexpr std::string_view kept[] = {
        "PATH=", "HOME=",      "TZ=",    "TMPDIR=", "LANG=", "LANGUAGE=",  "LC_",
        "LD_",   "GCONV_PATH", "GLIBC_", "MALLOC_", "PROJ_", "GDAL_DATA=", "STADTZWILLING_",
        "ASAN_", "UBSAN_",     "LSAN_",  "LLVM_",   "GCOV_"};
    std::vector<char*> environment;
    for (char** entry = environ; *entry; ++entry)
        if (std::ranges::any_of(kept,
                                [&](std::string_view start) { return std::string_view(*entry).starts_with(start); }))
            environment.push_back(*entry);
    static char no_threads[] = "OPENBLAS_NUM_THREADS=1";  // else it starts them when loaded; forks have no use for them
    environment.push_back(no_threads);
    environment.push_back(nullptr);
    return environment;
}

struct SpawnPlan {
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    explicit SpawnPlan(int control) {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
        posix_spawn_file_actions_adddup2(&actions, control, wire::worker_socket);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
        if (::fcntl(STDERR_FILENO, F_GETFD) < 0)
            posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
        posix_spawn_file_actions_addclosefrom_np(&actions, wire::worker_socket + 1);
        sigset_t none, all;
        sigemptyset(&none);
        sigfillset(&all);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setsigdefault(&attributes, &all);
        posix_spawnattr_setpgroup(&attributes, 0);  // Ctrl-C reaches the parent alone, which cancels in good order
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
    }
    ~SpawnPlan() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnPlan(const SpawnPlan&) = delete;
    SpawnPlan& operator=(const SpawnPlan&) = delete;
};

Error cannot_start(const std::string& program, const std::string& reason) {
    return {fmt::format("cannot start a worker process ({}): {}", program, reason)};
}

std::string worker_executable() {
    if (const char* other = std::getenv("STADTZWILLING_WORKER"); other && *other) return other;
    return own_executable().string();
}

}  // namespace

Result<std::shared_ptr<Nursery>> Nursery::of(const std::string& name) {
    Register& all = the_register();
    const std::lock_guard lock(all.mutex);
    const std::string program = worker_executable();
    std::shared_ptr<Nursery>& known = all.nurseries[{program, name}];
    if (!known) {
        auto started = start(program, name);
        if (!started) return started.error();
        known = std::move(*started);
    }
    return known;
}

void Nursery::retire(const std::shared_ptr<Nursery>& nursery) {
    Register& all = the_register();
    const std::lock_guard lock(all.mutex);
    std::erase_if(all.nurseries, [&](const auto& entry) { return entry.second == nursery; });
}

Result<std::shared_ptr<Nursery>> Nursery::start(const std::string& program, const std::string& name) {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return cannot_start(program, std::strerror(errno));
    const std::shared_ptr<Nursery> nursery(new Nursery);
    nursery->program_ = program;
    nursery->control_ = moved_up(ends[0]);
    const Descriptor theirs = moved_up(ends[1]);
    if (!nursery->control_ || !theirs) return cannot_start(program, std::strerror(errno));
    SpawnPlan plan(theirs.get());
    std::string file = program, verb = "worker", kind = name;
    const std::array<char*, 4> arguments{file.data(), verb.data(), kind.data(), nullptr};
    const std::vector<char*> environment = plain_environment();
    pid_t id = -1;
    const int error =
        ::posix_spawn(&id, file.c_str(), &plan.actions, &plan.attributes, arguments.data(), environment.data());
    if (error != 0) return cannot_start(program, std::strerror(error));
    nursery->id_ = id;
    return nursery;
}

Result<Nursery::Newborn> Nursery::bear(int socket, int words) {
    constexpr int patience_ms = 20'000;
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return cannot_start(program_, std::strerror(errno));
    Newborn newborn;
    newborn.fate.reset(pipe[0]);
    const Descriptor their_fate(pipe[1]);

    const std::lock_guard lock(one_birth_at_a_time_);
    const std::array<int, birth::request_descriptors> handed{socket, words, their_fate.get()};
    birth::Answer answer;
    pollfd listening{control_.get(), POLLIN, 0};
    if (!birth::send(control_.get(), birth::Request{}, handed))
        return cannot_start(program_, "it ended before it could work");
    if (::poll(&listening, 1, patience_ms) <= 0) return cannot_start(program_, "it does not answer");
    if (!birth::receive(control_.get(), answer, std::span(&newborn.process, 1)))
        return cannot_start(program_, "it ended before it could work");
    if (answer.error != 0 || !newborn.process) return cannot_start(program_, std::strerror(answer.error));
    return newborn;
}

Nursery::~Nursery() {
    control_.reset();
    if (id_ <= 0) return;
    ::kill(id_, SIGKILL);  // none of its workers lives any more, or its death ends them
    while (::waitpid(id_, nullptr, 0) < 0 && errno == EINTR) {
    }
}

}  // namespace twin::base
