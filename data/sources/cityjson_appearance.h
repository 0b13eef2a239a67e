#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <glm/vec2.hpp>

#include "data/source.h"
#include "data/sources/cityjson_json.h"
#include "data/sources/cityjson_semantics.h"

namespace twin::data {

/// The pictures of one file: each is fetched and handed to the sink when the first face needs it.
/// Errors: a picture that is absent or broken costs one complaint; its faces are drawn without.
class CityJsonPictures {
  public:
    CityJsonPictures(const SourceOptions& options, SourceSink& sink);

    int number_of(std::string_view path);  ///< Same path, same number.
    /// Turns the numbers in `feature`'s surfaces into indices of its own list of textures.
    void settle(Feature& feature);

  private:
    struct Picture {
        std::string path;
        enum class State : unsigned char { unknown, shown, missing } state = State::unknown;
    };
    bool show(Picture& picture);

    SourceSink& sink_;
    int most_px_;
    std::vector<Picture> pictures_;
    std::map<std::string, int, std::less<>> numbers_;
};

/// Which of several appearances of one file is shown: the one that it calls its default, else the first met.
class CityJsonThemes {
  public:
    void set_default(std::string_view material, std::string_view texture);
    /// The chosen theme's part of {"theme": {...}, ...}.
    ParallelValues choose(const json::element& themes, bool texture);
    void complain(const std::string& file, SourceSink& sink) const;

  private:
    struct Choice {
        std::string shown;
        std::map<std::string, std::uint64_t, std::less<>> others;
    };
    Choice choices_[2];
};

/// "appearance" of a document: materials, textures and places in them.
class CityJsonAppearance {
  public:
    void read(const json::element& appearance, CityJsonPictures& pictures);
    void clear() { *this = {}; }
    bool empty() const { return colours_.empty() && textures_.empty(); }

    std::uint32_t colour_of(std::int64_t material) const;  ///< 0xAABBGGRR; 0: none.
    int picture_of(std::int64_t texture) const;            ///< A number of CityJsonPictures; -1: none.
    const glm::vec2* place_of(std::int64_t place) const;   ///< Null: there is none.

  private:
    std::vector<std::uint32_t> colours_;
    std::vector<int> textures_;
    std::vector<glm::vec2> places_;
};

}  // namespace twin::data
