#pragma once

#include <map>
#include <string>

#include "data/source.h"
#include "data/sources/citygml_outcome.h"

namespace twin::data {

/// What the codes of a CityGML file mean, from the GML dictionaries beside it; "usage" 422 gets "usage_name".
/// Owner: one run over a file.  Thread: the one that reads.
class CityGmlCodes {
  public:
    explicit CityGmlCodes(SourceSink& sink) : sink_(sink) {}
    /// Adds ATTRIBUTE_name where the dictionary is there and knows the code.
    void name(const CityGmlOutcome::Code& code, Attributes& attributes);

  private:
    using List = std::map<std::string, std::string>;
    List load(const std::string& name);

    SourceSink& sink_;
    std::map<std::string, List> lists_;
};

}  // namespace twin::data
