#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/importer/collect.h"
#include "data/source.h"

namespace twin::app {

/// Looks at the first objects of a file and at what else it holds: what a proposed recipe says of it. Heights, pixels
/// and recordings are only counted. `file` gets the reference system, the survey and the rasters' places; it outlives
/// this. Thread: one at a time.
class Glance final : public data::SourceSink {
  public:
    static constexpr std::uint64_t most_objects = 3000;  ///< Further ones are only counted.

    explicit Glance(CollectedFile& file) : file_(file) {}
    void crs(data::CrsClaim claim) override { file_.claim = std::move(claim); }
    void feature(data::Feature&& feature) override {
        if (++objects > most_objects) return;
        file_.survey.add(feature);
        ++kinds[std::string(data::name_of(feature.kind))];
        for (const auto& [name, value] : feature.attributes) {
            auto [found, fresh] = attributes.try_emplace(name);
            if (fresh) names.push_back(name);
            const std::string text = data::to_text(value);
            auto& samples = found->second;
            if (samples.size() < samples_shown && !text.empty() && text.size() < 60 &&
                std::find(samples.begin(), samples.end(), text) == samples.end())
                samples.push_back(text);
        }
    }
    void height_grid(data::HeightGrid&& grid) override {
        ++grids;
        grid.heights_m = {};
        file_.grids.push_back(std::move(grid));
    }
    void ground_picture(data::GroundPicture&&) override { ++pictures; }
    void traffic(data::TrafficRecording&&) override { ++recordings; }
    void complain(base::Complaint) override {}
    void state(std::string iso_date) override { date = std::move(iso_date); }
    bool progress(std::uint64_t, std::uint64_t) override { return true; }
    std::optional<data::InputFile> side_file(std::string_view, bool) override { return std::nullopt; }

    std::uint64_t objects = 0;
    int grids = 0, pictures = 0, recordings = 0;
    std::string date;
    std::map<std::string, std::uint64_t> kinds;
    std::vector<std::string> names;  ///< Of attributes, in their order.
    std::map<std::string, std::vector<std::string>> attributes;

  private:
    static constexpr std::size_t samples_shown = 3;

    CollectedFile& file_;
};

}  // namespace twin::app
