#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/backup/changes.h"
#include "cli/backup/redaction_list.h"
#include "cli/commands.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Cursor;
using article::v1::Revision;
using ingest::v1::IngestService;
using storage::v1::Change;
using storage::v1::StorageService;

constexpr int kMostPerPage = 100;
constexpr absl::Duration kLookEvery = absl::Seconds(1);
// Changes without a redaction, before how far it has read is noted.
constexpr int64_t kNoteEvery = 1000;

struct Options {
  std::string file;
  bool follow = false;
};

absl::StatusOr<std::vector<Revision>> Revisions(const Session& session,
                                                const std::string& article) {
  std::vector<Revision> revisions;
  storage::v1::ListRevisionsRequest request;
  request.set_parent(article);
  request.set_page_size(kMostPerPage);
  do {
    ASSIGN_OR_RETURN(
        auto page, Call(session, Service::kStorage, &StorageService::Stub::ListRevisions, request));
    for (Revision& revision : *page.mutable_revisions()) revisions.push_back(std::move(revision));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return revisions;
}

// ---- save -------------------------------------------------------------------

absl::Status Take(Session& session, const Change& change, RedactionList& list, int64_t& added) {
  const Revision& revision = change.article().revision();
  if (revision.kind() != Revision::KIND_REDACTED) return absl::OkStatus();
  const std::string article = revision.name().substr(0, revision.name().find("/revisions/"));
  ASSIGN_OR_RETURN(const std::vector<Revision> all, Revisions(session, article));
  Redaction redaction = RedactionOf(revision, all);
  redaction.cursor = change.cursor();
  ASSIGN_OR_RETURN(const bool is_new, list.Add(redaction));
  if (is_new) ++added;
  return absl::OkStatus();
}

// Reads the log to its end. One that does not go on, as it was restored, is read from its start.
absl::Status ReadOn(Session& session, RedactionList& list, Cursor& after, int64_t& added) {
  const auto take = [&](const Change& change) { return Take(session, change, list, added); };
  absl::Status status = ReadChanges(session, after, take);
  if (!absl::IsOutOfRange(status)) return status;
  session.err.Line(absl::StrCat(Describe(status), "; reading it from its start"), Style::kDim);
  after.Clear();
  return ReadChanges(session, after, take);
}

Outcome Save(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(RedactionList list, RedactionList::Open(options.file));
  Cursor after = list.read_up_to();
  for (bool first = true, told = false;; first = false) {
    int64_t added = 0;
    const absl::Status status = ReadOn(session, list, after, added);
    // A storage that was there once is waited for.
    const bool waits = options.follow && !first && absl::IsUnavailable(status);
    if (!status.ok() && !waits) return status;
    if (!status.ok() && !told) session.err.Line(absl::StrCat(Describe(status), "; trying again"));
    told = !status.ok();
    const int64_t unnoted = after.position() - list.read_up_to().position();
    if (unnoted < 0 || unnoted >= (options.follow ? kNoteEvery : 1)) {
      RETURN_IF_ERROR(list.Note(after));
    }
    if (first || added > 0) session.out.Line(absl::StrCat(options.file, ": ", added, " added"));
    session.out.Flush();
    if (!options.follow) return ExitCode::kOk;
    absl::SleepFor(kLookEvery);
  }
}

// ---- replay -----------------------------------------------------------------

struct Counts {
  int64_t articles = 0;
  int64_t revisions = 0;
  int64_t missing = 0;
  int64_t failed = 0;
};

absl::Status Replay(const Session& session, const Redaction& redaction, Counts& counts) {
  ingest::v1::RedactArticleRequest request;
  request.set_name(redaction.article);
  request.set_reason(redaction.reason);
  if (!redaction.wholly) {
    ASSIGN_OR_RETURN(const std::vector<Revision> all, Revisions(session, redaction.article));
    ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, StillToRedact(redaction, all));
    if (numbers.empty()) return absl::OkStatus();
    *request.mutable_revisions() = {numbers.begin(), numbers.end()};
  }
  ASSIGN_OR_RETURN(const auto response,
                   Call(session, Service::kIngest, &IngestService::Stub::RedactArticle, request));
  counts.articles += response.articles();
  counts.revisions += response.revisions();
  return absl::OkStatus();
}

Outcome ReplayAll(Session& session, const Options& options) {
  ASSIGN_OR_RETURN(const std::vector<Redaction> redactions, ReadRedactionList(options.file));
  Counts counts;
  for (const Redaction& redaction : MergeRedactions(redactions)) {
    const absl::Status status = Replay(session, redaction, counts);
    if (status.ok()) continue;
    if (absl::IsUnavailable(status)) return status;
    ++(absl::IsNotFound(status) ? counts.missing : counts.failed);
    session.err.Line(
        absl::IsNotFound(status)
            ? absl::StrCat(
                  redaction.article,
                  " is not here; where a source still "
                  "has it, it comes anew under another name; if it was split off, its text may be "
                  "in the article it came from")
            : absl::StrCat(redaction.article, ": ", Describe(status)),
        Style::kError);
  }
  session.out.Line(absl::StrCat(redactions.size(), " redactions replayed: ", counts.revisions,
                                " revisions of ", counts.articles, " articles redacted, ",
                                counts.missing, " not here, ", counts.failed, " failed"));
  session.out.Line("Redactions by source are not among them: repeat those, for the rejects");
  return counts.failed == 0 && counts.missing == 0 ? ExitCode::kOk : ExitCode::kFailed;
}

CLI::App* AddOne(CLI::App& group, const char* name, const char* help, const char* examples,
                 Outcome (*run)(Session&, const Options&), const std::shared_ptr<Options>& options,
                 Action& chosen) {
  CLI::App* command = group.add_subcommand(name, help);
  command->add_option("FILE", options->file, "The list")->type_name("")->required();
  command->footer(examples);
  command->callback([options, run, &chosen] {
    chosen = [options, run](Session& session) { return run(session, *options); };
  });
  return command;
}

}  // namespace

void AddRedactions(CLI::App& app, Action& chosen) {
  CLI::App* group = app.add_subcommand("redactions", "Keep redactions beyond a restore");
  group->footer(
      "A backup holds what was redacted after it. The list tells which articles and revisions "
      "that\n"
      "was, by names and digests, and why; nothing of what they said. Keep it where the loss of "
      "the\n"
      "database can't reach it.\n"
      "\nExamples:\n"
      "  broadsheet redactions save redactions.jsonl\n"
      "  broadsheet redactions replay redactions.jsonl");
  auto saved = std::make_shared<Options>();
  AddOne(*group, "save", "Add what was redacted since to the list",
         "It goes on where the list ends. One that storage does not know, as it was restored, is\n"
         "compared with all of its log.\n"
         "\nExamples:\n"
         "  broadsheet redactions save redactions.jsonl\n"
         "  broadsheet redactions save redactions.jsonl --follow",
         Save, saved, chosen)
      ->add_flag("-f,--follow", saved->follow, "Go on, within a second of each, until it is ended");
  AddOne(*group, "replay", "Redact what the list has, before readers see a restored system",
         "What is redacted already is left alone. Storage and ingest have to run, query and web\n"
         "must not yet. It fails where a revision can't be redacted, as it is the newest there.\n"
         "\nExamples:\n"
         "  broadsheet redactions replay redactions.jsonl",
         ReplayAll, std::make_shared<Options>(), chosen);
}

}  // namespace broadsheet::cli
