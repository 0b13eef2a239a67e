#include "data/image_shelf.h"

#include <algorithm>

#include <fmt/format.h>

#include "data/pixels.h"

namespace twin::data {

namespace {

constexpr int least_px = 16;  ///< Smaller ones are not worth the trouble.

int side_of(const Image& image) {
    return std::max(image.width_px, image.height_px);
}

}  // namespace

void ImageShelf::add(Image&& image) {
    add(std::make_shared<const Image>(std::move(image)));
}

void ImageShelf::add(std::shared_ptr<const Image> image) {
    if (images_.contains(image->name)) return;
    while (most_px_ > 0 && side_of(*image) > most_px_) image = std::make_shared<const Image>(halved(*image));
    bytes_ += image->blocks.size();
    std::string name = image->name;
    images_.emplace(std::move(name), std::move(image));
    while (bytes_ > most_bytes_ && (most_px_ == 0 || most_px_ > least_px)) halve_all();
}

void ImageShelf::halve_all() {
    int largest = 0;
    for (const auto& [name, image] : images_) largest = std::max(largest, side_of(*image));
    most_px_ = std::max(least_px, (largest / 2 + 3) / 4 * 4);
    for (auto& [name, image] : images_) {
        if (side_of(*image) <= most_px_) continue;
        bytes_ -= image->blocks.size();
        image = std::make_shared<const Image>(halved(*image));
        bytes_ += image->blocks.size();
    }
}

std::shared_ptr<const Image> ImageShelf::find(const std::string& name) const {
    const auto found = images_.find(name);
    return found == images_.end() ? nullptr : found->second;
}

std::vector<base::Complaint> ImageShelf::complaints(const std::string& file) const {
    if (most_px_ == 0) return {};
    return {{base::ComplaintKind::warning, file, fmt::format("pictures made at most {} px large", most_px_),
             fmt::format("its {} pictures would take more than {} MB", images_.size(), most_bytes_ >> 20)}};
}

}  // namespace twin::data
