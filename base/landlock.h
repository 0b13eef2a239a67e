#pragma once

#include <string>
#include <vector>

namespace twin::base {

/// Where the kernel has Landlock: from now on the calling process reads below these files and folders only and writes
/// nowhere (descriptors that are open already stay as they are); what is not there is passed over. Holds for good and
/// for threads made later. Needs no_new_privs.
/// Errors: false when the kernel cannot do it; nothing has changed then.
bool confine_to(const std::vector<std::string>& readable);

}  // namespace twin::base
