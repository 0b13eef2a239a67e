#include "data/sources/service_talk.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <cpl_http.h>
#include <cpl_string.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <gdal_frmts.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <thread>
#include <vector>

#include "base/text.h"
#include "base/version.h"
#include "data/address_guard.h"

namespace twin::data {

namespace {

bool is_web(std::string_view address) {
    return base::starts_with_ignoring_case(address, "http://") || base::starts_with_ignoring_case(address, "https://");
}

CPLHTTPResult* refusal(const char* reason) {
    auto* result = static_cast<CPLHTTPResult*>(CPLCalloc(1, sizeof(CPLHTTPResult)));
    result->nStatus = 1;
    result->pszErrBuf = CPLStrdup(reason);
    return result;
}

/// Busy now, perhaps not in a moment.
bool worth_another_try(const CPLHTTPResult& result) {
    if (!result.pszErrBuf) return false;
    const std::string_view text = result.pszErrBuf;
    for (const char* code : {"429", "502", "503", "504", "reset by peer", "Empty reply"})
        if (text.find(code) != std::string_view::npos) return true;
    return false;
}

}  // namespace

struct ServiceTalk::Request {
    ServiceTalk* talk = nullptr;
    std::vector<char> bytes;
    CPLHTTPFetchWriteFunc write = nullptr;  ///< Of a driver that takes the bytes itself.
    void* write_to = nullptr;

    static std::size_t take(void* data, std::size_t size, std::size_t count, void* self) {
        auto& request = *static_cast<Request*>(self);
        ServiceTalk& talk = *request.talk;
        const std::size_t more = size * count;
        if (request.bytes.size() + more > talk.order_.most_bytes) {
            talk.too_large_ = true;
            return 0;
        }
        if (request.write) return request.write(data, size, count, request.write_to);
        const char* begin = static_cast<const char*>(data);
        request.bytes.insert(request.bytes.end(), begin, begin + more);
        return talk.teller_.beat(request.bytes.size(), 0) ? more : 0;
    }

    CPLHTTPResult* once(const char* address, CSLConstList options) {
        bytes.clear();
        CPLHTTPPopFetchCallback();  // else it would come back here
        CPLHTTPResult* result = CPLHTTPFetchEx(address, options, nullptr, nullptr, &Request::take, this);
        CPLHTTPPushFetchCallback(&Request::fetch, talk);
        if (result && !write && !bytes.empty()) {
            result->pabyData = static_cast<GByte*>(CPLMalloc(bytes.size() + 1));
            std::memcpy(result->pabyData, bytes.data(), bytes.size());
            result->pabyData[bytes.size()] = 0;
            result->nDataLen = result->nDataAlloc = static_cast<int>(bytes.size());
        }
        return result;
    }

    static CPLHTTPResult* fetch(const char* address, CSLConstList options, GDALProgressFunc, void*,
                                CPLHTTPFetchWriteFunc write, void* write_to, void* self) {
        constexpr int tries = 3;
        constexpr std::chrono::milliseconds first_pause{500};
        ServiceTalk& talk = *static_cast<ServiceTalk*>(self);
        if (!is_web(address)) return refusal("Protocol not supported: neither http nor https");
        Request request{&talk, {}, write, write_to};
        auto pause = first_pause;
        for (int i = 1;; ++i, pause *= 3) {
            talk.teller_.beat(0, 0);
            CPLHTTPResult* result = request.once(address, options);
            if (!result) return refusal("no answer");
            const bool failed = result->pszErrBuf && *result->pszErrBuf;
            if (failed && i < tries && !talk.too_large_ && worth_another_try(*result)) {
                CPLHTTPDestroyResult(result);
                talk.errors_.clear();
                std::this_thread::sleep_for(pause);
                continue;
            }
            if (failed && talk.failure_.empty()) talk.failure_ = result->pszErrBuf;
            return result;
        }
    }
};

ServiceTalk::ServiceTalk(const FetchOrder& order, const FetchTeller& teller) : order_(order), teller_(teller) {
    CPLHTTPPushFetchCallback(&Request::fetch, this);
}

ServiceTalk::~ServiceTalk() {
    CPLHTTPPopFetchCallback();
}

base::Result<std::string> ServiceTalk::get(const std::string& address) {
    failure_.clear();
    errors_.clear();
    const std::unique_ptr<CPLHTTPResult, void (*)(CPLHTTPResult*)> result(CPLHTTPFetch(address.c_str(), nullptr),
                                                                          CPLHTTPDestroyResult);
    if (!result || (result->pszErrBuf && *result->pszErrBuf) || result->nStatus != 0)
        return base::Error{reason_of_failure("it gave no answer")};
    return std::string(reinterpret_cast<const char*>(result->pabyData), static_cast<std::size_t>(result->nDataLen));
}

namespace {

/// libcurl's and libpq's words for what people want to know.
std::string in_words(const std::string& failure, const ServicePatience& patience) {
    const std::string text = base::to_lower_ascii(failure);
    const auto has = [&](const char* part) { return text.find(part) != std::string::npos; };
    if (has("too slow")) return fmt::format("the server sent next to nothing for {} s", patience.stall_s);
    if (has("timed out") || has("timeout") || has("time-out"))
        return fmt::format("the server did not answer within {} s",
                           has("connect") ? patience.connect_s : patience.request_s);
    if (has("could not resolve host") || has("translate host name"))
        return "there is no server of that name, or this machine has no network";
    if (has("protocol") && (has("not supported") || has("disabled")))
        return "the server refers to an address that is neither http nor https";
    if (has("refused") || has("connect to server") || has("failed to connect"))
        return "the server refuses the connection";
    if (has("certificate")) return fmt::format("the server cannot prove who it is ({})", failure);
    return failure;
}

std::string shortened(std::string text) {
    constexpr std::size_t longest = 240;
    std::ranges::replace(text, '\n', ' ');
    while (text.ends_with(' ') || text.ends_with('.')) text.pop_back();
    if (text.size() > longest) text = base::to_valid_utf8(std::string_view(text).substr(0, longest)) + " ...";
    return text;
}

}  // namespace

std::string ServiceTalk::reason_of_failure(const std::string& otherwise) {
    if (too_large_) return fmt::format("its answer is larger than {}", base::format_bytes(order_.most_bytes));
    if (const std::string refused = refused_address(); !refused.empty())
        return fmt::format(
            "the server sends on to {}, an address of this machine or its local network; that is refused", refused);
    const std::string failure = failure_.empty() ? errors_.first(otherwise) : failure_;
    return shortened(without_secrets(base::to_valid_utf8(in_words(failure, order_.patience)), order_.address));
}

void prepare_services(const FetchOrder& order) {
    prepare_gdal();
    RegisterOGRWFS();
    RegisterOGROAPIF();
    RegisterOGRPG();
    GDALRegister_WMS();
    GDALRegister_WMTS();
    GDALRegister_WEBP();
    for (const auto& [name, value] : order.environment) ::setenv(name.c_str(), value.c_str(), 1);
    const ServicePatience& patience = order.patience;
    const std::pair<const char*, std::string> options[] = {
        {"GDAL_HTTP_CONNECTTIMEOUT", std::to_string(patience.connect_s)},
        {"GDAL_HTTP_TIMEOUT", std::to_string(patience.request_s)},
        {"GDAL_HTTP_LOW_SPEED_TIME", std::to_string(patience.stall_s)},
        {"GDAL_HTTP_LOW_SPEED_LIMIT", "100"},
        {"GDAL_HTTP_MAX_RETRY", "0"},
        {"GDAL_HTTP_USERAGENT", fmt::format("stadtzwilling/{}", base::version)},
        {"GDAL_HTTP_NETRC", "NO"},
        {"GDAL_DISABLE_READDIR_ON_OPEN", "EMPTY_DIR"},
        {"GDAL_ENABLE_WMS_CACHE", "NO"},
        {"OGR_WFS_USE_STREAMING", "NO"},  // streams pass by the limits
        {"OGR_WFS_LOAD_MULTIPLE_LAYER_DEFN", "NO"},
        {"CPL_VSIL_CURL_USE_HEAD", "YES"},
        {"VSI_CACHE", "TRUE"},
        {"PG_LIST_ALL_TABLES", "NO"},
        {"OGR_SQLITE_SYNCHRONOUS", "OFF"},
        {"OGR_SQLITE_JOURNAL", "MEMORY"},
        {"GDAL_CACHEMAX", "256"},
    };
    for (const auto& [name, value] : options) CPLSetConfigOption(name, value.c_str());
}

bool box_in(const OGRSpatialReference& system, const DegreeBox& box_deg, double& min_x, double& min_y, double& max_x,
            double& max_y) {
    OGRSpatialReference degrees;
    degrees.importFromEPSG(4326);
    degrees.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const std::unique_ptr<OGRSpatialReference, void (*)(OGRSpatialReference*)> target(
        system.Clone(), [](OGRSpatialReference* s) { s->Release(); });
    target->SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const std::unique_ptr<OGRCoordinateTransformation> transformation(
        OGRCreateCoordinateTransformation(&degrees, target.get()));
    constexpr int points_per_side = 21;
    return transformation &&
           transformation->TransformBounds(box_deg[0], box_deg[1], box_deg[2], box_deg[3], &min_x, &min_y, &max_x,
                                           &max_y, points_per_side) &&
           std::isfinite(min_x) && std::isfinite(min_y) && std::isfinite(max_x) && std::isfinite(max_y);
}

base::Result<void> write_out(std::span<const std::byte> bytes, int output) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(output, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0)
            return base::Error{fmt::format("keeping: the copy cannot be written ({})", std::strerror(errno))};
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

base::Result<void> write_out(const std::string& memory_path, int output) {
    vsi_l_offset size = 0;
    const GByte* bytes = VSIGetMemFileBuffer(memory_path.c_str(), &size, FALSE);
    if (!bytes) return base::Error{"keeping: the copy is empty"};
    return write_out(std::span(reinterpret_cast<const std::byte*>(bytes), static_cast<std::size_t>(size)), output);
}

base::Result<void> fetch_download(ServiceTalk& talk, int output) {
    talk.teller().stage("downloading");
    auto answer = talk.get(talk.order().address);
    if (!answer) return base::Error{"downloading: " + answer.error().message};
    if (answer->empty()) return base::Error{"downloading: the server gave an empty file"};
    return write_out(std::as_bytes(std::span(*answer)), output);
}

}  // namespace twin::data
