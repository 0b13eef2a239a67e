#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace twin::data {

/// Appends plain values: to messages between processes and to the blobs of a city file. Little-endian, as every machine
/// the program runs on. Trusts what it is given.
class ByteWriter {
  public:
    template <class T>
    void put(const T& value) {
        static_assert(std::is_trivially_copyable_v<T>);
        put_raw(&value, sizeof(T));
    }
    void put_raw(const void* from, std::size_t size) {
        if (size == 0) return;
        std::memcpy(room_for(size), from, size);
        size_ += size;
    }
    /// Seven bits a byte, lowest first.
    void put_count(std::uint64_t value) {
        std::byte* to = room_for(most_count_bytes);
        std::byte* const begin = to;
        for (; value >= 0x80; value >>= 7) *to++ = static_cast<std::byte>(value | 0x80);
        *to++ = static_cast<std::byte>(value);
        size_ += static_cast<std::size_t>(to - begin);
    }
    /// A place in a list, or -1.
    void put_index(int index) { put_count(static_cast<std::uint64_t>(std::int64_t{index} + 1)); }
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

    bool empty() const { return size_ == 0; }
    std::size_t size() const { return size_; }
    void clear() { size_ = 0; }
    std::span<const std::byte> bytes() const { return {bytes_.data(), size_}; }
    std::vector<std::byte> take() {
        bytes_.resize(std::exchange(size_, 0));
        return std::exchange(bytes_, {});
    }

  private:
    static constexpr std::size_t most_count_bytes = 10;

    std::byte* room_for(std::size_t more) {
        if (bytes_.size() - size_ < more) grow(more);
        return bytes_.data() + size_;
    }
    void grow(std::size_t more);

    std::vector<std::byte> bytes_;  ///< As long as its room; vectors are slow to grow by a few bytes at a time.
    std::size_t size_ = 0;
};

/// Takes the values out again and trusts nothing: a worker may have been taken over by the file it reads, a city file
/// may come from anywhere. Whether numbers are finite and indices in range is checked where they are read into
/// (feature_check.h, traffic_bytes.h).
/// Errors: after the first thing that cannot be, ok() is false and everything reads as zero or empty. Counts are
/// checked against what is left before anything is allocated.
class ByteReader {
  public:
    explicit ByteReader(std::span<const std::byte> bytes) : rest_(bytes) {}

    bool ok() const { return ok_; }
    bool at_end() const { return rest_.empty(); }
    std::span<const std::byte> rest() const { return rest_; }
    void fail() {
        ok_ = false;
        rest_ = {};
    }

    template <class T>
    T get() {
        static_assert(std::is_trivially_copyable_v<T> && !std::is_enum_v<T> && !std::is_same_v<T, bool>);
        T value{};
        get_raw(&value, sizeof(T));
        return value;
    }
    bool get_flag() { return get<std::uint8_t>() != 0; }
    /// Errors: beyond `last`.
    template <class Enumeration>
    Enumeration get_enum(Enumeration last) {
        const auto number = get<std::underlying_type_t<Enumeration>>();
        if (number <= static_cast<std::underlying_type_t<Enumeration>>(last)) return static_cast<Enumeration>(number);
        fail();
        return {};
    }
    void get_raw(void* to, std::size_t size) {
        const auto from = get_span(size);
        if (!from.empty()) std::memcpy(to, from.data(), size);
    }
    std::span<const std::byte> get_span(std::size_t size);
    std::uint64_t get_count();
    /// A count of bytes or plain values of which each takes `bytes_each`.
    std::size_t get_count_of(std::size_t bytes_each);
    /// A count of things that own memory and take at least `least_bytes` each: 16 million in the reader's life, because
    /// few bytes here may become many there.
    std::size_t get_parts(std::size_t least_bytes);
    int get_index();         ///< As ByteWriter::put_index.
    std::string get_text();  ///< Valid UTF-8 whatever was put, at most 16 MiB.
    template <class T>
    std::vector<T> get_all() {
        static_assert(std::is_trivially_copyable_v<T> && !std::is_enum_v<T> && !std::is_same_v<T, bool>);
        std::vector<T> values(get_count_of(sizeof(T)));
        if (!values.empty()) get_raw(values.data(), values.size() * sizeof(T));
        return values;
    }

  private:
    std::span<const std::byte> rest_;
    std::size_t parts_left_ = 16 << 20;
    bool ok_ = true;
};

}  // namespace twin::data
