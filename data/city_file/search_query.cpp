#include "data/city_file/search_query.h"

#include <algorithm>
#include <string>
#include <utility>

#include "data/city_file/search_index.h"

namespace twin::data {

namespace {

/// Names in the order of people: house number 2 before 12.
bool comes_before(std::string_view a, std::string_view b) {
    const auto digit = [](char c) { return c >= '0' && c <= '9'; };
    std::size_t i = 0, j = 0;
    while (i < a.size() && j < b.size()) {
        if (digit(a[i]) && digit(b[j])) {
            std::uint64_t left = 0, right = 0;
            while (i < a.size() && digit(a[i])) left = left * 10 + static_cast<std::uint64_t>(a[i++] - '0');
            while (j < b.size() && digit(b[j])) right = right * 10 + static_cast<std::uint64_t>(b[j++] - '0');
            if (left != right) return left < right;
            continue;
        }
        if (a[i] != b[j]) return a[i] < b[j];
        ++i, ++j;
    }
    return a.size() - i < b.size() - j;
}

std::vector<SearchHit> search_for(const Database& database, const std::vector<std::string>& words, int limit) {
    std::string sql = "SELECT name, folded, kind, object, x, y, z, extent FROM twin_search WHERE 1";
    for (std::size_t i = 0; i < words.size(); ++i) sql += " AND instr(folded, ?) > 0";
    auto select = database.prepare(sql);
    if (!select.ok()) return {};
    for (std::size_t i = 0; i < words.size(); ++i) select->bind(static_cast<int>(i) + 1, words[i]);
    std::vector<std::pair<int, SearchEntry>> found;
    while (select->step()) {
        SearchEntry entry;
        entry.folded = select->text(1);
        entry.hit = {select->text(0), select->text(2), static_cast<std::uint32_t>(select->integer(3)),
                     base::CityPoint(select->real(4), select->real(5), select->real(6)), select->real(7)};
        if (const int rank = search_rank(entry, words); rank >= 0) found.emplace_back(rank, std::move(entry));
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        if (a.first != b.first) return a.first < b.first;
        return comes_before(a.second.folded, b.second.folded);
    });
    std::vector<SearchHit> hits;
    for (auto& [rank, entry] : found) {
        if (static_cast<int>(hits.size()) >= limit) break;
        hits.push_back(std::move(entry.hit));
    }
    return hits;
}

}  // namespace

std::vector<SearchHit> search_table(const Database& database, std::string_view text, int limit) {
    std::vector<std::string> words = search_words(text);
    if (words.empty() || words.size() > 16 || limit <= 0) return {};
    while (true) {
        auto hits = search_for(database, words, limit);
        // A street is a good answer where the house number is not known.
        const bool number_last = words.size() > 1 && words.back()[0] >= '0' && words.back()[0] <= '9';
        if (!hits.empty() || !number_last) return hits;
        words.pop_back();
    }
}

}  // namespace twin::data
