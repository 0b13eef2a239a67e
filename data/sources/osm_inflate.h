#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace twin::data {

/// Bytes of a file that may be compressed by gzip or bzip2, piece by piece. Knows files of several members, as pbzip2
/// and pigz write them. Errors: damage() says why it stopped early; what came before is good.
class Inflater {
  public:
    virtual ~Inflater() = default;
    /// Appends at most `limit` bytes. false: the end.
    virtual bool append_to(std::string& out, std::size_t limit) = 0;
    virtual std::size_t offset() const = 0;  ///< Compressed bytes used.
    const std::string& damage() const { return damage_; }

  protected:
    std::string damage_;
};

/// By the first bytes: gzip, bzip2 or as it is.
std::unique_ptr<Inflater> make_inflater(std::string_view file);

}  // namespace twin::data
