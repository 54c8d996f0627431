#include "cli/backup/archive_export.h"

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "broadsheet/storage/v1/storage_service.grpc.pb.h"
#include "cli/backup/archive_format.h"
#include "cli/json.h"
#include "cli/progress.h"
#include "cli/rpc.h"
#include "cli/times.h"
#include "common/status.h"

namespace broadsheet::cli {
namespace {

using article::v1::Category;
using storage::v1::ArchiveEnd;
using storage::v1::ArchiveFilter;
using storage::v1::ArchiveLine;
using storage::v1::StorageService;
using Categories = google::protobuf::RepeatedPtrField<Category>;

// Parents before what is part of them; of a circle, which storage does not make, nothing is lost.
std::vector<Category> ParentsFirst(const Categories& categories) {
  std::set<std::string> names, done = {""};
  for (const Category& category : categories) names.insert(category.name());
  std::vector<Category> sorted;
  std::vector<Category> waiting(categories.begin(), categories.end());
  for (size_t left = 0; left != waiting.size();) {
    left = waiting.size();
    std::vector<Category> later;
    for (Category& category : waiting) {
      if (done.contains(category.parent()) || !names.contains(category.parent())) {
        done.insert(category.name());
        sorted.push_back(std::move(category));
      } else {
        later.push_back(std::move(category));
      }
    }
    waiting = std::move(later);
  }
  sorted.insert(sorted.end(), waiting.begin(), waiting.end());
  return sorted;
}

// With what is part of those that `filter` names.
void AddParts(const std::vector<Category>& parents_first, ArchiveFilter& filter) {
  std::set<std::string> named(filter.categories().begin(), filter.categories().end());
  if (named.empty()) return;
  for (const Category& category : parents_first) {
    if (!named.contains(category.parent()) || !named.insert(category.name()).second) continue;
    filter.add_categories(category.name());
  }
}

absl::StatusOr<ArchiveFilter> FilterOf(const FilterOptions& options, absl::Time now) {
  ASSIGN_OR_RETURN(const auto list, MakeFilter(options, now));
  ArchiveFilter filter;
  *filter.mutable_source_site_uris() = list.source_site_uris();
  *filter.mutable_categories() = list.categories();
  if (list.has_start_time()) *filter.mutable_list_time_from() = list.start_time();
  if (list.has_end_time()) *filter.mutable_list_time_until() = list.end_time();
  return filter;
}

// Standard output, and what went there.
class ArchiveWriter {
 public:
  explicit ArchiveWriter(Printer& out) : out_(out) {}

  absl::Status Write(const ArchiveLine& line) {
    ASSIGN_OR_RETURN(const std::string json, FormatJson(line));
    out_.Raw(absl::StrCat(json, "\n"));
    bytes_ += static_cast<int64_t>(json.size() + 1);
    if (line.has_article()) end_.set_articles(end_.articles() + 1);
    if (line.has_revision()) end_.set_revisions(end_.revisions() + 1);
    return out_.failed() ? absl::DataLossError("standard output can't be written")
                         : absl::OkStatus();
  }

  absl::Status Finish() {
    ArchiveLine line;
    *line.mutable_end() = end_;
    RETURN_IF_ERROR(Write(line));
    out_.Flush();
    return out_.failed() ? absl::DataLossError("standard output can't be written")
                         : absl::OkStatus();
  }

  void ShowIn(Progress& progress) const {
    ProgressState state;
    state.bytes_done = bytes_;
    state.items = end_.articles();
    progress.Update(state);
  }

 private:
  Printer& out_;
  ArchiveEnd end_;
  int64_t bytes_ = 0;
};

absl::Status WriteArticles(Session& session, const ArchiveFilter& filter, ArchiveWriter& writer) {
  Progress progress("export", session.err);
  storage::v1::ExportArticlesRequest request;
  *request.mutable_filter() = filter;
  do {
    ASSIGN_OR_RETURN(const auto page, Call(session, Service::kStorage,
                                           &StorageService::Stub::ExportArticles, request));
    for (const ArchiveLine& line : page.lines()) RETURN_IF_ERROR(writer.Write(line));
    writer.ShowIn(progress);
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  return absl::OkStatus();
}

}  // namespace

Outcome ExportArchive(Session& session, const FilterOptions& options) {
  ASSIGN_OR_RETURN(ArchiveFilter filter, FilterOf(options, session.clock.Now()));
  ASSIGN_OR_RETURN(const auto list,
                   Call(session, Service::kStorage, &StorageService::Stub::ListCategories,
                        storage::v1::ListCategoriesRequest()));
  const std::vector<Category> categories = ParentsFirst(list.categories());
  AddParts(categories, filter);
  ArchiveWriter writer(session.out);
  ArchiveLine header;
  header.mutable_header()->set_format_version(kArchiveVersion);
  *header.mutable_header()->mutable_export_time() = ToProto(session.clock.Now());
  if (filter.ByteSizeLong() > 0) *header.mutable_header()->mutable_filter() = filter;
  RETURN_IF_ERROR(writer.Write(header));
  for (const Category& category : categories) {
    ArchiveLine line;
    *line.mutable_category() = category;
    RETURN_IF_ERROR(writer.Write(line));
  }
  RETURN_IF_ERROR(WriteArticles(session, filter, writer));
  RETURN_IF_ERROR(writer.Finish());
  return ExitCode::kOk;
}

}  // namespace broadsheet::cli
