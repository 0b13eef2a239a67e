#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace twin::data {

/// Appends plain values for the blobs of a city file. Little-endian, as every machine the program runs on.
class ByteWriter {
  public:
    template <class T>
    void put(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        put_raw(&value, sizeof(T));
    }
    void put_raw(const void* from, std::size_t size) {
        const auto* begin = static_cast<const std::byte*>(from);
        bytes_.insert(bytes_.end(), begin, begin + size);
    }
    /// Seven bits a byte, lowest first.
    void put_count(std::uint64_t value) {
        while (value >= 0x80) {
            bytes_.push_back(static_cast<std::byte>(value | 0x80));
            value >>= 7;
        }
        bytes_.push_back(static_cast<std::byte>(value));
    }
    void put_text(std::string_view text) {
        put_count(text.size());
        put_raw(text.data(), text.size());
    }
    template <class T>
    void put_all(const std::vector<T>& values) {
        static_assert(std::is_trivially_copyable_v<T>);
        put_count(values.size());
        if (!values.empty()) put_raw(values.data(), values.size() * sizeof(T));
    }

    std::size_t size() const { return bytes_.size(); }
    void clear() { bytes_.clear(); }
    std::span<const std::byte> bytes() const { return bytes_; }
    std::vector<std::byte> take() { return std::move(bytes_); }

  private:
    std::vector<std::byte> bytes_;
};

/// Takes the values out again.
/// Errors: reading past the end gives zeros and ok() is false from then on; counts are checked against what is left
/// before anything is allocated.
class ByteReader {
  public:
    explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }
    std::size_t left() const { return rest_.size(); }

    template <class T>
    T get() {
        static_assert(std::is_trivially_copyable_v<T>);
        T value{};
        get_raw(&value, sizeof(T));
        return value;
    }
    void get_raw(void* to, std::size_t size) {
        if (size > rest_.size()) {
            fail();
            return;
        }
        if (size) std::memcpy(to, rest_.data(), size);
        rest_ = rest_.subspan(size);
    }
    std::uint64_t get_count() {
        std::uint64_t value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (rest_.empty()) break;
            const auto byte = static_cast<std::uint64_t>(rest_.front());
            rest_ = rest_.subspan(1);
            value |= (byte & 0x7F) << shift;
            if (byte < 0x80) return value;
        }
        fail();
        return 0;
    }
    /// A count of things of which each takes at least `bytes_each`.
    std::size_t get_count_of(std::size_t bytes_each) {
        const std::uint64_t count = get_count();
        if (count > rest_.size() / (bytes_each ? bytes_each : 1)) {
            fail();
            return 0;
        }
        return static_cast<std::size_t>(count);
    }
    std::string get_text() {
        const std::size_t size = get_count_of(1);
        std::string text(size, '\0');
        get_raw(text.data(), size);
        return text;
    }
    template <class T>
    std::vector<T> get_all() {
        std::vector<T> values(get_count_of(sizeof(T)));
        if (!values.empty()) get_raw(values.data(), values.size() * sizeof(T));
        return values;
    }
    std::span<const std::byte> get_span(std::size_t size) {
        if (size > rest_.size()) {
            fail();
            return {};
        }
        const auto span = rest_.first(size);
        rest_ = rest_.subspan(size);
        return span;
    }
    void fail() {
        ok_ = false;
        rest_ = {};
    }

  private:
    std::span<const std::byte> rest_;
    bool ok_ = true;
};

}  // namespace twin::data
