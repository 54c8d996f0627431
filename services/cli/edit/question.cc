#include "cli/edit/question.h"

#include <istream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "cli/text.h"

namespace broadsheet::cli {

absl::Status Confirm(Session& session, const std::string& question, bool yes) {
  if (yes) return absl::OkStatus();
  if (!session.interactive) {
    return absl::FailedPreconditionError(
        "nothing was done: it can't be undone, and there is no terminal to ask on; --yes does it");
  }
  session.err.Text(absl::StrCat(question, " Only \"yes\" does it: "), Style::kBold);
  session.err.Flush();
  std::string answer;
  std::getline(session.in, answer);
  answer = OneLine(Printable(answer));
  if (absl::AsciiStrToLower(answer) == "yes") return absl::OkStatus();
  return absl::FailedPreconditionError(
      answer.empty() ? "nothing was done: the answer was not \"yes\""
                     : absl::StrCat("nothing was done: the answer was \"", answer, "\""));
}

}  // namespace broadsheet::cli
