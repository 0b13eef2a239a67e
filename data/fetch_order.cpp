#include "data/fetch_order.h"

#include <utility>

namespace twin::data::messages {

namespace {

void write_words(ByteWriter& out, const std::map<std::string, std::string>& words) {
    out.put_count(words.size());
    for (const auto& [name, value] : words) {
        out.put_text(name);
        out.put_text(value);
    }
}

std::map<std::string, std::string> read_words(ByteReader& in) {
    std::map<std::string, std::string> words;
    for (std::size_t n = in.get_parts(2); n > 0 && in.ok(); --n) {
        std::string name = in.get_text();
        words[std::move(name)] = in.get_text();
    }
    return words;
}

}  // namespace

void write(ByteWriter& out, const FetchOrder& order) {
    out.put(static_cast<std::uint8_t>(order.kind));
    for (const std::string* text : {&order.address, &order.layer, &order.sql, &order.filter}) out.put_text(*text);
    out.put(static_cast<std::uint8_t>(order.bbox_deg.has_value()));
    for (const double side : order.bbox_deg.value_or(DegreeBox{})) out.put(side);
    out.put(order.pixel_m);
    write_words(out, order.more);
    write_words(out, order.environment);
    for (const int seconds : {order.patience.connect_s, order.patience.stall_s, order.patience.request_s})
        out.put(static_cast<std::int32_t>(seconds));
    out.put(order.most_bytes);
    out.put(order.limits.memory_bytes);
    out.put(static_cast<std::int32_t>(order.limits.cpu_seconds));
}

FetchOrder read_fetch_order(ByteReader& in) {
    FetchOrder order;
    order.kind = static_cast<ServiceKind>(in.get<std::uint8_t>());
    for (std::string* text : {&order.address, &order.layer, &order.sql, &order.filter}) *text = in.get_text();
    const bool has_box = in.get_flag();
    DegreeBox box{};
    for (double& side : box) side = in.get<double>();
    if (has_box) order.bbox_deg = box;
    order.pixel_m = in.get<double>();
    order.more = read_words(in);
    order.environment = read_words(in);
    for (int* seconds : {&order.patience.connect_s, &order.patience.stall_s, &order.patience.request_s})
        *seconds = in.get<std::int32_t>();
    order.most_bytes = in.get<std::uint64_t>();
    order.limits.memory_bytes = in.get<std::uint64_t>();
    order.limits.cpu_seconds = in.get<std::int32_t>();
    return order;
}

}  // namespace twin::data::messages
