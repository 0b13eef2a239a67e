#pragma once

#include "data/feature.h"

namespace twin::app {

/// Visits every coordinate of a feature, to read or to change it in place.
template <class FeatureType, class Visitor>
void visit_coordinates(FeatureType& feature, const Visitor& visit) {
    for (auto& surface : feature.surfaces) {
        for (auto& point : surface.outer) visit(point);
        for (auto& hole : surface.holes)
            for (auto& point : hole) visit(point);
    }
    for (auto& line : feature.lines)
        for (auto& point : line.points) visit(point);
    for (auto& point : feature.points) visit(point);
    for (auto& mesh : feature.models)
        for (auto& point : mesh.positions) visit(point);
}

}  // namespace twin::app
