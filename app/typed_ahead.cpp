#include "app/typed_ahead.h"

#include "app/widgets.h"

namespace twin::app {

namespace {
constexpr double patience_s = 5;
constexpr std::size_t most_letters = 200;
}  // namespace

void TypedAhead::expect(double now_s, bool writes) {
    expecting_ = true;
    own_letter_ = writes;
    entered_ = false;
    since_s_ = now_s;
    letters_.clear();
}

void TypedAhead::key() {
    own_letter_ = false;
}

void TypedAhead::letter(char32_t letter) {
    if (own_letter_) {
        own_letter_ = false;
        return;
    }
    if (!entered_ && letters_.size() < most_letters) letters_.push_back(letter);
}

void TypedAhead::backspace() {
    if (!entered_ && !letters_.empty()) letters_.pop_back();
}

bool TypedAhead::take(double now_s, bool field_active, std::string& text, bool& entered) {
    if (!expecting_) return false;
    if (!field_active && now_s - since_s_ < patience_s) return false;
    expecting_ = false;
    text.clear();
    for (const char32_t letter : letters_) text += utf8_of(static_cast<std::uint32_t>(letter));
    entered = entered_;
    letters_.clear();
    return field_active;
}

}  // namespace twin::app
