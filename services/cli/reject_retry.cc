#include "cli/reject_retry.h"

#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::IngestService;
using ingest::v1::Reject;

struct Options {
  std::vector<std::string> names;
  bool all = false;
  std::string origin;
  std::string reason;
  bool wait = false;

  bool chooses() const { return all || !origin.empty() || !reason.empty(); }
};

// Whether the reject's reason is `reason`, or has it in its words.
bool HasReason(const Reject& reject, const std::string& reason) {
  return reason.empty() || absl::StrContains(reject.reason().message(), reason) ||
         Reason(FromRpcStatusBytes(reject.reason().SerializeAsString())) == reason;
}

// All of them at first: what is refused again counts as new, and would come again.
absl::StatusOr<std::vector<std::string>> Chosen(Session& session, const Options& options) {
  std::vector<std::string> names;
  ingest::v1::ListRejectsRequest request;
  request.set_origin(options.origin);
  request.set_page_size(100);
  do {
    ASSIGN_OR_RETURN(const auto page,
                     Call(session, Service::kIngest, &IngestService::Stub::ListRejects, request));
    for (const Reject& reject : page.rejects()) {
      if (HasReason(reject, options.reason)) names.push_back(reject.name());
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return names;
}

// Sends one reject again.
Outcome RetryOne(Session& session, const Options& options, const std::string& name) {
  ingest::v1::RetryRejectRequest request;
  request.set_name(name);
  request.set_even_if_set_aside(true);
  ASSIGN_OR_RETURN(
      const auto response,
      Call(session, Service::kIngest, &IngestService::Stub::RetryReject, request, kLongTimeout));
  if (options.wait && response.has_read_after()) {
    RETURN_IF_ERROR(WaitUntilReadable(session, response.read_after()));
  }
  if (session.settings.json) RETURN_IF_ERROR(PrintJson(response, session.out));
  ExitCode code = ExitCode::kOk;
  for (const auto& result : response.results()) {
    if (!session.settings.json) PrintResult(result, session.out);
    if (result.has_error()) code = ExitCode::kRejected;
  }
  return code;
}

// Whether it is this reject alone that can't be taken.
bool IsOfTheReject(const absl::Status& error, const Options& options) {
  return absl::IsInvalidArgument(error) ||
         (options.chooses() && (absl::IsFailedPrecondition(error) || absl::IsNotFound(error)));
}

// One that is refused again does not keep the others out.
Outcome Retry(Session& session, const Options& options) {
  std::vector<std::string> names;
  for (const std::string& name : options.names) names.push_back(ResourceName("rejects", name));
  if (options.chooses()) {
    ASSIGN_OR_RETURN(names, Chosen(session, options));
    if (names.empty()) session.err.Line("Nothing to retry.", Style::kDim);
  }
  ExitCode code = ExitCode::kOk;
  for (const std::string& name : names) {
    Outcome one = RetryOne(session, options, name);
    if (IsOfTheReject(one.status(), options)) {
      session.err.Line(
          absl::StrCat("broadsheet rejects retry: ", name, ": ", Describe(one.status())),
          Style::kError);
      one = ExitCode::kRejected;
    }
    if (!one.ok()) return one;
    if (*one != ExitCode::kOk) code = *one;
  }
  return code;
}

}  // namespace

void AddRejectRetry(CLI::App& group, Action& chosen) {
  auto options = std::make_shared<Options>();
  CLI::App* command = group.add_subcommand("retry", "Send rejects through the pipeline again");
  CLI::Option* names = command->add_option("REJECT", options->names, "Names of rejects");
  for (CLI::Option* choice :
       {command->add_flag("--all", options->all, "Send all of them"),
        command->add_option("--origin", options->origin, "All of this origin: a feed's name, ...")
            ->type_name("ORIGIN"),
        command
            ->add_option("--reason", options->reason,
                         "All with this reason, such as PARSER_TOO_SLOW, or these words in it")
            ->type_name("REASON")}) {
    choice->excludes(names);
  }
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "Examples:\n"
      "  broadsheet rejects retry rejects/0195f3a2-0c41-7d19-b3e5-6a7b8c9d0e1f\n"
      "  broadsheet rejects retry --all\n"
      "  broadsheet rejects retry --reason PARSER_TOO_SLOW");
  command->callback([options, &chosen] {
    if (options->names.empty() && !options->chooses()) {
      throw CLI::RequiredError("REJECT, --all, --origin or --reason");
    }
    chosen = [options](Session& session) { return Retry(session, *options); };
  });
}

}  // namespace broadsheet::cli
