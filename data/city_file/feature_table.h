#pragma once

#include <cstdint>
#include <string>

#include <glm/vec2.hpp>

#include "base/frames.h"
#include "base/result.h"
#include "data/city_file/database.h"
#include "data/city_file/prepared_feature.h"

namespace twin::data {

/// One layer as a standard feature table, for people who open the city file with other programs.
/// Frame: city in, projected CRS in the table.  Owner: the writer.
class FeatureTable {
  public:
    static base::Result<FeatureTable> create(Database& database, const std::string& name, const std::string& title,
                                             const glm::dvec2& origin_m, int srs_id);
    /// One that is there already; finish() is not for it.
    static FeatureTable reopen(Database& database, const std::string& name);
    /// false: the database failed.
    bool add(std::uint32_t number, const PreparedFeature& prepared);
    /// Enters extent and geometry type, which are only known now.
    base::Result<void> finish(Database& database);

  private:
    std::string name_;
    glm::dvec2 origin_m_{0, 0};
    int srs_id_ = -1;
    Statement insert_;
    base::Box3 bounds_;
    ShapeType type_ = ShapeType::none;
    bool mixed_ = false;
};

}  // namespace twin::data
