#pragma once

#include <cstddef>
#include <span>

namespace twin::data {

/// Whether the Huffman tables of a JPEG have at most 256 symbols each; true where it is no JPEG. To be asked before
/// stb_image unpacks anything: Debian 12's (2.27) writes beyond its table otherwise.  Pure.
/// Source: ITU-T T.81, B.2.4.2.
bool jpeg_tables_fit(std::span<const std::byte> picture);

}  // namespace twin::data
