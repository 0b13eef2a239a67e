#include "data/sources/kml_placemarks.h"

#include <cmath>
#include <memory>

#include <expat.h>
#include <fmt/format.h>

#include "base/text.h"
#include "data/keys.h"

namespace twin::data {

namespace {

constexpr std::size_t deepest = 256, longest_text = 1 << 20, most_models = 1'000'000;

class KmlReader {
  public:
    base::Result<KmlDocument> read(std::string_view text) {
        const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(XML_ParserCreate(nullptr),
                                                                                  &XML_ParserFree);
        parser_ = parser.get();
        XML_SetUserData(parser_, this);
        XML_SetElementHandler(
            parser_,
            [](void* self, const XML_Char* name, const XML_Char** attributes) {
                static_cast<KmlReader*>(self)->begin(name, attributes);
            },
            [](void* self, const XML_Char*) { static_cast<KmlReader*>(self)->end(); });
        XML_SetCharacterDataHandler(parser_, [](void* self, const XML_Char* text, int length) {
            auto* reader = static_cast<KmlReader*>(self);
            if (reader->text_.size() < longest_text) reader->text_.append(text, static_cast<std::size_t>(length));
        });
        constexpr std::size_t piece = 16 << 20;
        for (std::size_t at = 0; at < text.size() || at == 0; at += piece) {
            const std::string_view part = text.substr(at, piece);
            const bool last = at + piece >= text.size();
            if (XML_Parse(parser_, part.data(), static_cast<int>(part.size()), last) == XML_STATUS_OK) continue;
            if (!failure_.empty()) return base::Error{"reading: " + failure_};
            return base::Error{fmt::format("reading: the KML is damaged in line {} ({})",
                                           XML_GetCurrentLineNumber(parser_),
                                           XML_ErrorString(XML_GetErrorCode(parser_)))};
        }
        return std::move(document_);
    }

  private:
    void stop(std::string why) {
        failure_ = std::move(why);
        XML_StopParser(parser_, XML_FALSE);
    }

    void begin(std::string_view name, const XML_Char** attributes) {
        if (path_.size() >= deepest) return stop(fmt::format("its elements lie more than {} deep", deepest));
        path_.emplace_back(name.substr(name.rfind(':') + 1));
        text_.clear();
        std::string id, data_name;
        for (; attributes[0]; attributes += 2) {
            if (std::string_view(attributes[0]) == "id") id = attributes[1];
            if (std::string_view(attributes[0]) == "name") data_name = attributes[1];
        }
        const std::string& element = path_.back();
        if (element == "Placemark") {
            placemark_ = {};
            placemark_.id = id;
        } else if (element == "Model") {
            model_ = {};
            model_.id = id;
            in_model_ = true;
        } else if (element == "Data" || element == "SimpleData") {
            data_name_ = data_name;
        } else if (element == "Alias") {
            target_.clear();
            source_.clear();
        }
    }

    void end() {
        const std::string element = std::move(path_.back());
        path_.pop_back();
        const std::string_view text = base::trim(text_);
        const std::string_view parent = path_.empty() ? std::string_view() : std::string_view(path_.back());
        if (in_model_)
            end_in_model(element, parent, text);
        else if (parent == "Placemark" && (element == "name" || element == "description") && !text.empty())
            placemark_.attributes.set(element == "name" ? std::string_view(keys::name) : "description",
                                      base::to_valid_utf8(text));
        else if ((element == "value" && parent == "Data") || element == "SimpleData")
            keep_data(text);
        else if (element == "Point" || element == "LineString" || element == "Polygon" || element == "LinearRing" ||
                 element == "Track")
            document_.has_shapes = true;
        else if (element == "Placemark")
            end_placemark();
        text_.clear();
    }

    void keep_data(std::string_view text) {
        if (data_name_.empty() || text.empty()) return;
        double number = 0;
        if (base::parse_number(text, number) && std::isfinite(number))
            placemark_.attributes.set(base::to_valid_utf8(data_name_), number);
        else
            placemark_.attributes.set(base::to_valid_utf8(data_name_), base::to_valid_utf8(text));
    }

    void end_in_model(std::string_view element, std::string_view parent, std::string_view text) {
        const auto number = [&](double& value) {
            double read = 0;
            if (base::parse_number(text, read) && std::isfinite(read)) value = read;
        };
        if (element == "longitude") model_.has_place = true, number(model_.lon_deg);
        if (element == "latitude") number(model_.lat_deg);
        if (element == "altitude") number(model_.altitude_m);
        if (element == "heading") number(model_.heading_deg);
        if (element == "tilt") number(model_.tilt_deg);
        if (element == "roll") number(model_.roll_deg);
        if (element == "altitudeMode") model_.altitude_mode = text;
        if (parent == "Scale" && element.size() == 1 && element[0] >= 'x' && element[0] <= 'z')
            number(model_.scale[element[0] - 'x']);
        if (parent == "Link" && element == "href") model_.href = base::to_valid_utf8(text);
        if (element == "targetHref") target_ = base::to_valid_utf8(text);
        if (element == "sourceHref") source_ = base::to_valid_utf8(text);
        if (element == "Alias" && !source_.empty()) model_.aliases[source_] = target_;
        if (element != "Model") return;
        in_model_ = false;
        models_.push_back(std::move(model_));
        if (document_.models.size() + models_.size() > most_models)
            stop(fmt::format("it has more than {} models", most_models));
    }

    /// What a placemark says may come after its model.
    void end_placemark() {
        for (KmlModel& model : models_) {
            if (model.id.empty()) model.id = placemark_.id;
            model.attributes = placemark_.attributes;
            document_.models.push_back(std::move(model));
        }
        models_.clear();
    }

    XML_Parser parser_ = nullptr;
    KmlDocument document_;
    KmlModel placemark_, model_;
    std::vector<KmlModel> models_;  ///< Of the placemark that is being read.
    std::vector<std::string> path_;
    std::string text_, data_name_, target_, source_, failure_;
    bool in_model_ = false;
};

}  // namespace

base::Result<KmlDocument> read_kml(std::string_view text) {
    return KmlReader().read(text);
}

}  // namespace twin::data
