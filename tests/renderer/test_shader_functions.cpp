#include <gtest/gtest.h>
#include <glm/glm.hpp>

namespace glsl {
using namespace glm;
#include "shaders/include/colour.glsl"
#include "shaders/include/sky.glsl"
}  // namespace glsl

namespace {
const glm::vec3 zenith(0.2f, 0.35f, 0.7f), horizon(0.7f, 0.8f, 0.9f), sun(3, 2.8f, 2.4f), bounce(0.2f);
}

TEST(ShaderFunctions, DisplayCurveFollowsSrgb) {
    for (float c = 0; c <= 1; c += 0.01f) {
        const float exact = c <= 0.0031308f ? c * 12.92f : 1.055f * std::pow(c, 1 / 2.4f) - 0.055f;
        EXPECT_NEAR(glsl::to_display(glm::vec3(c)).x, exact, 0.012f) << c;
        EXPECT_NEAR(glsl::from_display(glm::vec3(exact)).x, c, 0.012f) << c;
    }
}

TEST(ShaderFunctions, MoreLightIsNeverDarkerOnScreen) {
    float last = -1;
    for (float light = 0; light < 8; light += 0.05f) {
        const float shown = glsl::tone_map(glm::vec3(light)).x;
        EXPECT_GE(shown, last);
        EXPECT_LE(shown, 1);
        last = shown;
    }
}

TEST(ShaderFunctions, HazeNeverAddsClearness) {
    EXPECT_FLOAT_EQ(glsl::haze_left(0, 250, 1e-4f), 1);
    EXPECT_GT(glsl::haze_left(100, 250, 1e-4f), glsl::haze_left(5000, 250, 1e-4f));
    EXPECT_GT(glsl::haze_left(5000, 1500, 1e-4f), glsl::haze_left(5000, 250, 1e-4f));
}

TEST(ShaderFunctions, SkyIsBlueAboveAndPaleAtTheHorizon) {
    const glm::vec3 to_sun = glm::normalize(glm::vec3(1, 0, 0.5f));
    const glm::vec3 above = glsl::sky_light({0, 0, 1}, to_sun, zenith, horizon, sun);
    const glm::vec3 low = glsl::sky_light({-1, 0, 0}, to_sun, zenith, horizon, sun);
    EXPECT_GT(above.b / above.r, low.b / low.r);
    EXPECT_GT(glsl::luminance(low), glsl::luminance(above));
}

TEST(ShaderFunctions, ARoofGetsMoreSkyThanAnEave) {
    EXPECT_GT(glsl::luminance(glsl::ambient_light({0, 0, 1}, zenith, horizon, bounce)),
              glsl::luminance(glsl::ambient_light({0, 0, -1}, zenith, horizon, bounce)));
}
