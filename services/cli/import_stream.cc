#include "cli/import_stream.h"

#include <filesystem>
#include <thread>

#include "absl/strings/str_cat.h"
#include "broadsheet/ingest/v1/ingest_service.grpc.pb.h"
#include "cli/input.h"
#include "cli/interrupt.h"
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

// Sends the file. The answer to the stream says why it took no more.
absl::Status Send(const ImportHeader& header, Input& input, Stream& stream, Progress& progress) {
  ImportArchiveRequest first;
  *first.mutable_header() = header;
  bool open = stream.Write(first);
  int64_t sent = 0;
  while (open) {
    ASSIGN_OR_RETURN(std::string bytes, input.Read(kChunkBytes));
    if (bytes.empty()) break;
    sent += static_cast<int64_t>(bytes.size());
    ImportArchiveRequest request;
    request.set_data(std::move(bytes));
    open = stream.Write(request);
    if (open) progress.Sent(sent);
  }
  stream.WritesDone();
  return absl::OkStatus();
}

bool IsOfFeeds(const ImportProgress& progress) {
  return progress.format() == ImportHeader::FORMAT_OPML;
}

ProgressState StateOf(const ImportProgress& progress) {
  ProgressState state;
  state.bytes_done = progress.bytes_done();
  state.items = Total(progress.counts());
  state.item_name = IsOfFeeds(progress) ? "feeds" : "articles";
  state.items_per_second = progress.items_per_second();
  if (progress.has_time_left()) {
    state.time_left = absl::Seconds(progress.time_left().seconds());
  }
  return state;
}

// Reads progress to the end. The last of it, if there was any.
ImportProgress Follow(Stream& stream, Progress& progress) {
  ImportProgress last;
  for (ImportProgress next; stream.Read(&next);) {
    progress.Update(StateOf(next));
    last = next;
  }
  return last;
}

}  // namespace

absl::StatusOr<Imported> ImportFile(Session& session, const std::string& file,
                                    ImportHeader header) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Input> input, Input::Open(file, session.in));
  header.set_file_name(file == "-" ? "standard input"
                                   : std::filesystem::path(file).filename().string());
  header.set_size(input->size());
  IngestService::Stub stub(session.Channel(Service::kIngest));
  grpc::ClientContext context;
  SetDeadline(session, kLongTimeout, context);
  const auto stream = stub.ImportArchive(&context);
  absl::Status sent;
  Imported imported;
  Interrupt interrupt([&context] { context.TryCancel(); });
  {
    Progress progress(file, session.err, header.size());
    std::thread sender([&] {
      sent = Send(header, *input, *stream, progress);
      // A part of a file must not pass for all of it.
      if (!sent.ok()) context.TryCancel();
    });
    imported.progress = Follow(*stream, progress);
    sender.join();
  }
  const grpc::Status status = stream->Finish();
  imported.interrupted = interrupt.Finish();
  if (imported.interrupted) return imported;
  RETURN_IF_ERROR(sent);
  if (!status.ok()) {
    return Annotate(ServiceStatus(session, Service::kIngest, status),
                    absl::StrCat(file, ": after ", CountsText(imported.progress.counts())));
  }
  if (imported.progress.done()) return imported;
  return absl::InternalError(file + ": ingest ended before the file was done");
}

absl::Status PrintImported(Session& session, const std::string& file, const ImportProgress& done) {
  if (session.settings.json) return PrintJson(done, session.out);
  session.out.Line(
      absl::StrCat(file, ": ", IsOfFeeds(done) ? "feeds: " : "", CountsText(done.counts())));
  return absl::OkStatus();
}

std::string InterruptedText(const ImportProgress& progress) {
  const std::string total = progress.size() > 0 ? absl::StrCat(" of ", Bytes(progress.size())) : "";
  return absl::StrCat("interrupted after ", Bytes(progress.bytes_done()), total, ": ",
                      CountsText(progress.counts()),
                      "; run it again to go on: what the archive holds is left unchanged");
}

}  // namespace broadsheet::cli
