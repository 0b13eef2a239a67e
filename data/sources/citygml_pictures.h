#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "data/feature.h"
#include "data/source.h"
#include "data/sources/citygml_looks.h"

namespace twin::data {

/// Hands on the pictures that features show, each once, in less detail the more there are; a picture that is not there
/// or not readable is told once.
/// Owner: one run over a file.  Thread: the one that reads.
class CityGmlPictures {
  public:
    /// `most_px`: longest side wanted; 0: no pictures.
    CityGmlPictures(SourceSink& sink, int most_px) : sink_(sink), most_px_(most_px) {}
    /// All that this feature shows. Faces whose picture is not to be had keep their place without it.
    void hand_on(Feature& feature);
    /// Size and world file of a picture that lies on the ground; sizes are 0 where it cannot be read.
    PictureFact fact_of(const std::string& name);

  private:
    bool fetch(const std::string& name);
    int allowed_px() const;

    SourceSink& sink_;
    int most_px_;
    std::set<std::string> shown_, missing_;
    std::uint64_t bytes_ = 0;
};

}  // namespace twin::data
