#include "ingest/importer.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "common/slug.h"
#include "common/status.h"
#include "ingest/feed_rules.h"
#include "ingest/line_reader.h"

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

absl::StatusOr<Header> ReadHeader(ImportStream& stream) {
  v1::ImportArchiveRequest request;
  if (!stream.Read(&request)) {
    RETURN_IF_ERROR(stream.status());
    return InvalidField("header", "is required; the stream ended before it");
  }
  if (!request.has_header()) return InvalidField("header", "must come first");
  RETURN_IF_ERROR(
      CheckCategories(request.header().default_categories(), "header.default_categories"));
  return request.header();
}

// The next bytes of the file; empty at its end.
absl::StatusOr<std::string> ReadData(const Call& call, ImportStream& stream) {
  v1::ImportArchiveRequest request;
  while (stream.Read(&request)) {
    if (request.has_header()) return InvalidField("header", "came twice");
    if (request.data().size() > kMaxDataBytes) {
      return InvalidField("data", absl::StrCat("has ", request.data().size(),
                                               " bytes, the limit is ", kMaxDataBytes));
    }
    if (!request.data().empty()) return std::move(*request.mutable_data());
  }
  RETURN_IF_ERROR(stream.status());
  if (call.over()) return absl::CancelledError("the import was broken off");
  return std::string();
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

absl::Status Send(const v1::ImportProgress& progress, ImportStream& stream) {
  if (stream.Write(progress)) return absl::OkStatus();
  return absl::CancelledError("the importer is gone");
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

absl::Status Importer::Import(const Call& call, ImportStream& stream) {
  ASSIGN_OR_RETURN(const Header header, ReadHeader(stream));
  std::string bytes;
  while (bytes.size() < kBeginningBytes) {
    ASSIGN_OR_RETURN(const std::string data, ReadData(call, stream));
    if (data.empty()) break;
    bytes += data;
  }
  Header::Format format = header.format();
  if (format == Header::FORMAT_UNSPECIFIED) {
    absl::StatusOr<Header::Format> recognised =
        RecogniseFormat(std::string_view(bytes).substr(0, kBeginningBytes));
    if (!recognised.ok()) {
      return intake_.Refuse(call, ImportDelivery(header), {bytes, "", header.file_name()},
                            v1::Reject::STEP_PARSE, recognised.status(), header.size());
    }
    format = *recognised;
  }
  switch (format) {
    case Header::FORMAT_FEED:
      return ImportFeed(call, header, std::move(bytes), stream);
    case Header::FORMAT_JSONL:
      return ImportLines(call, header, std::move(bytes), stream);
    case Header::FORMAT_WXR:
      return absl::UnimplementedError(
          absl::StrCat("'", header.file_name(), "' is a WXR file, which can't be imported yet"));
    default:
      return InvalidField("header.format", absl::StrCat(header.format(), " is no format"));
  }
}

absl::Status Importer::ImportFeed(const Call& call, const Header& header, std::string bytes,
                                  ImportStream& stream) {
  const Delivery delivery = ImportDelivery(header);
  while (true) {
    ASSIGN_OR_RETURN(const std::string data, ReadData(call, stream));
    if (data.empty()) break;
    bytes += data;
    if (bytes.size() > kMaxFeedBytes) {
      return intake_.Refuse(call, delivery, {bytes, "", header.file_name()}, v1::Reject::STEP_FETCH,
                            InvalidField("data", absl::StrCat("the feed file is longer than ",
                                                              kMaxFeedBytes, " bytes")),
                            std::max<int64_t>(header.size(), static_cast<int64_t>(bytes.size())));
    }
  }
  ASSIGN_OR_RETURN(const IntakeReport report,
                   intake_.TakeFeed(call, delivery, {bytes, "", header.file_name()}));
  v1::ImportProgress progress;
  progress.set_size(header.size());
  progress.set_bytes_done(static_cast<int64_t>(bytes.size()));
  AddReport(report, &progress);
  progress.set_done(true);
  return Send(progress, stream);
}

absl::Status Importer::ImportLines(const Call& call, const Header& header, std::string bytes,
                                   ImportStream& stream) {
  const Delivery delivery = ImportDelivery(header);
  const Material material = {.content_type = kJsonLineMediaType, .uri = header.file_name()};
  v1::ImportProgress progress;
  progress.set_size(header.size());
  LineBatch batch;
  const auto flush = [&](bool done) -> absl::Status {
    ASSIGN_OR_RETURN(const IntakeReport report,
                     intake_.TakeLines(call, delivery, material, std::move(batch.lines),
                                       std::move(batch.too_long)));
    AddReport(report, &progress);
    progress.set_bytes_done(std::max(progress.bytes_done(), batch.end));
    progress.set_done(done);
    batch = LineBatch();
    return Send(progress, stream);
  };
  const auto take = [&](const LineReader::Line& line) {
    batch.Add(line);
    return batch.full() ? flush(/*done=*/false) : absl::OkStatus();
  };
  LineReader lines(kMaxLineBytes);
  while (!bytes.empty()) {
    RETURN_IF_ERROR(lines.Add(bytes, take));
    ASSIGN_OR_RETURN(bytes, ReadData(call, stream));
  }
  RETURN_IF_ERROR(lines.Finish(take));
  return flush(/*done=*/true);
}

}  // namespace broadsheet::ingest
