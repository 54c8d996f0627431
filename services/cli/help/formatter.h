// How help looks.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace broadsheet::cli {

// CLI11's layout in our words: the usage as one types it, and behind an option's
// description its default and variable. Thread-safe.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();

  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override;
  std::string make_option_opts(const CLI::Option* option) const override;
  std::string make_option_desc(const CLI::Option* option) const override;
};

// The whole help of `command`, whichever commands the command line names.
std::string HelpOf(const CLI::App& command);

}  // namespace broadsheet::cli
