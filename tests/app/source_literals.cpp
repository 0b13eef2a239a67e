#include "tests/app/source_literals.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace twin::tests {

namespace {

namespace fs = std::filesystem;

struct Token {
    enum Kind { literal, name, sign } kind;
    std::string text;
    unsigned line;
};

/// As much of C++ as it takes to find texts and what stands around them.
class Scanner {
  public:
    explicit Scanner(std::string code) : code_(std::move(code)) {}

    std::vector<Token> tokens() {
        while (at_ < code_.size()) step();
        return std::move(tokens_);
    }

  private:
    bool here(std::string_view word) const { return code_.compare(at_, word.size(), word) == 0; }
    char next(std::size_t n = 0) const { return at_ + n < code_.size() ? code_[at_ + n] : '\0'; }
    void skip_to(std::size_t end) {
        end = std::min(end, code_.size());
        line_ += static_cast<unsigned>(
            std::count(code_.begin() + static_cast<long>(at_), code_.begin() + static_cast<long>(end), '\n'));
        at_ = end;
    }
    void add(Token::Kind kind, std::string text) { tokens_.push_back({kind, std::move(text), line_}); }

    void step() {
        if (here("//") || (next() == '#' && (at_ == 0 || code_[at_ - 1] == '\n')))
            return skip_to(code_.find('\n', at_));
        if (here("/*")) return skip_to(code_.find("*/", at_) + 2);
        if (here("R\"")) return raw();
        if (next() == '"') return quoted();
        if (next() == '\'') return character();
        if (std::isspace(static_cast<unsigned char>(next()))) return skip_to(at_ + 1);
        if (std::isalnum(static_cast<unsigned char>(next())) || next() == '_') return word();
        add(Token::sign, std::string(1, next()));
        ++at_;
    }
    void raw() {
        const std::size_t open = code_.find('(', at_);
        const std::string close = ")" + code_.substr(at_ + 2, open - at_ - 2) + "\"";
        const std::size_t end = code_.find(close, open);
        add(Token::literal, code_.substr(open + 1, end - open - 1));
        skip_to(end + close.size());
    }
    void quoted() {
        std::string text;
        for (++at_; next() && next() != '"'; ++at_) {
            if (next() != '\\') {
                text += next();
                continue;
            }
            ++at_;
            text += next() == 'n' ? '\n' : next() == 't' ? '\t' : next();
        }
        ++at_;
        add(Token::literal, std::move(text));
    }
    void character() {
        for (++at_; next() && next() != '\''; ++at_)
            if (next() == '\\') ++at_;
        ++at_;
        add(Token::sign, "'");
    }
    /// A name with its namespaces; numbers with their separators (20'000) too.
    void word() {
        std::string text;
        const bool number = std::isdigit(static_cast<unsigned char>(next()));
        for (;; ++at_) {
            const auto c = static_cast<unsigned char>(next());
            if (std::isalnum(c) || c == '_' || (number && (c == '\'' || c == '.')))
                text += next();
            else if (here("::") && (std::isalpha(static_cast<unsigned char>(next(2))) || next(2) == '_'))
                text += "::", ++at_;
            else
                break;
        }
        add(Token::name, std::move(text));
    }

    std::string code_;
    std::size_t at_ = 0;
    unsigned line_ = 1;
    std::vector<Token> tokens_;
};

void collect(const std::string& file, const std::vector<Token>& tokens, std::vector<SourceLiteral>& out) {
    std::vector<std::string> inside;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        const Token& token = tokens[i];
        if (token.kind == Token::literal) {
            SourceLiteral literal{file, token.line, token.text, inside, false};
            literal.first_in_brace = i > 1 && tokens[i - 1].text == "{" && tokens[i - 2].kind == Token::sign;
            while (i + 1 < tokens.size() && tokens[i + 1].kind == Token::literal) literal.text += tokens[++i].text;
            out.push_back(std::move(literal));
        } else if (token.text == "(" || token.text == "{" || token.text == "[") {
            inside.push_back((i > 0 && tokens[i - 1].kind == Token::name ? tokens[i - 1].text : "") + token.text);
        } else if ((token.text == ")" || token.text == "}" || token.text == "]") && !inside.empty()) {
            inside.pop_back();
        }
    }
}

}  // namespace

std::vector<SourceLiteral> source_literals() {
    const fs::path root = TWIN_SOURCE_ROOT;
    std::vector<fs::path> files;
    for (const char* floor : {"base", "data", "scene", "app"})
        for (const auto& entry : fs::recursive_directory_iterator(root / floor))
            if (entry.path().extension() == ".cpp" || entry.path().extension() == ".h") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    std::vector<SourceLiteral> literals;
    for (const fs::path& file : files) {
        std::ostringstream code;
        code << std::ifstream(file).rdbuf();
        collect(fs::relative(file, root).string(), Scanner(code.str()).tokens(), literals);
    }
    return literals;
}

}  // namespace twin::tests
