// Where commands print to.
#pragma once

#include <ostream>
#include <string>
#include <string_view>

namespace broadsheet::cli {

enum class Style { kPlain, kBold, kDim, kLink, kError };

// Text on its way to a terminal or a file. Everything but Raw() goes through
// Printable(), so that no content can steer the terminal. Not thread-safe.
class Printer {
 public:
  struct Options {
    // Styles and marks show as escape sequences; they vanish otherwise.
    bool color = false;
    // Whether a person is looking.
    bool terminal = false;
    // Columns, for what is wrapped.
    int width = 80;
  };

  // `out` must outlive the printer.
  Printer(std::ostream& out, const Options& options) : out_(out), options_(options) {}

  void Text(std::string_view text, Style style = Style::kPlain);

  // Text and a newline.
  void Line(std::string_view text = "", Style style = Style::kPlain);

  // Text wrapped at the width, each line behind `indent` spaces.
  void Wrapped(std::string_view text, int indent = 0, Style style = Style::kPlain);

  // Bytes as they are; for JSON and for files.
  void Raw(std::string_view bytes);

  void Flush() { out_.flush(); }

  int width() const { return options_.width; }
  bool terminal() const { return options_.terminal; }
  void set_color(bool color) { options_.color = color; }

 private:
  std::ostream& out_;
  Options options_;
};

}  // namespace broadsheet::cli
