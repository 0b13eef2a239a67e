#include "data/fetch_worker.h"

#include <cstdlib>
#include <exception>
#include <new>
#include <string>

#include "base/descriptor.h"
#include "data/address_guard.h"
#include "data/messages.h"
#include "data/sources/service_talk.h"
#include "data/worker_sink.h"

namespace twin::data {

namespace {

using messages::Type;

/// Certificates, names of hosts, PROJ's database, and where libpq looks for passwords.
base::NetworkPermit permit_of(const FetchOrder& order) {
    base::NetworkPermit permit;
    permit.readable = {"/etc",
                       "/usr",
                       "/lib",
                       "/lib64",
                       "/run/systemd/resolve",
                       "/run/resolvconf",
                       "/run/NetworkManager",
                       "/proc/self",
                       "/dev/null",
                       "/dev/urandom"};
    for (const char* variable : {"PROJ_DATA", "PROJ_LIB", "GDAL_DATA", "SSL_CERT_FILE", "SSL_CERT_DIR"})
        if (const char* value = std::getenv(variable); value && *value) permit.readable.emplace_back(value);
    if (order.kind == ServiceKind::postgis) {
        if (const char* home = std::getenv("HOME"); home && *home)
            for (const char* name : {"/.pgpass", "/.pg_service.conf", "/.postgresql"})
                permit.readable.push_back(std::string(home) + name);
        permit.local_sockets = true;
    }
    permit.output_bytes = order.most_bytes;
    return permit;
}

base::Result<void> fetch(ServiceTalk& talk, int output) {
    switch (talk.order().kind) {
        case ServiceKind::wfs:
        case ServiceKind::oapif:
        case ServiceKind::postgis:
            return fetch_vectors(talk, output);
        case ServiceKind::wms:
        case ServiceKind::wmts:
        case ServiceKind::xyz:
        case ServiceKind::raster:
            return fetch_raster(talk, output);
        case ServiceKind::download:
            break;
    }
    return fetch_download(talk, output);
}

base::Result<void> guarded(ServiceTalk& talk, int output) {
    try {
        return fetch(talk, output);
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& failure) {
        return base::Error{std::string("asking: the reader gave up: ") + failure.what()};
    }
}

int fail(base::WorkerChannel& channel, const std::string& reason) {
    ByteWriter out;
    out.put_text(reason);
    channel.send(static_cast<std::uint32_t>(Type::failed), out.bytes());
    channel.goodbye();
    return 0;
}

}  // namespace

int run_fetch(base::WorkerChannel& channel, const base::WorkerMessage& first) {
    const base::Descriptor output(first.descriptor);
    ByteReader in(first.payload);
    const FetchOrder order = messages::read_fetch_order(in);
    if (!in.ok() || !output) return 2;
    prepare_services(order);
    // libpq follows no redirections, and its address is the user's own word.
    if (order.kind != ServiceKind::postgis) guard_addresses(host_in(order.address));
    if (const auto locked = base::enter_network_sandbox(order.limits, permit_of(order)); !locked)
        return fail(channel, "opening: " + locked.error().message);
    WorkerSink sink(channel);
    const FetchTeller teller{
        .stage = [&](std::string_view stage) { sink.stage(stage); },
        .beat = [&](std::uint64_t bytes, std::uint64_t objects) { return sink.progress(bytes, objects); },
        .assume =
            [&](std::string_view what, std::string_view why) {
                sink.complain({base::ComplaintKind::assumed, {}, std::string(what), std::string(why)});
            },
    };
    base::Result<void> result;
    {
        ServiceTalk talk(order, teller);
        result = guarded(talk, output.get());
    }
    if (!sink.flush()) return 1;
    if (!result) return fail(channel, without_secrets(result.error().message, order.address));
    channel.send(static_cast<std::uint32_t>(Type::done), {});
    return channel.goodbye() ? 0 : 1;
}

}  // namespace twin::data
