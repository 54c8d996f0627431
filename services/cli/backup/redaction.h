// What was redacted, told so that it can be redacted again in an older copy of the archive.
//
// All functions are thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "broadsheet/article/v1/article.pb.h"
#include "broadsheet/article/v1/cursor.pb.h"

namespace broadsheet::cli {

// A line of the list. One without an article only says how far the log was read.
struct Redaction {
  // `articles/{uuid}`.
  std::string article;
  std::string reason;
  // The article is a tombstone. Otherwise revisions went, which are told by their content
  // digests (hexadecimal): in an older copy, a later revision may have another's number.
  bool wholly = false;
  std::vector<std::string> digests;
  // Where the log has it.
  article::v1::Cursor cursor;
};

// What `revision`, of KIND_REDACTED, did to its article, whose revisions are `all` now.
Redaction RedactionOf(const article::v1::Revision& revision,
                      const std::vector<article::v1::Revision>& all);

// The numbers of those of `all` that `redaction` names and that still have content.
// FAILED_PRECONDITION where the newest is among them, which storage redacts only with all others,
// or has the same body as one of them: an edit of tags or a poll may have put it on top.
absl::StatusOr<std::vector<int64_t>> StillToRedact(const Redaction& redaction,
                                                   const std::vector<article::v1::Revision>& all);

// One for each article, with all that several took out of it; of those without an article, none.
// One that is replayed alone may copy what the next takes out to the top.
std::vector<Redaction> MergeRedactions(const std::vector<Redaction>& redactions);

// As JSON on one line, without a newline. Nothing of it tells what was redacted.
absl::StatusOr<std::string> FormatRedaction(const Redaction& redaction);

// INVALID_ARGUMENT where `line` is no such line.
absl::StatusOr<Redaction> ParseRedaction(std::string_view line);

// The same for the same redaction of the same article, wherever the log has it.
std::string RedactionKey(const Redaction& redaction);

}  // namespace broadsheet::cli
