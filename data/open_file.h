#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/descriptor.h"
#include "base/result.h"

namespace twin::data {

/// File name as it may stand in a sentence: valid UTF-8, one line.
std::string shown_name(const std::filesystem::path& file);

/// Opens a file for reading if it is a plain file.
/// Errors: the reason alone ("there is no such file", "is a folder, expected a file", "is a device ...").
base::Result<base::Descriptor> open_plain_file(const std::filesystem::path& file);

/// Opens what a foreign file refers to, inside `folder` only: absolute names, "..", addresses with a scheme, links and
/// everything that is not a plain file are refused. Backslashes count as slashes, %20 as a blank; where the name's case
/// does not match, a file that differs in case only is taken.
struct SideFile {
    enum class Outcome { found, absent, refused };
    Outcome outcome = Outcome::absent;
    base::Descriptor file;
    std::string reason;  ///< Why it was refused.
};
SideFile open_side_file(const std::filesystem::path& folder, std::string_view relative_name);

}  // namespace twin::data
