#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace twin::data {

/// How data are asked for that lie on a server.
enum class ServiceKind : unsigned char {
    wfs,       ///< OGC Web Feature Service.
    oapif,     ///< OGC API Features.
    postgis,   ///< PostgreSQL with PostGIS.
    wms,       ///< OGC Web Map Service.
    wmts,      ///< OGC Web Map Tile Service.
    xyz,       ///< Tiles by a template with {z}, {x} and {y}.
    raster,    ///< A raster by http(s), read in pieces where the server allows it (COG).
    download,  ///< Any other file by http(s).
};

/// "WFS", "PostGIS", ...
std::string_view name_of(ServiceKind kind);
/// Whether the answer depends on the place that is asked for: pictures without end.
bool needs_a_place(ServiceKind kind);

/// The address of a source that is no file.
struct ServiceAddress {
    ServiceKind kind = ServiceKind::download;
    std::string
        address;        ///< http(s) address, template, or libpq's words or URI; may hold a password: never to be shown.
    std::string shown;  ///< For people, short, one line, without secrets and slashes: "WFS geoportal.rlp.de".
};

/// Whether a source's path names a service and no file ("WFS:https://...", "postgresql://...", "https://...").
bool names_service(std::string_view path);

/// `format`: the recipe's word (wfs, oapif, postgis, wms, wmts, xyz, raster) or empty: told from the address.
/// Errors: an address that is not http or https, a template without its places.
base::Result<ServiceAddress> understand_service(std::string_view path, std::string_view format);

/// `text` with everything taken out that looks like a password or a key (password=..., token=..., ://user:word@), and
/// all that is secret in `address` wherever it stands.  Pure.
std::string without_secrets(std::string_view text, std::string_view address = {});

/// Name of the Source that reads the copy ("vector", "raster"); `format` where it names a source; empty: recognised.
std::string copy_format(ServiceKind kind, std::string_view format);

}  // namespace twin::data
