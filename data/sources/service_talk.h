#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "data/fetch_order.h"
#include "data/sources/gdal_setup.h"

class OGRSpatialReference;

namespace twin::data {

/// What a fetch has to say while it runs.
struct FetchTeller {
    std::function<void(std::string_view stage)> stage;
    std::function<bool(std::uint64_t bytes, std::uint64_t objects)> beat;  ///< false: cancelled.
    std::function<void(std::string_view what, std::string_view why)> assume;
};

/// Makes GDAL ready to talk to servers: the drivers of services, time-outs, no caches of its own, and while it lives
/// every request of a driver passes here: http and https only, a limit of bytes, a heartbeat.
/// Owner: the fetch worker, one at a time.  Thread: the one that made it.
class ServiceTalk {
  public:
    ServiceTalk(const FetchOrder& order, const FetchTeller& teller);
    ~ServiceTalk();
    ServiceTalk(const ServiceTalk&) = delete;

    const FetchOrder& order() const { return order_; }
    const FetchTeller& teller() const { return teller_; }
    GdalErrors& errors() { return errors_; }

    /// One answer as text.  Errors: reason_of_failure().
    base::Result<std::string> get(const std::string& address);

    /// Why the server did not give what was asked for, as part of a sentence, without secrets: "the server refuses the
    /// connection", "the server did not answer within 60 s", what the server itself says, or `otherwise`.
    std::string reason_of_failure(const std::string& otherwise);

  private:
    struct Request;
    const FetchOrder& order_;
    const FetchTeller& teller_;
    GdalErrors errors_;
    std::string failure_;  ///< The first one in the words of the transport.
    bool too_large_ = false;
};

/// Drivers and warm-up that need files; before the sandbox closes.
void prepare_services(const FetchOrder& order);

/// The box in the system's coordinates (x east), or nothing where it cannot be told.
bool box_in(const OGRSpatialReference& system, const DegreeBox& box_deg, double& min_x, double& min_y, double& max_x,
            double& max_y);

/// The copy is a GeoPackage (services of vectors), a GeoTIFF (rasters) or the file itself; written to `output`.
/// Errors: one sentence without secrets.
base::Result<void> fetch_vectors(ServiceTalk& talk, int output);
base::Result<void> fetch_raster(ServiceTalk& talk, int output);
base::Result<void> fetch_download(ServiceTalk& talk, int output);

/// A file in GDAL's memory, written to a descriptor.
base::Result<void> write_out(const std::string& memory_path, int output);
base::Result<void> write_out(std::span<const std::byte> bytes, int output);

}  // namespace twin::data
