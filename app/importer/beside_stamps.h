#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace twin::app {

/// What lies where a file may ask for side files (textures, material libraries, tables): in its own folder and below.
/// Each folder is looked at once. Sources have records of their own and do not count here; nor do documents.
/// Owner: one import.  Thread: one at a time.
class BesideStamps {
  public:
    explicit BesideStamps(const std::vector<std::filesystem::path>& sources);

    /// One number for names, sizes and times of all that; another one each time where there is too much to look at.
    std::uint64_t of(const std::filesystem::path& source);

  private:
    std::uint64_t look(const std::filesystem::path& folder) const;

    std::set<std::filesystem::path> sources_;
    std::map<std::filesystem::path, std::uint64_t> known_;
};

}  // namespace twin::app
