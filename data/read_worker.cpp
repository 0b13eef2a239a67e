#include <algorithm>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <map>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "data/fetch_worker.h"
#include "data/hole_check.h"
#include "data/import_file.h"
#include "data/messages.h"
#include "data/sources/gdal_setup.h"
#include "data/unpack.h"
#include "data/worker_sink.h"

/// The worker's side of read_in_worker: one file, one sandbox, one exit.
namespace twin::data {

namespace {

using messages::Type;

/// What must be opened before the sandbox closes, by the source that needs it: one line per source. It costs tens of
/// milliseconds, so a file whose ending belongs to another source goes without.
struct Preparation {
    std::string_view source;
    void (*prepare)();
};
constexpr Preparation preparations[] = {
    {"raster", prepare_gdal},
    {"vector", prepare_gdal},
    {"kml", prepare_gdal},
};

bool needs_preparation(const Source& source) {
    return std::ranges::find(preparations, source.name(), &Preparation::source) != std::end(preparations);
}

/// Thrown when the source that was recognised has not been prepared for.
struct NotPrepared {};

/// By the name alone: nothing of the content is looked at outside of the sandbox.
bool prepare(const messages::Order& order) {
    std::string name = order.file_name;
    if (base::ends_with_ignoring_case(name, ".gz")) name.resize(name.size() - 3);
    const Source* likely = order.format.empty() ? recognise({name, {}}) : source_named(order.format);
    if (!order.prepare_everything && likely && !needs_preparation(*likely)) return false;
    for (const Preparation& preparation : preparations) preparation.prepare();
    return true;
}

std::string formats() {
    std::string list;
    for (const Source* source : all_sources()) {
        list += list.empty() ? "" : ", ";
        list += source->name();
    }
    return list;
}

InputFile head_of(const InputFile& file) {
    constexpr std::size_t head_bytes = 4096;
    return {file.name, file.bytes.first(std::min(head_bytes, file.bytes.size()))};
}

/// First bytes for a person: printable or as numbers.
std::string shown_head(const InputFile& file) {
    std::string text = base::to_valid_utf8(base::trim(file.text().substr(0, 40)).substr(0, 24));
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\t'; }, ' ');
    const bool printable =
        !text.empty() && std::ranges::all_of(text, [](unsigned char c) { return c >= 0x20 && c < 0x7F; });
    if (printable) return fmt::format("'{}'", text);
    std::string bytes;
    for (const std::byte b : file.bytes.first(std::min<std::size_t>(8, file.bytes.size())))
        bytes += fmt::format("{}{:02x}", bytes.empty() ? "" : " ", std::to_integer<int>(b));
    return fmt::format("the bytes {}", bytes);
}

base::Error not_recognised(const InputFile& file) {
    if (file.head().find("<VRTDataset") != std::string_view::npos)
        return {
            "recognising: a virtual raster (VRT) holds no pixels, it only points to other files; import those instead, "
            "or the folder that they lie in"};
    return {
        fmt::format("recognising: the file begins with {}, which none of the formats does ({}); name the format in the "
                    "recipe if it is one of them",
                    shown_head(file), formats())};
}

/// One file's way through the worker.
class Reading {
  public:
    Reading(WorkerSink& sink, const messages::Order& order, const InputFile& file, bool prepared)
        : sink_(sink), order_(order), file_(file), prepared_(prepared) {}

    base::Result<void> run();

  private:
    base::Result<void> read(const Source& source, const InputFile& input);
    base::Result<void> read_gzip(const Source* named);
    base::Result<void> read_zip(const Source* named);
    UnpackProgress unpack_progress() {
        return [this](std::uint64_t packed) { return sink_.progress(packed / 2, 0); };
    }

    WorkerSink& sink_;
    const messages::Order& order_;
    const InputFile& file_;
    const bool prepared_;
};

base::Result<void> Reading::run() {
    sink_.stage("recognising");
    const Source* named = order_.format.empty() ? nullptr : source_named(order_.format);
    if (!order_.format.empty() && !named)
        return base::Error{fmt::format("recognising: '{}' is no format, expected one of {}", order_.format, formats())};
    const InputFile head = head_of(file_);
    const Source* source = named ? named : recognise(head);
    // A source that does not know the packed file as its own may know what is inside.
    if (!source || source->recognises(head) == 0) {
        if (is_gzip(head.bytes)) return read_gzip(named);
        if (is_zip_archive(head.bytes)) return read_zip(named);
    }
    if (!source) return not_recognised(file_);
    return read(*source, file_);
}

base::Result<void> Reading::read(const Source& source, const InputFile& input) {
    if (!prepared_ && needs_preparation(source)) throw NotPrepared{};
    sink_.stage(fmt::format("reading {}", source.description()));
    if (auto whole = refuse_holes(input, source.name()); !whole.ok()) return whole;
    return source.read(input, order_.options, sink_);
}

base::Result<void> Reading::read_gzip(const Source* named) {
    sink_.stage("unpacking");
    const auto unpacked = unpack_gzip(file_.bytes, unpack_progress());
    if (!unpacked) return unpacked.error();
    std::string name = file_.name;
    if (base::ends_with_ignoring_case(name, ".gz")) name.resize(name.size() - 3);
    const InputFile inner{std::move(name), unpacked->bytes()};
    if (inner.bytes.empty()) return base::Error{"unpacking: the packed file is empty"};
    const Source* source = named ? named : recognise(head_of(inner));
    if (!source) return not_recognised(inner);
    sink_.scale_progress(file_.bytes.size() / 2, file_.bytes.size(), inner.bytes.size());
    return read(*source, inner);
}

/// Members of a zip, unpacked when they are asked for.
class ZipFolder final : public ArchiveFolder {
  public:
    ZipFolder(std::span<const std::byte> archive, const std::vector<ZipMember>& members, UnpackProgress progress)
        : archive_(archive), members_(members), progress_(std::move(progress)) {}

    /// Names are relative to the folder of the member that is being read.
    void stand_beside(const ZipMember& member) {
        const auto slash = member.name.rfind('/');
        folder_ = slash == std::string::npos ? "" : member.name.substr(0, slash + 1);
    }
    std::optional<InputFile> find(std::string_view name) override {
        // "../codelists/x.xml" may lead out of the member's folder, but not out of the archive.
        const std::string wanted = std::filesystem::path(folder_ + std::string(name)).lexically_normal().string();
        const auto member = std::ranges::find(members_, wanted, &ZipMember::name);
        if (member == members_.end()) return std::nullopt;
        auto known = unpacked_.find(wanted);
        if (known == unpacked_.end()) {
            auto bytes = unpack_zip(archive_, *member, progress_);
            if (!bytes) return std::nullopt;
            known = unpacked_.emplace(wanted, std::move(*bytes)).first;
        }
        return InputFile{std::string(name), known->second.bytes()};
    }

  private:
    std::span<const std::byte> archive_;
    const std::vector<ZipMember>& members_;
    UnpackProgress progress_;
    std::string folder_;
    std::map<std::string, GrowingMemory> unpacked_;
};

std::string base_name(const std::string& member) {
    return base::to_valid_utf8(std::string_view(member).substr(member.rfind('/') + 1));
}

/// The members that one and the same source reads: those that the most certain source recognises.
base::Result<std::vector<const ZipMember*>> readable_members(const InputFile& archive,
                                                             const std::vector<ZipMember>& members,
                                                             const Source*& source) {
    constexpr std::size_t most_members = 100'000, head_bytes = 4096;
    if (members.size() > most_members)
        return base::Error{fmt::format("unpacking: the archive holds {} files, more than {} are not read",
                                       members.size(), most_members)};
    const bool named = source != nullptr;
    int best = 0;
    std::vector<const ZipMember*> chosen;
    for (const ZipMember& member : members) {
        const auto head = unpack_zip(
            archive.bytes, member, [](std::uint64_t) { return true; }, head_bytes);
        if (!head || head->bytes().empty()) continue;
        const InputFile input{base_name(member.name), head->bytes().first(std::min(head_bytes, head->bytes().size()))};
        const Source* candidate = named ? source : recognise(input);
        const int certainty = candidate ? candidate->recognises(input) : 0;
        if (certainty == 0 || certainty < best) continue;
        if (certainty > best) chosen.clear();
        if (chosen.empty()) source = candidate;
        best = certainty;
        if (candidate == source) chosen.push_back(&member);
    }
    if (chosen.empty())
        return base::Error{
            fmt::format("recognising: none of the {} files in the archive has a format that is read ({})",
                        members.size(), formats())};
    return chosen;
}

base::Result<void> Reading::read_zip(const Source* named) {
    sink_.stage("unpacking");
    const auto members = list_zip(file_.bytes);
    if (!members) return members.error();
    const Source* source = named;
    const auto chosen = readable_members(file_, *members, source);
    if (!chosen) return chosen.error();
    ZipFolder folder(file_.bytes, *members, unpack_progress());
    sink_.use_archive(&folder);
    std::uint64_t total = 1, done = 0;
    for (const ZipMember* member : *chosen) total += member->packed_bytes;
    std::optional<base::Error> first_error;
    std::size_t failed = 0;
    for (const ZipMember* member : *chosen) {
        const auto share = [&](std::uint64_t packed) {
            return static_cast<std::uint64_t>(static_cast<double>(packed) / static_cast<double>(total) *
                                              static_cast<double>(file_.bytes.size()));
        };
        const std::uint64_t begin = share(done);
        done += member->packed_bytes;
        sink_.scale_progress(0, 0, 0);
        auto unpacked = unpack_zip(file_.bytes, *member, [&](std::uint64_t) { return sink_.progress(begin, 0); });
        base::Result<void> result;
        if (unpacked) {
            sink_.scale_progress(begin, share(done), unpacked->bytes().size());
            folder.stand_beside(*member);
            result = read(*source, {base_name(member->name), unpacked->bytes()});
        } else {
            result = unpacked.error();
        }
        if (result) continue;
        ++failed;
        if (!first_error) first_error = result.error();
        if (chosen->size() > 1)
            sink_.complain({base::ComplaintKind::skipped, base_name(member->name), "file in the archive left out",
                            result.error().message});
    }
    sink_.use_archive(nullptr);
    if (first_error && failed == chosen->size()) return *first_error;
    return {};
}

/// Exceptions end here; running out of memory is told by the run-time itself.
base::Result<void> guarded(Reading& reading) {
    try {
        return reading.run();
    } catch (const NotPrepared&) {
        throw;
    } catch (const std::bad_alloc&) {
        throw;
    } catch (const std::exception& failure) {
        return base::Error{fmt::format("reading: the reader gave up: {}", failure.what())};
    } catch (...) {
        return base::Error{"reading: the reader gave up without a reason"};
    }
}

int fail(base::WorkerChannel& channel, const std::string& reason) {
    ByteWriter out;
    out.put_text(reason);
    channel.send(static_cast<std::uint32_t>(Type::failed), out.bytes());
    channel.goodbye();
    return 0;
}

int read_one(base::WorkerChannel& channel) {
    auto first = channel.receive();
    if (first && first->type == static_cast<std::uint32_t>(Type::fetch)) return run_fetch(channel, *first);
    if (!first || first->type != static_cast<std::uint32_t>(Type::order) || first->descriptor < 0) return 2;
    ByteReader in(first->payload);
    const messages::Order order = messages::read_order(in);
    if (!in.ok()) return 2;
    const auto file = MappedFile::adopt(first->descriptor, order.file_name);
    if (!file) return fail(channel, "opening: the file cannot be mapped into memory");
    const bool prepared = prepare(order);
    if (const auto locked = base::enter_sandbox(order.limits); !locked)
        return fail(channel, "opening: " + locked.error().message);

    WorkerSink sink(channel);
    Reading reading(sink, order, file->input(), prepared);
    const auto result = guarded(reading);
    if (!sink.flush()) return 1;
    if (!result) return fail(channel, result.error().message);
    channel.send(static_cast<std::uint32_t>(Type::done), {});
    return channel.goodbye() ? 0 : 1;
}

}  // namespace

namespace {

int work() {
    base::WorkerChannel channel;
    int code = 1;
    try {
        code = read_one(channel);
    } catch (const NotPrepared&) {
        channel.send(static_cast<std::uint32_t>(Type::again), {});
        code = channel.goodbye() ? 0 : 1;
    } catch (const std::exception&) {
        code = 1;
    }
    return code;
}

}  // namespace

int run_read_worker() {
    return base::serve_as_worker(prepare_gdal, work);
}

}  // namespace twin::data
