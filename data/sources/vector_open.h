#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "data/source.h"
#include "data/sources/gdal_setup.h"
#include "data/sources/memory_files.h"

class GDALDataset;

namespace twin::data {

/// How sure it is that OGR reads the file: 0 no, 1 by its ending, 2 by its content.
int recognise_vector(const InputFile& head);

struct CloseDataset {
    void operator()(GDALDataset* dataset) const;
};
using DatasetHandle = std::unique_ptr<GDALDataset, CloseDataset>;

/// Mounts the file with its side files in `folder` and opens it with the drivers of vectors.
/// Errors: one sentence with GDAL's reason.
base::Result<DatasetHandle> open_vector(const InputFile& file, MemoryFolder& folder, GdalErrors& errors,
                                        SourceSink& sink);

}  // namespace twin::data
