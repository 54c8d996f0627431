#include "common/flags.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "absl/flags/commandlineflag.h"
#include "absl/flags/parse.h"
#include "absl/flags/reflection.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace broadsheet {
namespace {

constexpr size_t kHelpWidth = 80;

[[noreturn]] void Fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(2);
}

std::string VariableOf(std::string_view flag) {
  return absl::StrCat("BROADSHEET_", absl::AsciiStrToUpper(std::string(flag)));
}

// The program's flags by name, without those that Abseil brings along.
std::vector<absl::CommandLineFlag*> OwnFlags() {
  std::vector<absl::CommandLineFlag*> flags;
  for (const auto& [name, flag] : absl::GetAllFlags()) {
    if (!absl::StrContains(flag->Filename(), "absl/flags/")) flags.push_back(flag);
  }
  std::sort(flags.begin(), flags.end(),
            [](const auto* a, const auto* b) { return a->Name() < b->Name(); });
  return flags;
}

void ParseEnvironment() {
  for (absl::CommandLineFlag* flag : OwnFlags()) {
    const std::string variable = VariableOf(std::string(flag->Name()));
    const char* value = std::getenv(variable.c_str());
    std::string error;
    if (value != nullptr && !flag->ParseFrom(value, &error)) {
      Fail(absl::StrCat(variable, ": bad value '", value, "' ", error));
    }
  }
}

// `text` in lines of kHelpWidth, each behind `indent`.
std::string Wrapped(const std::string& text, const std::string& indent) {
  std::string lines;
  std::string line;
  for (absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    if (!line.empty() && indent.size() + line.size() + 1 + word.size() > kHelpWidth) {
      absl::StrAppend(&lines, indent, line, "\n");
      line.clear();
    }
    absl::StrAppend(&line, line.empty() ? "" : " ", word);
  }
  return absl::StrCat(lines, indent, line, "\n");
}

// "--database_connections=16" over what it is for and its variable.
std::string Describe(const absl::CommandLineFlag& flag) {
  const std::string name(flag.Name());
  std::string value = flag.CurrentValue();
  if (flag.IsOfType<std::string>() && value.find(' ') != std::string::npos) {
    value = absl::StrCat("\"", value, "\"");
  }
  return absl::StrCat("  --", name, "=", value, "\n", Wrapped(flag.Help(), "      "), "      ",
                      VariableOf(name), "\n");
}

std::string Help(const Program& program) {
  std::string help = absl::StrCat(program.description, "\n\nUsage: ", program.name,
                                  " [--FLAG=VALUE]...\n\nFlags, each with its default and the "
                                  "environment variable that stands for it:\n");
  for (const absl::CommandLineFlag* flag : OwnFlags()) absl::StrAppend(&help, Describe(*flag));
  return absl::StrCat(
      help, "  --help\n      print this and exit\n",
      "  --version\n      print the versions of this and of its libraries, and exit\n");
}

[[noreturn]] void Print(const std::string& text) {
  std::fputs(text.c_str(), stdout);
  std::exit(std::fflush(stdout) == 0 ? 0 : 1);
}

}  // namespace

void ParseFlags(int argc, char** argv, const Program& program) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--help" || argument == "-help" || argument == "-h") Print(Help(program));
    if (argument == "--version" || argument == "-version") Print(program.version);
  }
  ParseEnvironment();
  const std::vector<char*> rest = absl::ParseCommandLine(argc, argv);
  if (rest.size() > 1) Fail(absl::StrCat("unexpected argument '", rest[1], "'; see --help"));
}

}  // namespace broadsheet
