#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "renderer/pass.h"

using namespace twin::renderer;

TEST(Passes, EveryPassIsFedByOneBeforeIt) {
    std::set<Resource> written;
    for (const auto& pass : make_passes()) {
        for (Resource needed : pass->reads())
            EXPECT_TRUE(written.contains(needed)) << pass->name() << " reads what nobody has written yet";
        for (Resource made : pass->writes()) written.insert(made);
    }
    EXPECT_TRUE(written.contains(Resource::output)) << "no pass makes the picture";
}

TEST(Passes, HaveNamesOfTheirOwn) {
    std::set<std::string_view> names;
    for (const auto& pass : make_passes()) EXPECT_TRUE(names.insert(pass->name()).second) << pass->name();
}
