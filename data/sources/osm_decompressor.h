#pragma once

#include <cstddef>
#include <string>

#include <osmium/io/compression.hpp>

#include "data/sources/osm_stream.h"

namespace twin::data {

/// Lets libosmium draw its bytes from an OsmStream. libosmium makes its decompressors itself and passes nothing but the
/// address and size of the input; the address is that of the stream.
class StreamDecompressor final : public osmium::io::Decompressor {
  public:
    explicit StreamDecompressor(OsmStream& stream) : stream_(stream) {}
    std::string read() override {
        std::string piece = stream_.next();
        set_offset(static_cast<std::size_t>(stream_.offset()));
        return piece;
    }
    void close() override {}

    static void teach_osmium() {
        static const bool taught = osmium::io::CompressionFactory::instance().register_compression(
            osmium::io::file_compression::gzip,
            [](int, osmium::io::fsync) -> osmium::io::Compressor* {
                throw osmium::io_error{"writing is not supported"};
            },
            [](int) -> osmium::io::Decompressor* { throw osmium::io_error{"reading by descriptor is not supported"}; },
            [](const char* stream, std::size_t) -> osmium::io::Decompressor* {
                return new StreamDecompressor(*reinterpret_cast<OsmStream*>(const_cast<char*>(stream)));
            });
        (void)taught;
    }

  private:
    OsmStream& stream_;
};

}  // namespace twin::data
