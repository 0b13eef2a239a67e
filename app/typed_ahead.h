#pragma once

#include <string>

namespace twin::app {

/// Keeps what a person types between asking for a text field and the frame in which the field takes it: on a slow
/// machine that is half a second of letters, which otherwise steer the camera or vanish.
/// Owner: Application.  Thread: main.
class TypedAhead {
  public:
    /// A text field has been asked for by a key that itself may write something (`writes`: "1" does, Ctrl+F not).
    void expect(double now_s, bool writes);
    bool expecting() const { return expecting_; }
    void key();                    ///< A key went down: what it writes is no more of the asking key's.
    void letter(char32_t letter);  ///< While expecting only.
    void backspace();
    void enter() { entered_ = true; }

    /// Asked once a frame. true: the field is there, `text` is what it missed (UTF-8), `entered` whether Enter came
    /// after it. Gives up after a while without a field.
    bool take(double now_s, bool field_active, std::string& text, bool& entered);

  private:
    bool expecting_ = false, own_letter_ = false, entered_ = false;
    double since_s_ = 0;
    std::u32string letters_;
};

}  // namespace twin::app
