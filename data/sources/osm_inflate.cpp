#include "data/sources/osm_inflate.h"

#include <algorithm>
#include <limits>

#include <bzlib.h>
#include <zlib.h>

namespace twin::data {

namespace {

/// zlib and bzip2 count their input in 32 bits.
unsigned window_of(std::size_t rest) {
    return static_cast<unsigned>(std::min<std::size_t>(rest, std::numeric_limits<int>::max()));
}

class Plain final : public Inflater {
  public:
    explicit Plain(std::string_view file) : file_(file) {}
    bool append_to(std::string& out, std::size_t limit) override {
        const std::string_view piece = file_.substr(offset_, limit);
        out.append(piece);
        offset_ += piece.size();
        return !piece.empty();
    }
    std::size_t offset() const override { return offset_; }

  private:
    std::string_view file_;
    std::size_t offset_ = 0;
};

class Gzip final : public Inflater {
  public:
    explicit Gzip(std::string_view file) : file_(file) { open_ = inflateInit2(&stream_, MAX_WBITS | 32) == Z_OK; }
    ~Gzip() override {
        if (open_) inflateEnd(&stream_);
    }
    Gzip(const Gzip&) = delete;
    Gzip& operator=(const Gzip&) = delete;

    bool append_to(std::string& out, std::size_t limit) override {
        if (done_ || !open_) return false;
        const std::size_t before = out.size();
        out.resize(before + limit);
        stream_.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream_.avail_out = static_cast<uInt>(limit);
        while (stream_.avail_out > 0 && !done_) step();
        out.resize(out.size() - stream_.avail_out);
        return out.size() > before;
    }
    std::size_t offset() const override { return offset_; }

  private:
    void step() {
        const unsigned window = window_of(file_.size() - offset_);
        stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(file_.data() + offset_));
        stream_.avail_in = window;
        const int state = inflate(&stream_, Z_NO_FLUSH);
        offset_ += window - stream_.avail_in;
        if (state == Z_STREAM_END) {
            const bool another = offset_ + 2 < file_.size() && file_.substr(offset_, 2) == "\x1f\x8b";
            done_ = !another || inflateReset(&stream_) != Z_OK;
        } else if (state == Z_BUF_ERROR || (state == Z_OK && window == 0)) {
            stop("the compressed data end early");
        } else if (state != Z_OK) {
            stop("the compressed data are damaged");
        }
    }
    void stop(const char* why) {
        damage_ = why;
        done_ = true;
    }

    std::string_view file_;
    z_stream stream_{};
    std::size_t offset_ = 0;
    bool open_ = false, done_ = false;
};

class Bzip2 final : public Inflater {
  public:
    explicit Bzip2(std::string_view file) : file_(file) { open_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK; }
    ~Bzip2() override {
        if (open_) BZ2_bzDecompressEnd(&stream_);
    }
    Bzip2(const Bzip2&) = delete;
    Bzip2& operator=(const Bzip2&) = delete;

    bool append_to(std::string& out, std::size_t limit) override {
        if (done_ || !open_) return false;
        const std::size_t before = out.size();
        out.resize(before + limit);
        rest_of_out_ = limit;
        while (rest_of_out_ > 0 && !done_) step(out);
        out.resize(out.size() - rest_of_out_);
        return out.size() > before;
    }
    std::size_t offset() const override { return offset_; }

  private:
    void step(std::string& out) {
        const unsigned window = window_of(file_.size() - offset_);
        const auto room = static_cast<unsigned>(rest_of_out_);
        stream_.next_in = const_cast<char*>(file_.data() + offset_);
        stream_.avail_in = window;
        stream_.next_out = out.data() + out.size() - rest_of_out_;
        stream_.avail_out = room;
        const int state = BZ2_bzDecompress(&stream_);
        offset_ += window - stream_.avail_in;
        rest_of_out_ -= room - stream_.avail_out;
        if (state == BZ_STREAM_END) {
            next_member();
        } else if (state != BZ_OK) {
            stop("the compressed data are damaged");
        } else if (window == 0 && stream_.avail_out == room) {
            stop("the compressed data end early");
        }
    }
    void next_member() {
        BZ2_bzDecompressEnd(&stream_);
        open_ = false;
        done_ = true;
        if (file_.substr(offset_, 3) != "BZh") return;
        stream_ = bz_stream{};
        open_ = BZ2_bzDecompressInit(&stream_, 0, 0) == BZ_OK;
        done_ = !open_;
    }
    void stop(const char* why) {
        damage_ = why;
        done_ = true;
    }

    std::string_view file_;
    bz_stream stream_{};
    std::size_t offset_ = 0, rest_of_out_ = 0;
    bool open_ = false, done_ = false;
};

}  // namespace

std::unique_ptr<Inflater> make_inflater(std::string_view file) {
    if (file.substr(0, 2) == "\x1f\x8b") return std::make_unique<Gzip>(file);
    if (file.substr(0, 3) == "BZh") return std::make_unique<Bzip2>(file);
    return std::make_unique<Plain>(file);
}

}  // namespace twin::data
