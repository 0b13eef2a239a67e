#include "base/landlock.h"

#include <fcntl.h>
#include <linux/landlock.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/descriptor.h"

namespace twin::base {

namespace {

constexpr __u64 reads_of_a_file = LANDLOCK_ACCESS_FS_READ_FILE;
constexpr __u64 reads = reads_of_a_file | LANDLOCK_ACCESS_FS_READ_DIR;
/// All rights of the first version: what is not given below is refused.
constexpr __u64 everything = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

void allow(int rules, const std::string& path) {
    const Descriptor place(::open(path.c_str(), O_PATH | O_CLOEXEC));
    struct stat info {};
    if (!place || ::fstat(place.get(), &info) != 0) return;
    landlock_path_beneath_attr rule{};
    rule.allowed_access = S_ISDIR(info.st_mode) ? reads : reads_of_a_file;
    rule.parent_fd = place.get();
    ::syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
}

}  // namespace

bool confine_to(const std::vector<std::string>& readable) {
    landlock_ruleset_attr handled{};
    handled.handled_access_fs = everything;
    const Descriptor rules(
        static_cast<int>(::syscall(SYS_landlock_create_ruleset, &handled, sizeof handled.handled_access_fs, 0)));
    if (!rules) return false;
    for (const std::string& path : readable) allow(rules.get(), path);
    return ::syscall(SYS_landlock_restrict_self, rules.get(), 0) == 0;
}

}  // namespace twin::base
