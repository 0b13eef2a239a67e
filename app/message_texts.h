#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "app/message_template.h"
#include "base/result.h"

namespace twin::app {

/// Messages (errors, complaints, stages) in German. They are made, stored and printed in English; this says them in
/// German when they are shown. A sentence is known as a whole, or by its parts: "a.gml: reading: the file is empty".
/// What nobody translated stays as it is.
/// Owner: told().  Thread: one; translate() remembers what it was asked.
/// Source: assets/i18n/messages_de.toml, whose head explains the notation.
class MessageTexts {
  public:
    using Words = std::map<std::string, std::string, std::less<>>;
    struct Entry {
        std::string section, english, german;
        unsigned line = 0;
    };

    /// Errors: not readable, not TOML, a place that is not understood, a German sentence that asks for a place that
    /// the English one does not have, a sentence that occurs twice.
    static base::Result<MessageTexts> read(const std::filesystem::path& file);
    /// Words for {w} beside those of the file, which go first.
    void add_words(const Words& words) { words_.insert(words.begin(), words.end()); }

    std::string translate(std::string_view message) const;
    bool knows(std::string_view message) const { return said(message, 0).has_value(); }
    /// Every line of the file.
    const std::vector<Entry>& entries() const { return entries_; }

  private:
    struct Sentence {
        MessageTemplate english;
        std::string german;
    };
    using Said = std::optional<std::string>;

    base::Result<void> add(Entry entry);
    void sort();
    Said said(std::string_view message, int depth) const;
    Said say(std::string_view message, int depth) const;
    Said by_sentence(std::string_view message, int depth) const;
    Said by_part(std::string_view message, int depth) const;
    Said by_steps(std::string_view message, int depth) const;
    Said by_list(std::string_view message, std::string_view between, int depth) const;
    Said by_bracket(std::string_view message, int depth) const;
    Said stage(std::string_view words, int depth) const;
    std::string fill(const std::string& german, const std::vector<MessageArgument>& found, int depth) const;
    std::string argument(const MessageArgument& found, int depth) const;

    std::vector<Entry> entries_;
    Words words_, stages_, whole_;
    std::vector<Sentence> stage_sentences_, sentences_;  ///< The most particular first.
    std::unordered_map<std::string, std::vector<std::size_t>> by_lead_;
    std::vector<std::size_t> without_lead_;
    mutable std::unordered_map<std::string, Said> remembered_;
};

/// `message` as the screen says it: in German where the screen is German, else as it is.  Thread: main.
std::string told(std::string_view message);

}  // namespace twin::app
