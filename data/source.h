#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/complaint.h"
#include "base/progress.h"
#include "base/result.h"
#include "data/crs_claim.h"
#include "data/feature.h"
#include "data/image.h"
#include "data/imagery.h"
#include "data/raster.h"
#include "data/traffic.h"

namespace twin::data {

/// The file a source reads, mapped into memory read-only.
/// Owner: whoever opened it; spans stay valid while it lives.
struct InputFile {
    std::string name;                  ///< File name without folders, for messages and format by ending.
    std::span<const std::byte> bytes;  ///< The whole file.
    bool mapped = false;  ///< `bytes` is a mapping of a file: pages already read may be dropped (MADV_DONTNEED).

    std::string_view text() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
    std::string_view head(std::size_t n = 4096) const { return text().substr(0, n); }
};

/// What the recipe asks of one source, as plain words; meaning: docs/RECIPE.md.
struct SourceOptions {
    int lod = -1;                                ///< CityGML: level of detail wanted; -1 = highest present.
    std::string kind;                            ///< Vectors: what the features are ("building", "tree"); empty: guess.
    std::string sql_filter;                      ///< Vectors: OGR attribute filter.
    std::string layer;                           ///< Vectors: read only this layer of the file.
    std::map<std::string, std::string> mapping;  ///< keys.h name -> attribute name in the file, or "=constant".
    char up_axis = 0;   ///< Models: 'x','y','z' when the file is known to lie; 0: as the format says.
    double unit_m = 0;  ///< Models: metres per unit of the file; 0: as the format says.
    std::map<std::string, std::string> more;  ///< Anything else a single source understands ("net" = "x.net.xml").
};

/// Where a source puts what it reads. In a worker it writes messages to the parent; in tests it collects.
/// Thread: the thread that called read().
class SourceSink {
  public:
    virtual ~SourceSink() = default;

    /// Before the first feature it holds for; it holds until the next is said. A file may come back to an earlier one.
    virtual void crs(CrsClaim claim) = 0;
    virtual void feature(Feature&& feature) = 0;
    virtual void height_grid(HeightGrid&& grid) = 0;
    virtual void traffic(TrafficRecording&& recording) = 0;
    virtual void complain(base::Complaint complaint) = 0;
    /// A picture, once per name, before or after the features that show it. A sink may ignore pictures.
    virtual void image(Image&& image) { (void)image; }
    /// A piece of a picture of the ground, after the crs that holds for it. A sink may ignore it.
    virtual void ground_picture(GroundPicture&& picture) { (void)picture; }
    /// Of which day the data are ("2024-05-31"), where the file says so; the recipe's date goes first. May be ignored.
    virtual void state(std::string iso_date) { (void)iso_date; }
    /// Also the heartbeat: call at least every few megabytes. false: cancelled, return at once.
    virtual bool progress(std::uint64_t bytes_done, std::uint64_t objects) = 0;
    /// A file that the input refers to (material, buffer, .dbf), by its relative name as written. The other side
    /// refuses absolute names, "..", links out of the folder and anything that is not a plain file.
    /// Errors: nullopt when it is refused or absent (the sink has complained already when `required`).
    virtual std::optional<InputFile> side_file(std::string_view relative_name, bool required) = 0;
};

/// Reads one foreign format. Runs inside a sandboxed worker: opens nothing itself, needs no network, may crash.
class Source {
  public:
    virtual ~Source() = default;

    virtual std::string_view name() const = 0;         ///< "citygml"; also `format = "citygml"` in a recipe.
    virtual std::string_view description() const = 0;  ///< For help and messages: "CityGML 1.0 and 2.0".
    /// How sure it is that the file is its own: 0 no, 1 by its ending only, 2 by its content. Looks at name and
    /// the first 4 KiB only; never throws.
    virtual int recognises(const InputFile& head) const = 0;
    /// Reads everything into the sink. A wrong, truncated or empty file gives an Error of one sentence that says the
    /// stage and the reason (the caller adds the file's name); single bad objects are complaints.
    virtual base::Result<void> read(const InputFile& file, const SourceOptions& options, SourceSink& sink) const = 0;
};

/// All formats in the order of source_list.inc.
const std::vector<const Source*>& all_sources();

/// The most certain source for a file (first in the list among equals), or null.
const Source* recognise(const InputFile& head);
const Source* source_named(std::string_view name);

}  // namespace twin::data
