#include "cli/help/formatter.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/help/tree.h"

namespace broadsheet::cli {

HelpFormatter::HelpFormatter() { label("Positionals", "Arguments"); }

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = absl::StrCat("\nUsage: ", name);
  if (!CommandsOf(*app).empty()) return absl::StrCat(usage, " COMMAND [OPTIONS] ...\n");
  absl::StrAppend(&usage, " [OPTIONS]");
  for (const CLI::Option* argument : ArgumentsOf(*app)) {
    absl::StrAppend(&usage, " ", make_option_usage(argument));
  }
  return absl::StrCat(usage, "\n");
}

std::string HelpFormatter::make_footer(const CLI::App* app) const {
  const std::string footer = CLI::Formatter::make_footer(app);
  if (app->get_parent() == nullptr) return footer;
  return absl::StrCat(footer,
                      "\n--json, --timeout and the services' addresses: broadsheet --help\n");
}

std::string HelpFormatter::make_option_name(const CLI::Option* option, bool is_positional) const {
  return is_positional ? option->get_name(true) : absl::StrJoin(NamesOf(*option), ", ");
}

std::string HelpFormatter::make_option_opts(const CLI::Option* option) const {
  const std::string value = ValueOf(*option);
  return option->get_positional() || value.empty() ? "" : absl::StrCat(" ", value);
}

std::string HelpFormatter::make_option_desc(const CLI::Option* option) const {
  const std::string fallback = ValueOf(*option).empty() ? "" : option->get_default_str();
  const std::string variable = option->get_envname();
  if (variable.empty()) {
    return absl::StrCat(option->get_description(),
                        fallback.empty() ? "" : absl::StrCat(" (default ", fallback, ")"));
  }
  return absl::StrCat(option->get_description(), "\n(", variable,
                      fallback.empty() ? "" : absl::StrCat(", or else ", fallback), ")");
}

std::string HelpOf(const CLI::App& command) {
  const std::string path = PathOf(command);
  return command.get_formatter()->make_help(
      &command, absl::StrCat("broadsheet", path.empty() ? "" : " ", path),
      CLI::AppFormatMode::Normal);
}

}  // namespace broadsheet::cli
