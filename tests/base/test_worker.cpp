#include "base/worker.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "tests/base/test_workers.h"

namespace twin::base {
namespace {

using namespace std::chrono_literals;

std::string text_of(const WorkerMessage& message) {
    return {reinterpret_cast<const char*>(message.payload.data()), message.payload.size()};
}

WorkerMessage message_of(std::uint32_t type, const std::string& text, int descriptor = -1) {
    WorkerMessage message;
    message.type = type;
    message.payload.resize(text.size());
    std::memcpy(message.payload.data(), text.data(), text.size());
    message.descriptor = descriptor;
    return message;
}

struct Outcome {
    WorkerEnd end;
    std::string said;  ///< First message.
    int messages = 0;
};

WorkerLimits tight() {
    WorkerLimits limits;
    limits.memory_bytes = 256 << 20;
    limits.cpu_seconds = 20;
    limits.silence = 5s;
    return limits;
}

WorkerMessage orders_for(const WorkerLimits& limits) {
    TestOrders orders;
    orders.memory_bytes = limits.memory_bytes;
    orders.cpu_seconds = limits.cpu_seconds;
    WorkerMessage first;
    first.type = 1;
    first.payload.resize(sizeof orders);
    std::memcpy(first.payload.data(), &orders, sizeof orders);
    return first;
}

Outcome run(const std::string& name, WorkerLimits limits = tight(), bool accept = true) {
    const WorkerMessage first = orders_for(limits);
    Outcome outcome;
    const auto end = Worker::run(name, first, limits, [&](WorkerMessage& message, const Worker::Reply&) {
        if (message.type == Worker::tick) return accept;
        if (outcome.messages++ == 0) outcome.said = text_of(message).substr(0, 200);
        return accept;
    });
    EXPECT_TRUE(end.ok()) << (end.ok() ? "" : end.error().message);
    if (end.ok()) outcome.end = *end;
    return outcome;
}

TEST(Sandbox, EveryDoorIsClosed) {
    std::filesystem::remove("/tmp/stadtzwilling-test-leak");
    const Outcome outcome = run("doors");
    EXPECT_TRUE(outcome.end.clean) << outcome.end.reason;
    EXPECT_EQ(outcome.said, std::string(12, '-'));
    EXPECT_FALSE(std::filesystem::exists("/tmp/stadtzwilling-test-leak"));
}

TEST(Sandbox, WhatAReaderNeedsStillWorks) {
    // Every thread reserves up to 128 MB of address space for its heap, whatever it uses.
    WorkerLimits limits = tight();
    limits.memory_bytes = 1ull << 30;
    const Outcome outcome = run("rest", limits);
    EXPECT_TRUE(outcome.end.clean) << outcome.end.reason;
    EXPECT_EQ(outcome.said, "threads fstat memory exceptions clock");
}

TEST(Worker, InheritsNothing) {
    ::setenv("PGPASSWORD", "secret", 1);
    for (int file = 0; file < 3; ++file) EXPECT_EQ(run("heir").said, "");
    ::unsetenv("PGPASSWORD");
    std::string here;
    {
        // Beside a sibling that is still at work.
        const auto end = Worker::run("heir", orders_for(tight()), tight(), [&](WorkerMessage& message, const auto&) {
            if (message.type != Worker::tick && here.empty()) here = "said: " + run("heir").said;
            return true;
        });
        EXPECT_TRUE(end.ok() && end->clean);
    }
    EXPECT_EQ(here, "said: ");
}

TEST(Worker, ComesFromTheSameNurseryUntilOneDiesBadly) {
    const std::string first = run("mother").said;
    EXPECT_EQ(run("mother").said, first);
    EXPECT_EQ(run("mother", tight(), false).end.reason, "was cancelled");
    EXPECT_NE(run("mother").said, first);
}

TEST(Worker, ANurseryThatWasKilledIsReplaced) {
    const std::string first = run("mother").said;
    ::kill(std::stoi(first), SIGKILL);
    const std::string second = run("mother").said;
    EXPECT_FALSE(second.empty());
    EXPECT_NE(second, first);
}

TEST(Worker, AMemoryBombIsNamed) {
    EXPECT_EQ(run("memory").end.reason, "used more than 268 MB of memory");
    WorkerLimits limits = tight();
    limits.memory_bytes = 1ull << 30;
    EXPECT_EQ(run("huge", limits).end.reason, "used more than 1 GB of memory");
}

TEST(Worker, AnEndlessLoopDiesOfSilence) {
    WorkerLimits limits = tight();
    limits.silence = 300ms;
    const Outcome outcome = run("loop", limits);
    EXPECT_FALSE(outcome.end.clean);
    EXPECT_EQ(outcome.end.reason, "was silent for 0.3 s");
}

TEST(Worker, ABusyLoopThatTalksDiesOfProcessorTime) {
    WorkerLimits limits = tight();
    limits.cpu_seconds = 1;
    EXPECT_EQ(run("spin", limits).end.reason, "used more than 1 s of processor time");
}

TEST(Worker, WordsOnTheErrorStreamAreNoSignOfLife) {
    WorkerLimits limits = tight();
    limits.silence = 300ms;
    EXPECT_EQ(run("babble", limits).end.reason, "was silent for 0.3 s");
}

TEST(Worker, CrashesAreNamed) {
    EXPECT_EQ(run("abort").end.reason,
              "the reader crashed (signal 6, aborted): reader: expected even number of points");
    EXPECT_EQ(run("crash").end.reason, "the reader crashed (signal 11, segmentation fault)");
    EXPECT_EQ(run("deep").end.reason, "the reader crashed (signal 11, segmentation fault)");
    EXPECT_NE(run("throw").end.reason.find("signal 6, aborted"), std::string::npos);
}

TEST(Worker, LeavingWithoutGoodbyeIsNoCleanEnd) {
    EXPECT_EQ(run("code").end.reason, "the reader stopped with code 7");
    EXPECT_FALSE(run("silent-exit").end.clean);
    EXPECT_TRUE(run("nothing wrong").end.clean);
}

TEST(Worker, NonsenseOnTheSocketEndsTheTalk) {
    EXPECT_EQ(run("garbage").end.reason, "sent a damaged message");
}

TEST(Worker, AMessageAboveTheLimitIsNotBelieved) {
    WorkerLimits limits = tight();
    limits.message_bytes = 1 << 20;
    EXPECT_EQ(run("flood", limits).end.reason, "sent a damaged message");
    limits.message_bytes = 100 << 20;
    EXPECT_EQ(run("flood", limits).said, std::string(200, 'y'));
}

TEST(Worker, CancelWorksWhileItTalksAndWhileItIsSilent) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(run("chatter", tight(), false).end.reason, "was cancelled");
    EXPECT_EQ(run("loop", tight(), false).end.reason, "was cancelled");
    EXPECT_LT(std::chrono::steady_clock::now() - start, 4s);  // far from the limit of silence, however busy the machine
}

TEST(Worker, AnswersAndDescriptorsReachTheWorker) {
    char name[] = "/tmp/stadtzwilling-test-XXXXXX";
    const int file = ::mkstemp(name);
    ASSERT_GE(file, 0);
    ASSERT_EQ(::write(file, "from the file", 13), 13);
    ::lseek(file, 0, SEEK_SET);
    const std::string large(3 << 20, 'z');
    std::vector<std::string> heard;
    const auto end =
        Worker::run("echo", message_of(5, "hello"), tight(), [&](WorkerMessage& message, const Worker::Reply& reply) {
            if (message.type == Worker::tick) return true;
            heard.push_back(text_of(message));
            if (heard.size() == 1) reply(message_of(6, "", file));
            if (heard.size() == 2) reply(message_of(7, large));
            if (heard.size() == 3) reply(message_of(99, ""));
            return true;
        });
    ::close(file);
    ::unlink(name);
    ASSERT_TRUE(end.ok());
    EXPECT_TRUE(end->clean) << end->reason;
    ASSERT_EQ(heard.size(), 3u);
    EXPECT_EQ(heard[0], "hello");
    EXPECT_EQ(heard[1], "from the file");
    EXPECT_EQ(heard[2], large);
}

TEST(Worker, AProgramThatIsNotThereIsAnError) {
    ::setenv("STADTZWILLING_WORKER", "/nowhere/stadtzwilling", 1);
    const auto end =
        Worker::run("echo", message_of(1, ""), tight(), [](WorkerMessage&, const Worker::Reply&) { return true; });
    ::unsetenv("STADTZWILLING_WORKER");
    ASSERT_FALSE(end.ok());
    EXPECT_NE(end.error().message.find("/nowhere/stadtzwilling"), std::string::npos);
}

TEST(Worker, NoDescriptorIsLeftBehind) {
    const auto open_files = [] {
        int count = 0;
        for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
        return count;
    };
    const int before = open_files();
    for (int i = 0; i < 5; ++i) run("crash");
    EXPECT_EQ(open_files(), before);
}

}  // namespace
}  // namespace twin::base
