#include "renderer/imagery_array.h"

#include <algorithm>
#include <span>

#include <epoxy/gl.h>

namespace twin::renderer {

namespace {

constexpr int first_slots = 32;

int most_layers() {
    int most = 2048;
    glGetIntegerv(GL_MAX_ARRAY_TEXTURE_LAYERS, &most);
    return most;
}

void set_sampling(unsigned texture) {
    glTextureParameteri(texture, GL_TEXTURE_MIN_FILTER, GL_LINEAR_MIPMAP_LINEAR);
    glTextureParameteri(texture, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
    glTextureParameteri(texture, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
    glTextureParameteri(texture, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
}

int largest_page_px(const scene::ImageryView& view) {
    int edge_px = 0;
    for (const data::ImageryInfo& info : view.pyramids)
        edge_px = std::max(edge_px, scene::imagery_page_px(info.tile_px));
    return edge_px;
}

}  // namespace

/// Doubles the array, up to what the view may have; what lies in it stays where it is.
void ImageryArray::make_room(const scene::ImageryView& view) {
    const auto needed = std::min(static_cast<int>(view.pages.size()), most_layers());
    const int most = std::clamp(static_cast<int>(view.most_pages), needed, most_layers());
    const int edge_px = largest_page_px(view);
    const int have = static_cast<int>(slots_.size());
    if (pages_ && edge_px == page_px_ && have >= needed && have <= most) return;
    int wanted = std::max(have, first_slots);
    while (wanted < needed) wanted *= 2;
    wanted = std::min(wanted, most);
    // As linear light; besides, llvmpipe 22.3 takes the layer of plain RGBA8 from a neighbouring pixel at a page's rim.
    gl::Texture larger =
        gl::make_texture_array(GL_SRGB8_ALPHA8, edge_px, edge_px, wanted, "imagery pages", scene::imagery_page_levels);
    set_sampling(larger.name());
    if (pages_ && edge_px == page_px_ && wanted > have) {
        for (int level = 0; level < scene::imagery_page_levels; ++level)
            glCopyImageSubData(pages_.name(), GL_TEXTURE_2D_ARRAY, level, 0, 0, 0, larger.name(), GL_TEXTURE_2D_ARRAY,
                               level, 0, 0, 0, edge_px >> level, edge_px >> level, have);
    } else {
        slots_.clear();
        slot_of_.clear();
    }
    pages_ = std::move(larger);
    page_px_ = edge_px;
    slots_.resize(static_cast<std::size_t>(wanted));
}

void ImageryArray::upload(const scene::ImageryPage& page, int slot) {
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    const std::uint8_t* from = page.rgba.data();
    for (int level = 0; level < scene::imagery_page_levels; ++level) {
        const int edge_px = page.edge_px >> level;
        glTextureSubImage3D(pages_.name(), level, 0, 0, slot, edge_px, edge_px, 1, GL_RGBA, GL_UNSIGNED_BYTE, from);
        from += static_cast<std::size_t>(edge_px) * static_cast<std::size_t>(edge_px) * 4;
    }
}

void ImageryArray::hold(const scene::FrameView& view) {
    pages_in_view_ = 0;
    if (!view.imagery) {
        *this = ImageryArray();
        return;
    }
    ++views_;
    const scene::ImageryView& imagery = *view.imagery;
    make_room(imagery);
    std::vector<const scene::ImageryPage*> fresh;
    for (const auto& page : imagery.pages) {
        const auto found = slot_of_.find(page->serial);
        if (found == slot_of_.end())
            fresh.push_back(page.get());
        else
            slots_[static_cast<std::size_t>(found->second)].last_view = views_;
    }
    if (!fresh.empty()) {
        std::vector<int> free;
        for (std::size_t i = 0; i < slots_.size(); ++i)
            if (slots_[i].last_view != views_) free.push_back(static_cast<int>(i));
        std::sort(free.begin(), free.end(), [&](int a, int b) {
            return slots_[static_cast<std::size_t>(a)].last_view < slots_[static_cast<std::size_t>(b)].last_view;
        });
        // A driver with few layers shows the coarser pages, which come first.
        for (std::size_t i = 0; i < std::min(fresh.size(), free.size()); ++i) {
            Slot& slot = slots_[static_cast<std::size_t>(free[i])];
            slot_of_.erase(slot.serial);
            slot = {fresh[i]->serial, views_};
            slot_of_[slot.serial] = free[i];
            upload(*fresh[i], free[i]);
        }
    }
    for (const auto& page : imagery.pages) pages_in_view_ += slot_of_.contains(page->serial);
    const bool changed = table_.fit(view, [&](const scene::ImageryPage& page) {
        const auto found = slot_of_.find(page.serial);
        return found == slot_of_.end() ? -1 : found->second;
    });
    if (!shown()) return;
    if (changed) upload_table();
    if (!uniforms_) uniforms_ = gl::make_dynamic_buffer(sizeof(ImageryUniforms), "imagery");
    glNamedBufferSubData(uniforms_.name(), 0, sizeof(ImageryUniforms), &table_.uniforms());
}

void ImageryArray::upload_table() {
    if (!entries_ || entries_edge_ != table_.window() || entries_layers_ != table_.layers()) {
        entries_edge_ = table_.window();
        entries_layers_ = table_.layers();
        entries_ = gl::make_texture_array(GL_RGBA16UI, entries_edge_, entries_edge_, entries_layers_, "imagery table");
        glTextureParameteri(entries_.name(), GL_TEXTURE_MIN_FILTER, GL_NEAREST);
        glTextureParameteri(entries_.name(), GL_TEXTURE_MAG_FILTER, GL_NEAREST);
    }
    glPixelStorei(GL_UNPACK_ALIGNMENT, 4);
    glTextureSubImage3D(entries_.name(), 0, 0, 0, 0, entries_edge_, entries_edge_, entries_layers_, GL_RGBA_INTEGER,
                        GL_UNSIGNED_SHORT, table_.entries().data());
}

void ImageryArray::bind() const {
    glBindBufferBase(GL_UNIFORM_BUFFER, 1, uniforms_.name());
    glBindTextureUnit(3, pages_.name());
    glBindTextureUnit(4, entries_.name());
}

std::uint64_t ImageryArray::bytes() const {
    const auto edge = static_cast<std::uint64_t>(entries_edge_);
    return slots_.size() * scene::imagery_page_bytes(page_px_) +
           edge * edge * static_cast<std::uint64_t>(entries_layers_) * sizeof(ImageryTable::Entry);
}

}  // namespace twin::renderer
