#pragma once

namespace twin::base {

inline constexpr const char* version = "0.1.0";

}  // namespace twin::base
