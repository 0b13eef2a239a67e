#include "app/panels/panel.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>

#include <gtest/gtest.h>
#include <imgui.h>
#include <imgui_internal.h>

#include "app/i18n.h"
#include "app/session.h"
#include "app/shell.h"
#include "app/theme.h"
#include "base/paths.h"

namespace {

namespace fs = std::filesystem;
using namespace twin;
using namespace twin::app;

/// A screen without a window: ImGui lays everything out, nothing is drawn.
class Screen : public ::testing::Test {
  protected:
    void SetUp() override {
        ImGui::CreateContext();
        ImGui::GetIO().IniFilename = nullptr;
        build_fonts(1);
        apply_theme(Look::light, 1);
        unsigned char* pixels = nullptr;
        int width = 0, height = 0;
        ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
        ASSERT_TRUE(load_texts());
    }
    void TearDown() override { ImGui::DestroyContext(); }

    void open_bundled_city() {
        std::error_code error;
        if (!fs::exists(base::bundled_city(), error)) GTEST_SKIP() << "no bundled city at " << base::bundled_city();
        auto city = scene::City::open(base::bundled_city());
        ASSERT_TRUE(city) << city.error().message;
        session.adopt(std::move(*city));
        session.city()->adopt_tiles(session.camera().position, 0.05);
    }

    Commands frame(Shell& shell, float width, float height, ImVec2 mouse = {-1, -1}, bool down = false) {
        ImGuiIO& io = ImGui::GetIO();
        io.DisplaySize = {width, height};
        io.DeltaTime = 1.0f / 60;
        io.MousePos = mouse;
        io.MouseDown[0] = down;
        scene::FrameView view;
        view.width_px = static_cast<int>(width);
        view.height_px = static_cast<int>(height);
        if (session.city())
            view = session.city()->look(session.camera(), static_cast<int>(width), static_cast<int>(height), {});
        const renderer::FrameFigures figures;
        const PanelView panel_view{session.city(), session.state(), session.camera(), &figures, "test"};
        Commands commands;
        ImGui::NewFrame();
        shell.draw(panel_view, view, commands);
        put_screen_right();  // As Ui::finish() does.
        ImGui::EndFrame();
        ImGui::Render();
        return commands;
    }

    Session session;
};

TEST_F(Screen, APressOnAPanelIsKnownBeforeThePointerWasSeenThere) {
    Shell shell;
    session.state().open_panel = "help";
    for (int i = 0; i < 3; ++i) frame(shell, 1280, 720);  // the pointer stays outside
    EXPECT_TRUE(shell.covers({150, 60})) << "the open panel";
    EXPECT_TRUE(shell.covers({40, 100})) << "the rail";
    EXPECT_FALSE(shell.covers({900, 300})) << "the city";
    session.state().open_panel.clear();
    for (int i = 0; i < 3; ++i) frame(shell, 1280, 720);
    EXPECT_FALSE(shell.covers({250, 300})) << "a closed panel is no panel";
}

TEST(Panels, TheListAndTheFolderAgree) {
    std::set<std::string> listed, present;
    std::ifstream list(fs::path(TWIN_SOURCE_ROOT) / "app/panels/panel_list.inc");
    for (std::string line; std::getline(list, line);) {
        const std::size_t from = line.find("app/panels/");
        if (line.rfind("PANEL(", 0) == 0 && from != std::string::npos)
            listed.insert(line.substr(from, line.find('"', from) - from));
    }
    for (const auto& entry : fs::directory_iterator(fs::path(TWIN_SOURCE_ROOT) / "app/panels"))
        if (entry.path().filename().string().ends_with("_panel.h"))
            present.insert("app/panels/" + entry.path().filename().string());
    EXPECT_EQ(listed, present);
    EXPECT_EQ(make_panels().size(), listed.size());
}

TEST(Panels, NamesAreUniqueAndTitlesAndIconsAreThere) {
    ASSERT_TRUE(load_texts());
    std::set<std::string_view> names;
    for (const auto& panel : make_panels()) {
        EXPECT_TRUE(names.insert(panel->name()).second) << panel->name();
        EXPECT_STRNE(tr(panel->title_key()), panel->title_key()) << panel->name();
        EXPECT_GE(panel->icon(), 0xE000u);
        EXPECT_LE(panel->icon(), 0xEB4Fu);
    }
}

TEST_F(Screen, EveryPanelDrawsWithoutACity) {
    Shell shell;
    for (const std::string_view name : rail_panel_names()) {
        session.state().open_panel = name;
        for (int i = 0; i < 3; ++i) EXPECT_TRUE(frame(shell, 1280, 720).empty()) << name;
    }
}

TEST_F(Screen, EveryPanelDrawsWithTheBundledCityInBothLanguagesSmallAndLarge) {
    open_bundled_city();
    if (!session.city()) return;
    Shell shell;
    const auto hits = session.city()->file().search("Rathaus", 1);
    if (!hits.empty()) session.apply(command::Select{hits.front().object});
    for (const Language language : {Language::german, Language::english}) {
        set_language(language);
        for (const std::string_view name : rail_panel_names()) {
            session.state().open_panel = name;
            for (int i = 0; i < 2; ++i) EXPECT_TRUE(frame(shell, 640, 480).empty()) << name;
            for (int i = 0; i < 2; ++i) EXPECT_TRUE(frame(shell, 3840, 2160).empty()) << name;
        }
    }
    set_language(Language::german);
}

TEST_F(Screen, AClickOnTheRailAsksForAPanelAndChangesNothingItself) {
    Shell shell;
    frame(shell, 1280, 720);
    frame(shell, 1280, 720, {42, 42});
    frame(shell, 1280, 720, {42, 42}, true);
    const Commands commands = frame(shell, 1280, 720, {42, 42}, false);
    ASSERT_EQ(commands.size(), 1u);
    EXPECT_EQ(std::get<command::OpenPanel>(commands[0]).panel, rail_panel_names()[0]);
    EXPECT_EQ(session.state().open_panel, "");
}

/// Leaves everything open that can be left open, then throws.
class BrokenPanel final : public Panel {
  public:
    std::string_view name() const override { return "broken"; }
    const char* title_key() const override { return "layers.title"; }
    std::uint32_t icon() const override { return 0xE000; }
    void draw(const PanelView&, Commands&) override {
        ++drawn;
        ImGui::PushFont(fonts().title);
        ImGui::PushID("left open");
        ImGui::PushStyleColor(ImGuiCol_Text, 0xFF0000FF);
        ImGui::PushStyleVar(ImGuiStyleVar_Alpha, 0.5f);
        ImGui::BeginChild("left open too", {100, 50});
        ImGui::BeginGroup();
        throw std::runtime_error("broken on purpose");
    }
    int drawn = 0;
};

TEST_F(Screen, APanelThatThrowsCostsASentenceAndNotTheProgram) {
    std::vector<std::unique_ptr<Panel>> panels;
    panels.push_back(std::make_unique<BrokenPanel>());
    const auto* broken = static_cast<BrokenPanel*>(panels.back().get());
    Shell shell(std::move(panels));
    session.state().open_panel = "broken";
    for (int i = 0; i < 5; ++i) frame(shell, 1280, 720);
    EXPECT_EQ(broken->drawn, 5);
    EXPECT_EQ(ImGui::GetCurrentContext()->FontStack.Size, 0);
}

TEST_F(Screen, NothingLiesOutsideAScreenOf1280By720) {
    Shell shell;
    for (const std::string_view name : rail_panel_names()) {
        session.state().open_panel = name;
        for (int i = 0; i < 3; ++i) frame(shell, 1280, 720);
        for (const ImGuiWindow* window : ImGui::GetCurrentContext()->Windows) {
            if (!window->WasActive || (window->Flags & ImGuiWindowFlags_ChildWindow) || window->Name[0] != '#')
                continue;
            EXPECT_GE(window->Pos.x, 0) << window->Name;
            EXPECT_LE(window->Pos.x + window->Size.x, 1280) << window->Name;
            EXPECT_LE(window->Pos.y + window->Size.y, 720) << window->Name;
        }
    }
}

TEST_F(Screen, TheFontHasWhatGermanNeeds) {
    for (const ImWchar letter : {0x00C4, 0x00D6, 0x00DC, 0x00E4, 0x00F6, 0x00FC, 0x00DF, 0x00A9, 0x00B0, 0x00B2, 0x2013,
                                 0x201E, 0x201C, 0x2026, 0x2212}) {
        EXPECT_NE(fonts().body->FindGlyphNoFallback(static_cast<ImWchar>(letter)), nullptr)
            << std::hex << static_cast<int>(letter);
    }
    if (!fonts().has_icons) GTEST_SKIP() << "no icon font";
    for (const auto& panel : make_panels())
        EXPECT_NE(fonts().icons->FindGlyphNoFallback(static_cast<ImWchar>(panel->icon())), nullptr) << panel->name();
}

}  // namespace
