#include "data/sources/gdal_setup.h"

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal_frmts.h>
#include <gdal_priv.h>
#include <iconv.h>
#include <ogr_spatialref.h>
#include <ogrsf_frmts.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <mutex>

#include "base/text.h"

namespace twin::data {
namespace {

constexpr std::size_t messages_kept = 20;

void register_drivers() {
    RegisterOGRGeoPackage();
    RegisterOGRGeoJSON();
    RegisterOGRGeoJSONSeq();
    RegisterOGRESRIJSON();
    RegisterOGRTopoJSON();
    RegisterOGRShape();
    RegisterOGRFlatGeobuf();
    RegisterOGRLIBKML();
    RegisterOGRKML();
    RegisterOGRGPX();
    RegisterOGRGML();
    RegisterOGRCSV();
    RegisterOGRDXF();
    RegisterOGRTAB();
    GDALRegister_GTiff();
    GDALRegister_SRTMHGT();
    GDALRegister_AAIGrid();
    GDALRegister_HFA();
    GDALRegister_DTED();
    GDALRegister_EHdr();
    GDALRegister_ENVI();
    GDALRegister_USGSDEM();
    GDALRegister_GSAG();
    GDALRegister_GSBG();
    GDALRegister_GS7BG();
    GDALRegister_BT();
    GDALRegister_ZMap();
    GDALRegister_PNG();
    GDALRegister_JPEG();
    GDALRegister_BMP();
    GDALRegister_JP2OpenJPEG();
    GDALRegister_XYZ();
}

void set_options() {
    constexpr std::pair<const char*, const char*> options[] = {
        {"GDAL_HTTP_TIMEOUT", "10"},
        {"GDAL_HTTP_CONNECTTIMEOUT", "5"},
        {"GDAL_HTTP_LOW_SPEED_TIME", "5"},
        {"GDAL_HTTP_LOW_SPEED_LIMIT", "100"},
        {"GDAL_HTTP_MAX_RETRY", "0"},
        {"PROJ_NETWORK", "OFF"},
        {"CPL_DEBUG", "OFF"},
        {"GDAL_DRIVER_PATH", "disable"},
        {"GDAL_NUM_THREADS", "1"},
        {"GDAL_CACHEMAX", "64"},
        {"GDAL_DISABLE_READDIR_ON_OPEN", "NO"},  // the folder is in memory and holds what was handed over
        {"CPL_VSIL_GZIP_WRITE_PROPERTIES", "NO"},
        {"GML_PARSER", "EXPAT"},
        {"GML_SKIP_RESOLVE_ELEMS", "ALL"},  // xlinks could name files and servers
        {"GML_DOWNLOAD_SCHEMA", "NO"},
        {"OGR_SQLITE_PRAGMA", "temp_store=2,trusted_schema=0"},
        {"OGR_GEOJSON_MAX_OBJ_SIZE", "200"},
        {"OGR_XLSX_HEADERS", "AUTO"},
        {"DXF_INCLUDE_RAW_CODE_VALUES", "FALSE"},
        {"DXF_INLINE_BLOCKS", "TRUE"},
        {"LIBKML_RESOLVE_STYLE", "NO"},
    };
    for (const auto& [name, value] : options) CPLSetConfigOption(name, value);
}

/// The C library loads a module per character set when it is first asked for; in a sandbox it could not.
void load_character_sets() {
    for (const char* name : {"CP1252", "CP1250", "CP850", "CP437", "ISO-8859-1", "ISO-8859-2", "ISO-8859-15", "UTF-16",
                             "UTF-16LE", "UTF-16BE", "UTF-32", "MACINTOSH"}) {
        iconv_open("UTF-8", name);  // kept open on purpose: closing would unload the module
    }
}

/// PROJ opens its database with the first question and keeps it open; these ask everything that reading will ask.
void touch_proj() {
    for (const int code : {4326, 25832}) {
        OGRSpatialReference system;
        if (system.importFromEPSG(code) != OGRERR_NONE) continue;
        char* text = nullptr;
        system.exportToWkt(&text);
        CPLFree(text);
    }
    OGRSpatialReference nameless;
    nameless.importFromProj4("+proj=utm +zone=32 +ellps=GRS80 +units=m");
    nameless.AutoIdentifyEPSG();
}

/// After a fork PROJ opens its database again with the next question whose answer it does not remember: so with a
/// system that touch_proj has not asked for.
void reopen_proj() {
    constexpr int european_grid = 3035;
    OGRSpatialReference system;
    system.importFromEPSG(european_grid);
}

std::string without_memory_paths(std::string text) {
    for (const char* prefix : {"/vsitwin/", "/vsizip/", "/vsigzip/"}) {
        for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
            std::size_t end = at + std::char_traits<char>::length(prefix);
            while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '/'))
                ++end;
            text.erase(at, end - at);
        }
    }
    std::replace(text.begin(), text.end(), '\n', ' ');
    while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
    return base::to_valid_utf8(text);
}

void on_error(CPLErr level, CPLErrorNum, const char* message) {
    auto* errors = static_cast<GdalErrors*>(CPLGetErrorHandlerUserData());
    if (level < CE_Warning || !errors) return;
    errors->add(level >= CE_Failure, without_memory_paths(message ? message : ""));
}

}  // namespace

void prepare_gdal() {
    static std::once_flag once;
    std::call_once(once, [] {
        set_options();
        register_drivers();
        load_character_sets();
    });
    GdalErrors quiet;
    static thread_local pid_t opened_in = 0;
    if (opened_in == 0)
        touch_proj();
    else if (opened_in != ::getpid())
        reopen_proj();
    opened_in = ::getpid();
}

GdalErrors::GdalErrors() {
    CPLPushErrorHandlerEx(on_error, this);
}

GdalErrors::~GdalErrors() {
    CPLPopErrorHandler();
    CPLErrorReset();
}

void GdalErrors::add(bool failure, std::string message) {
    if (failure) ++failure_count_;
    std::vector<std::string>& list = failure ? failures_ : warnings_;
    if (message.empty() || list.size() >= messages_kept) return;
    if (std::find(list.begin(), list.end(), message) == list.end()) list.push_back(std::move(message));
}

void GdalErrors::clear() {
    failures_.clear();
    warnings_.clear();
    failure_count_ = 0;
}

std::string GdalErrors::first(const std::string& otherwise) const {
    for (const std::string& message : failures_)
        if (message.find("not recognized as a supported file format") == std::string::npos) return message;
    return otherwise;
}

namespace {

/// Code of the system that PROJ's database knows under another spelling (Esri's names in .prj files); "" when unsure.
std::string best_match(const OGRSpatialReference& system) {
    constexpr int sure_percent = 90;
    int count = 0;
    int* confidence = nullptr;
    OGRSpatialReferenceH* matches = OSRFindMatches(
        OGRSpatialReference::ToHandle(const_cast<OGRSpatialReference*>(&system)), nullptr, &count, &confidence);
    std::string code;
    if (count > 0 && confidence[0] >= sure_percent) {
        const auto* best = OGRSpatialReference::FromHandle(matches[0]);
        const char* authority = best->GetAuthorityName(nullptr);
        const char* number = best->GetAuthorityCode(nullptr);
        if (authority && number) code = std::string(authority) + ":" + number;
    }
    OSRFreeSRSArray(matches);
    CPLFree(confidence);
    return code;
}

}  // namespace

CrsClaim claim_of(const OGRSpatialReference* system) {
    CrsClaim claim;
    if (!system || system->IsEmpty()) return claim;
    const std::unique_ptr<OGRSpatialReference, void (*)(OGRSpatialReference*)> copy(
        system->Clone(), [](OGRSpatialReference* s) { s->Release(); });
    const auto code_of = [&]() -> std::string {
        const char* authority = copy->GetAuthorityName(nullptr);
        const char* code = copy->GetAuthorityCode(nullptr);
        return authority && code ? std::string(authority) + ":" + code : std::string();
    };
    claim.text = code_of();
    if (claim.text.empty() && copy->AutoIdentifyEPSG() == OGRERR_NONE) claim.text = code_of();
    if (claim.text.empty()) claim.text = best_match(*copy);
    if (claim.text == "OGC:CRS84") claim.text = "EPSG:4326";
    claim.epoch = system->GetCoordinateEpoch();
    if (!claim.text.empty()) return claim;
    char* text = nullptr;
    const char* wkt2[] = {"FORMAT=WKT2_2019", "MULTILINE=NO", nullptr};
    if (system->exportToWkt(&text, wkt2) == OGRERR_NONE && text) claim.text = text;
    CPLFree(text);
    return claim;
}

}  // namespace twin::data
