#include "data/service_copy.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <system_error>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/descriptor.h"
#include "base/paths.h"
#include "base/text.h"
#include "data/copy_shelf.h"
#include "data/messages.h"

namespace twin::data {

namespace {

namespace fs = std::filesystem;
using messages::Type;

/// Source: Fowler, Noll, Vo: FNV-1a, 64 bits.
std::uint64_t fingerprint(const std::string& text) {
    std::uint64_t hash = 0xCBF29CE484222325ull;
    for (const char c : text) {
        hash ^= static_cast<unsigned char>(c);
        hash *= 0x100000001B3ull;
    }
    return hash;
}

double pixel_m_of(const SourceOptions& options) {
    double value = 0;
    if (const auto found = options.more.find("pixel_m"); found != options.more.end())
        base::parse_number(found->second, value);
    return std::max(value, 0.0);
}

FetchOrder order_of(const ServiceRequest& request, const base::WorkerLimits& limits) {
    FetchOrder order;
    order.kind = request.address.kind;
    order.address = request.address.address;
    order.layer = request.options.layer;
    if (const auto sql = request.options.more.find("sql"); sql != request.options.more.end()) order.sql = sql->second;
    order.filter = request.options.sql_filter;
    order.bbox_deg = request.bbox_deg;
    order.pixel_m = pixel_m_of(request.options);
    order.more = request.options.more;
    order.more.erase("sql");
    order.patience = request.patience;
    order.limits = limits;
    // What the machine says of its way into the network; libpq's password where people keep it out of recipes.
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy",
                             "NO_PROXY", "SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"})
        if (const char* value = std::getenv(name); value && *value) order.environment[name] = value;
    if (order.kind == ServiceKind::postgis)
        for (const char* name : {"PGPASSWORD", "PGUSER", "PGHOST", "PGPORT", "PGDATABASE", "PGPASSFILE", "PGSSLMODE"})
            if (const char* value = std::getenv(name); value && *value) order.environment[name] = value;
    return order;
}

/// The ending that the copy is recognised by.
std::string ending_of_copy(const ServiceAddress& address) {
    const std::string format = copy_format(address.kind, "");
    if (format == "vector") return ".gpkg";
    if (format == "raster") return ".tif";
    const std::string path = address.address.substr(0, address.address.find_first_of("?#"));
    const std::string name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.find('.');
    constexpr std::size_t longest = 20;
    std::string ending = dot == std::string::npos || name.size() - dot > longest ? std::string() : name.substr(dot);
    std::erase_if(ending, [](unsigned char c) { return !std::isalnum(c) && c != '.'; });
    return ending;
}

/// The day that stands in the note beside a copy; "" when there is none.
std::string day_of(const fs::path& copy) {
    std::error_code failure;
    if (fs::file_size(copy, failure) == 0 || failure) return {};
    std::ifstream note(copy.string() + ".txt");
    std::string day;
    std::getline(note, day);
    return day.size() == 10 ? day : std::string();
}

std::string today() {
    return fmt::format("{:%Y-%m-%d}", fmt::localtime(std::time(nullptr)));
}

/// The parent's half of one fetch.
class Fetch {
  public:
    Fetch(std::string shown, const base::ProgressSink& progress) : shown_(std::move(shown)), tell_(progress) {
        progress_.stage = "asking";
    }

    base::Result<void> run(const FetchOrder& order, int output) {
        ByteWriter written;
        messages::write(written, order);
        base::WorkerMessage first;
        first.type = static_cast<std::uint32_t>(Type::fetch);
        first.payload = written.take();
        first.descriptor = output;
        base::WorkerLimits limits = order.limits;
        limits.silence = std::chrono::seconds(order.patience.request_s + order.patience.connect_s);
        const auto end = base::Worker::run(
            "read", first, limits,
            [&](base::WorkerMessage& message, const base::Worker::Reply&) { return handle(message); });
        if (!end) return error(end.error().message);
        if (cancelled_) return error("asking: was cancelled");
        if (!failed_.empty()) return error(failed_);
        if (!end->clean) return error("asking: the server's answer was too much for the reader, which " + end->reason);
        if (!done_) return error("asking: the reader ended before it was done");
        return {};
    }

    std::vector<base::Complaint> complaints;

  private:
    bool handle(base::WorkerMessage& message) {
        ByteReader in(message.payload);
        switch (static_cast<Type>(message.type)) {
            case Type::stage:
                progress_.stage = base::to_valid_utf8(in.get_text()).substr(0, 100);
                break;
            case Type::progress:
                progress_.bytes_done = in.get<std::uint64_t>();
                progress_.objects = in.get<std::uint64_t>();
                break;
            case Type::complaint: {
                constexpr std::size_t most = 1000;
                base::Complaint complaint = messages::read_complaint(in);
                complaint.object = shown_;
                if (complaints.size() < most) complaints.push_back(std::move(complaint));
                break;
            }
            case Type::failed:
                failed_ = base::to_valid_utf8(in.get_text()).substr(0, 2000);
                break;
            case Type::done:
                done_ = true;
                break;
            default:
                break;
        }
        cancelled_ = tell_ && !tell_(progress_);
        return !cancelled_;
    }
    base::Error error(const std::string& reason) const { return {fmt::format("{}: {}", shown_, reason)}; }

    std::string shown_;
    const base::ProgressSink& tell_;
    base::Progress progress_;
    std::string failed_;
    bool done_ = false, cancelled_ = false;
};

/// Fetches into a file beside `place` that takes its name when it is whole.
base::Result<std::vector<base::Complaint>> fetch_to(const fs::path& place, const ServiceRequest& request,
                                                    const base::WorkerLimits& limits,
                                                    const base::ProgressSink& progress) {
    std::error_code failure;
    fs::create_directories(place.parent_path(), failure);
    const fs::path growing = place.string() + fmt::format(".{}.part", ::getpid());
    const base::Descriptor output(::open(growing.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    if (!output)
        return base::Error{fmt::format("{}: keeping: the cache folder {} cannot be written", request.address.shown,
                                       place.parent_path().string())};
    Fetch fetch(request.address.shown, progress);
    auto fetched = fetch.run(order_of(request, limits), output.get());
    if (fetched) {
        fs::rename(growing, place, failure);
        std::ofstream(place.string() + ".txt") << today() << '\n' << request.address.shown << '\n';
        if (!failure) return std::move(fetch.complaints);
        fetched = base::Error{fmt::format("{}: keeping: {}", request.address.shown, failure.message())};
    }
    fs::remove(growing, failure);
    return fetched.error();
}

}  // namespace

fs::path copy_place(const ServiceRequest& request) {
    const FetchOrder order = order_of(request, {});
    std::string key = fmt::format("{}|{}|{}|{}|{}|{}", static_cast<int>(order.kind), order.address, order.layer,
                                  order.sql, order.filter, order.pixel_m);
    for (const double side : order.bbox_deg.value_or(DegreeBox{})) key += fmt::format("|{:.6f}", side);
    for (const auto& [name, value] : order.more) key += fmt::format("|{}={}", name, value);
    // The copy is named in messages, so that its name is one for people.
    std::string name = request.address.shown.substr(0, request.address.shown.find(" ("));
    std::erase_if(name, [](unsigned char c) { return !std::isalnum(c) && c != '.' && c != '-' && c != ' '; });
    const std::string ending = ending_of_copy(request.address);
    constexpr std::size_t longest = 80;
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
    return base::cache_folder() / "services" / fmt::format("{:016x}", fingerprint(key)) /
           (name.substr(0, longest) + ending);
}

base::Result<ServiceCopy> copy_of_service(const ServiceRequest& request, const base::WorkerLimits& limits,
                                          const base::ProgressSink& progress) {
    ServiceCopy copy;
    copy.file = copy_place(request);
    copy.format = copy_format(request.address.kind, "");
    copy.day = day_of(copy.file);
    copy.kept = !copy.day.empty();
    if (copy.kept && !request.refresh) {
        if (copy.day != today())
            copy.complaints.push_back({base::ComplaintKind::assumed, request.address.shown,
                                       fmt::format("the copy of {} used", copy.day),
                                       "the server was not asked again; import with --refresh to ask it"});
        mark_used(copy.file);
        return copy;
    }
    auto fetched = fetch_to(copy.file, request, limits, progress);
    if (fetched) {
        copy.kept = false;
        copy.day = today();
        copy.complaints = std::move(*fetched);
        prune_copies(base::cache_folder() / "services", copy.file.parent_path());
        return copy;
    }
    if (!copy.kept || fetched.error().message.ends_with("was cancelled")) return fetched.error();
    copy.complaints.push_back({base::ComplaintKind::warning, request.address.shown,
                               fmt::format("the copy of {} used", copy.day), fetched.error().message});
    return copy;
}

}  // namespace twin::data
