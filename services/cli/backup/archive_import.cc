#include "cli/backup/archive_import.h"

#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/backup/archive_format.h"
#include "cli/backup/article_upload.h"
#include "cli/input.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/rpc.h"
#include "common/line_reader.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Revision;
using storage::v1::ArchiveLine;
using storage::v1::StorageService;

constexpr size_t kChunkBytes = 256 << 10;
constexpr absl::Duration kShowEvery = absl::Milliseconds(200);

// What an import came to.
struct Counts {
  int64_t categories = 0;
  int64_t articles = 0;
  int64_t revisions = 0;
  int64_t redacted = 0;
  int64_t held = 0;
  int64_t refused = 0;
};

// Whether the error is of what was sent, so that the next may do better.
bool IsOfContent(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status) ||
         absl::IsInternal(status);
}

class ArchiveImport {
 public:
  // `input` outlives it.
  ArchiveImport(Session& session, std::string file, Input& input)
      : session_(session), file_(std::move(file)), input_(input) {}

  Outcome Run();

 private:
  absl::Status TakeText(const LineReader::Line& text);
  absl::Status Take(const ArchiveLine& line);
  absl::Status TakeHeader(const storage::v1::ArchiveHeader& header);
  absl::Status TakeCategory(const article::v1::Category& category);
  absl::Status TakeRevision(const Revision& revision);
  absl::Status RetireKeys(const storage::v1::RetiredKeys& keys);
  void TakeEnd(const storage::v1::ArchiveEnd& end);
  // No more of it comes.
  absl::Status FinishArticle();
  // What became of what a line has: where its content is at fault, that is told, and the rest is
  // taken.
  absl::Status Judge(int64_t line, const absl::Status& status);
  // Tells what can't be taken, and counts it.
  void Refuse(int64_t line, const std::string& why);
  absl::Status Stop(int64_t line, const absl::Status& status) const;
  void ShowProgress();
  void PrintCounts();

  Session& session_;
  const std::string file_;
  Input& input_;
  // The line that is read, and what of the file is.
  int64_t line_ = 0;
  int64_t bytes_ = 0;
  // The article whose revisions are read, and where it began.
  std::optional<ArticleUpload> article_;
  int64_t article_line_ = 0;
  // Its revisions are left out.
  bool article_refused_ = false;
  Counts counts_;
  // Lines of articles and revisions, as the end counts them.
  storage::v1::ArchiveEnd seen_;
  bool began_ = false;
  bool ended_ = false;
  std::unique_ptr<Progress> progress_;
  absl::Time shown_;
};

Outcome ArchiveImport::Run() {
  progress_ = std::make_unique<Progress>(file_, session_.err, input_.size());
  LineReader lines(kMostLineBytes);
  const auto take = [this](const LineReader::Line& text) { return TakeText(text); };
  while (true) {
    ASSIGN_OR_RETURN(const std::string bytes, input_.Read(kChunkBytes));
    if (bytes.empty()) break;
    RETURN_IF_ERROR(lines.Add(bytes, take));
  }
  RETURN_IF_ERROR(lines.Finish(take));
  RETURN_IF_ERROR(FinishArticle());
  if (!began_) return Stop(1, absl::InvalidArgumentError("the file is empty"));
  if (!ended_) Refuse(line_, "the file ends without an end: it was cut off here");
  progress_.reset();
  PrintCounts();
  return counts_.refused == 0 ? ExitCode::kOk : ExitCode::kRejected;
}

absl::Status ArchiveImport::TakeText(const LineReader::Line& text) {
  line_ = text.number;
  bytes_ = text.end;
  ShowProgress();
  ArchiveLine line;
  const absl::Status parsed =
      text.too_long
          ? absl::InvalidArgumentError(absl::StrCat("is longer than ", Bytes(kMostLineBytes)))
          : ParseJson(text.text, &line);
  if (parsed.ok()) return Take(line);
  if (!began_) return Stop(line_, Annotate(parsed, "is no header of an archive file"));
  Refuse(line_, Describe(parsed));
  return absl::OkStatus();
}

absl::Status ArchiveImport::Take(const ArchiveLine& line) {
  if (line.has_header()) return TakeHeader(line.header());
  if (!began_) {
    return Stop(line_, absl::InvalidArgumentError("is no header of an archive file"));
  }
  if (line.has_revision()) return TakeRevision(line.revision());
  RETURN_IF_ERROR(FinishArticle());
  switch (line.line_case()) {
    case ArchiveLine::kCategory:
      return TakeCategory(line.category());
    case ArchiveLine::kArticle:
      seen_.set_articles(seen_.articles() + 1);
      article_.emplace(session_, line.article());
      article_line_ = line_;
      article_refused_ = false;
      return absl::OkStatus();
    case ArchiveLine::kRetiredKeys:
      return RetireKeys(line.retired_keys());
    case ArchiveLine::kEnd:
      TakeEnd(line.end());
      return absl::OkStatus();
    default:
      Refuse(line_, "tells nothing");
      return absl::OkStatus();
  }
}

// Files may stand one behind the other.
absl::Status ArchiveImport::TakeHeader(const storage::v1::ArchiveHeader& header) {
  RETURN_IF_ERROR(FinishArticle());
  if (began_ && !ended_) Refuse(line_, "what is before it has no end: it was cut off");
  if (header.format_version() != kArchiveVersion) {
    return Stop(line_, absl::InvalidArgumentError(absl::StrCat(
                           "is of version ", header.format_version(),
                           " of the format; this program reads version ", kArchiveVersion)));
  }
  began_ = true;
  ended_ = false;
  seen_.Clear();
  return absl::OkStatus();
}

absl::Status ArchiveImport::TakeCategory(const article::v1::Category& category) {
  storage::v1::UpsertCategoryRequest request;
  *request.mutable_category() = category;
  request.set_create_only(true);
  const auto response =
      Call(session_, Service::kStorage, &StorageService::Stub::UpsertCategory, request);
  if (!response.ok()) return Judge(line_, response.status());
  ++counts_.categories;
  if (response->category().SerializeAsString() == category.SerializeAsString()) {
    return absl::OkStatus();
  }
  Refuse(line_, absl::StrCat(category.name(), " is here, and otherwise: it was left"));
  return absl::OkStatus();
}

absl::Status ArchiveImport::TakeRevision(const Revision& revision) {
  seen_.set_revisions(seen_.revisions() + 1);
  if (article_refused_) return absl::OkStatus();
  if (!article_.has_value()) {
    Refuse(line_, "is a revision, and no article is before it");
    return absl::OkStatus();
  }
  const absl::Status added = article_->Add(revision);
  article_refused_ = !added.ok();
  return added.ok() ? added : Judge(article_line_, Annotate(added, article_->name()));
}

absl::Status ArchiveImport::FinishArticle() {
  if (!article_.has_value()) return absl::OkStatus();
  absl::Status finished;
  if (!article_refused_) {
    finished = Annotate(article_->Finish(), article_->name());
    article_refused_ = !finished.ok();
  }
  counts_.revisions += article_->added();
  counts_.redacted += article_->redacted();
  if (!article_refused_) ++(article_->added() > 0 ? counts_.articles : counts_.held);
  article_.reset();
  article_refused_ = false;
  return Judge(article_line_, finished);
}

absl::Status ArchiveImport::RetireKeys(const storage::v1::RetiredKeys& keys) {
  storage::v1::RetireKeysRequest request;
  *request.mutable_keys() = keys.keys();
  return Judge(
      line_,
      Call(session_, Service::kStorage, &StorageService::Stub::RetireKeys, request).status());
}

absl::Status ArchiveImport::Judge(int64_t line, const absl::Status& status) {
  if (status.ok()) return status;
  if (!IsOfContent(status)) return Stop(line, status);
  Refuse(line, Describe(status));
  return absl::OkStatus();
}

void ArchiveImport::TakeEnd(const storage::v1::ArchiveEnd& end) {
  ended_ = true;
  if (end.articles() == seen_.articles() && end.revisions() == seen_.revisions()) return;
  Refuse(line_,
         absl::StrCat("the file had ", end.articles(), " articles with ", end.revisions(),
                      " revisions, and has ", seen_.articles(), " with ", seen_.revisions()));
}

void ArchiveImport::Refuse(int64_t line, const std::string& why) {
  ++counts_.refused;
  // It has the line that is written to.
  progress_.reset();
  session_.err.Line(absl::StrCat(file_, ":", line, ": ", why), Style::kError);
  progress_ = std::make_unique<Progress>(file_, session_.err, input_.size());
}

absl::Status ArchiveImport::Stop(int64_t line, const absl::Status& status) const {
  return Annotate(status, absl::StrCat(file_, ":", line));
}

void ArchiveImport::ShowProgress() {
  const absl::Time now = absl::Now();
  if (now < shown_ + kShowEvery) return;
  shown_ = now;
  ProgressState state;
  state.bytes_done = bytes_;
  state.items = counts_.articles + counts_.held;
  progress_->Update(state);
}

void ArchiveImport::PrintCounts() {
  if (session_.settings.json) {
    const nlohmann::ordered_json json = {{"categories", counts_.categories},
                                         {"articles", counts_.articles},
                                         {"revisions", counts_.revisions},
                                         {"redacted", counts_.redacted},
                                         {"held", counts_.held},
                                         {"refused", counts_.refused}};
    return session_.out.Raw(absl::StrCat(json.dump(), "\n"));
  }
  session_.out.Line(absl::StrCat(file_, ": ", counts_.articles, " articles with ",
                                 counts_.revisions, " revisions taken in, ", counts_.held,
                                 " articles here already, ", counts_.refused, " refused"));
}

}  // namespace

Outcome ImportArchive(Session& session, const std::string& file) {
  ASSIGN_OR_RETURN(const std::unique_ptr<Input> input, Input::Open(file, session.in));
  return ArchiveImport(session, file, *input).Run();
}

}  // namespace broadsheet::cli
