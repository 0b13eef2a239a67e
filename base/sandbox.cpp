#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <seccomp.h>

#include <atomic>
#include <cstdio>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <new>

#include <fmt/format.h>

#include "base/landlock.h"
#include "base/worker.h"
#include "base/worker_wire.h"

namespace twin::base {

namespace {

/// Calls that touch only what the process already holds.
constexpr const char* always_allowed[] = {
    "read",
    "pread64",
    "readv",
    "preadv",
    "write",
    "writev",
    "lseek",
    "close",
    "fstat",
    "fadvise64",
    "dup",
    "sendmsg",
    "recvmsg",
    "poll",
    "ppoll",
    "select",
    "pselect6",
    "munmap",
    "mremap",
    "madvise",
    "mincore",
    "brk",
    "membarrier",
    "futex",
    "set_robust_list",
    "get_robust_list",
    "rseq",
    "set_tid_address",
    "sched_yield",
    "sched_getaffinity",
    "sched_getparam",
    "sched_getscheduler",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "nanosleep",
    "clock_nanosleep",
    "clock_gettime",
    "clock_getres",
    "gettimeofday",
    "time",
    "times",
    "getcpu",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sigaltstack",
    "restart_syscall",
    "getpid",
    "getppid",
    "gettid",
    "getuid",
    "geteuid",
    "getgid",
    "getegid",
    "getrusage",
    "getrlimit",
    "uname",
    "sysinfo",
    "getrandom",
    "exit",
    "exit_group",
};

struct Refusal {
    const char* call;
    int error;
};

/// Everything else is refused with EPERM; these answer what libraries expect of a world without files.
constexpr Refusal refusals[] = {
    {"open", EACCES},      {"openat", EACCES},     {"openat2", EACCES}, {"creat", EACCES},     {"stat", ENOENT},
    {"lstat", ENOENT},     {"statx", ENOENT},      {"access", ENOENT},  {"faccessat", ENOENT}, {"faccessat2", ENOENT},
    {"readlink", ENOENT},  {"readlinkat", ENOENT}, {"getcwd", ENOENT},  {"chdir", EACCES},     {"unlink", EACCES},
    {"unlinkat", EACCES},  {"mkdir", EACCES},      {"mkdirat", EACCES}, {"rename", EACCES},    {"renameat", EACCES},
    {"renameat2", EACCES}, {"truncate", EACCES},   {"statfs", EACCES},  {"socket", EACCES},    {"connect", EACCES},
    {"execve", EACCES},    {"execveat", EACCES},   {"ioctl", ENOTTY},   {"clone3", ENOSYS},    {"memfd_create", EACCES},
};

/// Of a worker that talks to servers: connecting out, looking up names, reading certificates.
constexpr const char* network_allowed[] = {
    "connect",    "getsockopt", "setsockopt", "getsockname", "getpeername", "sendto",     "recvfrom",
    "sendmmsg",   "recvmmsg",   "shutdown",   "socketpair",  "pipe",        "pipe2",      "eventfd2",
    "stat",       "lstat",      "statx",      "access",      "faccessat",   "faccessat2", "readlink",
    "readlinkat", "getcwd",     "getdents64", "getgroups",   "newfstatat",
};

struct ReleaseFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, ReleaseFilter>;

void add(scmp_filter_ctx filter, std::uint32_t action, const char* name,
         std::initializer_list<scmp_arg_cmp> when = {}) {
    const int call = seccomp_syscall_resolve_name(name);
    if (call == __NR_SCMP_ERROR) return;  // this processor has no such call
    seccomp_rule_add_array(filter, action, call, static_cast<unsigned>(when.size()), when.begin());
}

void allow_with_conditions(scmp_filter_ctx f) {
    const auto own_process = static_cast<scmp_datum_t>(::getpid());
    // No page may become executable.
    for (const char* call : {"mmap", "mprotect"})
        add(f, SCMP_ACT_ALLOW, call, {SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)});
    // Threads, no processes. The C library falls back to clone where clone3 is missing.
    add(f, SCMP_ACT_ALLOW, "clone", {SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)});
    // fstat() is spelled so since glibc 2.33.
    add(f, SCMP_ACT_ALLOW, "newfstatat", {SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, AT_EMPTY_PATH)});
    // abort() and raise(), aimed at itself.
    add(f, SCMP_ACT_ALLOW, "tgkill", {SCMP_A0(SCMP_CMP_EQ, own_process)});
    add(f, SCMP_ACT_ALLOW, "prlimit64", {SCMP_A0(SCMP_CMP_EQ, 0), SCMP_A2(SCMP_CMP_EQ, 0)});
    add(f, SCMP_ACT_ALLOW, "prctl", {SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME)});
    for (const int command : {F_GETFD, F_SETFD, F_GETFL, F_GETLK, F_SETLK, F_DUPFD, F_DUPFD_CLOEXEC})
        add(f, SCMP_ACT_ALLOW, "fcntl", {SCMP_A1(SCMP_CMP_EQ, static_cast<scmp_datum_t>(command))});
}

void allow_network(scmp_filter_ctx f, const NetworkPermit& permit) {
    for (const char* call : network_allowed) add(f, SCMP_ACT_ALLOW, call);
    for (const int family : {AF_INET, AF_INET6})
        add(f, SCMP_ACT_ALLOW, "socket", {SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family))});
    if (permit.local_sockets) add(f, SCMP_ACT_ALLOW, "socket", {SCMP_A0(SCMP_CMP_EQ, AF_UNIX)});
    constexpr scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC | O_APPEND;
    add(f, SCMP_ACT_ALLOW, "open", {SCMP_A1(SCMP_CMP_MASKED_EQ, writing, 0)});
    add(f, SCMP_ACT_ALLOW, "openat", {SCMP_A2(SCMP_CMP_MASKED_EQ, writing, 0)});
    for (const unsigned long request : {FIONREAD, FIONBIO})
        add(f, SCMP_ACT_ALLOW, "ioctl", {SCMP_A1(SCMP_CMP_EQ, request)});
    add(f, SCMP_ACT_ALLOW, "fcntl", {SCMP_A1(SCMP_CMP_EQ, F_SETFL)});
}

/// `permit` null: no files and no network at all.
Result<void> refuse_calls(const NetworkPermit* permit) {
    const Filter filter(seccomp_init(SCMP_ACT_ERRNO(EPERM)));
    if (!filter) return Error{"the sandbox cannot be made: no memory for the list of allowed calls"};
    seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1);  // threads that exist already are locked in too
    for (const char* call : always_allowed) add(filter.get(), SCMP_ACT_ALLOW, call);
    if (permit) {
        allow_network(filter.get(), *permit);
        add(filter.get(), SCMP_ACT_ERRNO(ENOSYS), "clone3");
        for (const char* call : {"execve", "execveat", "unlink", "unlinkat", "mkdir", "rename"})
            add(filter.get(), SCMP_ACT_ERRNO(EACCES), call);
    } else {
        for (const Refusal& refusal : refusals)
            add(filter.get(), SCMP_ACT_ERRNO(static_cast<std::uint32_t>(refusal.error)), refusal.call);
        add(filter.get(), SCMP_ACT_ERRNO(ENOENT), "newfstatat", {SCMP_A3(SCMP_CMP_MASKED_EQ, AT_EMPTY_PATH, 0)});
    }
    allow_with_conditions(filter.get());
    if (const int error = seccomp_load(filter.get()); error != 0)
        return Error{fmt::format("the sandbox cannot be closed (seccomp: {}); foreign files are not read without it",
                                 std::strerror(-error))};
    return {};
}

/// Address space in use now.  Source: proc(5), /proc/self/statm, first field in pages.
std::uint64_t address_space_bytes() {
    unsigned long long pages = 0;
    std::FILE* file = std::fopen("/proc/self/statm", "r");
    if (!file) return 0;
    const int got = std::fscanf(file, "%llu", &pages);
    std::fclose(file);
    return got == 1 ? pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) : 0;
}

void limit(int resource, std::uint64_t soft, std::uint64_t hard) {
    const rlimit both{static_cast<rlim_t>(soft), static_cast<rlim_t>(hard)};
    ::setrlimit(static_cast<__rlimit_resource>(resource), &both);
}

/// Tells the parent before the throw, because a library may turn it into an abort.
[[noreturn]] void say_out_of_memory() {
    static std::atomic_flag said;
    if (!said.test_and_set()) wire::send(wire::worker_socket, wire::out_of_memory, {}, {}, -1);
    throw std::bad_alloc();
}

}  // namespace

namespace {

Result<void> lock_in(const WorkerLimits& limits, const NetworkPermit* permit) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    std::set_new_handler(say_out_of_memory);
    const std::uint64_t memory = address_space_bytes() + limits.memory_bytes;
    limit(RLIMIT_AS, memory, memory);
    const auto cpu = static_cast<std::uint64_t>(limits.cpu_seconds);
    limit(RLIMIT_CPU, cpu, cpu + 2);
    const std::uint64_t output = permit ? permit->output_bytes : 0, descriptors = permit ? 256 : 64;
    limit(RLIMIT_FSIZE, output, output);
    limit(RLIMIT_CORE, 0, 0);
    limit(RLIMIT_NOFILE, descriptors, descriptors);
    ::prctl(PR_SET_DUMPABLE, 0);
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return Error{"the sandbox cannot be closed (no_new_privs refused); foreign files are not read without it"};
    if (permit) confine_to(permit->readable);  // an older kernel has seccomp alone
    return refuse_calls(permit);
}

}  // namespace

Result<void> enter_sandbox(const WorkerLimits& limits) {
    return lock_in(limits, nullptr);
}

Result<void> enter_network_sandbox(const WorkerLimits& limits, const NetworkPermit& permit) {
    return lock_in(limits, &permit);
}

}  // namespace twin::base
