#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "data/city_file/city_file.h"

/// A small city with one of everything, and the file it is kept in.
namespace twin::data::test {

namespace fs = std::filesystem;

/// A folder that goes with the test.
struct Folder {
    fs::path path = fs::temp_directory_path() / ("twin_city_file_" + std::to_string(::getpid()));
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path operator/(const char* name) const { return path / name; }
};

CityFrame kaiserslautern();
Terrain slope();
Feature town_hall();
Feature street(const std::string& id, const std::string& name, double x, double y, double length);
Feature tree(double x, double y);
Tile roof_tile(int layer);
TrafficRecording rush_hour();
LayerInfo layer_of(const char* kind);
void write_city(const fs::path& path);

class ACityFile : public testing::Test {
  protected:
    void SetUp() override {
        write_city(folder / "city.gpkg");
        auto opened = CityFile::open(folder / "city.gpkg");
        ASSERT_TRUE(opened.ok()) << opened.error().message;
        city = *opened;
    }
    Folder folder;
    std::shared_ptr<CityFile> city;
};

}  // namespace twin::data::test
