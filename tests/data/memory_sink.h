#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/source.h"

namespace twin::test {

/// Collects what a source reads; side files come from a map, as if they lay beside the input.
class MemorySink : public data::SourceSink {
  public:
    void crs(data::CrsClaim claim) override { claims.push_back(std::move(claim)); }
    void feature(data::Feature&& feature) override { features.push_back(std::move(feature)); }
    void height_grid(data::HeightGrid&& grid) override { grids.push_back(std::move(grid)); }
    void traffic(data::TrafficRecording&&) override {}
    void complain(base::Complaint complaint) override { complaints.push_back(std::move(complaint)); }
    void image(data::Image&& image) override { images.push_back(std::move(image)); }
    void ground_picture(data::GroundPicture&& picture) override { ground_pictures.push_back(std::move(picture)); }
    void state(std::string iso_date) override { states.push_back(std::move(iso_date)); }
    bool progress(std::uint64_t, std::uint64_t) override { return ++beats <= cancel_after_beats; }
    std::optional<data::InputFile> side_file(std::string_view name, bool) override {
        asked.emplace_back(name);
        const auto found = side_files.find(std::string(name));
        if (found == side_files.end()) return std::nullopt;
        return data::InputFile{found->first, std::as_bytes(std::span(found->second))};
    }

    bool complained(std::string_view words) const {
        for (const base::Complaint& complaint : complaints)
            if ((complaint.what + " " + complaint.why).find(words) != std::string::npos) return true;
        return false;
    }
    const data::Feature* find(std::string_view id) const {
        for (const data::Feature& feature : features)
            if (feature.id == id) return &feature;
        return nullptr;
    }

    std::map<std::string, std::string> side_files;
    std::vector<data::CrsClaim> claims;
    std::vector<data::Feature> features;
    std::vector<data::HeightGrid> grids;
    std::vector<base::Complaint> complaints;
    std::vector<data::Image> images;
    std::vector<data::GroundPicture> ground_pictures;
    std::vector<std::string> asked;
    std::vector<std::string> states;
    int beats = 0;
    int cancel_after_beats = 1 << 30;
};

inline base::Result<void> read_text(const data::Source& source, const std::string& name, std::string_view text,
                                    data::SourceSink& sink, const data::SourceOptions& options = {}) {
    return source.read(data::InputFile{name, std::as_bytes(std::span(text))}, options, sink);
}

inline std::string message_of(const base::Result<void>& result) {
    return result.ok() ? std::string("(no error)") : result.error().message;
}

}  // namespace twin::test
