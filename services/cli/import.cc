#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/arguments.h"
#include "cli/commands.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/results.h"
#include "cli/rpc.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using ingest::v1::ImportArchiveRequest;
using ingest::v1::ImportHeader;
using ingest::v1::ImportProgress;
using ingest::v1::IngestService;
using Stream = grpc::ClientReaderWriter<ImportArchiveRequest, ImportProgress>;

constexpr size_t kChunkBytes = 256 << 10;

struct Options {
  std::vector<std::string> files;
  std::vector<std::string> categories;
  ImportHeader::Format format = ImportHeader::FORMAT_UNSPECIFIED;
  bool wait = false;
};

ImportArchiveRequest Header(const std::string& file, const Options& options, const Input& input) {
  ImportArchiveRequest request;
  ImportHeader& header = *request.mutable_header();
  header.set_file_name(file == "-" ? "standard input"
                                   : std::filesystem::path(file).filename().string());
  header.set_format(options.format);
  for (const std::string& name : CategoryNames(options.categories)) {
    header.add_default_categories(name);
  }
  header.set_size(input.size());
  return request;
}

// Sends the file. The answer to the stream says why it took no more.
absl::Status Send(const ImportArchiveRequest& header, Input& input, Stream& stream) {
  bool open = stream.Write(header);
  while (open) {
    ASSIGN_OR_RETURN(std::string bytes, input.Read(kChunkBytes));
    if (bytes.empty()) break;
    ImportArchiveRequest request;
    request.set_data(std::move(bytes));
    open = stream.Write(request);
  }
  stream.WritesDone();
  return absl::OkStatus();
}

// Reads progress to the end. The last of it, if there was any.
ImportProgress Follow(Stream& stream, Progress& progress) {
  ImportProgress last;
  for (ImportProgress next; stream.Read(&next);) {
    progress.Update(next.bytes_done(), next.size(), Total(next.counts()));
    last = next;
  }
  return last;
}

absl::StatusOr<ImportProgress> ImportFile(Session& session, const Options& options,
                                          const std::string& file) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Input> input, Input::Open(file, session.in));
  IngestService::Stub stub(session.Channel(Service::kIngest));
  grpc::ClientContext context;
  SetDeadline(session, kLongTimeout, context);
  const auto stream = stub.ImportArchive(&context);
  absl::Status sent;
  ImportProgress last;
  {
    Progress progress(file, session.err);
    std::thread sender([&] {
      sent = Send(Header(file, options, *input), *input, *stream);
      // A part of a file must not pass for all of it.
      if (!sent.ok()) context.TryCancel();
    });
    last = Follow(*stream, progress);
    sender.join();
  }
  const grpc::Status status = stream->Finish();
  RETURN_IF_ERROR(sent);
  if (!status.ok()) {
    return Annotate(ServiceStatus(session, Service::kIngest, status),
                    absl::StrCat(file, ": after ", CountsText(last.counts())));
  }
  if (!last.done()) return absl::InternalError(file + ": ingest ended before the file was done");
  return last;
}

absl::Status Report(Session& session, const std::string& file, const ImportProgress& done) {
  if (session.settings.json) return PrintJson(done, session.out);
  session.out.Line(absl::StrCat(file, ": ", CountsText(done.counts())));
  return absl::OkStatus();
}

// One file that fails does not keep the others out, unless ingest is away.
Outcome Import(Session& session, const Options& options) {
  ingest::v1::IngestCounts all;
  absl::Status first_error;
  ImportProgress last;
  for (const std::string& file : options.files) {
    const absl::StatusOr<ImportProgress> done = ImportFile(session, options, file);
    if (done.ok()) {
      last = *done;
      all.set_rejected(all.rejected() + done->counts().rejected());
      RETURN_IF_ERROR(Report(session, file, *done));
      continue;
    }
    if (CodeOf(done.status()) == ExitCode::kUnavailable || options.files.size() == 1) {
      return done.status();
    }
    session.err.Line(absl::StrCat("broadsheet import: ", Describe(done.status())), Style::kError);
    first_error.Update(done.status());
  }
  if (options.wait && last.has_read_after()) {
    RETURN_IF_ERROR(WaitUntilReadable(session, last.read_after()));
  }
  if (all.rejected() > 0 && !session.settings.json) {
    session.out.Line("See what was refused, and why: broadsheet rejects list", Style::kDim);
  }
  return first_error.ok() ? CodeOf(all) : ExitCode::kFailed;
}

}  // namespace

void AddImport(CLI::App& app, Action& chosen) {
  auto options = std::make_shared<Options>();
  const std::map<std::string, ImportHeader::Format> formats = {
      {"auto", ImportHeader::FORMAT_UNSPECIFIED},
      {"feed", ImportHeader::FORMAT_FEED},
      {"jsonl", ImportHeader::FORMAT_JSONL},
      {"wxr", ImportHeader::FORMAT_WXR}};
  CLI::App* command = app.add_subcommand("import", "Take in files of articles");
  command->add_option("FILE", options->files, "Files to take in; - is standard input")->required();
  command
      ->add_option("-f,--format", options->format,
                   "auto (told by the first bytes), feed (RSS, Atom, JSON Feed), jsonl\n"
                   "(an Article in ProtoJSON a line) or wxr (WordPress export)")
      ->transform(CLI::CheckedTransformer(formats, CLI::ignore_case).description(""))
      ->type_name("FORMAT");
  command->add_option("-c,--category", options->categories, "File every article under this too")
      ->type_name("SLUG")
      ->allow_extra_args(false);
  command->add_flag("--wait", options->wait, kWaitHelp);
  command->footer(
      "Importing a file again is safe: what the archive holds already is left unchanged.\n"
      "What can't be taken is kept; see `broadsheet rejects`. Exit status 5 says there is some.\n"
      "\nExamples:\n"
      "  broadsheet import export.xml\n"
      "  broadsheet import --category tech 2026-*.jsonl\n"
      "  curl -s https://news.example/feed | broadsheet import --format feed -");
  command->callback([options, &chosen] {
    chosen = [options](Session& session) { return Import(session, *options); };
  });
}

}  // namespace broadsheet::cli
