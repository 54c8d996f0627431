#include "ingest/imports/importer.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/slug.h"
#include "common/status.h"
#include "ingest/imports/file_format.h"
#include "ingest/imports/format_import.h"
#include "ingest/imports/ghost_import.h"
#include "ingest/imports/line_import.h"
#include "ingest/imports/whole_import.h"
#include "ingest/imports/wxr_import.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

using Header = v1::ImportHeader;

constexpr size_t kMaxDataBytes = 4 << 20;
constexpr size_t kMaxNameBytes = 200;

Delivery ImportDelivery(const Header& header) {
  Delivery delivery;
  const std::string name = Slug(header.file_name(), kMaxNameBytes);
  delivery.origin = absl::StrCat("imports/", name.empty() ? "unnamed" : name);
  *delivery.settings.mutable_default_categories() = header.default_categories();
  delivery.observe_time = absl::Now();
  return delivery;
}

absl::StatusOr<std::unique_ptr<FormatImport>> NewFormatImport(ImportJob& job,
                                                              Header::Format format) {
  switch (format) {
    case Header::FORMAT_FEED:
    case Header::FORMAT_SUBSTACK:
    case Header::FORMAT_OPML:
      return NewWholeImport(job, format);
    case Header::FORMAT_JSONL:
      return NewLineImport(job);
    case Header::FORMAT_WXR:
      return NewWxrImport(job);
    case Header::FORMAT_GHOST:
      return NewGhostImport(job);
    default:
      return InvalidField("header.format", absl::StrCat(format, " is no format"));
  }
}

// One file, from its header to its end.
class FileImport final : public ImportStream {
 public:
  FileImport(Intake& intake, FeedRegistry& feeds) : intake_(intake), feeds_(feeds) {}

  absl::Status OnMessage(const Call& call, v1::ImportArchiveRequest request, Send send) override;
  absl::Status OnEnd(const Call& call, Send send) override;
  bool unfinished() const override { return !finished_; }

 private:
  absl::Status TakeHeader(const Header& header);
  absl::Status TakeData(const Call& call, std::string data);
  // Learns what the file is from its beginning, which it takes.
  absl::Status Recognise(const Call& call);
  absl::Status Start(Header::Format format);

  Intake& intake_;
  FeedRegistry& feeds_;
  // Once the header has come, and once the format is known.
  std::optional<ImportJob> job_;
  std::unique_ptr<FormatImport> import_;
  // Of a file that is not recognised yet.
  std::string beginning_;
  int64_t received_ = 0;
  bool finished_ = false;
};

absl::Status FileImport::TakeHeader(const Header& header) {
  RETURN_IF_ERROR(CheckCategories(header.default_categories(), "header.default_categories"));
  if (!header.site_uri().empty()) {
    RETURN_IF_ERROR(CheckWebUri(header.site_uri(), "header.site_uri"));
  }
  job_.emplace(ImportJob{intake_, feeds_, header, ImportDelivery(header),
                         ImportReport(header.size(), absl::Now())});
  if (header.format() == Header::FORMAT_UNSPECIFIED) return absl::OkStatus();
  return Start(header.format());
}

absl::Status FileImport::Start(Header::Format format) {
  ASSIGN_OR_RETURN(import_, NewFormatImport(*job_, format));
  job_->report.SetFormat(format);
  return absl::OkStatus();
}

absl::Status FileImport::OnMessage(const Call& call, v1::ImportArchiveRequest request, Send send) {
  if (!job_.has_value()) {
    if (!request.has_header()) return InvalidField("header", "must come first");
    return TakeHeader(request.header());
  }
  if (request.has_header()) return InvalidField("header", "came twice");
  if (request.data().size() > kMaxDataBytes) {
    return InvalidField("data", absl::StrCat("has ", request.data().size(), " bytes, the limit is ",
                                             kMaxDataBytes));
  }
  received_ += static_cast<int64_t>(request.data().size());
  const absl::Status taken = TakeData(call, std::move(*request.mutable_data()));
  if (job_->report.changed()) send(job_->report.ProgressAt(absl::Now()));
  return taken;
}

absl::Status FileImport::OnEnd(const Call& call, Send send) {
  if (!job_.has_value()) {
    return InvalidField("header", "is required; the stream ended before it");
  }
  if (import_ == nullptr) RETURN_IF_ERROR(Recognise(call));
  const absl::StatusOr<bool> finished = import_->Finish(call);
  finished_ = !finished.ok() || *finished;
  if (finished.ok() && *finished) job_->report.Finish(received_);
  // A caller that waits long sees at least that it goes on.
  send(job_->report.ProgressAt(absl::Now()));
  return finished.status();
}

absl::Status FileImport::TakeData(const Call& call, std::string data) {
  if (import_ != nullptr) return import_->Take(call, data);
  beginning_ += data;
  return beginning_.size() < kBeginningBytes ? absl::OkStatus() : Recognise(call);
}

absl::Status FileImport::Recognise(const Call& call) {
  const absl::StatusOr<Header::Format> recognised =
      RecogniseFormat(std::string_view(beginning_).substr(0, kBeginningBytes));
  if (!recognised.ok()) {
    return intake_.Refuse(call, job_->delivery, job_->MaterialOf(beginning_),
                          v1::Reject::STEP_PARSE, recognised.status(), job_->header.size());
  }
  RETURN_IF_ERROR(Start(*recognised));
  return import_->Take(call, std::exchange(beginning_, ""));
}

}  // namespace

std::unique_ptr<ImportStream> Importer::NewImport() {
  return std::make_unique<FileImport>(intake_, feeds_);
}

}  // namespace broadsheet::ingest
