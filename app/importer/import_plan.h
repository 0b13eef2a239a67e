#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "app/importer/sorting.h"
#include "base/complaint.h"
#include "base/progress.h"
#include "base/result.h"
#include "data/recipe.h"
#include "data/service.h"

namespace twin::app {

/// One file to read and what the recipe says about it.
struct PlannedFile {
    std::filesystem::path path;
    data::RecipeSource settings;  ///< Defaults where no recipe speaks of the file.
    std::string group;            ///< Files of one [[source]], or of one format without a recipe, share layers.
    std::uint64_t bytes = 0;
    bool is_city_file = false;
    std::string identity;  ///< Its path; of a file in an archive: the archive's path, "!/" and its name there.
    std::optional<data::ServiceAddress> service;  ///< No file, but this; `path` and the settings' are its shown name.
};

/// What an import is about to do.
struct ImportPlan {
    data::Recipe recipe;
    std::vector<PlannedFile> files;
    std::vector<base::Complaint> complaints;  ///< Files of folders that are left out.
    std::vector<std::string> errors;          ///< Sources that are not there, one sentence each.
    std::vector<SortedFile> left_out;         ///< Of folders and archives: parts, documents, previews, copies, unknown.
    std::shared_ptr<const void> unpacked;     ///< Keeps what archives held on the disk while it lives.
};

/// How thoroughly to plan.
struct PlanOptions {
    bool unpack = true;  ///< false: archives stay files of format "archive".
    base::ProgressSink progress;
    std::string crs = {}, vertical = {};  ///< Of all sources that are named; empty: as they say.
};

/// Expands folders, archives (also in one another), patterns and recipes to single files, tells formats by the first
/// bytes and sorts what lies together (sorting.h).
/// Errors: a recipe that cannot be read; more than one recipe; a CRS or height system that nobody knows or that is
/// given beside a recipe.
base::Result<ImportPlan> plan_import(const std::vector<std::filesystem::path>& sources,
                                     const std::filesystem::path& recipe, const PlanOptions& options = {});

/// "LoD2_32_410_5476_2_RP.gml and 16 more"
std::string names_of(const std::vector<std::filesystem::path>& files);

}  // namespace twin::app
