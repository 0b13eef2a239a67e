#include "scene/builders/convex_pieces.h"

#include <gtest/gtest.h>

namespace twin::scene {
namespace {

double sum_of_areas(const std::vector<Outline>& pieces) {
    double sum = 0;
    for (const Outline& piece : pieces) sum += signed_area_m2(piece);
    return sum;
}

TEST(ConvexPieces, FourTrianglesOfAnLBecomeTwoOrThreeConvexPiecesOfTheSameArea) {
    // (0,0) (10,0) (10,4) (4,4) (4,10) (0,10)
    const glm::dvec2 a(0, 0), b(10, 0), c(10, 4), d(4, 4), e(4, 10), f(0, 10);
    const std::vector<Outline> joined = join_triangles({{a, b, d}, {b, c, d}, {a, d, f}, {d, e, f}});
    EXPECT_GE(joined.size(), 2u);
    EXPECT_LE(joined.size(), 3u);
    EXPECT_NEAR(sum_of_areas(joined), 64, 1e-9);
    for (const Outline& piece : joined) EXPECT_TRUE(is_convex(piece));
}

TEST(ConvexPieces, ASquareCutByADiagonalIsOneSquareAgain) {
    const glm::dvec2 a(0, 0), b(1, 0), c(1, 1), d(0, 1);
    const std::vector<Outline> joined = join_triangles({{a, b, c}, {a, c, d}});
    ASSERT_EQ(joined.size(), 1u);
    EXPECT_EQ(joined.front().size(), 4u);
}

TEST(ConvexPieces, WhatIsTakenFromAPieceAndWhatIsLeftAreTheWhole) {
    const Piece square{{0, 0}, {4, 0}, {4, 4}, {0, 4}};
    const std::vector<Slope> sides{{{1, 0}, -1}, {{-1, 0}, 3}, {{0, 1}, -1}, {{0, -1}, 3}};  // 1..3 by 1..3
    std::vector<Piece> left;
    subtract(square, {sides, std::nullopt}, left);
    double sum = 0;
    for (const Piece& piece : left) sum += area_of(piece);
    EXPECT_NEAR(sum, 12, 1e-9);
}

TEST(ConvexPieces, APieceBesideTheRegionStaysInOne) {
    const Piece square{{0, 0}, {4, 0}, {4, 4}, {0, 4}};
    const std::vector<Slope> sides{{{1, 0}, -4}, {{0, 1}, 0}};  // Touches its eastern side.
    std::vector<Piece> left;
    subtract(square, {sides, std::nullopt}, left);
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left.front().size(), 4u);
}

}  // namespace
}  // namespace twin::scene
