#include "base/log.h"

#include <cstdlib>

#include <spdlog/sinks/stdout_color_sinks.h>

namespace twin::base {

void start_log() {
    auto logger = spdlog::get("stadtzwilling");
    if (!logger) logger = spdlog::stderr_color_mt("stadtzwilling");
    logger->set_pattern("%^%l%$: %v");
    const char* wanted = std::getenv("STADTZWILLING_LOG");
    logger->set_level(wanted ? spdlog::level::from_str(wanted) : spdlog::level::warn);
    spdlog::set_default_logger(logger);
}

}  // namespace twin::base
