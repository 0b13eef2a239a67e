#pragma once

#include <memory>
#include <string>

#include <proj.h>

#include "base/frames.h"

/// Owners of PROJ's objects, and the questions that crs.cpp, placer.cpp and geo_converter.cpp ask it.
/// Thread: an object belongs to the context it was made with; a context is used by one thread at a time.
namespace twin::data::proj {

struct Release {
    void operator()(PJ_CONTEXT* context) const { proj_context_destroy(context); }
    void operator()(PJ* object) const { proj_destroy(object); }
    void operator()(PJ_OBJ_LIST* list) const { proj_list_destroy(list); }
    void operator()(PJ_OPERATION_FACTORY_CONTEXT* factory) const { proj_operation_factory_context_destroy(factory); }
};
using Context = std::unique_ptr<PJ_CONTEXT, Release>;
using Object = std::unique_ptr<PJ, Release>;
using List = std::unique_ptr<PJ_OBJ_LIST, Release>;
using Factory = std::unique_ptr<PJ_OPERATION_FACTORY_CONTEXT, Release>;

/// A silent context without network.
Context make_context();

/// The context that this thread keeps for short questions.
PJ_CONTEXT* thread_context();

/// The CRS without its height axis; a compound's horizontal half; a bound CRS's own CRS. Null where there is none.
Object horizontal_of(PJ_CONTEXT* context, const PJ* crs);

/// "EPSG:25832" where the database knows the CRS (identified by its parameters when it carries no code); else empty.
std::string code_of(PJ_CONTEXT* context, const PJ* crs);

/// What a CRS says about one of its axes.
struct Axis {
    std::string direction;  ///< "east", "north", "up", ...
    double unit = 1;        ///< Metres or radians per unit.
};
Axis axis_of(PJ_CONTEXT* context, const PJ* crs, int index);

/// The best operation between two horizontal CRS that can be run here, coordinates east/longitude first.
/// `note` gets a sentence when a better one lacks its grid or when the datum shift is not known.
/// `near`: the place it has to be good for (not used when both are 0).
Object best_operation(PJ_CONTEXT* context, const PJ* from, const PJ* to, const base::GeoPoint& near, std::string& note);

}  // namespace twin::data::proj
