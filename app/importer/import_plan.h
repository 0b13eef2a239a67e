#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/complaint.h"
#include "base/result.h"
#include "data/recipe.h"

namespace twin::app {

/// One file to read and what the recipe says about it.
struct PlannedFile {
    std::filesystem::path path;
    data::RecipeSource settings;  ///< Defaults where no recipe speaks of the file.
    std::string group;            ///< Files of one [[source]], or of one format without a recipe, share layers.
    std::uint64_t bytes = 0;
    bool is_city_file = false;
};

/// What an import is about to do.
struct ImportPlan {
    data::Recipe recipe;
    std::vector<PlannedFile> files;
    std::vector<base::Complaint> complaints;  ///< Files of folders that are left out.
    std::vector<std::string> errors;          ///< Sources that are not there, one sentence each.
};

/// Expands folders, patterns and recipes to single files, and tells formats by the first bytes.
/// Errors: a recipe that cannot be read; more than one recipe.
base::Result<ImportPlan> plan_import(const std::vector<std::filesystem::path>& sources,
                                     const std::filesystem::path& recipe);

/// "LoD2_32_410_5476_2_RP.gml and 16 more"
std::string names_of(const std::vector<std::filesystem::path>& files);

}  // namespace twin::app
