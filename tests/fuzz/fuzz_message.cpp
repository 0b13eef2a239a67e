#include "data/messages.h"
#include "data/traffic_bytes.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

/// What a worker that has been taken over may send: the first byte chooses the message.
void fuzz_message(Bytes bytes) {
    if (bytes.empty()) return;
    data::ByteReader in(bytes.subspan(1));
    std::vector<base::Complaint> complaints;
    switch (std::to_integer<unsigned>(bytes[0]) % 7) {
        case 0:
            data::messages::read_crs(in);
            break;
        case 1:
            while (in.ok() && !in.at_end()) data::messages::read_feature(in);
            break;
        case 2: {
            data::HeightGrid grid = data::messages::read_grid_head(in);
            if (!in.ok()) break;
            data::messages::append_rows(grid, in.rest());
            data::messages::complete(grid);
            data::messages::void_absurd_heights(grid);
            break;
        }
        case 3:
            data::get_traffic(in, complaints);
            break;
        case 4:
            data::messages::read_complaint(in);
            break;
        case 5:
            data::messages::read_image(in);
            break;
        default:
            data::messages::read_order(in);
    }
}

}  // namespace twin::fuzz
