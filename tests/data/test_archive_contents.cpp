#include "data/sources/archive_contents.h"

#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <utility>

#include <gtest/gtest.h>

namespace twin::data {
namespace {

namespace fs = std::filesystem;
using Members = std::vector<std::pair<std::string, std::string>>;

void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> 8 * i & 255);
}

std::string deflated(const std::string& text, int window_bits) {
    z_stream stream{};
    deflateInit2(&stream, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
    std::string out(deflateBound(&stream, text.size()) + 64, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

std::string zip_of(const Members& members) {
    std::string out, list;
    for (const auto& [name, text] : members) {
        const std::string packed = deflated(text, -15);
        std::string common;
        put(common, 20, 2);
        put(common, 0, 2);
        put(common, 8, 2);
        put(common, 0x58210000, 4);
        put(common, crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())), 4);
        put(common, packed.size(), 4);
        put(common, text.size(), 4);
        put(common, name.size(), 2);
        put(common, 0, 2);
        put(list, 0x02014b50, 4);
        put(list, 20, 2);
        list += common;
        put(list, 0, 10);
        put(list, out.size(), 4);
        list += name;
        put(out, 0x04034b50, 4);
        out += common + name + packed;
    }
    const std::size_t at = out.size();
    out += list;
    put(out, 0x06054b50, 4);
    put(out, 0, 4);
    put(out, members.size(), 2);
    put(out, members.size(), 2);
    put(out, list.size(), 4);
    put(out, at, 4);
    put(out, 0, 2);
    return out;
}

std::string tar_of(const Members& members, char type = '0') {
    std::string out;
    for (const auto& [name, text] : members) {
        std::string head(512, '\0');
        head.replace(0, name.size(), name);
        char size[13];
        std::snprintf(size, sizeof size, "%011o", static_cast<unsigned>(text.size()));
        head.replace(124, 11, size);
        head.replace(257, 6, std::string("ustar\0", 6));
        head[156] = type;
        out += head + text + std::string((512 - text.size() % 512) % 512, '\0');
    }
    return out + std::string(1024, '\0');
}

class Archive : public testing::Test {
  protected:
    void TearDown() override { fs::remove_all(folder); }
    base::Result<void> unpack(const std::string& name, const std::string& bytes, const ArchiveLimits& limits = {}) {
        return unpack_archive(name, std::as_bytes(std::span(bytes)), folder / "in", limits, complaints);
    }
    std::string text(const std::string& name) const {
        std::ifstream in(folder / "in" / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::size_t files() const {
        std::size_t count = 0;
        for (const auto& entry : fs::recursive_directory_iterator(folder)) count += entry.is_regular_file() ? 1 : 0;
        return count;
    }
    fs::path folder = fs::temp_directory_path() / ("twin_archive_" + std::to_string(::getpid()));
    std::vector<base::Complaint> complaints;
};

TEST_F(Archive, AZipHoldsWhatWasPutIn) {
    ASSERT_TRUE(unpack("stadt.zip", zip_of({{"Häuser/a.gml", "eins"}, {"b.txt", std::string(100000, 'x')}})).ok());
    EXPECT_EQ(text("Häuser/a.gml"), "eins");
    EXPECT_EQ(text("b.txt").size(), 100000u);
    EXPECT_TRUE(complaints.empty());
}

TEST_F(Archive, AZipInAZipStaysAFileForTheNextRound) {
    const std::string inner = zip_of({{"a.gml", "innen"}});
    ASSERT_TRUE(unpack("stadt.zip", zip_of({{"inner.zip", inner}})).ok());
    EXPECT_EQ(text("inner.zip"), inner);
    EXPECT_EQ(archive_kind_of("inner.zip", std::as_bytes(std::span(inner))), ArchiveKind::zip);
}

TEST_F(Archive, ATarMayBePackedOrNot) {
    const std::string tar = tar_of({{"a/b.gml", "eins"}, {"./c.txt", "zwei"}});
    ASSERT_TRUE(unpack("stadt.tar", tar).ok());
    ASSERT_TRUE(unpack("stadt.tar.gz", deflated(tar, 31)).ok());
    EXPECT_EQ(text("a/b.gml"), "eins");
    EXPECT_EQ(text("c.txt"), "zwei");
}

TEST_F(Archive, NothingIsWrittenOutsideTheFolder) {
    const Members evil{{"../out.txt", "x"}, {"/tmp/out.txt", "x"}, {"a/../../out.txt", "x"},
                       {"C:/out.txt", "x"}, {"..\\out.txt", "x"},  {"good.txt", "x"}};
    ASSERT_TRUE(unpack("evil.zip", zip_of(evil)).ok());
    EXPECT_EQ(complaints.size(), 5u);
    EXPECT_EQ(files(), 1u);
    ASSERT_TRUE(unpack("evil.tar", tar_of(evil)).ok());
    EXPECT_EQ(complaints.size(), 10u);
    EXPECT_EQ(files(), 1u);
}

TEST_F(Archive, LinksAreLeftOut) {
    ASSERT_TRUE(unpack("links.tar", tar_of({{"passwd", ""}}, '2')).ok());
    ASSERT_EQ(complaints.size(), 1u);
    EXPECT_EQ(complaints[0].why, "it is a link");
    EXPECT_EQ(files(), 0u);
}

TEST_F(Archive, BombsAreRefused) {
    ArchiveLimits limits;
    limits.ratio_from = 1 << 20;
    const std::string zeros(16 << 20, '\0');
    const auto zip = unpack("bomb.zip", zip_of({{"zeros", zeros}}), limits);
    ASSERT_FALSE(zip.ok());
    EXPECT_NE(zip.error().message.find("no honest data"), std::string::npos) << zip.error().message;
    EXPECT_EQ(files(), 0u) << "told from the list of contents";
    const auto tar = unpack("bomb.tar.gz", deflated(tar_of({{"zeros", zeros}}), 31), limits);
    ASSERT_FALSE(tar.ok());
    EXPECT_NE(tar.error().message.find("no honest data"), std::string::npos) << tar.error().message;
}

TEST_F(Archive, AZipThatLiesAboutItsSizesIsStillStopped) {
    std::string zip = zip_of({{"zeros", std::string(4 << 20, '\0')}});
    const std::size_t list = zip.find("PK\x01\x02");
    for (const std::size_t at : {std::size_t{22}, list + 24}) zip.replace(at, 4, std::string("\x10\0\0\0", 4));
    EXPECT_TRUE(unpack("liar.zip", zip).ok());
    ASSERT_EQ(complaints.size(), 1u);
    EXPECT_NE(complaints[0].why.find("larger than it says"), std::string::npos) << complaints[0].why;
    EXPECT_EQ(files(), 0u);
}

TEST_F(Archive, TooManyFilesAreRefused) {
    ArchiveLimits limits;
    limits.members = 100;
    Members many;
    for (int i = 0; i < 101; ++i) many.emplace_back("f" + std::to_string(i), "");
    EXPECT_FALSE(unpack("many.zip", zip_of(many), limits).ok());
    EXPECT_EQ(files(), 0u);
    EXPECT_FALSE(unpack("many.tar", tar_of(many), limits).ok());
}

TEST_F(Archive, WhatIsCutOffIsSaid) {
    const std::string zip = zip_of({{"a.gml", std::string(1000, 'x')}});
    EXPECT_FALSE(unpack("cut.zip", zip.substr(0, zip.size() - 30)).ok());
    const std::string tar = deflated(tar_of({{"a.gml", std::string(1000, 'x')}}), 31);
    EXPECT_FALSE(unpack("cut.tar.gz", tar.substr(0, tar.size() / 2)).ok());
}

}  // namespace
}  // namespace twin::data
