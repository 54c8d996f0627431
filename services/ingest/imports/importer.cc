#include "ingest/imports/importer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/slug.h"
#include "common/status.h"
#include "ingest/imports/line_reader.h"
#include "ingest/imports/wxr_reader.h"
#include "ingest/prepare/material.h"
#include "ingest/prepare/request_fields.h"

namespace broadsheet::ingest {
namespace {

using Header = v1::ImportHeader;

// Enough to see what a file is.
constexpr size_t kBeginningBytes = 8 << 10;
constexpr size_t kMaxFeedBytes = 64 << 20;
constexpr size_t kMaxLineBytes = 4 << 20;
constexpr size_t kMaxDataBytes = 4 << 20;
constexpr size_t kLinesAtOnce = 500;
constexpr size_t kBytesAtOnce = 4 << 20;
constexpr size_t kMaxNameBytes = 200;

Delivery ImportDelivery(const Header& header) {
  Delivery delivery;
  const std::string name = Slug(header.file_name(), kMaxNameBytes);
  delivery.origin = absl::StrCat("imports/", name.empty() ? "unnamed" : name);
  *delivery.settings.mutable_default_categories() = header.default_categories();
  delivery.observe_time = absl::Now();
  return delivery;
}

void AddReport(const IntakeReport& report, v1::ImportProgress* progress) {
  IntakeReport sum;
  sum.counts = progress->counts();
  IntakeReport more;
  more.counts = report.counts;
  sum.Add(std::move(more));
  *progress->mutable_counts() = sum.counts;
  if (report.read_after) *progress->mutable_read_after() = *report.read_after;
}

// Lines on their way to the intake, and how far the file is done with them.
struct LineBatch {
  std::vector<Parser::Line> lines;
  std::vector<EntryError> too_long;
  size_t bytes = 0;
  int64_t end = 0;

  bool full() const {
    return lines.size() + too_long.size() >= kLinesAtOnce || bytes >= kBytesAtOnce;
  }

  void Add(const LineReader::Line& line) {
    end = line.end;
    bytes += line.text.size();
    if (line.text.find_first_not_of(" \t\r") == std::string_view::npos) return;
    if (!line.too_long) {
      lines.push_back({std::string(line.text), line.number});
      return;
    }
    const std::string place = absl::StrCat("line ", line.number);
    too_long.push_back(
        {place, std::string(line.text),
         InvalidField("line", absl::StrCat(place, " is longer than ", kMaxLineBytes, " bytes"))});
  }
};

// One file, from its header to its end.
class FileImport final : public ImportStream {
 public:
  explicit FileImport(Intake& intake) : intake_(intake) {}

  absl::Status OnMessage(const Call& call, v1::ImportArchiveRequest request, Send send) override;
  absl::Status OnEnd(const Call& call, Send send) override;

 private:
  absl::Status TakeHeader(const Header& header);
  // Learns what the file is from its beginning.
  absl::Status Recognise(const Call& call);
  absl::Status TakeData(const Call& call, const std::string& data, Send send);
  absl::Status TakeFeedData(const Call& call, const std::string& data);
  absl::Status TakeLine(const Call& call, const LineReader::Line& line, Send send);
  absl::Status FinishFeed(const Call& call, Send send);
  absl::Status TakeExport(const Call& call, WxrReader::Part part, Send send);
  absl::Status KeepRest(const Call& call, const absl::Status& status);
  absl::Status FinishExport(const Call& call, Send send);
  absl::Status FlushLines(const Call& call, bool done, Send send);

  Intake& intake_;
  std::optional<Header> header_;
  Delivery delivery_;
  Header::Format format_ = Header::FORMAT_UNSPECIFIED;
  // Of a file that is not recognised yet, or a feed: all that came.
  std::string bytes_;
  LineReader lines_{kMaxLineBytes};
  LineBatch batch_;
  WxrReader wxr_;
  v1::ImportProgress progress_;
};

absl::Status FileImport::TakeHeader(const Header& header) {
  RETURN_IF_ERROR(CheckCategories(header.default_categories(), "header.default_categories"));
  header_ = header;
  delivery_ = ImportDelivery(header);
  format_ = header.format();
  progress_.set_size(header.size());
  return absl::OkStatus();
}

absl::Status FileImport::OnMessage(const Call& call, v1::ImportArchiveRequest request, Send send) {
  if (!header_.has_value()) {
    if (!request.has_header()) return InvalidField("header", "must come first");
    return TakeHeader(request.header());
  }
  if (request.has_header()) return InvalidField("header", "came twice");
  if (request.data().size() > kMaxDataBytes) {
    return InvalidField("data", absl::StrCat("has ", request.data().size(), " bytes, the limit is ",
                                             kMaxDataBytes));
  }
  if (format_ != Header::FORMAT_UNSPECIFIED) return TakeData(call, request.data(), send);
  bytes_ += request.data();
  if (bytes_.size() < kBeginningBytes) return absl::OkStatus();
  RETURN_IF_ERROR(Recognise(call));
  return TakeData(call, std::exchange(bytes_, ""), send);
}

absl::Status FileImport::OnEnd(const Call& call, Send send) {
  if (!header_.has_value()) {
    return InvalidField("header", "is required; the stream ended before it");
  }
  if (format_ == Header::FORMAT_UNSPECIFIED) {
    RETURN_IF_ERROR(Recognise(call));
    RETURN_IF_ERROR(TakeData(call, std::exchange(bytes_, ""), send));
  }
  if (format_ == Header::FORMAT_FEED) return FinishFeed(call, send);
  if (format_ == Header::FORMAT_WXR) return FinishExport(call, send);
  RETURN_IF_ERROR(
      lines_.Finish([&](const LineReader::Line& line) { return TakeLine(call, line, send); }));
  return FlushLines(call, /*done=*/true, send);
}

absl::Status FileImport::Recognise(const Call& call) {
  const absl::StatusOr<Header::Format> recognised =
      RecogniseFormat(std::string_view(bytes_).substr(0, kBeginningBytes));
  if (!recognised.ok()) {
    return intake_.Refuse(call, delivery_, {bytes_, "", header_->file_name()},
                          v1::Reject::STEP_PARSE, recognised.status(), header_->size());
  }
  format_ = *recognised;
  return absl::OkStatus();
}

absl::Status FileImport::TakeData(const Call& call, const std::string& data, Send send) {
  switch (format_) {
    case Header::FORMAT_FEED:
      return TakeFeedData(call, data);
    case Header::FORMAT_JSONL:
      return lines_.Add(data,
                        [&](const LineReader::Line& line) { return TakeLine(call, line, send); });
    case Header::FORMAT_WXR:
      return KeepRest(call, wxr_.Add(data, [&](WxrReader::Part part) {
        return TakeExport(call, std::move(part), send);
      }));
    default:
      return InvalidField("header.format", absl::StrCat(format_, " is no format"));
  }
}

absl::Status FileImport::TakeFeedData(const Call& call, const std::string& data) {
  bytes_ += data;
  if (bytes_.size() <= kMaxFeedBytes) return absl::OkStatus();
  return intake_.Refuse(
      call, delivery_, {bytes_, "", header_->file_name()}, v1::Reject::STEP_FETCH,
      InvalidField("data", absl::StrCat("the feed file is longer than ", kMaxFeedBytes, " bytes")),
      std::max<int64_t>(header_->size(), static_cast<int64_t>(bytes_.size())));
}

absl::Status FileImport::FinishFeed(const Call& call, Send send) {
  ASSIGN_OR_RETURN(const IntakeReport report,
                   intake_.TakeFeed(call, delivery_, {bytes_, "", header_->file_name()}));
  progress_.set_bytes_done(static_cast<int64_t>(bytes_.size()));
  AddReport(report, &progress_);
  progress_.set_done(true);
  send(progress_);
  return absl::OkStatus();
}

absl::Status FileImport::TakeExport(const Call& call, WxrReader::Part part, Send send) {
  const absl::StatusOr<IntakeReport> report =
      intake_.TakeFeed(call, delivery_, {part.document, "", header_->file_name()});
  if (report.ok()) {
    AddReport(*report, &progress_);
  } else if (KeptAs(report.status()).empty()) {
    return report.status();
  } else {
    progress_.mutable_counts()->set_rejected(progress_.counts().rejected() + 1);
  }
  progress_.set_bytes_done(part.end);
  send(progress_);
  return absl::OkStatus();
}

// An export that can't be cut any further is kept as a reject, and its import has failed.
absl::Status FileImport::KeepRest(const Call& call, const absl::Status& status) {
  if (status.code() != absl::StatusCode::kInvalidArgument || !KeptAs(status).empty()) {
    return status;
  }
  return intake_.Refuse(call, delivery_, {"", "", header_->file_name()}, v1::Reject::STEP_PARSE,
                        status, header_->size());
}

absl::Status FileImport::FinishExport(const Call& call, Send send) {
  RETURN_IF_ERROR(KeepRest(call, wxr_.Finish([&](WxrReader::Part part) {
    return TakeExport(call, std::move(part), send);
  })));
  progress_.set_bytes_done(std::max(progress_.bytes_done(), progress_.size()));
  progress_.set_done(true);
  send(progress_);
  return absl::OkStatus();
}

absl::Status FileImport::TakeLine(const Call& call, const LineReader::Line& line, Send send) {
  batch_.Add(line);
  return batch_.full() ? FlushLines(call, /*done=*/false, send) : absl::OkStatus();
}

absl::Status FileImport::FlushLines(const Call& call, bool done, Send send) {
  const Material material = {.content_type = kJsonLineMediaType, .uri = header_->file_name()};
  ASSIGN_OR_RETURN(const IntakeReport report,
                   intake_.TakeLines(call, delivery_, material, std::move(batch_.lines),
                                     std::move(batch_.too_long)));
  AddReport(report, &progress_);
  progress_.set_bytes_done(std::max(progress_.bytes_done(), batch_.end));
  progress_.set_done(done);
  batch_ = LineBatch();
  send(progress_);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Header::Format> RecogniseFormat(std::string_view beginning) {
  absl::string_view text(beginning.data(), beginning.size());
  absl::ConsumePrefix(&text, "\xEF\xBB\xBF");
  const size_t first = text.find_first_not_of(" \t\r\n");
  const char c = first == absl::string_view::npos ? '\0' : text[first];
  if (c == '{') {
    return absl::StrContains(text, "jsonfeed.org/version") ? Header::FORMAT_FEED
                                                           : Header::FORMAT_JSONL;
  }
  // Bytes of UTF-16, too, are left for the parser to judge.
  if (c == '<' || c == '\xFF' || c == '\xFE') {
    return absl::StrContains(text, "wordpress.org/export/") ? Header::FORMAT_WXR
                                                            : Header::FORMAT_FEED;
  }
  return InvalidField("header.format", "the file begins like no feed, JSONL or WXR file");
}

std::unique_ptr<ImportStream> Importer::NewImport() {
  return std::make_unique<FileImport>(intake_);
}

}  // namespace broadsheet::ingest
