#include "data/city_file/traffic_blob.h"

#include "data/city_file/compress.h"
#include "data/traffic_bytes.h"

namespace twin::data {

std::vector<std::byte> encode_traffic(const TrafficRecording& recording) {
    ByteWriter out;
    put_traffic(out, recording);
    return compress(out.bytes());
}

base::Result<TrafficRecording> decode_traffic(std::span<const std::byte> blob) {
    auto bytes = decompress(blob);
    if (!bytes.ok()) return bytes.error();
    ByteReader in(*bytes);
    std::vector<base::Complaint> complaints;
    TrafficRecording recording = get_traffic(in, complaints);
    if (!in.ok() || !in.at_end() || !complaints.empty())
        return base::Error{"a traffic recording is damaged; import the city again"};
    return recording;
}

}  // namespace twin::data
