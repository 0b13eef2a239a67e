#include "data/worker_sink.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "data/traffic_bytes.h"

namespace twin::data {

using messages::Type;

namespace {

bool is_picture(std::string_view name) {
    constexpr std::string_view endings[] = {".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".tga", ".gif"};
    return std::ranges::any_of(endings, [&](std::string_view end) { return base::ends_with_ignoring_case(name, end); });
}

}  // namespace

bool WorkerSink::send(Type type, std::span<const std::byte> bytes) {
    connected_ = connected_ && channel_.send(static_cast<std::uint32_t>(type), bytes);
    return connected_;
}

bool WorkerSink::flush() {
    if (!batch_.empty()) {
        send(Type::features, batch_.bytes());
        batch_.clear();
    }
    return connected_;
}

void WorkerSink::stage(std::string_view what) {
    flush();
    ByteWriter out;
    out.put_text(what);
    send(Type::stage, out.bytes());
}

void WorkerSink::crs(CrsClaim claim) {
    flush();
    ByteWriter out;
    messages::write(out, claim);
    send(Type::crs, out.bytes());
}

void WorkerSink::feature(Feature&& feature) {
    constexpr std::size_t batch_bytes = 256 * 1024;
    messages::write(batch_, feature);
    if (batch_.size() >= batch_bytes) flush();
}

void WorkerSink::height_grid(HeightGrid&& grid) {
    constexpr std::size_t piece_bytes = 8 << 20;
    flush();
    ByteWriter out;
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
    ByteWriter out;
    put_traffic(out, recording);
    send(Type::traffic, out.bytes());
}

void WorkerSink::image(Image&& image) {
    flush();
    ByteWriter head;
    messages::write_image_head(head, image);
    connected_ = connected_ && channel_.send(static_cast<std::uint32_t>(Type::image), head.bytes(), image.blocks);
}

void WorkerSink::state(std::string iso_date) {
    flush();
    ByteWriter out;
    out.put_text(iso_date);
    send(Type::state, out.bytes());
}

void WorkerSink::ground_picture(GroundPicture&& picture) {
    flush();
    ByteWriter head;
    messages::write_ground_picture_head(head, picture);
    connected_ = connected_ && channel_.send(static_cast<std::uint32_t>(Type::ground_picture), head.bytes(),
                                             std::as_bytes(std::span(picture.pixels.rgba)));
}

void WorkerSink::complain(base::Complaint complaint) {
    flush();
    ByteWriter out;
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
    ByteWriter out;
    out.put(bytes_done);
    out.put(objects);
    return send(Type::progress, out.bytes());
}

std::optional<InputFile> WorkerSink::side_file(std::string_view relative_name, bool required) {
    if (archive_) {
        if (auto found = archive_->find(relative_name)) return found;
    }
    if (!required && relative_name.starts_with("../")) return std::nullopt;  // The parent would refuse it.
    flush();
    ByteWriter out;
    out.put_text(relative_name);
    out.put(static_cast<std::uint8_t>(required));
    if (!send(Type::want, out.bytes())) return std::nullopt;
    auto answer = channel_.receive();
    if (!answer) {
        connected_ = false;
        return std::nullopt;
    }
    if (answer->type != static_cast<std::uint32_t>(Type::side_file) || answer->descriptor < 0) return std::nullopt;
    auto mapped = MappedFile::adopt(answer->descriptor, std::string(relative_name));
    if (!mapped) return std::nullopt;
    auto kept = std::make_unique<MappedFile>(std::move(*mapped));
    const InputFile input = kept->input();
    if (is_picture(relative_name))
        picture_ = std::move(kept);
    else
        side_files_.push_back(std::move(kept));
    return input;
}

}  // namespace twin::data
