#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "cli/commands.h"
#include "cli/help/tree.h"
#include "common/version.h"

namespace broadsheet::cli {
namespace {

// Text as roff reads it: a dot or a quote that begins a line is no request.
std::string Roff(const std::string& text) {
  std::string out;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, ".") || absl::StartsWith(line, "'")) out += "\\&";
    out += absl::StrReplaceAll(line, {{"\\", "\\e"}, {"-", "\\-"}, {"'", "\\(aq"}, {"`", "\\(ga"}});
    out += '\n';
  }
  out.pop_back();
  return out;
}

std::string Bold(const std::string& text) { return absl::StrCat("\\fB", Roff(text), "\\fR"); }
std::string Italic(const std::string& text) { return absl::StrCat("\\fI", Roff(text), "\\fR"); }

// Lines that are not filled.
std::string AsWritten(const std::string& text) {
  return absl::StrCat(".nf\n.RS 4\n", Roff(std::string(absl::StripSuffix(text, "\n"))),
                      "\n.RE\n.fi\n");
}

// Paragraphs; one that is indented stays as it is written.
std::string Paragraphs(const std::string& text) {
  std::string out;
  for (absl::string_view part : absl::StrSplit(text, "\n\n", absl::SkipEmpty())) {
    const std::string paragraph(part);
    const bool as_written = absl::StrContains(paragraph, "\n  ");
    absl::StrAppend(
        &out, as_written ? AsWritten(paragraph) : absl::StrCat(".PP\n", Roff(paragraph), "\n"));
  }
  return out;
}

std::string Tagged(const std::string& tag, const std::string& text) {
  return absl::StrCat(".TP\n", tag, "\n", Roff(text), "\n");
}

std::string OptionEntry(const CLI::Option& option) {
  std::string tag;
  for (const std::string& name : NamesOf(option)) {
    absl::StrAppend(&tag, tag.empty() ? "" : ", ", Bold(name));
  }
  if (!ValueOf(option).empty()) absl::StrAppend(&tag, " ", Italic(ValueOf(option)));
  const std::string fallback = ValueOf(option).empty() ? "" : option.get_default_str();
  return Tagged(
      tag, absl::StrCat(option.get_description(),
                        fallback.empty() ? "" : absl::StrCat(" (default ", fallback, ")"), "."));
}

std::string Usage(const CLI::App& command) {
  std::string usage =
      absl::StrCat(Bold("broadsheet " + PathOf(command)), " [", Italic("OPTIONS"), "]");
  for (const CLI::Option* argument : ArgumentsOf(command)) {
    const bool many = argument->get_expected_max() > 1;
    const std::string name = absl::StrCat(Italic(argument->get_name(true)), many ? "..." : "");
    absl::StrAppend(&usage, " ", argument->get_required() ? name : absl::StrCat("[", name, "]"));
  }
  return usage;
}

// A command that does something itself.
std::string CommandSection(const CLI::App& command) {
  std::string out =
      absl::StrCat(".SS ", Roff(PathOf(command)), "\n", Usage(command), "\n.PP\n",
                   Roff(command.get_description()), ".\n", Paragraphs(NotesOf(command)));
  for (const CLI::Option* argument : ArgumentsOf(command)) {
    absl::StrAppend(&out, Tagged(Italic(argument->get_name(true)),
                                 absl::StrCat(argument->get_description(), ".")));
  }
  for (const CLI::Option* option : OptionsOf(command)) {
    if (!option->check_lname("help")) absl::StrAppend(&out, OptionEntry(*option));
  }
  return absl::StrCat(out, ".PP\n", AsWritten(ExamplesOf(command)));
}

std::string Environment(const CLI::App& root) {
  std::string out;
  for (const CLI::Option* option : OptionsOf(root)) {
    if (option->get_envname().empty()) continue;
    absl::StrAppend(&out, Tagged(Bold(option->get_envname()),
                                 absl::StrCat("As ", NamesOf(*option).back(), ".")));
  }
  return absl::StrCat(out, Tagged(Bold("NO_COLOR"), "Not empty: as --no-color."));
}

std::string ExitStatus() {
  std::string out;
  for (const auto& [code, meaning] : ExitCodeMeanings()) {
    absl::StrAppend(&out,
                    Tagged(Bold(absl::StrCat(static_cast<int>(code))), absl::StrCat(meaning, ".")));
  }
  return out;
}

std::string ManPage(const CLI::App& root) {
  std::string out = absl::StrCat(
      ".TH BROADSHEET 1 \"\" \"Broadsheet ", std::string(Version()),
      "\" \"User Commands\"\n.SH NAME\nbroadsheet \\- hands on a news archive\n.SH SYNOPSIS\n",
      Bold("broadsheet"), " ", Italic("COMMAND"), " [", Italic("OPTIONS"),
      "] ...\n.SH DESCRIPTION\n", Roff(root.get_description()),
      "\n.PP\nResults go to standard output, everything else to standard error. "
      "Times are UTC.\n.SH COMMANDS\n");
  for (const CLI::App* command : AllCommands(root)) {
    if (CommandsOf(*command).empty()) absl::StrAppend(&out, CommandSection(*command));
  }
  absl::StrAppend(&out, ".SH OPTIONS\nThey may stand before or behind the command.\n");
  for (const CLI::Option* option : OptionsOf(root)) absl::StrAppend(&out, OptionEntry(*option));
  return absl::StrCat(out, ".SH ENVIRONMENT\n", Environment(root), ".SH EXIT STATUS\n",
                      ExitStatus(), ".SH EXAMPLES\n", AsWritten(ExamplesOf(root)));
}

}  // namespace

void AddMan(CLI::App& app, Action& chosen) {
  CLI::App* command = app.add_subcommand("man", "Print the manual page, in roff");
  command->footer(
      "Examples:\n"
      "  broadsheet man | man -l -\n"
      "  broadsheet man > broadsheet.1");
  command->callback([&app, &chosen] {
    chosen = [&app](Session& session) {
      session.out.Raw(ManPage(app));
      return ExitCode::kOk;
    };
  });
}

}  // namespace broadsheet::cli
