#include "cli/printer.h"

#include "absl/strings/str_replace.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

const char* Begin(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kBold:
      return "\x1b[1m";
    case Style::kDim:
      return "\x1b[2m";
    case Style::kLink:
      return "\x1b[36m";
    case Style::kError:
      return "\x1b[31m";
  }
  return "";
}

constexpr char kEnd[] = "\x1b[0m";

}  // namespace

void Printer::Text(std::string_view text, Style style) {
  if (text.empty()) return;
  const std::string safe = Printable(text);
  if (!options_.color) {
    out_ << absl::StrReplaceAll(safe, {{kMarkBegin, ""}, {kMarkEnd, ""}});
    return;
  }
  const bool marked = safe.find(kMarkBegin) != std::string::npos;
  // Behind a mark, the style goes on.
  const std::string end_mark = std::string(kEnd) + Begin(style);
  out_ << Begin(style)
       << absl::StrReplaceAll(safe, {{kMarkBegin, "\x1b[1;33m"}, {kMarkEnd, end_mark}})
       << (marked || style != Style::kPlain ? kEnd : "");
}

void Printer::Line(std::string_view text, Style style) {
  Text(text, style);
  out_ << '\n';
}

void Printer::Wrapped(std::string_view text, int indent, Style style) {
  for (const std::string& line : Wrap(Printable(text), options_.width - indent)) {
    if (!line.empty()) out_ << std::string(static_cast<size_t>(indent), ' ');
    Line(line, style);
  }
}

void Printer::Raw(std::string_view bytes) { out_ << bytes; }

}  // namespace broadsheet::cli
