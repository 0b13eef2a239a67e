#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/data/http_server.h"
#include "tests/data/service_fixture.h"

namespace twin::test {
namespace {

namespace fs = std::filesystem;

/// Folder with initdb and postgres; empty when PostgreSQL or PostGIS is not installed.
fs::path postgres_programs() {
    std::error_code ignored;
    for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", ignored)) {
        const fs::path control =
            fs::path("/usr/share/postgresql") / version.path().filename() / "extension/postgis.control";
        if (fs::exists(version.path() / "bin/initdb", ignored) && fs::exists(control, ignored))
            return version.path() / "bin";
    }
    return {};
}

constexpr const char* city_sql = R"(
CREATE EXTENSION postgis;
CREATE ROLE planer LOGIN PASSWORD 'geheim123';
CREATE TABLE gebaeude (gid serial PRIMARY KEY, name text, stockwerke int, geom geometry(MultiPolygon, 25832));
INSERT INTO gebaeude (name, stockwerke, geom)
  SELECT 'Haus ' || i, i % 5 + 1, ST_Multi(ST_SetSRID(ST_MakeEnvelope(410000 + 30 * i, 5477000, 410010 + 30 * i, 5477012), 25832))
  FROM generate_series(1, 1200) AS i;
CREATE TABLE koerper (id text PRIMARY KEY, geom geometry(PolyhedralSurfaceZ, 25832));
INSERT INTO koerper VALUES ('wuerfel', ST_GeomFromEWKT('SRID=25832;POLYHEDRALSURFACE Z(
 ((410000 5477100 240,410000 5477110 240,410010 5477110 240,410010 5477100 240,410000 5477100 240)),
 ((410000 5477100 250,410010 5477100 250,410010 5477110 250,410000 5477110 250,410000 5477100 250)),
 ((410000 5477100 240,410010 5477100 240,410010 5477100 250,410000 5477100 250,410000 5477100 240)),
 ((410010 5477100 240,410010 5477110 240,410010 5477110 250,410010 5477100 250,410010 5477100 240)),
 ((410010 5477110 240,410000 5477110 240,410000 5477110 250,410010 5477110 250,410010 5477110 240)),
 ((410000 5477110 240,410000 5477100 240,410000 5477100 250,410000 5477110 250,410000 5477110 240)))'));
GRANT SELECT ON ALL TABLES IN SCHEMA public TO planer;
GRANT ALL ON gebaeude TO planer;
)";

/// A PostgreSQL of its own: files in a folder of the test, a free port, gone with it.
class Database {
  public:
    explicit Database(const fs::path& programs) : programs_(programs), port_(free_port()) {
        char name[] = "/tmp/stadtzwilling-pg-XXXXXX";
        folder_ = ::mkdtemp(name);
        if (::geteuid() == 0)  // PostgreSQL does not run as root
            for (const char* user : {"postgres", "nobody"})
                if (const passwd* entry = ::getpwnam(user); entry && user_ == 0) {
                    user_ = entry->pw_uid;
                    group_ = entry->pw_gid;
                    ready_ = ::chown(folder_.c_str(), user_, group_) == 0;
                }
        const fs::path data = folder_ / "data";
        std::ofstream(folder_ / "city.sql") << city_sql;
        fs::permissions(folder_ / "city.sql", fs::perms::all);
        ready_ =
            run({"initdb", "-D", data, "-U", "chief", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C"}) == 0;
        // Who comes from the network needs the word.
        std::ofstream(data / "pg_hba.conf") << "local all all trust\nhost all all 127.0.0.1/32 md5\n";
        if (ready_)
            server_ =
                start({"postgres", "-D", data, "-p", std::to_string(port_), "-k", folder_, "-c", "fsync=off", "-c",
                       "listen_addresses=127.0.0.1", "-c", "shared_buffers=16MB", "-c", "max_connections=8"});
        for (int i = 0; ready_ && i < 100 && !answers(); ++i)
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        ready_ = ready_ && run({"psql", "-q", "-h", folder_, "-p", std::to_string(port_), "-U", "chief", "-d",
                                "postgres", "-v", "ON_ERROR_STOP=1", "-f", folder_ / "city.sql"}) == 0;
    }
    ~Database() {
        if (server_ > 0) {
            ::kill(server_, SIGQUIT);
            ::waitpid(server_, nullptr, 0);
        }
        std::error_code ignored;
        fs::remove_all(folder_, ignored);
    }
    Database(const Database&) = delete;

    bool ready() const { return ready_; }
    int port() const { return port_; }
    fs::path folder() const { return folder_; }

  private:
    bool answers() const { return run({"pg_isready", "-q", "-h", folder_, "-p", std::to_string(port_)}) == 0; }
    pid_t start(const std::vector<std::string>& words) const {
        const std::string program = (programs_ / words[0]).string();
        const pid_t id = ::fork();
        if (id != 0) return id;
        if (user_ != 0 && (::setgid(group_) != 0 || ::setuid(user_) != 0)) ::_exit(1);
        if (!::freopen("/dev/null", "w", stdout) || !::freopen((folder_ / "log").c_str(), "a", stderr)) ::_exit(1);
        std::vector<char*> arguments;
        for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
        arguments.push_back(nullptr);
        ::execv(program.c_str(), arguments.data());
        ::_exit(1);
    }
    int run(const std::vector<std::string>& words) const {
        int status = 1;
        ::waitpid(start(words), &status, 0);
        return status;
    }

    fs::path programs_, folder_;
    int port_ = 0;
    uid_t user_ = 0;
    gid_t group_ = 0;
    pid_t server_ = -1;
    bool ready_ = true;
};

class ServiceDatabase : public ServiceTest {
  protected:
    static void SetUpTestSuite() {
        if (const fs::path programs = postgres_programs(); !programs.empty()) database = new Database(programs);
    }
    static void TearDownTestSuite() {
        delete database;
        database = nullptr;
    }
    void SetUp() override {
        if (!database) GTEST_SKIP() << "no PostgreSQL with PostGIS (postgresql-15-postgis-3)";
        ASSERT_TRUE(database->ready());
    }
    static std::string address(const std::string& word = "geheim123") {
        return fmt::format("PG:host=127.0.0.1 port={} dbname=postgres user=planer password={}", database->port(), word);
    }
    static inline Database* database = nullptr;
};

TEST_F(ServiceDatabase, ATableOfHousesIsReadWholly) {
    auto request = request_for(address());
    request.options.layer = "gebaeude";
    import(request);
    ASSERT_EQ(sink.features.size(), 1200u);
    EXPECT_EQ(sink.crs_claim.text, "EPSG:25832");
    EXPECT_EQ(sink.features[0].kind, data::FeatureKind::building);
    EXPECT_EQ(sink.features[3].attributes.text("name"), "Haus 4");
    EXPECT_EQ(sink.features[3].attributes.number("storeys"), 5);
    EXPECT_NEAR(sink.features[3].surfaces.at(0).outer.at(0).x, 410'120, 10.1);
}

TEST_F(ServiceDatabase, ABoxAndAFilterAreTheDatabasesWork) {
    auto request = request_for(fmt::format("postgresql://planer:geheim123@127.0.0.1:{}/postgres", database->port()));
    request.options.layer = "gebaeude";
    request.options.sql_filter = "stockwerke = 1";
    request.bbox_deg = {7.7580, 49.40, 7.7660, 49.48};
    import(request);
    EXPECT_GT(sink.features.size(), 1u);
    EXPECT_LT(sink.features.size(), 10u);
    for (const data::Feature& feature : sink.features) EXPECT_EQ(feature.attributes.number("storeys"), 1);
}

TEST_F(ServiceDatabase, ItsOwnSqlAnswers) {
    auto request = request_for(address());
    request.options.more["sql"] =
        "SELECT name, stockwerke * 3.1 AS height_m, ST_Buffer(geom, 1) AS geom FROM gebaeude WHERE gid = 2";
    request.options.kind = "building";
    import(request);
    ASSERT_EQ(sink.features.size(), 1u);
    EXPECT_NEAR(sink.features[0].attributes.number("height_m"), 9.3, 1e-6);
}

TEST_F(ServiceDatabase, ASolidStaysASolid) {
    auto request = request_for(
        fmt::format("PG:host={} port={} dbname=postgres user=chief", database->folder().string(), database->port()));
    request.options.layer = "koerper";
    request.options.kind = "building";
    import(request);
    ASSERT_EQ(sink.features.size(), 1u);
    EXPECT_EQ(sink.features[0].surfaces.size(), 6u);
    EXPECT_EQ(sink.features[0].heights, data::HeightMode::absolute);
}

TEST_F(ServiceDatabase, NoRecipeChangesTheDatabase) {
    auto request = request_for(address());
    request.options.more["sql"] = "DELETE FROM gebaeude RETURNING *";
    const std::string message = error_of(request);
    EXPECT_NE(message.find("read-only"), std::string::npos) << message;
    auto all = request_for(address());
    all.options.layer = "gebaeude";
    import(all);
    EXPECT_EQ(sink.features.size(), 1200u);
}

TEST_F(ServiceDatabase, AWrongPasswordIsRefusedAndNotShown) {
    const std::string message = error_of(request_for(address("falsch456")));
    EXPECT_NE(message.find("password authentication failed"), std::string::npos) << message;
    EXPECT_EQ(message.find("falsch456"), std::string::npos) << message;
}

TEST_F(ServiceDatabase, ATableThatIsNotThereNamesThoseThatAre) {
    auto request = request_for(address());
    request.options.layer = "baeume";
    const std::string message = error_of(request);
    EXPECT_NE(message.find("wants layer \"baeume\", but the server has"), std::string::npos) << message;
    EXPECT_NE(message.find("gebaeude"), std::string::npos) << message;
}

TEST_F(ServiceTest, ADatabaseThatIsNotThereIsOneSentence) {
    const std::string message =
        error_of(request_for(fmt::format("PG:host=127.0.0.1 port={} dbname=stadt password=geheim123", free_port())));
    EXPECT_NE(message.find("the server refuses the connection"), std::string::npos) << message;
    HttpServer silent([](const HttpRequest&) { return HttpAnswer{.silent = true}; });
    const auto begin = std::chrono::steady_clock::now();
    const std::string slow =
        error_of(request_for(fmt::format("PG:host=127.0.0.1 port={} dbname=stadt user=x", silent.port())));
    EXPECT_NE(slow.find("did not answer within"), std::string::npos) << slow;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(5));
}

}  // namespace
}  // namespace twin::test
