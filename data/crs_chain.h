#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace twin::data {

/// How coordinates came into the city frame, as it is kept with every layer (LayerInfo::operation).
struct CrsChain {
    std::string operation;             ///< PROJ's words: "Inverse of ... + DHDN to ETRS89 (8) + UTM zone 32N".
    std::optional<double> accuracy_m;  ///< Of positions, as PROJ's database has it.
    std::string heights;               ///< What changed the heights: "egm96_15.gtx", "LN02 height to ..."; or empty.
    std::optional<double> height_accuracy_m;  ///< Expected error of heights.
};

/// "Inverse of ... + UTM zone 32N; accuracy 0.9 m; heights egm96_15.gtx; height accuracy 1.0 m"
std::string to_text(const CrsChain& chain);

/// The parts of such a text; a text of another make is all operation.
CrsChain parse_chain(std::string_view text);

}  // namespace twin::data
