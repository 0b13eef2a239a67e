#include "data/sources/archive_parts.h"

namespace twin::data::archive {

namespace {

/// Bytes of a tar, plain or through zlib.
class TarStream {
  public:
    TarStream(Bytes archive, bool packed) : archive_(archive) {
        if (packed) inflater_ = std::make_unique<Inflater>(archive, 31);
    }
    /// Exactly `count` bytes to `take`, in pieces.  Errors: cut off, or what `take` says.
    template <class Take>
    base::Result<void> read(std::uint64_t count, const Take& take) {
        while (count > 0) {
            if (piece_.empty()) {
                if (auto done = fill(); !done.ok()) return done;
                if (piece_.empty()) return base::Error{"unpacking: the archive is cut off"};
            }
            const auto part = piece_.first(static_cast<std::size_t>(std::min<std::uint64_t>(count, piece_.size())));
            if (auto done = take(part); !done.ok()) return done;
            piece_ = piece_.subspan(part.size());
            count -= part.size();
        }
        return {};
    }

  private:
    base::Result<void> fill() {
        if (inflater_) {
            auto next = inflater_->next();
            if (!next.ok()) return next.error();
            piece_ = *next;
        } else {
            piece_ = archive_.subspan(taken_, std::min(piece_bytes, archive_.size() - taken_));
            taken_ += piece_.size();
        }
        return {};
    }
    Bytes archive_, piece_;
    std::size_t taken_ = 0;
    std::unique_ptr<Inflater> inflater_;
};

std::uint64_t octal(std::string_view text) {
    if (!text.empty() && (static_cast<unsigned char>(text[0]) & 0x80)) {
        std::uint64_t value = 0;  // GNU: larger numbers as bytes, the first one marked
        for (std::size_t i = text.size() - 8; i < text.size(); ++i)
            value = value << 8 | static_cast<unsigned char>(text[i]);
        return value;
    }
    std::uint64_t value = 0;
    for (const char c : text)
        if (c >= '0' && c <= '7') value = value << 3 | static_cast<unsigned>(c - '0');
    return value;
}

std::string text_to_nul(std::string_view field) {
    return std::string(field.substr(0, field.find('\0')));
}

/// "27 path=some/name\n" of a pax header.
std::string pax_path(std::string_view text) {
    const auto at = text.find(" path=");
    if (at == std::string_view::npos) return {};
    const auto value = text.substr(at + 6);
    return std::string(value.substr(0, value.find('\n')));
}

}  // namespace

base::Result<void> unpack_tar(Bytes archive, bool packed, const fs::path& folder, Budget& budget,
                              std::vector<base::Complaint>& complaints) {
    constexpr std::uint64_t longest_name = 1 << 16;
    TarStream in(archive, packed);
    std::string long_name;
    for (;;) {
        std::string head;
        const auto into_head = [&](Bytes bytes) -> base::Result<void> {
            head.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
            return {};
        };
        if (auto done = in.read(512, into_head); !done.ok()) return done;
        if (head[0] == '\0') return {};
        if (auto done = budget.member(); !done.ok()) return done;
        const std::string_view view = head;
        std::string name = text_to_nul(view.substr(0, 100));
        if (view.substr(257, 5) == "ustar" && view[345] != '\0' && view[345] != ' ')
            name = text_to_nul(view.substr(345, 155)) + "/" + name;
        const std::uint64_t size = octal(view.substr(124, 12));
        const auto changed = static_cast<std::time_t>(octal(view.substr(136, 12)));
        const char type = view[156];
        const std::uint64_t padding = (512 - size % 512) % 512;
        if ((type == 'L' || type == 'x') && size <= longest_name) {
            std::string text;
            const auto into_text = [&](Bytes bytes) -> base::Result<void> {
                text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
                return {};
            };
            if (auto done = in.read(size, into_text); !done.ok()) return done;
            long_name = type == 'L' ? text_to_nul(text) : pax_path(text);
        } else {
            if (!long_name.empty()) name = std::exchange(long_name, {});
            while (name.starts_with("./")) name.erase(0, 2);
            const bool plain = type == '0' || type == '\0' || type == '7';
            const bool wanted = plain && is_safe_member_name(name);
            if (!wanted && type != '5' && type != 'g' && type != 'x')
                complaints.push_back(refused(name, plain ? "its name leads out of the folder" : "it is a link"));
            std::optional<MemberFile> file;
            if (wanted) {
                auto made = MemberFile::make(folder, name);
                if (!made.ok()) return made.error();
                file.emplace(std::move(made).value());
            }
            const auto into_file = [&](Bytes bytes) -> base::Result<void> {
                if (auto done = budget.grow(bytes.size(), archive.size()); !done.ok()) return done;
                return file ? file->write(bytes) : base::Result<void>{};
            };
            if (auto done = in.read(size, into_file); !done.ok()) return done;
            if (file)
                if (auto done = file->close(changed); !done.ok()) return done;
        }
        if (auto done = in.read(padding, [](Bytes) { return base::Result<void>{}; }); !done.ok()) return done;
    }
}

base::Result<void> unpack_gz(std::string_view name, Bytes archive, const fs::path& folder, Budget& budget) {
    std::string inner(name);
    if (base::ends_with_ignoring_case(inner, ".gz")) inner.resize(inner.size() - 3);
    if (inner.empty()) inner = "unpacked";
    auto file = MemberFile::make(folder, inner);
    if (!file.ok()) return file.error();
    Inflater inflater(archive, 31);
    for (;;) {
        const auto piece = inflater.next();
        if (!piece.ok()) return piece.error();
        if (piece->empty()) break;
        if (auto done = budget.grow(piece->size(), archive.size()); !done.ok()) return done;
        if (auto done = file->write(*piece); !done.ok()) return done;
    }
    return file->close(0);
}

}  // namespace twin::data::archive
