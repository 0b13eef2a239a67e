#pragma once

#include <utility>

namespace twin::renderer::gl {

/// One owner per OpenGL object: move-only, zero is empty.
/// Thread: that of the context.
template <auto Destroy>
class Handle {
  public:
    Handle() = default;
    explicit Handle(unsigned name) : name_(name) {}
    Handle(Handle&& other) noexcept : name_(std::exchange(other.name_, 0u)) {}
    Handle& operator=(Handle&& other) noexcept {
        std::swap(name_, other.name_);
        return *this;
    }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;
    ~Handle() {
        if (name_) Destroy(name_);
    }

    unsigned name() const { return name_; }
    explicit operator bool() const { return name_ != 0; }

  private:
    unsigned name_ = 0;
};

}  // namespace twin::renderer::gl
