#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/complaint.h"
#include "base/result.h"
#include "base/worker.h"
#include "data/bytes.h"
#include "data/crs_claim.h"
#include "data/feature.h"
#include "data/image.h"
#include "data/imagery.h"
#include "data/raster.h"
#include "data/source.h"

/// What a reader's worker and its parent say to each other, as bytes; traffic: traffic_bytes.h.
namespace twin::data::messages {

enum class Type : std::uint32_t {
    order = 1,  ///< Parent: what to read; the file's descriptor comes along.
    side_file,  ///< Parent's answer to `want`: a descriptor, or none.
    stage,      ///< Worker: what it is about to do.
    crs,        ///< The rest: worker, one call of SourceSink each.
    features,   ///< A batch.
    grid,       ///< Size and place of a height grid; `grid_rows` follow.
    grid_rows,
    traffic,
    complaint,
    progress,
    want,    ///< A side file.
    failed,  ///< The source's error, one sentence.
    done,
    again,           ///< The format turned out to need a library that was not made ready; start once more with all.
    image,           ///< Worker: SourceSink::image.
    state,           ///< Worker: SourceSink::state.
    ground_picture,  ///< Worker: SourceSink::ground_picture.
    fetch,           ///< Parent: what to ask of a server (fetch_order.h); the file to write into comes along.
};

/// Everything a worker needs to know.
struct Order {
    std::string file_name;
    std::string format;  ///< Empty: recognise.
    bool prepare_everything = false;
    SourceOptions options;
    base::WorkerLimits limits;
};
void write(ByteWriter& out, const Order& order);
Order read_order(ByteReader& in);

void write(ByteWriter& out, const CrsClaim& claim);
void write(ByteWriter& out, const base::Complaint& complaint);
void write(ByteWriter& out, const Feature& feature);
void write_grid_head(ByteWriter& out, const HeightGrid& grid);
void write_image_head(ByteWriter& out, const Image& image);  ///< The blocks follow as they are.

void write_ground_picture_head(ByteWriter& out, const GroundPicture& picture);  ///< The pixels follow as they are.

CrsClaim read_crs(ByteReader& in);
/// Errors: `in` fails when sizes are no multiples of 4, above 16,384, or not those of the blocks.
Image read_image(ByteReader& in);
/// Errors: `in` fails when a side is below 1 or above 4096, the place not finite, or the pixels are not all there.
GroundPicture read_ground_picture(ByteReader& in);
base::Complaint read_complaint(ByteReader& in);

/// One feature of a batch, with what had to be done to it.
struct CheckedFeature {
    Feature feature;
    bool usable = true;
    std::vector<base::Complaint> complaints;  ///< Repaired or, when not usable, skipped.
};
/// Errors: `in` fails when the bytes cannot be a feature.
CheckedFeature read_feature(ByteReader& in);

/// Errors: `in` fails on sizes that cannot be. Heights are empty; `append_rows` fills them.
HeightGrid read_grid_head(ByteReader& in);
/// Errors: false when there are more heights than the head announced.
bool append_rows(HeightGrid& grid, std::span<const std::byte> rows);
bool complete(const HeightGrid& grid);
/// Infinite and absurd heights become voids; returns how many.
std::size_t void_absurd_heights(HeightGrid& grid);

}  // namespace twin::data::messages
