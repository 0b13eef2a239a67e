#include "app/importer/kept_pictures.h"

#include <cstring>

#include <fmt/format.h>

#include "data/pixels.h"

namespace twin::app {

namespace {

std::uint64_t content_of(const data::Image& image) {
    // FNV-1a over words: the same picture has the same number in every run.
    std::uint64_t hash = 0xcbf29ce484222325ull;
    const auto mix = [&](std::uint64_t value) { hash = (hash ^ value) * 0x100000001b3ull; };
    mix(static_cast<std::uint64_t>(image.width_px));
    mix(static_cast<std::uint64_t>(image.height_px));
    for (std::size_t i = 0; i + 8 <= image.blocks.size(); i += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, image.blocks.data() + i, 8);
        mix(word);
        hash ^= hash >> 29;
    }
    return hash;
}

}  // namespace

void rename_pictures(const PictureNames& names, data::Feature& feature) {
    for (std::string& name : feature.textures)
        if (const auto found = names.find(name); found != names.end()) name = found->second;
}

int KeptPictures::halvings() const {
    // Half of the budget in full detail, then less, so that the last street is not bare.
    if (bytes_ < most_bytes_ / 2) return 0;
    return bytes_ < most_bytes_ / 4 * 3 ? 1 : 2;
}

base::Result<PictureNames> KeptPictures::keep(const data::ImageShelf& shelf, data::CityFileWriter& writer) {
    PictureNames names;
    for (const auto& [name, image] : shelf.images()) {
        const std::uint64_t content = content_of(*image);
        std::string own = name;
        bool kept_before = false;
        for (int number = 2;; ++number) {
            const auto known = known_.find(own);
            kept_before = known != known_.end() && known->second == content;
            if (known == known_.end() || kept_before) break;
            own = fmt::format("{}#{}", name, number);
        }
        if (own != name) names[name] = own;
        if (kept_before) continue;
        known_[own] = content;
        if (bytes_ >= most_bytes_) {
            ++dropped_;
            continue;
        }
        data::Image kept = *image;
        for (int i = 0; i < halvings(); ++i) kept = data::halved(kept);
        coarser_ += halvings() > 0;
        kept.name = own;
        bytes_ += kept.blocks.size();
        if (auto done = writer.add_picture(kept); !done.ok()) return done.error();
    }
    return names;
}

std::vector<base::Complaint> KeptPictures::complaints() const {
    if (coarser_ + dropped_ == 0) return {};
    return {{base::ComplaintKind::warning, "pictures",
             fmt::format("{} pictures are kept coarser than they are shown, {} are not kept", coarser_, dropped_),
             fmt::format("together they take more than {} MB; where something is added to this city, give the sources "
                         "again",
                         most_bytes_ >> 20)}};
}

}  // namespace twin::app
