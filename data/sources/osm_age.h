#pragma once

#include <cstdint>
#include <string>

namespace osmium {
class Timestamp;
namespace io {
class Header;
}
}  // namespace osmium

namespace twin::data {

/// The state of the data: when the file was brought up to date, as its header says, else its newest edit.
class OsmAge {
  public:
    void note(const osmium::Timestamp& edit);
    void note(const osmium::io::Header& header);
    std::string date() const;  ///< "2024-05-31"; empty: nobody says.

  private:
    std::int64_t newest_s_ = 0, replicated_s_ = 0;
};

}  // namespace twin::data
