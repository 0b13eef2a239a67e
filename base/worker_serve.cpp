#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cassert>
#include <cerrno>
#include <cstdlib>
#include <utility>
#include <vector>

#include "base/worker.h"
#include "base/worker_birth.h"
#include "base/worker_wire.h"

/// The nursery's own side; its parent's: worker_nursery.cpp.
namespace twin::base {

namespace {

struct Child {
    pid_t id = -1;
    Descriptor process, fate;
};

class Serving {
  public:
    Serving(int (*work)(), int last_kept) : work_(work), last_kept_(last_kept) {}
    bool round();  ///< false: the program has gone.

  private:
    bool bear();
    [[noreturn]] void live(const std::array<Descriptor, birth::request_descriptors>& handed, pid_t nursery);
    static void bury(Child& child);

    int (*work_)();
    const int last_kept_;  ///< Descriptors up to here are the libraries' own.
    std::vector<Child> children_;
};

bool Serving::round() {
    std::vector<pollfd> watched{{wire::worker_socket, POLLIN, 0}};
    for (const Child& child : children_) watched.push_back({child.process.get(), POLLIN, 0});
    if (::poll(watched.data(), watched.size(), -1) < 0) return errno == EINTR;
    std::vector<Child> alive;
    for (std::size_t i = 0; i < children_.size(); ++i) {
        if (watched[i + 1].revents)
            bury(children_[i]);
        else
            alive.push_back(std::move(children_[i]));
    }
    children_ = std::move(alive);
    return !watched[0].revents || bear();
}

bool Serving::bear() {
    birth::Request request;
    std::array<Descriptor, birth::request_descriptors> handed;
    if (!birth::receive(wire::worker_socket, request, handed) || request.magic != birth::Request{}.magic) return false;
    birth::Answer answer;
    Child child;
    const pid_t nursery = ::getpid();
    child.id = ::fork();
    if (child.id == 0) live(handed, nursery);
    if (child.id < 0) {
        answer.error = errno;
        return birth::send(wire::worker_socket, answer);
    }
    // Its number cannot go to another process before it is buried here.
    child.process.reset(static_cast<int>(::syscall(SYS_pidfd_open, child.id, 0)));
    if (!child.process) {
        answer.error = errno;
        ::kill(child.id, SIGKILL);
        ::waitpid(child.id, nullptr, 0);
        return birth::send(wire::worker_socket, answer);
    }
    child.fate = std::move(handed[2]);
    const int process = child.process.get();
    children_.push_back(std::move(child));
    return birth::send(wire::worker_socket, answer, std::span(&process, 1));
}

void Serving::live(const std::array<Descriptor, birth::request_descriptors>& handed, pid_t nursery) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const bool moved = ::dup2(handed[1].get(), STDERR_FILENO) >= 0 && ::dup2(handed[0].get(), wire::worker_socket) >= 0;
    // What came later belongs to the nursery or to its other children.
    const bool alone = ::syscall(SYS_close_range, last_kept_ + 1, ~0u, 0) == 0;
    if (!moved || !alone || ::getppid() != nursery) std::_Exit(1);
    std::_Exit(work_());  // the libraries' own clean-up may trip over what a bad file left behind
}

void Serving::bury(Child& child) {
    birth::Fate fate;
    int status = 0;
    rusage used{};
    while (::wait4(child.id, &status, 0, &used) < 0 && errno == EINTR) {
    }
    fate.status = status;
    fate.cpu_s = static_cast<double>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
                 static_cast<double>(used.ru_utime.tv_usec + used.ru_stime.tv_usec) * 1e-6;
    fate.peak_memory_bytes = static_cast<std::uint64_t>(used.ru_maxrss) * 1024;
    // A parent that does not want to know any more has closed the other end.
    [[maybe_unused]] const ssize_t told = ::write(child.fate.get(), &fate, sizeof fate);
}

/// The last of the descriptors that the libraries have opened: the system gives the lowest free numbers, so later ones
/// come behind it.  Errors: -1 when one could be written to.
int last_descriptor() {
    const Descriptor next(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    for (int number = wire::worker_socket + 1; number < next.get(); ++number)
        if ((::fcntl(number, F_GETFL) & O_ACCMODE) != O_RDONLY) return -1;
    return next.get() - 1;
}

}  // namespace

int serve_as_worker(void (*warm_up)(), int (*work)()) {
    ::signal(SIGPIPE, SIG_IGN);
    if (warm_up) warm_up();
    const int last_kept = last_descriptor();
    assert(last_kept >= wire::worker_socket);
    if (last_kept < wire::worker_socket) std::_Exit(1);
    Serving serving(work, last_kept);
    while (serving.round()) {
    }
    std::_Exit(0);  // its children die with it
}

}  // namespace twin::base
