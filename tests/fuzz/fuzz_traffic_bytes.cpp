#include "data/traffic_bytes.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// A recording as it stands in a city file, unpacked.
void fuzz_traffic_bytes(Bytes bytes) {
    data::ByteReader in(bytes);
    std::vector<base::Complaint> complaints;
    const data::TrafficRecording recording = data::get_traffic(in, complaints);
    if (!in.ok()) return;
    data::ByteWriter out;
    data::put_traffic(out, recording);
    data::ByteReader back(out.bytes());
    std::vector<base::Complaint> later;
    const data::TrafficRecording again = data::get_traffic(back, later);
    demand(back.ok(), "a recording that was written cannot be read");
    demand(later.empty(), "a checked recording has something to complain about");
    demand(again.vehicles.size() == recording.vehicles.size() && again.edges.size() == recording.edges.size(),
           "vehicles or edges went on the way");
}

}  // namespace twin::fuzz
