#include <array>
#include <map>

#include "sample/land.h"

namespace twin::sample {

std::vector<Polygon> contours(const std::vector<float>& values, int columns, int rows, Vec2 origin, double step_m) {
    // A rim of "outside" at the same places as the border closes every loop along the border itself.
    const int w = columns + 2, h = rows + 2;
    auto value = [&](int c, int r) {
        if (c == 0 || r == 0 || c == w - 1 || r == h - 1) return -1e-6f;
        return values[static_cast<std::size_t>(r - 1) * columns + (c - 1)];
    };
    auto place = [&](int c, int r) {
        const int cc = std::min(std::max(c - 1, 0), columns - 1), rr = std::min(std::max(r - 1, 0), rows - 1);
        return origin + Vec2{cc * step_m, rr * step_m};
    };
    using Edge = std::array<int, 3>;  // column, row, 0: to the east, 1: to the north
    auto crossing = [&](const Edge& e) {
        const int c2 = e[0] + (e[2] == 0), r2 = e[1] + (e[2] == 1);
        const double a = value(e[0], e[1]), b = value(c2, r2);
        return mix(place(e[0], e[1]), place(c2, r2), a / (a - b));
    };
    std::map<Edge, Edge> next;
    for (int r = 0; r + 1 < h; ++r)
        for (int c = 0; c + 1 < w; ++c) {
            const Edge south{c, r, 0}, east{c + 1, r, 1}, north{c, r + 1, 0}, west{c, r, 1};
            const int mask = (value(c, r) > 0) | (value(c + 1, r) > 0) << 1 | (value(c + 1, r + 1) > 0) << 2 |
                             (value(c, r + 1) > 0) << 3;
            // From edge to edge with the inside on the left.
            switch (mask) {
                case 1:
                    next[south] = west;
                    break;
                case 2:
                    next[east] = south;
                    break;
                case 3:
                    next[east] = west;
                    break;
                case 4:
                    next[north] = east;
                    break;
                case 5:
                    next[south] = west, next[north] = east;
                    break;
                case 6:
                    next[north] = south;
                    break;
                case 7:
                    next[north] = west;
                    break;
                case 8:
                    next[west] = north;
                    break;
                case 9:
                    next[south] = north;
                    break;
                case 10:
                    next[east] = south, next[west] = north;
                    break;
                case 11:
                    next[east] = north;
                    break;
                case 12:
                    next[west] = east;
                    break;
                case 13:
                    next[south] = east;
                    break;
                case 14:
                    next[west] = south;
                    break;
                default:
                    break;
            }
        }
    std::vector<Polygon> loops;
    while (!next.empty()) {
        Polygon loop;
        Edge e = next.begin()->first;
        for (auto it = next.find(e); it != next.end(); it = next.find(e)) {
            const Vec2 p = crossing(e);
            if (loop.empty() || distance(loop.back(), p) > 0.5) loop.push_back(p);
            e = it->second;
            next.erase(it);
        }
        if (loop.size() > 1 && distance(loop.front(), loop.back()) <= 0.5) loop.pop_back();
        if (loop.size() >= 3) loops.push_back(std::move(loop));
    }
    return loops;
}

}  // namespace twin::sample
