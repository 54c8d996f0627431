#include <gmock/gmock.h>

#include <filesystem>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "cli/command_line.h"
#include "support/temporary_directory.h"

namespace broadsheet::cli {
namespace {

// The words of a command line until what ends it for a shell, without their quotes.
std::vector<std::string> Words(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  char quote = 0;
  bool any = false;
  const auto end = [&] {
    if (any) words.push_back(word);
    word.clear();
    any = false;
  };
  for (const char c : line) {
    if (quote == 0 && absl::StrContains("|>;)#", std::string(1, c))) break;
    if (quote != 0 ? c == quote : c == '\'' || c == '"') {
      quote = quote == 0 ? c : 0;
      any = true;
    } else if (quote == 0 && c == ' ') {
      end();
    } else {
      word += c;
      any = true;
    }
  }
  end();
  return words;
}

// Every line of the page that calls `broadsheet`, whichever command it is about.
std::vector<std::vector<std::string>> Examples(const std::string& page) {
  const std::string text = absl::StrReplaceAll(
      page,
      {{"\\e\n", ""}, {"\\-", "-"}, {"\\(aq", "'"}, {"\\(ga", "`"}, {"\\&", ""}, {"\\e", "\\"}});
  std::vector<std::vector<std::string>> examples;
  bool in_examples = false;
  for (absl::string_view line : absl::StrSplit(text, '\n')) {
    if (absl::StartsWith(line, ".")) in_examples = line == ".RS 4";
    const size_t begin = line.find("broadsheet ");
    if (!in_examples || begin == absl::string_view::npos) continue;
    // What a shell makes of these is not known here.
    if (absl::StrContains(line, "xargs") || absl::StrContains(line, "$(")) continue;
    examples.push_back(Words(std::string(line.substr(begin + sizeof("broadsheet")))));
  }
  return examples;
}

// In a directory of its own: some of them write files.
class ExamplesTest : public CommandLine {
 protected:
  ExamplesTest() { std::filesystem::current_path(directory_.path()); }
  ~ExamplesTest() override { std::filesystem::current_path(before_); }

 private:
  const std::filesystem::path before_ = std::filesystem::current_path();
  const testing::TemporaryDirectory directory_;
};

TEST_F(ExamplesTest, AllAreCommandLinesThatAreUnderstood) {
  const auto examples = Examples(RunAlone({"man"}).out);
  EXPECT_GT(examples.size(), 60U);
  standard_input = "{}";
  for (std::vector<std::string> example : examples) {
    if (example.empty() || (example[0] == "help" || example[0] == "man")) continue;
    const std::string text = absl::StrJoin(example, " ");
    // Nobody is there: what is understood can't be reached.
    example.insert(example.end(), {"--ingest", "127.0.0.1:1", "--storage", "127.0.0.1:1", "--query",
                                   "127.0.0.1:1", "--web", "127.0.0.1:1"});
    EXPECT_NE(RunAlone(example).code, 2) << text << "\n" << RunAlone(example).err;
  }
}

}  // namespace
}  // namespace broadsheet::cli
