#include <CLI/CLI.hpp>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/reject_retry.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "cli/text.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::IngestService;
using ingest::v1::Reject;

struct ListOptions {
  std::string origin;
  int limit = 50;
};

struct NameOptions {
  std::vector<std::string> names;
  bool raw = false;
};

// "validate" for STEP_VALIDATE.
std::string StepText(Reject::Step step) {
  return absl::AsciiStrToLower(Reject::Step_Name(step).substr(sizeof("STEP_") - 1));
}

void PrintReject(const Reject& reject, Printer& out) {
  out.Text(reject.name(), Style::kBold);
  out.Line(absl::StrCat("  ", Moment(reject.last_seen_time()), "  ", reject.origin(),
                        reject.count() > 1 ? absl::StrCat("  ×", reject.count()) : ""),
           Style::kDim);
  const std::string place =
      OneLine(absl::StrCat(reject.uri(), reject.entry().empty() ? "" : " entry ", reject.entry()));
  if (!place.empty()) out.Line(absl::StrCat("  ", place), Style::kLink);
  out.Wrapped(absl::StrCat(StepText(reject.step()), ": ", OneLine(reject.reason().message())), 2,
              Style::kError);
  if (reject.has_set_aside_until()) {
    out.Line(absl::StrCat("  set aside: ingest died ", reject.deaths(), " times while it read it"),
             Style::kError);
  }
}

Outcome List(Session& session, const ListOptions& options) {
  ingest::v1::ListRejectsRequest request;
  request.set_origin(options.origin);
  int left = options.limit;
  bool any = false;
  while (left > 0) {
    request.set_page_size(std::min(left, 100));
    ASSIGN_OR_RETURN(const auto page,
                     Call(session, Service::kIngest, &IngestService::Stub::ListRejects, request));
    for (const Reject& reject : page.rejects()) {
      if (session.settings.json) {
        RETURN_IF_ERROR(PrintJson(reject, session.out));
      } else {
        PrintReject(reject, session.out);
      }
    }
    any = any || page.rejects_size() > 0;
    left -= page.rejects_size();
    request.set_page_token(page.next_page_token());
    if (request.page_token().empty()) break;
  }
  if (!any && !session.settings.json) session.err.Line("Nothing was refused.", Style::kDim);
  return ExitCode::kOk;
}

Outcome Show(Session& session, const NameOptions& options) {
  for (const std::string& name : options.names) {
    ingest::v1::GetRejectRequest request;
    request.set_name(ResourceName("rejects", name));
    ASSIGN_OR_RETURN(const Reject reject,
                     Call(session, Service::kIngest, &IngestService::Stub::GetReject, request));
    if (options.raw) {
      session.out.Raw(reject.raw());
    } else if (session.settings.json) {
      RETURN_IF_ERROR(PrintJson(reject, session.out));
    } else {
      PrintReject(reject, session.out);
      session.out.Line(absl::StrCat("  ", reject.media_type(), ", ", Bytes(reject.raw_size())),
                       Style::kDim);
      session.out.Line();
      session.out.Line(reject.raw());
    }
  }
  return ExitCode::kOk;
}

Outcome Delete(Session& session, const NameOptions& options) {
  for (const std::string& name : options.names) {
    ingest::v1::DeleteRejectRequest request;
    request.set_name(ResourceName("rejects", name));
    RETURN_IF_ERROR(
        Call(session, Service::kIngest, &IngestService::Stub::DeleteReject, request).status());
    if (!session.settings.json) session.out.Line(absl::StrCat("deleted ", request.name()));
  }
  return ExitCode::kOk;
}

void AddListing(CLI::App& group, Action& chosen) {
  auto options = std::make_shared<ListOptions>();
  CLI::App* command = group.add_subcommand("list", "List what was refused, newest first");
  command->add_option("--origin", options->origin, "Only of this origin: a feed's name, pages, ...")
      ->type_name("ORIGIN");
  command->add_option("-n,--limit", options->limit, "At most so many")
      ->capture_default_str()
      ->type_name("N")
      ->check(CheckLimit);
  command->footer(
      "Examples:\n"
      "  broadsheet rejects list\n"
      "  broadsheet rejects list --origin feeds/0195f3a1-5b0d-7e63-8a4c-1f2e3d4c5b6a --limit 5\n"
      "  broadsheet --json rejects list | jq -r .reason.message | sort | uniq -c");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return List(session, *options); };
  });
}

// The commands that take names differ in what they do with them.
CLI::App* AddNamed(CLI::App& group, const char* name, const char* help, const char* examples,
                   Outcome (*run)(Session&, const NameOptions&),
                   const std::shared_ptr<NameOptions>& options, Action& chosen) {
  CLI::App* command = group.add_subcommand(name, help);
  command->add_option("REJECT", options->names, "Names of rejects")->required();
  command->footer(examples);
  command->callback([options, run, &chosen] {
    chosen = [options, run](Session& session) { return run(session, *options); };
  });
  return command;
}

}  // namespace

void AddRejects(CLI::App& app, Action& chosen) {
  CLI::App* group = app.add_subcommand("rejects", "See, retry and delete what was refused");
  group->footer(
      "What could not be read, or broke a rule, is kept with its bytes and the reason.\n"
      "\nExamples:\n"
      "  broadsheet rejects list\n"
      "  broadsheet rejects show rejects/0195f3a2-0c41-7d19-b3e5-6a7b8c9d0e1f\n"
      "  broadsheet rejects retry rejects/0195f3a2-0c41-7d19-b3e5-6a7b8c9d0e1f");
  AddListing(*group, chosen);
  auto shown = std::make_shared<NameOptions>();
  AddNamed(
      *group, "show", "Show a reject with its bytes",
      "Examples:\n"
      "  broadsheet rejects show rejects/0195f3a2-0c41-7d19-b3e5-6a7b8c9d0e1f\n"
      "  broadsheet rejects show rejects/0195f3a2-0c41-7d19-b3e5-6a7b8c9d0e1f --raw > entry.xml",
      Show, shown, chosen)
      ->add_flag("--raw", shown->raw, "Write the bytes alone, as they came");
  AddRejectRetry(*group, chosen);
  AddNamed(*group, "delete", "Throw rejects away",
           "Examples:\n"
           "  broadsheet rejects delete rejects/0195f3a2-0c41-7d19-b3e5-6a7b8c9d0e1f",
           Delete, std::make_shared<NameOptions>(), chosen);
}

}  // namespace broadsheet::cli
