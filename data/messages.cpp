#include "data/messages.h"

#include <cmath>
#include <utility>

#include "base/text.h"

namespace twin::data::messages {

namespace {

constexpr std::size_t longest_text = 16 << 20;

bool plain_ascii(std::string_view text) {
    for (const unsigned char c : text)
        if (c >= 0x7F || (c < 0x20 && c != '\t' && c != '\n')) return false;
    return true;
}

}  // namespace

const std::byte* Reader::take(std::size_t size) {
    if (size > left_.size()) {
        fail();
        return nullptr;
    }
    const std::byte* at = left_.data();
    left_ = left_.subspan(size);
    return at;
}

std::string Reader::text() {
    const auto size = value<std::uint32_t>();
    if (size > longest_text) {
        fail();
        return {};
    }
    const std::byte* from = take(size);
    if (!from || size == 0) return {};
    const std::string_view raw(reinterpret_cast<const char*>(from), size);
    return plain_ascii(raw) ? std::string(raw) : base::to_valid_utf8(raw);
}

std::size_t Reader::count(std::size_t least_bytes) {
    const auto n = value<std::uint64_t>();
    if (n > left_.size() / least_bytes) {
        fail();
        return 0;
    }
    return n;
}

namespace {

void write_map(Writer& out, const std::map<std::string, std::string>& map) {
    out.value(static_cast<std::uint64_t>(map.size()));
    for (const auto& [name, value] : map) {
        out.text(name);
        out.text(value);
    }
}

std::map<std::string, std::string> read_map(Reader& in) {
    std::map<std::string, std::string> map;
    for (std::size_t n = in.count(8); n > 0 && in.ok(); --n) {
        std::string name = in.text();
        map[std::move(name)] = in.text();
    }
    return map;
}

}  // namespace

void write(Writer& out, const Order& order) {
    out.text(order.file_name);
    out.text(order.format);
    out.value(static_cast<std::uint8_t>(order.prepare_everything));
    const SourceOptions& options = order.options;
    out.value(static_cast<std::int32_t>(options.lod));
    out.text(options.kind);
    out.text(options.sql_filter);
    out.text(options.layer);
    write_map(out, options.mapping);
    out.value(options.up_axis);
    out.value(options.unit_m);
    write_map(out, options.more);
    out.value(order.limits.memory_bytes);
    out.value(static_cast<std::int32_t>(order.limits.cpu_seconds));
    out.value(order.limits.message_bytes);
}

Order read_order(Reader& in) {
    Order order;
    order.file_name = in.text();
    order.format = in.text();
    order.prepare_everything = in.value<std::uint8_t>() != 0;
    SourceOptions& options = order.options;
    options.lod = in.value<std::int32_t>();
    options.kind = in.text();
    options.sql_filter = in.text();
    options.layer = in.text();
    options.mapping = read_map(in);
    options.up_axis = in.value<char>();
    options.unit_m = in.value<double>();
    options.more = read_map(in);
    order.limits.memory_bytes = in.value<std::uint64_t>();
    order.limits.cpu_seconds = in.value<std::int32_t>();
    order.limits.message_bytes = in.value<std::uint64_t>();
    return order;
}

void write(Writer& out, const CrsClaim& claim) {
    out.text(claim.text);
    out.value(static_cast<std::uint8_t>(claim.xy_order));
    out.value(claim.epoch);
}

CrsClaim read_crs(Reader& in) {
    CrsClaim claim;
    claim.text = in.text();
    claim.xy_order = in.value<std::uint8_t>() != 0;
    claim.epoch = in.value<double>();
    if (!std::isfinite(claim.epoch)) claim.epoch = 0;
    return claim;
}

void write(Writer& out, const base::Complaint& complaint) {
    out.value(static_cast<std::uint8_t>(complaint.kind));
    out.text(complaint.object);
    out.text(complaint.what);
    out.text(complaint.why);
}

base::Complaint read_complaint(Reader& in) {
    base::Complaint complaint;
    const auto kind = in.value<std::uint8_t>();
    complaint.kind = kind <= static_cast<std::uint8_t>(base::ComplaintKind::warning) ? base::ComplaintKind{kind}
                                                                                     : base::ComplaintKind::warning;
    complaint.object = in.text();
    complaint.what = in.text();
    complaint.why = in.text();
    return complaint;
}

}  // namespace twin::data::messages
