#include "ingest/text/link_header.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "ingest/text/text.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMostLinks = 100;

// A place in the header, which goes on to its end.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool AtEnd() const { return rest_.empty(); }
  char Peek() const { return rest_.empty() ? '\0' : rest_[0]; }
  void Skip() { rest_.remove_prefix(1); }

  bool Take(char c) {
    SkipSpace();
    if (rest_.empty() || rest_[0] != c) return false;
    Skip();
    return true;
  }

  // What comes before one of `ends`.
  std::string_view Until(std::string_view ends) {
    const size_t size = std::min(rest_.find_first_of(ends), rest_.size());
    const std::string_view found = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return found;
  }

  // A value, quoted or not.
  std::string Value() {
    if (!Take('"')) return Trimmed(Until(";,"));
    std::string value;
    while (!rest_.empty() && rest_[0] != '"') {
      if (rest_[0] == '\\' && rest_.size() > 1) Skip();
      value += rest_[0];
      Skip();
    }
    if (!rest_.empty()) Skip();
    return value;
  }

  static std::string Trimmed(std::string_view text) {
    return std::string(absl::StripAsciiWhitespace(absl::string_view(text.data(), text.size())));
  }

 private:
  void SkipSpace() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t')) Skip();
  }

  std::string_view rest_;
};

}  // namespace

std::vector<HeaderLink> ParseLinkHeader(std::string_view header) {
  std::vector<HeaderLink> links;
  Scanner scanner(header);
  while (!scanner.AtEnd() && links.size() < kMostLinks) {
    scanner.Until("<");
    if (!scanner.Take('<')) break;
    HeaderLink link;
    link.uri = Scanner::Trimmed(scanner.Until(">"));
    if (!scanner.Take('>')) break;
    bool has_rel = false;
    bool is_of_this = true;
    while (scanner.Take(';')) {
      const std::string name = AsciiLower(Scanner::Trimmed(scanner.Until("=;,")));
      const std::string value = scanner.Take('=') ? scanner.Value() : "";
      if (name == "rel" && !std::exchange(has_rel, true)) link.rel = AsciiLower(value);
      if (name == "anchor") is_of_this = false;
    }
    if (is_of_this && !link.uri.empty()) links.push_back(std::move(link));
    // The next begins behind a comma: a "<" before it is none.
    scanner.Until(",");
  }
  return links;
}

}  // namespace broadsheet::ingest
