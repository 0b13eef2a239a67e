#pragma once

#include <spdlog/spdlog.h>

namespace twin::base {

/// Sends the log to stderr, so that stdout stays free for results (JSON, progress lines).
/// Level from the environment variable STADTZWILLING_LOG (trace, debug, info, warn, error); default warn.
void start_log();

}  // namespace twin::base
