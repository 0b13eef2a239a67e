#include "scene/builders/convex_pieces.h"

#include <utility>

namespace twin::scene {

namespace {

/// Triangles by the numbers of their corners.
class TriangleJoiner {
  public:
    explicit TriangleJoiner(const std::vector<Outline>& triangles) {
        for (const Outline& triangle : triangles) {
            std::vector<int> corners;
            for (const glm::dvec2& p : triangle) corners.push_back(number_of(p));
            pieces_.push_back(std::move(corners));
        }
    }

    std::vector<Outline> join() {
        for (std::size_t i = 0; i < pieces_.size(); ++i)
            for (std::size_t k = 0; k < pieces_[i].size();) k = grow(i, k) ? 0 : k + 1;
        std::vector<Outline> joined;
        for (const std::vector<int>& piece : pieces_) {
            if (piece.empty()) continue;
            Outline outline;
            for (const int corner : piece) outline.push_back(points_[static_cast<std::size_t>(corner)]);
            joined.push_back(std::move(outline));
        }
        return joined;
    }

  private:
    int number_of(const glm::dvec2& p) {
        const auto found = std::find(points_.begin(), points_.end(), p);
        if (found != points_.end()) return static_cast<int>(found - points_.begin());
        points_.push_back(p);
        return static_cast<int>(points_.size()) - 1;
    }

    bool turns_left(int a, int b, int c) const {
        const glm::dvec2 &p = points_[static_cast<std::size_t>(a)], &q = points_[static_cast<std::size_t>(b)],
                         &r = points_[static_cast<std::size_t>(c)];
        return cross(q - p, r - q) >= 0;
    }

    /// Takes the piece beyond edge `k` of piece `i` into it where both together are convex.
    bool grow(std::size_t i, std::size_t k) {
        std::vector<int>& own = pieces_[i];
        const std::size_t n = own.size();
        const int a = own[k], b = own[(k + 1) % n];
        for (std::size_t j = i + 1; j < pieces_.size(); ++j) {
            const std::vector<int>& other = pieces_[j];
            const std::size_t m = other.size();
            for (std::size_t e = 0; e < m; ++e) {
                if (other[e] != b || other[(e + 1) % m] != a) continue;
                const int before_a = own[(k + n - 1) % n], after_b = own[(k + 2) % n];
                const int after_a = other[(e + 2) % m], before_b = other[(e + m - 1) % m];
                if (!turns_left(before_a, a, after_a) || !turns_left(before_b, b, after_b)) return false;
                std::vector<int> joined;
                for (std::size_t s = 0; s < n; ++s) joined.push_back(own[(k + 1 + s) % n]);  // b ... a
                for (std::size_t s = 2; s < m; ++s) joined.push_back(other[(e + s) % m]);    // beyond a ... before b
                own = std::move(joined);
                pieces_[j].clear();
                return true;
            }
        }
        return false;
    }

    std::vector<glm::dvec2> points_;
    std::vector<std::vector<int>> pieces_;
};

}  // namespace

double area_of(const Piece& piece) {
    double twice = 0;
    for (std::size_t i = 1; i + 1 < piece.size(); ++i) twice += cross(piece[i] - piece[0], piece[i + 1] - piece[0]);
    return twice / 2;
}

bool lies_beyond(const Piece& piece, const Slope& side) {
    for (const glm::dvec2& p : piece)
        if (side.at(p) > 0) return false;
    return true;
}

bool lies_within(const Piece& piece, const Slope& side) {
    for (const glm::dvec2& p : piece)
        if (side.at(p) < 0) return false;
    return true;
}

void cut(const Piece& piece, const Slope& side, Piece& within, Piece& beyond) {
    within.clear();
    beyond.clear();
    double dq = side.at(piece.front());
    for (std::size_t i = 0; i < piece.size(); ++i) {
        const glm::dvec2 &p = piece[i], &q = piece[i + 1 == piece.size() ? 0 : i + 1];
        const double dp = dq;
        dq = side.at(q);
        if (dp >= 0) within.push_back(p);
        if (dp <= 0) beyond.push_back(p);
        if (!((dp < 0 && dq > 0) || (dp > 0 && dq < 0))) continue;
        const glm::dvec2 crossing = p + (q - p) * (dp / (dp - dq));
        within.push_back(crossing);
        beyond.push_back(crossing);
    }
}

void subtract(const Piece& piece, const Region& region, std::vector<Piece>& out) {
    if (region.any([&](const Slope& side) { return lies_beyond(piece, side); })) {
        out.push_back(piece);
        return;
    }
    const std::size_t before = out.size();
    Piece inside = piece, within, beyond;
    const bool apart = region.any([&](const Slope& side) {
        if (lies_within(inside, side)) return false;
        cut(inside, side, within, beyond);
        inside.swap(within);
        if (inside.size() < 3 || area_of(inside) < tiny_m2) return true;
        if (area_of(beyond) > tiny_m2) out.push_back(beyond);
        return false;
    });
    if (!apart) return;
    out.resize(before);
    out.push_back(piece);  // they do not meet: keep it in one piece
}

std::vector<Outline> join_triangles(const std::vector<Outline>& triangles) {
    return TriangleJoiner(triangles).join();
}

}  // namespace twin::scene
