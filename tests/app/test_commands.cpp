#include "app/commands.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <gtest/gtest.h>

#include "app/import_job.h"
#include "app/import_request.h"
#include "app/panels/panel.h"
#include "app/session.h"
#include "data/city_file/city_file.h"
#include "data/keys.h"

namespace {

namespace fs = std::filesystem;
using namespace twin;
using namespace twin::app;

/// A city of one house and one street on a flat plane, written and opened like any other.
fs::path small_city() {
    const fs::path file =
        fs::temp_directory_path() / ("stadtzwilling-test-commands-" + std::to_string(getpid()) + ".gpkg");
    data::CityFrame frame;
    frame.origin_m = {410000, 5477000};
    frame.origin_geo = {49.44, 7.76};
    auto writer = data::CityFileWriter::create(file, frame);
    EXPECT_TRUE(writer) << (writer ? "" : writer.error().message);
    if (!writer) return {};
    (*writer)->set_meta("name", "Kleinstadt");
    data::Terrain terrain;
    terrain.x0_m = terrain.y0_m = -500;
    terrain.step_m = 50;
    terrain.columns = terrain.rows = 21;
    terrain.heights_m.assign(21 * 21, 240.0f);
    data::LayerInfo ground, houses, streets;
    ground.name = ground.kind = "terrain";
    houses.name = houses.kind = "buildings";
    streets.name = streets.kind = "streets";
    const int ground_layer = *(*writer)->add_layer(ground), house_layer = *(*writer)->add_layer(houses);
    const int street_layer = *(*writer)->add_layer(streets);
    EXPECT_TRUE((*writer)->add_terrain(ground_layer, terrain));
    data::Feature house;
    house.kind = data::FeatureKind::building;
    house.id = "house-1";
    house.heights = data::HeightMode::absolute;
    house.attributes.set(data::keys::name, std::string("Rathaus"));
    data::Surface roof;
    roof.kind = data::SurfaceKind::roof;
    roof.outer = {{0, 0, 250}, {20, 0, 250}, {20, 10, 250}, {0, 10, 250}};
    house.surfaces.push_back(roof);
    EXPECT_TRUE((*writer)->add_feature(house_layer, house));
    data::Feature street;
    street.kind = data::FeatureKind::street;
    street.id = "street-1";
    street.attributes.set(data::keys::name, std::string("Hauptstraße"));
    street.lines.push_back({{{-100, -20, 240}, {100, -20, 240}}, {}});
    EXPECT_TRUE((*writer)->add_feature(street_layer, street));
    EXPECT_TRUE((*writer)->finish());
    return file;
}

class SmallCity : public ::testing::Test {
  protected:
    void SetUp() override {
        file = small_city();
        ASSERT_FALSE(file.empty());
        auto city = scene::City::open(file);
        ASSERT_TRUE(city) << city.error().message;
        session.adopt(std::move(*city));
    }
    void TearDown() override {
        std::error_code error;
        if (!file.empty()) fs::remove(file, error);
    }
    int layer(const std::string& kind) const {
        for (const data::LayerInfo& each : session.city()->file().layers())
            if (each.kind == kind) return each.number;
        return -1;
    }
    bool visible(int number) const { return session.city()->layer_states()[static_cast<std::size_t>(number)].visible; }
    void wait(double seconds) {
        for (double t = 0; t < seconds; t += 0.1) session.update(0.1);
    }

    fs::path file;
    Session session;
};

TEST_F(SmallCity, AHiddenLayerIsHiddenAndUndoBringsItBack) {
    const int houses = layer("buildings");
    session.apply(command::SetLayerVisible{houses, false});
    EXPECT_FALSE(visible(houses));
    EXPECT_TRUE(session.state().can_undo);
    session.apply(command::Undo{});
    EXPECT_TRUE(visible(houses));
    EXPECT_FALSE(session.state().can_undo);
    session.apply(command::Redo{});
    EXPECT_FALSE(visible(houses));
}

TEST_F(SmallCity, OneDragOfASliderIsOneStepBack) {
    const int houses = layer("buildings");
    const auto opacity = [&] { return session.city()->layer_states()[static_cast<std::size_t>(houses)].opacity; };
    for (float value = 0.9f; value > 0.3f; value -= 0.1f) {
        session.apply(command::SetLayerOpacity{houses, value});
        wait(0.1);
    }
    wait(2);
    session.apply(command::SetLayerOpacity{houses, 0.2f});
    session.apply(command::Undo{});
    EXPECT_GT(opacity(), 0.25f);
    session.apply(command::Undo{});
    EXPECT_FLOAT_EQ(opacity(), 1);
    EXPECT_FALSE(session.state().can_undo);
}

TEST_F(SmallCity, LayersThatAreNotThereChangeNothing) {
    session.apply(command::SetLayerVisible{999, false});
    session.apply(command::SetLayerOpacity{-1, 0.5f});
    for (const scene::LayerState& state : session.city()->layer_states()) EXPECT_TRUE(state.visible);
}

TEST_F(SmallCity, ASelectedHouseIsCalledByItsName) {
    const auto hits = session.city()->file().search("rathaus", 5);
    ASSERT_FALSE(hits.empty());
    session.apply(command::Select{hits.front().object});
    ASSERT_TRUE(session.state().selection);
    EXPECT_EQ(session.state().selection_title, "Rathaus");
    EXPECT_EQ(session.city()->selected, hits.front().object);
    session.apply(command::Select{0});
    EXPECT_FALSE(session.state().selection);
    EXPECT_EQ(session.city()->selected, 0u);
}

TEST_F(SmallCity, AnObjectThatIsNotThereGivesAMessageAndNoSelection) {
    session.apply(command::Select{12345});
    EXPECT_FALSE(session.state().selection);
    EXPECT_EQ(session.city()->selected, 0u);
    ASSERT_EQ(session.state().messages.size(), 1u);
    wait(30);
    EXPECT_TRUE(session.state().messages.empty());
}

TEST_F(SmallCity, FlyingToAHouseEndsWithTheHouseInThePicture) {
    const auto hits = session.city()->file().search("Rathaus", 5);
    ASSERT_FALSE(hits.empty());
    session.camera_control().set_viewport(1280, 720);
    session.apply(command::FlyToObject{hits.front().object});
    wait(8);
    EXPECT_FALSE(session.camera_control().flying());
    glm::dvec2 screen;
    double distance_m = 0;
    ASSERT_TRUE(session.camera().project({10, 5, 250}, 1280.0 / 720, screen, &distance_m));
    EXPECT_NEAR(screen.x, 0.5, 0.1);
    EXPECT_NEAR(screen.y, 0.5, 0.2);
    EXPECT_LT(distance_m, 200);
}

TEST_F(SmallCity, TheClockRunsOnlyWhenItPlaysAndAtItsSpeed) {
    const double start = session.city()->time;
    wait(1);
    EXPECT_EQ(session.city()->time, start);
    session.apply(command::SetSpeed{60});
    session.apply(command::PlayClock{true});
    for (int i = 0; i < 10; ++i) session.update(0.1);
    EXPECT_NEAR(session.city()->time - start, 60, 1e-3);
}

TEST_F(SmallCity, CommandsForTheWindowAreHandedOn) {
    session.apply(command::Screenshot{"a.png"});
    session.apply(command::Quit{});
    const auto handed_on = session.take_handed_on();
    ASSERT_EQ(handed_on.size(), 2u);
    EXPECT_EQ(std::get<command::Screenshot>(handed_on[0]).file, "a.png");
    EXPECT_TRUE(session.take_handed_on().empty());
}

TEST(Commands, WithoutACityNothingFails) {
    Session session;
    Command every[] = {command::SetLayerVisible{1, false},
                       command::SetLayerOpacity{1, 0.5f},
                       command::SetOverlayVisible{"traffic", false},
                       command::SetTrafficParts{},
                       command::SetProjectTheme{"x"},
                       command::Select{4},
                       command::FlyTo{},
                       command::FlyToObject{3},
                       command::FlyToCamera{},
                       command::FitSelection{},
                       command::GoHome{},
                       command::FaceNorth{},
                       command::ZoomBy{},
                       command::SetCameraMode{CameraMode::walk},
                       command::SetTime{5},
                       command::PlayClock{},
                       command::SetSpeed{1e12},
                       command::AskClick{},
                       command::SetRouteStart{},
                       command::SetRouteFinish{},
                       command::SwapRoute{},
                       command::ClearRoute{},
                       command::ShowRoute{},
                       command::Hover{7, {3, 3}},
                       command::OpenPanel{"layers"},
                       command::ToggleUi{},
                       command::SetLook{},
                       command::SetUiScale{9},
                       command::SetStyle{},
                       command::Undo{},
                       command::Redo{}};
    for (const Command& command : every) {
        session.apply(command);
        session.update(0.016);
    }
    EXPECT_LE(session.state().settings.ui_scale, 3.0f);
}

TEST(Commands, TheSamePanelAgainClosesIt) {
    Session session;
    session.apply(command::OpenPanel{"layers"});
    EXPECT_EQ(session.state().open_panel, "layers");
    session.apply(command::OpenPanel{"sun"});
    EXPECT_EQ(session.state().open_panel, "sun");
    session.apply(command::OpenPanel{"sun"});
    EXPECT_EQ(session.state().open_panel, "");
}

TEST(Commands, KeysMeanWhatTheHelpPanelSays) {
    const std::vector<std::string_view> offered{"search", "layers"};
    Command command;
    ASSERT_TRUE(command_of_key("H", offered, command));
    EXPECT_TRUE(std::holds_alternative<command::GoHome>(command));
    ASSERT_TRUE(command_of_key("F12", offered, command));
    EXPECT_TRUE(std::holds_alternative<command::Screenshot>(command));
    ASSERT_TRUE(command_of_key("2", offered, command));
    EXPECT_EQ(std::get<command::OpenPanel>(command).panel, "layers");
    EXPECT_FALSE(command_of_key("3", offered, command)) << "a panel that is not offered has no key";
    EXPECT_FALSE(command_of_key("X", offered, command));
}

TEST_F(SmallCity, KeysCountOnlyThePanelsThatTheCityOffers) {
    const renderer::FrameFigures figures;
    const PanelView view{session.city(), session.state(), session.camera(), &figures, "test"};
    const auto all = rail_panel_names(), offered = offered_panel_names(view);
    EXPECT_LT(offered.size(), all.size()) << "this city has no traffic";
    EXPECT_EQ(std::count(offered.begin(), offered.end(), "traffic"), 0);
    EXPECT_TRUE(std::includes(all.begin(), all.end(), offered.begin(), offered.end(),
                              [&](std::string_view a, std::string_view b) {
                                  return std::find(all.begin(), all.end(), a) < std::find(all.begin(), all.end(), b);
                              }))
        << "in the order of the rail";
}

TEST_F(SmallCity, EscapeTakesBackOneThingAtATimeTheLatestFirst) {
    const auto hits = session.city()->file().search("rathaus", 5);
    ASSERT_FALSE(hits.empty());
    session.apply(command::OpenPanel{"layers"});
    session.apply(command::Select{hits.front().object});
    session.apply(command::ShowMessage{MessageKind::error, "gone wrong"});
    session.apply(command::AskClick{ClickPurpose::route_start});
    const auto escape = [&] { session.apply(command_of_escape(session.state())); };
    escape();
    EXPECT_EQ(session.state().click_purpose, ClickPurpose::select);
    EXPECT_FALSE(session.state().messages.empty());
    escape();
    EXPECT_TRUE(session.state().messages.empty());
    EXPECT_TRUE(session.state().selection);
    escape();
    EXPECT_FALSE(session.state().selection);
    EXPECT_EQ(session.state().open_panel, "layers");
    escape();
    EXPECT_EQ(session.state().open_panel, "");
    session.apply(command::ToggleUi{});
    escape();
    EXPECT_TRUE(session.state().ui_visible) << "nobody is caught on a screen without controls";
}

TEST_F(SmallCity, UndoOfALayerDoesNotTurnTheRunningClockBack) {
    session.apply(command::SetLayerVisible{layer("buildings"), false});
    session.apply(command::PlayClock{true});
    wait(2);
    const double later = session.city()->time;
    session.apply(command::Undo{});
    EXPECT_TRUE(visible(layer("buildings")));
    EXPECT_EQ(session.city()->time, later);
    session.apply(command::PlayClock{false});
    session.apply(command::SetTime{later + 3600});
    session.apply(command::Undo{});
    EXPECT_EQ(session.city()->time, later);
}

TEST_F(SmallCity, ACityThatGrewKeepsCameraClockAndHiddenLayers) {
    session.apply(command::SetLayerVisible{layer("streets"), false});
    session.apply(command::SetTime{session.city()->time + 7200});
    scene::Camera camera = session.camera();
    camera.position = {50, -80, 300};
    session.camera_control().jump(camera);
    const double time = session.city()->time;
    auto again = scene::City::open(file);
    ASSERT_TRUE(again);
    session.adopt_grown(std::move(*again));
    EXPECT_EQ(session.camera().position, camera.position);
    EXPECT_EQ(session.city()->time, time);
    EXPECT_FALSE(visible(layer("streets")));
    EXPECT_TRUE(visible(layer("buildings")));
}

TEST_F(SmallCity, WhatThePointerRestsOnIsNamed) {
    const auto hits = session.city()->file().search("rathaus", 5);
    ASSERT_FALSE(hits.empty());
    session.apply(command::Hover{hits.front().object, {100, 50}});
    EXPECT_EQ(session.state().hover_title, "Rathaus");
    EXPECT_EQ(session.city()->hovered, hits.front().object);
    session.apply(command::Hover{0, {400, 50}});
    EXPECT_EQ(session.state().hover_title, "");
    EXPECT_EQ(session.city()->hovered, 0u);
    session.apply(command::Hover{987654, {1, 1}});
    EXPECT_EQ(session.state().hover_title, "") << "an object that is not there has no name";
}

TEST(Commands, PanelsAndMessagesLeaveThePictureOfTheCityAsItIs) {
    EXPECT_FALSE(changes_the_city(command::OpenPanel{"sun"}));
    EXPECT_FALSE(changes_the_city(command::ImportFiles{}));
    EXPECT_FALSE(changes_the_city(command::ShowMessage{}));
    EXPECT_TRUE(changes_the_city(command::SetTime{}));
    EXPECT_TRUE(changes_the_city(command::SetLayerVisible{}));
    EXPECT_TRUE(changes_the_city(command::Hover{3, {}}));
    EXPECT_TRUE(changes_the_city(command::Select{}));
}

TEST(Imports, AProgressLineIsUnderstoodAndAnythingElseIsNot) {
    ImportStatus status;
    EXPECT_TRUE(parse_progress_line(
        R"({"stage":"reading a.gml","bytes_done":50,"bytes_total":200,"objects":7,"left_s":3.5})", status));
    EXPECT_EQ(status.stage, "reading a.gml");
    EXPECT_DOUBLE_EQ(status.share, 0.25);
    EXPECT_EQ(status.objects, 7u);
    EXPECT_DOUBLE_EQ(status.left_s, 3.5);
    for (const char* line : {"", "{", "{}", "[]", "{\"stage\":", "reading a.gml", "{\"bytes_done\":1}"})
        EXPECT_FALSE(parse_progress_line(line, status)) << line;
    EXPECT_TRUE(parse_progress_line(R"({"stage":"x","bytes_done":"many","bytes_total":-5,"objects":-1})", status));
    EXPECT_LT(status.share, 0);
    EXPECT_EQ(status.objects, 0u);
}

ImportJob::Outcome outcome_of(ImportJob& job) {
    for (int i = 0; i < 1000 && job.poll() == ImportJob::Outcome::running; ++i) usleep(5000);
    return job.poll();
}

TEST(Imports, AChildThatFailsIsQuotedAndOneThatSucceedsIsDone) {
    auto done = ImportJob::start("/bin/echo", {"hello"}, "x.gpkg", "x");
    ASSERT_TRUE(done);
    EXPECT_EQ(outcome_of(**done), ImportJob::Outcome::done);
    auto failed = ImportJob::start("/bin/ls", {}, "x.gpkg", "x");  // "ls import": there is no such file.
    ASSERT_TRUE(failed);
    EXPECT_EQ(outcome_of(**failed), ImportJob::Outcome::failed);
    EXPECT_NE((*failed)->reason().find("import"), std::string::npos);
    EXPECT_FALSE(ImportJob::start("/no/such/program", {}, "x.gpkg", "x"));
}

TEST(Imports, TheSameFilesGiveTheSameTargetAndOthersAnother) {
    const fs::path cache = "/tmp/cache";
    const auto one = import_call({"/etc/hostname"}, {}, cache), again = import_call({"/etc/hostname"}, {}, cache);
    const auto other = import_call({"/etc/hosts"}, {}, cache),
               beside = import_call({"/etc/hostname"}, "/etc/hosts", cache);
    EXPECT_EQ(one.target, again.target);
    EXPECT_NE(one.target, other.target);
    EXPECT_NE(one.target, beside.target);
    EXPECT_EQ(beside.arguments[0], "/etc/hosts");
    EXPECT_EQ(beside.arguments[1], "/etc/hostname");
}

}  // namespace
