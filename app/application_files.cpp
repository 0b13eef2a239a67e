#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "app/application.h"
#include "app/i18n.h"
#include "app/import_request.h"
#include "app/importer/open_thing.h"
#include "app/message_texts.h"
#include "app/png.h"
#include "base/log.h"
#include "base/paths.h"
#include "data/city_file/opening_check.h"
#include "data/report_export.h"

// How files come into the application and pictures leave it.

namespace twin::app {

namespace fs = std::filesystem;

namespace {

constexpr double first_loading_s = 0.3;

}  // namespace

void Application::open(const std::string& thing) {
    std::error_code error;
    if (!thing.empty() && !fs::exists(thing, error)) return tell(MessageKind::error, trf("message.not_found", thing));
    if (needs_import(thing)) return begin_import({thing}, {});
    const auto file = resolve_thing(thing, nullptr);
    if (!file) return tell(MessageKind::error, told(file.error().message));
    open_city_file(*file);
}

void Application::open_city_file(const fs::path& file, bool grown) {
    auto city = scene::City::open(file);
    if (!city) return tell(MessageKind::error, trf("message.cannot_open", told(city.error().message)));
    if (grown)
        session_.adopt_grown(std::move(*city));
    else
        session_.adopt(std::move(*city));
    city_changed_ = true;
    // The first picture shall show a city and not bare ground.
    session_.city()->adopt_tiles(session_.camera().position, first_loading_s);
    const std::string name = session_.city()->file().meta("name");
    window_->set_title((name.empty() ? file.stem().string() : name) + " – Stadtzwilling");
}

void Application::import_beside(const std::vector<fs::path>& files) {
    if (files.empty()) return;
    if (import_) return tell(MessageKind::warning, tr("import.busy"));
    // A whole city takes the place of the open one; anything else comes to it.
    if (files.size() == 1 && data::looks_like_city_file(files.front())) return open_city_file(files.front());
    begin_import(files, session_.city() ? session_.city()->file().path() : fs::path());
}

void Application::begin_import(const std::vector<fs::path>& files, const fs::path& beside) {
    if (import_) return tell(MessageKind::warning, tr("import.busy"));
    import_beside_ = !beside.empty();
    ImportCall call = import_call(files, beside, base::cache_folder());
    if (beside.empty() && files.size() == 1) {
        const auto target = cached_city_of(files.front().string());
        if (!target) return tell(MessageKind::error, trf("import.failed", told(target.error().message)));
        call.send_to(*target);
    }
    std::error_code error;
    // A folder or recipe stands for files whose changes its own time does not tell.
    const bool plain = std::all_of(files.begin(), files.end(), [&](const fs::path& file) {
        return fs::is_regular_file(file, error) && file.extension() != ".toml";
    });
    if (plain && fs::exists(call.target, error) && data::looks_like_city_file(call.target))
        return open_city_file(call.target, import_beside_);
    auto job = ImportJob::start(base::own_executable(), call.arguments, call.target, call.title);
    if (!job) return tell(MessageKind::error, trf("import.failed", told(job.error().message)));
    import_ = std::move(*job);
    session_.state().import = import_->status();
    session_.state().import.stage = tr("import.starting");
}

void Application::watch_import() {
    if (!import_) return;
    const ImportJob::Outcome outcome = import_->poll();
    if (!import_->status().stage.empty() || outcome != ImportJob::Outcome::running)
        session_.state().import = import_->status();
    if (outcome == ImportJob::Outcome::running) return;
    const std::unique_ptr<ImportJob> ended = std::move(import_);
    session_.state().import = {};
    if (outcome == ImportJob::Outcome::cancelled) {
        // A child that had to be killed could not clear up itself.
        std::error_code error;
        for (const char* rest : {".part", ".part-journal", ".part-wal", ".part-shm"})
            fs::remove(ended->target().string() + rest, error);
    }
    if (outcome == ImportJob::Outcome::cancelled) return tell(MessageKind::info, tr("import.cancelled"));
    if (outcome == ImportJob::Outcome::failed) {
        spdlog::error("import of {}: {}", ended->status().title, ended->reason());
        return tell(MessageKind::error, trf("import.failed", told(ended->reason())));
    }
    open_city_file(ended->target(), import_beside_);
    for (std::size_t i = 0; i < std::min<std::size_t>(ended->warnings().size(), 3); ++i)
        tell(MessageKind::warning, told(ended->warnings()[i]));
    tell(MessageKind::good, tr("import.done"));
}

void Application::export_report() {
    if (!session_.city()) return;
    const data::CityFile& city = session_.city()->file();
    const auto report = city.report();
    if (!report.ok()) return tell(MessageKind::error, told(report.error().message));
    fs::path file;
    for (const char* end : {"-report.csv", "-report.geojson"}) {
        file = city.path().parent_path() / city.path().stem();
        file += end;
        if (const auto written = data::write_report(file, *report, city.frame()); !written.ok())
            return tell(MessageKind::error, told(written.error().message));
    }
    tell(MessageKind::good, trf("report.exported", file.replace_extension().string()));
}

void Application::save_picture(const command::Screenshot& wanted, int width_px, int height_px) {
    // The same frame once more without panels: credits and titles belong into every picture, controls do not.
    const scene::FrameView view = look(width_px, height_px);
    renderer_->draw(view, 0);
    ViewState bare = session_.state();
    bare.ui_visible = wanted.with_panels;
    bare.messages.clear();
    const PanelView bare_view{session_.city(), bare, session_.camera(), &renderer_->figures(), renderer_->device()};
    Commands ignored;
    ui_->begin();
    ui_->draw(bare_view, view, ignored);
    ui_->finish();
    const renderer::Picture picture = renderer_->read_back(width_px, height_px, 0);
    city_changed_ = true;
    const fs::path file = wanted.file.empty() ? new_screenshot_file() : wanted.file;
    if (auto saved = write_png(file, picture); saved)
        tell(MessageKind::good, trf("message.screenshot", file.string()));
    else
        tell(MessageKind::error, trf("message.screenshot_failed", told(saved.error().message)));
}

}  // namespace twin::app
