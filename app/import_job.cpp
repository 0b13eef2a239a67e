#include "app/import_job.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/text.h"

extern char** environ;

namespace twin::app {

namespace {

struct Pipe {
    int read = -1, write = -1;
};

bool make_pipe(Pipe& out) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    out = {ends[0], ends[1]};
    return true;
}

void close_end(int& descriptor) {
    if (descriptor >= 0) close(descriptor);
    descriptor = -1;
}

}  // namespace

bool parse_progress_line(const std::string& line, ImportStatus& status) {
    if (line.empty() || line.front() != '{') return false;
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (!json.is_object() || !json.contains("stage")) return false;
    const auto number = [&](const char* key, double otherwise) {
        const auto found = json.find(key);
        return found != json.end() && found->is_number() ? found->get<double>() : otherwise;
    };
    if (json["stage"].is_string()) status.stage = base::to_valid_utf8(json["stage"].get<std::string>());
    const double total = number("bytes_total", 0);
    status.share = total > 0 ? std::clamp(number("bytes_done", 0) / total, 0.0, 1.0) : -1;
    status.objects = static_cast<std::uint64_t>(std::max(0.0, number("objects", 0)));
    status.left_s = number("left_s", -1);
    return true;
}

base::Result<std::unique_ptr<ImportJob>> ImportJob::start(const std::filesystem::path& program,
                                                          const std::vector<std::string>& arguments,
                                                          std::filesystem::path target, std::string title) {
    Pipe output, errors;
    if (!make_pipe(output) || !make_pipe(errors)) {
        close_end(output.read), close_end(output.write);
        return base::Error{fmt::format("the import cannot start: {}", std::strerror(errno))};
    }
    std::vector<std::string> words{program.string(), "import"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);

    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output.write, 1);
    posix_spawn_file_actions_adddup2(&actions, errors.write, 2);
    pid_t child = -1;
    const int error = posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close_end(output.write);
    close_end(errors.write);
    if (error != 0) {
        close_end(output.read), close_end(errors.read);
        return base::Error{
            fmt::format("{} cannot be started for the import: {}", program.string(), std::strerror(error))};
    }
    std::unique_ptr<ImportJob> job(new ImportJob);
    job->child_ = child;
    job->output_ = output.read;
    job->errors_ = errors.read;
    job->target_ = std::move(target);
    job->status_.running = true;
    job->status_.title = std::move(title);
    return job;
}

ImportJob::~ImportJob() {
    close_pipes();
    if (child_ <= 0) return;
    kill(child_, SIGINT);  // It removes its unfinished file.
    for (int i = 0; i < 100; ++i) {
        if (waitpid(child_, nullptr, WNOHANG) != 0) return;
        usleep(10'000);
    }
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
}

void ImportJob::close_pipes() {
    close_end(output_);
    close_end(errors_);
}

void ImportJob::take_line(const std::string& line) {
    if (parse_progress_line(line, status_)) return;
    constexpr std::string_view speaker = "stadtzwilling import: ", warning = "warning: ";
    std::string text = base::to_valid_utf8(base::trim(line));
    if (text.starts_with(speaker)) text.erase(0, speaker.size());
    if (text.starts_with(warning))
        warnings_.push_back(text.substr(warning.size()));
    else if (!text.empty())
        reason_ = text;
}

void ImportJob::read_pipe(int descriptor, std::string& pending) {
    if (descriptor < 0) return;
    char buffer[4096];
    for (;;) {
        const ssize_t got = read(descriptor, buffer, sizeof buffer);
        if (got <= 0) break;
        pending.append(buffer, static_cast<std::size_t>(got));
        if (pending.size() > (1u << 20)) pending.clear();  // Not a line for people.
    }
    for (std::size_t end; (end = pending.find('\n')) != std::string::npos; pending.erase(0, end + 1))
        take_line(pending.substr(0, end));
}

ImportJob::Outcome ImportJob::poll() {
    if (outcome_ != Outcome::running) return outcome_;
    read_pipe(output_, output_pending_);
    read_pipe(errors_, errors_pending_);
    if (status_.cancelling && std::chrono::steady_clock::now() - cancelled_at_ > std::chrono::seconds(2))
        kill(child_, SIGKILL);
    int end = 0;
    const pid_t ended = waitpid(child_, &end, WNOHANG);
    if (ended == 0) return outcome_;
    child_ = -1;
    read_pipe(output_, output_pending_);
    read_pipe(errors_, errors_pending_);
    if (!errors_pending_.empty()) take_line(errors_pending_);
    close_pipes();
    status_.running = false;
    if (status_.cancelling) return outcome_ = Outcome::cancelled;
    if (WIFSIGNALED(end)) reason_ = fmt::format("the import crashed (signal {})", WTERMSIG(end));
    return outcome_ = WIFEXITED(end) && WEXITSTATUS(end) == 0 ? Outcome::done : Outcome::failed;
}

void ImportJob::cancel() {
    if (outcome_ != Outcome::running || status_.cancelling || child_ <= 0) return;
    status_.cancelling = true;
    cancelled_at_ = std::chrono::steady_clock::now();
    kill(child_, SIGINT);
}

}  // namespace twin::app
