#include "tests/base/test_workers.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "base/worker.h"

namespace twin::base {

namespace {

WorkerChannel channel;

bool say(const std::string& text, std::uint32_t type = 1) {
    return channel.send(type, std::as_bytes(std::span(text)));
}

/// One letter per door: "-" closed, "!" open.
std::string try_the_doors() {
    std::string found;
    const auto door = [&](bool open) { found += open ? '!' : '-'; };
    door(::open("/etc/passwd", O_RDONLY) >= 0);
    door(::open("/tmp/stadtzwilling-test-leak", O_CREAT | O_WRONLY, 0600) >= 0);
    struct stat info {};
    door(::stat("/etc/passwd", &info) == 0);
    door(::access("/etc/passwd", F_OK) == 0);
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    door(socket >= 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(9);
    door(::connect(3, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    const pid_t child = ::fork();
    if (child == 0) _exit(0);
    door(child > 0);
    char* const arguments[] = {const_cast<char*>("/bin/true"), nullptr};
    door(::execv("/bin/true", arguments) == 0);
    door(::kill(::getppid(), 0) == 0);
    door(::mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED);
    door(::prctl(PR_SET_DUMPABLE, 1) == 0);
    door(std::system("true") == 0);
    return found;
}

std::string use_what_is_left() {
    struct stat info {};
    std::string works;
    std::atomic<int> sum{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) threads.emplace_back([&] { sum += std::to_string(i).size() > 0 ? 1 : 0; });
    for (std::thread& thread : threads) thread.join();
    works += sum == 4 ? "threads " : "";
    works += ::fstat(3, &info) == 0 ? "fstat " : "";
    std::vector<char> memory(100 << 20, 'x');
    works += memory[memory.size() / 2] == 'x' ? "memory " : "";
    try {
        throw 1;
    } catch (int) {
        works += "exceptions ";
    }
    works += std::chrono::steady_clock::now().time_since_epoch().count() > 0 ? "clock" : "";
    return works;
}

/// What of its parent and its siblings a worker holds; empty when nothing.
std::string inheritance() {
    std::string found;
    for (int number = 4; number < 64; ++number)
        if (::fcntl(number, F_GETFD) >= 0) found += "descriptor " + std::to_string(number) + " ";
    for (const char* secret : {"PGPASSWORD", "AWS_SECRET_ACCESS_KEY"})
        if (std::getenv(secret)) found += secret;
    static int files_read = 0;
    if (++files_read > 1) found += "memory of another file";
    return found;
}

void eat_memory_in_small_bites() {
    std::vector<std::vector<char>> eaten;
    while (true) eaten.emplace_back(1 << 20, 'x');
}

std::uint64_t recurse(std::uint64_t depth) {
    volatile char frame[4096];
    frame[depth % sizeof frame] = static_cast<char>(depth);
    return depth > 1ull << 40 ? 0 : recurse(depth + 1) + static_cast<std::uint64_t>(frame[depth % sizeof frame]);
}

int misbehave(std::string_view name) {
    if (name == "doors") say(try_the_doors());
    if (name == "rest") say(use_what_is_left());
    if (name == "heir") say(inheritance());
    if (name == "mother") say(std::to_string(::getppid()));
    if (name == "memory") eat_memory_in_small_bites();
    if (name == "huge") {
        const std::vector<char> too_large(1ull << 40);
        say(std::to_string(too_large.size()));
    }
    if (name == "loop") {
        while (true) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    if (name == "spin") {
        for (std::atomic<std::uint64_t> i = 0;; ++i)
            if (i % 100'000'000 == 0) say("alive");
    }
    if (name == "abort") {
        std::fputs("reader: expected even number of points\n", stderr);
        std::abort();
    }
    if (name == "crash") ::raise(SIGSEGV);
    if (name == "deep") say(std::to_string(recurse(0)));
    if (name == "code") return 7;
    if (name == "silent-exit") return 0;
    if (name == "throw") throw 1;
    if (name == "chatter") {
        while (say("still here")) {
        }
        return 0;
    }
    if (name == "flood") {
        const std::string much(64 << 20, 'y');
        say(much);
    }
    if (name == "babble") {
        while (true) std::fputs("no end of words\n", stderr);
    }
    return channel.goodbye() ? 0 : 1;
}

int echo() {
    while (true) {
        auto message = channel.receive();
        if (!message) return 1;
        if (message->type == 99) return channel.goodbye() ? 0 : 1;
        if (message->descriptor >= 0) {
            std::string text(64, '\0');
            text.resize(
                static_cast<std::size_t>(std::max<ssize_t>(0, ::read(message->descriptor, text.data(), text.size()))));
            ::close(message->descriptor);
            say(text, message->type);
        } else {
            channel.send(message->type, message->payload);
        }
    }
}

}  // namespace

namespace {

std::string_view name;

int work() {
    if (name == "echo") return echo();
    if (name == "garbage") {
        const char nonsense[] = "this is no packet of ours, is it?";
        return ::send(3, nonsense, sizeof nonsense, 0) > 0 ? 0 : 1;
    }
    auto first = channel.receive();
    if (!first || first->payload.size() < sizeof(TestOrders)) return 3;
    TestOrders orders;
    std::memcpy(&orders, first->payload.data(), sizeof orders);
    WorkerLimits limits;
    limits.memory_bytes = orders.memory_bytes;
    limits.cpu_seconds = orders.cpu_seconds;
    if (!enter_sandbox(limits)) return 4;
    return misbehave(name);
}

}  // namespace

int run_test_worker(std::string_view role) {
    name = role;
    return serve_as_worker(nullptr, work);
}

}  // namespace twin::base
