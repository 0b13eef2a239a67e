// libosmium reads an object's user name behind the object, which GCC 12 takes for an overrun when it inlines.
#pragma GCC diagnostic ignored "-Wstringop-overread"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <osmium/builder/osm_object_builder.hpp>
#include <osmium/memory/buffer.hpp>
#include <osmium/osm.hpp>

#include "data/sources/osm_relations.h"

namespace twin::data {
namespace {

using osmium::memory::Buffer;

/// A relation with these tags and one way; behind it lie bytes that are no part of it.
Buffer relation_with(const std::vector<std::pair<std::string, std::string>>& tags) {
    Buffer buffer{1 << 12, Buffer::auto_grow::yes};
    {
        osmium::builder::RelationBuilder relation{buffer};
        relation.set_id(1);
        {
            osmium::builder::RelationMemberListBuilder members{buffer, &relation};
            members.add_member(osmium::item_type::way, 7, "outer");
        }
        osmium::builder::TagListBuilder list{buffer, &relation};
        for (const auto& [key, value] : tags) list.add_tag(key.data(), key.size(), value.data(), value.size());
    }
    buffer.commit();
    const std::string behind("type\0multipolygon\0", 18);
    for (int i = 0; i < 4; ++i) std::copy(behind.begin(), behind.end(), buffer.data() + buffer.committed() + 18 * i);
    return buffer;
}

bool is_multipolygon(const Buffer& buffer) {
    OsmRelations relations;
    relations.collect(*buffer.select<osmium::Relation>().begin());
    return relations.wants(7);
}

TEST(OsmDamage, a_relation_is_what_its_type_says) {
    EXPECT_TRUE(is_multipolygon(relation_with({{"type", "multipolygon"}})));
    EXPECT_TRUE(is_multipolygon(relation_with({{"name", "Park"}, {"type", "multipolygon"}})));
    EXPECT_FALSE(is_multipolygon(relation_with({{"type", "route"}})));
}

TEST(OsmDamage, tags_with_a_zero_byte_end_with_their_relation) {
    // A zero in a key makes the count of words odd: the last key takes its value from what lies behind.
    for (const std::size_t zero : {1u, 2u, 3u, 4u, 5u, 6u, 7u}) {
        std::string key = "tunnels!";
        key[zero] = '\0';
        const Buffer buffer = relation_with({{key, "a"}});
        const auto& relation = *buffer.select<osmium::Relation>().begin();
        EXPECT_EQ(osm_tags_of(relation.tags()).size(), 1u) << zero;
        EXPECT_FALSE(is_multipolygon(buffer)) << zero << ": what lies behind the relation was taken for a tag of it";
    }
}

}  // namespace
}  // namespace twin::data
