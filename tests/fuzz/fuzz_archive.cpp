#include "data/sources/archive.h"
#include "data/unpack.h"
#include "tests/fuzz/fuzz.h"

namespace twin::fuzz {

void fuzz_archive(Bytes bytes) {
    const auto go_on = [](std::uint64_t) { return true; };
    data::member_names_in_head(text_of(bytes).substr(0, 4096));
    if (data::is_gzip(bytes)) {
        const auto unpacked = data::unpack_gzip(bytes, go_on);
        if (!unpacked) demand(!unpacked.error().message.empty(), "an error without a sentence");
    }
    const auto members = data::list_zip(bytes);
    if (!members) return demand(!members.error().message.empty(), "an error without a sentence");
    int read = 0;
    for (const data::ZipMember& member : *members) {
        if (++read > 20) break;
        const auto head = data::unpack_zip(bytes, member, go_on, 100);
        const auto whole = data::unpack_zip(bytes, member, go_on);
        if (whole) demand(head.ok(), "a member can be read whole but not its beginning");
    }
}

}  // namespace twin::fuzz
