#include "data/worker_sink.h"

#include <algorithm>
#include <utility>

namespace twin::data {

using messages::Type;
using messages::Writer;

bool WorkerSink::send(Type type, const std::vector<std::byte>& bytes) {
    connected_ = connected_ && channel_.send(static_cast<std::uint32_t>(type), bytes);
    return connected_;
}

bool WorkerSink::flush() {
    if (!batch_.bytes().empty()) {
        send(Type::features, batch_.bytes());
        batch_.bytes().clear();
    }
    return connected_;
}

void WorkerSink::stage(std::string_view what) {
    flush();
    Writer out;
    out.text(what);
    send(Type::stage, out.bytes());
}

void WorkerSink::crs(CrsClaim claim) {
    flush();
    Writer out;
    messages::write(out, claim);
    send(Type::crs, out.bytes());
}

void WorkerSink::feature(Feature&& feature) {
    constexpr std::size_t batch_bytes = 256 * 1024;
    messages::write(batch_, feature);
    if (batch_.bytes().size() >= batch_bytes) flush();
}

void WorkerSink::height_grid(HeightGrid&& grid) {
    constexpr std::size_t piece_bytes = 8 << 20;
    flush();
    Writer out;
    messages::write_grid_head(out, grid);
    send(Type::grid, out.bytes());
    auto left = std::as_bytes(std::span(grid.heights_m));
    while (!left.empty() && connected_) {
        const auto piece = left.first(std::min(piece_bytes, left.size()));
        connected_ = channel_.send(static_cast<std::uint32_t>(Type::grid_rows), piece);
        left = left.subspan(piece.size());
    }
}

void WorkerSink::traffic(TrafficRecording&& recording) {
    flush();
    Writer out;
    messages::write(out, recording);
    send(Type::traffic, out.bytes());
}

void WorkerSink::complain(base::Complaint complaint) {
    flush();
    Writer out;
    messages::write(out, complaint);
    send(Type::complaint, out.bytes());
}

void WorkerSink::scale_progress(std::uint64_t from_packed, std::uint64_t to_packed, std::uint64_t unpacked_bytes) {
    packed_from_ = from_packed;
    packed_to_ = to_packed;
    unpacked_ = unpacked_bytes;
}

bool WorkerSink::progress(std::uint64_t bytes_done, std::uint64_t objects) {
    constexpr std::chrono::milliseconds interval{50};
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < interval) return connected_;
    told_ = now;
    flush();
    if (unpacked_ > 0) {
        const double share = std::min(1.0, static_cast<double>(bytes_done) / static_cast<double>(unpacked_));
        bytes_done = packed_from_ + static_cast<std::uint64_t>(share * static_cast<double>(packed_to_ - packed_from_));
    }
    Writer out;
    out.value(bytes_done);
    out.value(objects);
    return send(Type::progress, out.bytes());
}

std::optional<InputFile> WorkerSink::side_file(std::string_view relative_name, bool required) {
    if (archive_) {
        if (auto found = archive_->find(relative_name)) return found;
    }
    flush();
    Writer out;
    out.text(relative_name);
    out.value(static_cast<std::uint8_t>(required));
    if (!send(Type::want, out.bytes())) return std::nullopt;
    auto answer = channel_.receive();
    if (!answer) {
        connected_ = false;
        return std::nullopt;
    }
    if (answer->type != static_cast<std::uint32_t>(Type::side_file) || answer->descriptor < 0) return std::nullopt;
    auto mapped = MappedFile::adopt(answer->descriptor, std::string(relative_name));
    if (!mapped) return std::nullopt;
    side_files_.push_back(std::make_unique<MappedFile>(std::move(*mapped)));
    return side_files_.back()->input();
}

}  // namespace twin::data
