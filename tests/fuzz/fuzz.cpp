#include "tests/fuzz/fuzz.h"

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <optional>
#include <utility>

#include "data/import_file.h"
#include "data/messages.h"
#include "data/traffic_bytes.h"

namespace twin::fuzz {
namespace {

/// Turns what comes into the bytes of a message and back.
class RelaySink final : public data::SourceSink {
  public:
    explicit RelaySink(Bytes input) : input_(input) {}

    void crs(data::CrsClaim claim) override {
        data::ByteWriter out;
        data::messages::write(out, claim);
        data::ByteReader in(out.bytes());
        data::messages::read_crs(in);
        demand(in.ok() && in.at_end(), "the parent refuses a CRS that a reader has said");
    }
    void feature(data::Feature&& feature) override {
        data::ByteWriter out;
        data::messages::write(out, feature);
        data::ByteReader in(out.bytes());
        data::messages::read_feature(in);
        demand(in.ok() && in.at_end(), "the parent refuses a feature that a reader has made");
    }
    void height_grid(data::HeightGrid&& grid) override {
        data::ByteWriter out;
        data::messages::write_grid_head(out, grid);
        data::ByteReader in(out.bytes());
        data::HeightGrid back = data::messages::read_grid_head(in);
        demand(in.ok() && in.at_end(), "the parent refuses a height grid that a reader has made");
        demand(grid.heights_m.size() == static_cast<std::size_t>(grid.columns) * static_cast<std::size_t>(grid.rows),
               "a grid has not as many heights as columns times rows");
        demand(data::messages::append_rows(back, std::as_bytes(std::span(grid.heights_m))) &&
                   data::messages::complete(back),
               "the parent refuses the rows of a grid");
        data::messages::void_absurd_heights(back);
    }
    void traffic(data::TrafficRecording&& recording) override {
        data::ByteWriter out;
        data::put_traffic(out, recording);
        data::ByteReader in(out.bytes());
        std::vector<base::Complaint> complaints;
        data::get_traffic(in, complaints);
        demand(in.ok() && in.at_end(), "the parent refuses a recording that a reader has made");
    }
    void complain(base::Complaint complaint) override {
        data::ByteWriter out;
        data::messages::write(out, complaint);
        data::ByteReader in(out.bytes());
        data::messages::read_complaint(in);
        demand(in.ok() && in.at_end(), "the parent refuses a complaint");
    }
    void image(data::Image&& image) override {
        data::ByteWriter out;
        data::messages::write_image_head(out, image);
        out.put_raw(image.blocks.data(), image.blocks.size());
        data::ByteReader in(out.bytes());
        data::messages::read_image(in);
        demand(in.ok(), "the parent refuses a picture that a reader has unpacked");
    }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<data::InputFile> side_file(std::string_view name, bool) override {
        constexpr int most = 8;
        if (++asked_ > most) return std::nullopt;
        return data::InputFile{std::string(name), input_};
    }

  private:
    Bytes input_;
    int asked_ = 0;
};

}  // namespace

const std::vector<Target>& all_targets() {
    static const std::vector<Target> targets{
#define FUZZ(noun) {#noun, fuzz_##noun},
#include "tests/fuzz/target_list.inc"
#undef FUZZ
    };
    return targets;
}

void demand(bool truth, std::string_view sentence) {
    if (truth) return;
    std::fprintf(stderr, "demanded and not found: %.*s\n", static_cast<int>(sentence.size()), sentence.data());
    std::abort();
}

void read_as(std::string_view source, const std::string& file_name, Bytes bytes) {
    const data::Source* reader = data::source_named(source);
    demand(reader != nullptr, "there is a source of that name");
    const data::InputFile file{file_name, bytes};
    reader->recognises({file_name, bytes.first(std::min<std::size_t>(4096, bytes.size()))});
    RelaySink sink(bytes);
    try {
        const auto result = reader->read(file, {}, sink);
        if (!result) demand(!result.error().message.empty(), "an error without a sentence");
    } catch (const std::exception&) {
        // The worker makes a sentence of it.
    }
}

std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace twin::fuzz
