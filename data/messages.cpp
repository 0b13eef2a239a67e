#include "data/messages.h"

#include <cmath>
#include <utility>

#include "data/feature_bytes.h"
#include "data/feature_check.h"

namespace twin::data::messages {

namespace {

void write_map(ByteWriter& out, const std::map<std::string, std::string>& map) {
    out.put_count(map.size());
    for (const auto& [name, value] : map) {
        out.put_text(name);
        out.put_text(value);
    }
}

std::map<std::string, std::string> read_map(ByteReader& in) {
    std::map<std::string, std::string> map;
    for (std::size_t n = in.get_parts(2); n > 0 && in.ok(); --n) {
        std::string name = in.get_text();
        map[std::move(name)] = in.get_text();
    }
    return map;
}

}  // namespace

void write(ByteWriter& out, const Order& order) {
    out.put_text(order.file_name);
    out.put_text(order.format);
    out.put(static_cast<std::uint8_t>(order.prepare_everything));
    const SourceOptions& options = order.options;
    out.put(static_cast<std::int32_t>(options.lod));
    out.put_text(options.kind);
    out.put_text(options.sql_filter);
    out.put_text(options.layer);
    write_map(out, options.mapping);
    out.put(options.up_axis);
    out.put(options.unit_m);
    write_map(out, options.more);
    out.put(order.limits.memory_bytes);
    out.put(static_cast<std::int32_t>(order.limits.cpu_seconds));
    out.put(order.limits.message_bytes);
}

Order read_order(ByteReader& in) {
    Order order;
    order.file_name = in.get_text();
    order.format = in.get_text();
    order.prepare_everything = in.get_flag();
    SourceOptions& options = order.options;
    options.lod = in.get<std::int32_t>();
    options.kind = in.get_text();
    options.sql_filter = in.get_text();
    options.layer = in.get_text();
    options.mapping = read_map(in);
    options.up_axis = in.get<char>();
    options.unit_m = in.get<double>();
    options.more = read_map(in);
    order.limits.memory_bytes = in.get<std::uint64_t>();
    order.limits.cpu_seconds = in.get<std::int32_t>();
    order.limits.message_bytes = in.get<std::uint64_t>();
    return order;
}

void write(ByteWriter& out, const CrsClaim& claim) {
    out.put_text(claim.text);
    out.put(static_cast<std::uint8_t>(claim.xy_order));
    out.put(claim.epoch);
}

CrsClaim read_crs(ByteReader& in) {
    CrsClaim claim;
    claim.text = in.get_text();
    claim.xy_order = in.get_flag();
    claim.epoch = in.get<double>();
    if (!std::isfinite(claim.epoch)) claim.epoch = 0;
    return claim;
}

void write_image_head(ByteWriter& out, const Image& image) {
    out.put_text(image.name);
    out.put(static_cast<std::int32_t>(image.width_px));
    out.put(static_cast<std::int32_t>(image.height_px));
}

Image read_image(ByteReader& in) {
    constexpr std::int32_t largest_px = 16384;
    Image image;
    image.name = in.get_text();
    image.width_px = in.get<std::int32_t>();
    image.height_px = in.get<std::int32_t>();
    const auto fits = [](int px) { return px >= 4 && px <= largest_px && px % 4 == 0; };
    if (!in.ok() || image.name.empty() || !fits(image.width_px) || !fits(image.height_px) ||
        in.rest().size() != image.expected_bytes()) {
        in.fail();
        return {};
    }
    image.blocks.assign(in.rest().begin(), in.rest().end());
    return image;
}

void write(ByteWriter& out, const base::Complaint& complaint) {
    out.put(static_cast<std::uint8_t>(complaint.kind));
    out.put_text(complaint.object);
    out.put_text(complaint.what);
    out.put_text(complaint.why);
}

base::Complaint read_complaint(ByteReader& in) {
    base::Complaint complaint;
    complaint.kind = in.get_enum(base::ComplaintKind::undrawn);
    complaint.object = in.get_text();
    complaint.what = in.get_text();
    complaint.why = in.get_text();
    return complaint;
}

void write(ByteWriter& out, const Feature& feature) {
    out.put(feature.kind);
    put_feature(out, feature);
}

CheckedFeature read_feature(ByteReader& in) {
    const auto kind = in.get_enum(static_cast<FeatureKind>(feature_kind_count - 1));
    CheckedFeature checked{get_feature(in, kind), true, {}};
    if (!in.ok()) {
        checked.usable = false;
        return checked;
    }
    const std::string& id = checked.feature.id;
    if (const std::string flaw = flaw_of(checked.feature); !flaw.empty()) {
        checked.usable = false;
        checked.complaints.push_back({base::ComplaintKind::skipped, id, "object left out", flaw});
    } else if (repair_decoration(checked.feature)) {
        checked.complaints.push_back({base::ComplaintKind::repaired, id, "normals, colours or textures replaced",
                                      "they were missing, not finite or did not fit"});
    }
    return checked;
}

}  // namespace twin::data::messages
