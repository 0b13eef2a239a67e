#include "data/import_file.h"

#include <sys/stat.h>

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "data/messages.h"
#include "data/open_file.h"
#include "data/traffic_bytes.h"

namespace twin::data {

namespace {

using messages::Type;

std::string one_line(std::string text, std::size_t longest) {
    std::ranges::replace(text, '\n', ' ');
    if (text.size() > longest) {
        text.resize(longest);
        while (!text.empty() && (static_cast<unsigned char>(text.back()) & 0xC0) == 0x80) text.pop_back();
        if (!text.empty() && static_cast<unsigned char>(text.back()) >= 0xC0) text.pop_back();
        text += "...";
    }
    return text;
}

/// The parent's half of one reading: checks every message and hands it to the sink.
class ReadSession {
  public:
    ReadSession(const std::filesystem::path& file, std::uint64_t file_bytes, SourceSink& sink,
                const base::ProgressSink& progress)
        : folder_(file.parent_path()), name_(shown_name(file)), sink_(sink), tell_(progress) {
        progress_.stage = "starting";
        progress_.bytes_total = file_bytes;
    }

    /// false: cancel.
    bool handle(base::WorkerMessage& message, const base::Worker::Reply& reply);
    base::Result<void> outcome(const base::WorkerEnd& end);
    bool wants_another_start() const { return again_ && received_ == 0; }

  private:
    bool handle_plain(Type type, ByteReader& in);
    bool features(ByteReader& in);
    bool grid_rows(ByteReader& in);
    bool traffic(ByteReader& in);
    bool image(ByteReader& in);
    bool ground_picture(ByteReader& in);
    bool progress(ByteReader& in);
    void answer_want(ByteReader& in, const base::Worker::Reply& reply);
    void complain(base::Complaint complaint);
    void complain_all(std::vector<base::Complaint>& complaints);
    bool tell() { return !tell_ || tell_(progress_); }
    base::Error error(const std::string& reason) const;

    std::filesystem::path folder_;
    std::string name_;
    SourceSink& sink_;
    const base::ProgressSink& tell_;
    base::Progress progress_;
    std::optional<HeightGrid> grid_;
    std::uint64_t received_ = 0;  ///< Features, grids and recordings handed on.
    std::uint64_t complaints_ = 0;
    std::uint64_t wanted_ = 0;
    std::string failed_;
    std::string nonsense_;
    bool done_ = false;
    bool again_ = false;
    bool cancelled_ = false;
};

bool ReadSession::handle(base::WorkerMessage& message, const base::Worker::Reply& reply) {
    if (message.type == base::Worker::tick) {
        cancelled_ = !tell();
        return !cancelled_;
    }
    ByteReader in(message.payload);
    const auto type = static_cast<Type>(message.type);
    if (grid_ && type != Type::grid_rows) nonsense_ = "a height grid without all of its rows";
    if (type == Type::want)
        answer_want(in, reply);
    else if (!handle_plain(type, in))
        cancelled_ = nonsense_.empty();
    if (!in.ok() && nonsense_.empty()) nonsense_ = fmt::format("a damaged message of type {}", message.type);
    return nonsense_.empty() && !cancelled_;
}

/// false: cancelled, or nonsense when `nonsense_` says so.
bool ReadSession::handle_plain(Type type, ByteReader& in) {
    switch (type) {
        case Type::stage:
            progress_.stage = one_line(in.get_text(), 100);
            return tell();
        case Type::crs:
            sink_.crs(messages::read_crs(in));
            return true;
        case Type::features:
            return features(in);
        case Type::grid:
            grid_ = messages::read_grid_head(in);
            return true;
        case Type::grid_rows:
            return grid_rows(in);
        case Type::traffic:
            return traffic(in);
        case Type::image:
            return image(in);
        case Type::ground_picture:
            return ground_picture(in);
        case Type::state:
            sink_.state(one_line(in.get_text(), 40));
            return true;
        case Type::complaint:
            complain(messages::read_complaint(in));
            return true;
        case Type::progress:
            return progress(in);
        case Type::failed:
            failed_ = one_line(in.get_text(), 2000);
            return true;
        case Type::done:
            done_ = true;
            return true;
        case Type::again:
            again_ = true;
            return true;
        default:
            nonsense_ = "a message of an unknown type";
            return false;
    }
}

bool ReadSession::features(ByteReader& in) {
    while (in.ok() && !in.at_end()) {
        messages::CheckedFeature checked = messages::read_feature(in);
        if (!in.ok()) break;
        complain_all(checked.complaints);
        if (!checked.usable) continue;
        ++received_;
        if (checked.feature.id.empty()) checked.feature.id = fmt::format("object {}", received_);
        sink_.feature(std::move(checked.feature));
    }
    return true;
}

bool ReadSession::grid_rows(ByteReader& in) {
    if (!grid_ || !messages::append_rows(*grid_, in.rest())) {
        nonsense_ = "rows that belong to no height grid";
        return false;
    }
    if (!messages::complete(*grid_)) return true;
    HeightGrid grid = std::move(*grid_);
    grid_.reset();
    if (const std::size_t absurd = messages::void_absurd_heights(grid); absurd > 0)
        complain({base::ComplaintKind::repaired, name_, fmt::format("{} heights made void", absurd),
                  "they are infinite or more than 20 km from sea level"});
    ++received_;
    sink_.height_grid(std::move(grid));
    return true;
}

bool ReadSession::traffic(ByteReader& in) {
    std::vector<base::Complaint> complaints;
    TrafficRecording recording = get_traffic(in, complaints);
    if (!in.ok()) return true;
    complain_all(complaints);
    ++received_;
    sink_.traffic(std::move(recording));
    return true;
}

/// Pictures count for nothing: a file with pictures alone has given nothing.
bool ReadSession::image(ByteReader& in) {
    Image image = messages::read_image(in);
    if (in.ok()) sink_.image(std::move(image));
    return true;
}

bool ReadSession::ground_picture(ByteReader& in) {
    GroundPicture picture = messages::read_ground_picture(in);
    if (!in.ok()) return true;
    ++received_;
    sink_.ground_picture(std::move(picture));
    return true;
}

bool ReadSession::progress(ByteReader& in) {
    progress_.bytes_done = std::min(in.get<std::uint64_t>(), progress_.bytes_total);
    progress_.objects = std::max(in.get<std::uint64_t>(), received_);
    return sink_.progress(progress_.bytes_done, progress_.objects) && tell();
}

void ReadSession::complain(base::Complaint complaint) {
    constexpr std::uint64_t most = 50'000;  // a broken file must not fill the memory with complaints
    if (++complaints_ < most) sink_.complain(std::move(complaint));
    if (complaints_ == most)
        sink_.complain({base::ComplaintKind::warning, name_, "further complaints left out",
                        fmt::format("there were more than {}", most)});
}

void ReadSession::complain_all(std::vector<base::Complaint>& complaints) {
    for (base::Complaint& complaint : complaints) complain(std::move(complaint));
}

void ReadSession::answer_want(ByteReader& in, const base::Worker::Reply& reply) {
    constexpr std::uint64_t most_side_files = 20'000;
    const std::string wanted = in.get_text();
    const bool required = in.get_flag();
    base::WorkerMessage answer;
    answer.type = static_cast<std::uint32_t>(Type::side_file);
    SideFile side;
    if (!in.ok())
        side.outcome = SideFile::Outcome::refused;
    else if (++wanted_ > most_side_files)
        side = {SideFile::Outcome::refused, {}, fmt::format("more than {} files were asked for", most_side_files)};
    else
        side = open_side_file(folder_, wanted);
    const std::string shown = one_line(wanted, 200);
    if (side.outcome == SideFile::Outcome::found)
        answer.descriptor = side.file.get();
    else if (side.outcome == SideFile::Outcome::refused)
        complain({base::ComplaintKind::skipped, shown, "file beside the input not opened", side.reason});
    else if (required)
        complain({base::ComplaintKind::skipped, shown, "file beside the input is missing", "there is no such file"});
    reply(answer);
}

base::Error ReadSession::error(const std::string& reason) const {
    const std::string after = received_ > 0 ? fmt::format(" (after {} objects)", received_) : "";
    return {fmt::format("{}: {}: {}{}", name_, progress_.stage, reason, after)};
}

base::Result<void> ReadSession::outcome(const base::WorkerEnd& end) {
    if (!nonsense_.empty()) return error("the reader sent " + nonsense_);
    if (cancelled_) return error("was cancelled");
    if (!failed_.empty()) return base::Error{fmt::format("{}: {}", name_, failed_)};
    if (!end.clean) return error(end.reason);
    if (!done_) return error("the reader ended before it was done");
    return {};
}

/// One worker's try.  `again`: it asks to be started once more with everything prepared.
base::Result<void> attempt(ReadSession& session, const messages::Order& order, int descriptor, bool& again) {
    ByteWriter written;
    messages::write(written, order);
    base::WorkerMessage first;
    first.type = static_cast<std::uint32_t>(Type::order);
    first.payload = written.take();
    first.descriptor = descriptor;
    const auto end = base::Worker::run(
        "read", first, order.limits,
        [&](base::WorkerMessage& message, const base::Worker::Reply& reply) { return session.handle(message, reply); });
    if (!end) return base::Error{fmt::format("{}: starting: {}", order.file_name, end.error().message)};
    again = session.wants_another_start();
    return session.outcome(*end);
}

}  // namespace

base::Result<void> read_in_worker(const std::filesystem::path& file, const std::string& format,
                                  const SourceOptions& options, const base::WorkerLimits& limits, SourceSink& sink,
                                  const base::ProgressSink& progress) {
    const std::string name = shown_name(file);
    auto opened = open_plain_file(file);
    if (!opened)
        return base::Error{
            fmt::format("{}: opening: {} ({})", name, opened.error().message, base::to_valid_utf8(file.string()))};
    struct stat info {};
    ::fstat(opened->get(), &info);
    if (info.st_size == 0) return base::Error{fmt::format("{}: opening: the file is empty (0 bytes)", name)};

    const auto read = [&](bool prepare_everything, bool& again) {
        ReadSession session(file, static_cast<std::uint64_t>(info.st_size), sink, progress);
        const messages::Order order{.file_name = name,
                                    .format = format,
                                    .prepare_everything = prepare_everything,
                                    .options = options,
                                    .limits = limits};
        return attempt(session, order, opened->get(), again);
    };
    bool again = false;
    auto result = read(false, again);
    return again ? read(true, again) : result;
}

}  // namespace twin::data
