#include "data/sources/citygml_codes.h"

#include "base/text.h"
#include "data/sources/citygml_tree.h"

namespace twin::data {

namespace {

constexpr std::size_t most_lists = 500;
constexpr std::size_t most_list_bytes = 8u << 20;

/// The outermost element's text without what stands in front of it; empty: none.
std::string_view without_prologue(std::string_view text) {
    for (auto at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1))
        if (at + 1 < text.size() && text[at + 1] != '?' && text[at + 1] != '!') return text.substr(at);
    return {};
}

}  // namespace

CityGmlCodes::List CityGmlCodes::load(const std::string& name) {
    auto file = sink_.side_file(name, false);
    // Folders above the file are not looked into; what was packed together may lie beside it.
    std::string inside = name;
    while (inside.starts_with("../")) inside.erase(0, 3);
    if (!file && inside != name) file = sink_.side_file(inside, false);
    if (!file || file->bytes.size() > most_list_bytes || file->text().find("<!ENTITY") != std::string_view::npos)
        return {};
    XmlPieceParser parser("UTF-8", "<x>");
    const auto tree = parser.parse(without_prologue(file->text()));
    List list;
    for (const XmlNode* entry = tree ? (*tree)->first_child : nullptr; entry; entry = entry->next) {
        const XmlNode* definition = entry->is("dictionaryEntry") ? entry->child("Definition") : nullptr;
        if (!definition) continue;
        const std::string_view code = definition->child_text("name"), meaning = definition->child_text("description");
        if (!code.empty() && !meaning.empty()) list.emplace(code, meaning);
    }
    return list;
}

void CityGmlCodes::name(const CityGmlOutcome::Code& code, Attributes& attributes) {
    if (code.list.empty() || code.list.starts_with("http") || code.list.starts_with("urn:")) return;
    auto known = lists_.find(code.list);
    if (known == lists_.end()) {
        if (lists_.size() >= most_lists) return;
        known = lists_.emplace(code.list, load(code.list)).first;
    }
    const auto meaning = known->second.find(attributes.text(code.attribute));
    if (meaning != known->second.end()) attributes.set(code.attribute + "_name", meaning->second);
}

}  // namespace twin::data
