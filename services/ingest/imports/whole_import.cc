#include "ingest/imports/whole_import.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/parser/parser.h"

namespace broadsheet::ingest {
namespace {

constexpr size_t kMaxBytes = 64 << 20;
constexpr size_t kEntriesAtOnce = 500;
constexpr size_t kFeedsAtOnce = 100;
constexpr absl::Duration kCreateTimeout = absl::Seconds(30);

class WholeImport final : public FormatImport {
 public:
  WholeImport(ImportJob& job, v1::ImportHeader::Format format) : job_(job), format_(format) {}

  absl::Status Take(const Call& call, std::string_view data) override {
    bytes_ += data;
    if (bytes_.size() <= kMaxBytes) return absl::OkStatus();
    return job_.intake.Refuse(
        call, job_.delivery, job_.MaterialOf(bytes_), v1::Reject::STEP_FETCH,
        InvalidField("data", absl::StrCat("the file is longer than ", kMaxBytes, " bytes")),
        std::max<int64_t>(job_.header.size(), static_cast<int64_t>(bytes_.size())));
  }

  absl::StatusOr<bool> Finish(const Call& call) override {
    if (!rest_.has_value()) RETURN_IF_ERROR(Read(call));
    RETURN_IF_ERROR(DeliverSome(call));
    RETURN_IF_ERROR(CreateSome(call));
    return rest_->entries.empty() && rest_->feeds.empty();
  }

 private:
  // A file that is nothing at all is kept, and its import has failed.
  absl::Status Refuse(const Call& call, const absl::Status& reason) {
    if (!IsOfTheBytes(reason)) return reason;
    return job_.intake.Refuse(call, job_.delivery, job_.MaterialOf(bytes_), v1::Reject::STEP_PARSE,
                              reason);
  }

  // What stands beside the entries and feeds is delivered at once.
  absl::Status Read(const Call& call) {
    absl::StatusOr<Document> document = job_.Read(call, bytes_, format_);
    if (!document.ok()) return Refuse(call, document.status());
    rest_ = *std::move(document);
    bytes_.clear();
    bytes_.shrink_to_fit();
    Document surroundings;
    std::swap(surroundings, *rest_);
    std::swap(surroundings.entries, rest_->entries);
    std::swap(surroundings.feeds, rest_->feeds);
    rest_->title = surroundings.title;
    rest_->site_uri = surroundings.site_uri;
    // The last are at hand first.
    std::reverse(rest_->entries.begin(), rest_->entries.end());
    std::reverse(rest_->feeds.begin(), rest_->feeds.end());
    return job_.Deliver(call, job_.MaterialOf(""), std::move(surroundings));
  }

  absl::Status DeliverSome(const Call& call) {
    Document part;
    part.title = rest_->title;
    part.site_uri = rest_->site_uri;
    int64_t bytes = 0;
    while (!rest_->entries.empty() && part.entries.size() < kEntriesAtOnce) {
      bytes += static_cast<int64_t>(rest_->entries.back().raw.size());
      part.entries.push_back(std::move(rest_->entries.back()));
      rest_->entries.pop_back();
    }
    if (part.entries.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(job_.Deliver(call, job_.MaterialOf(""), std::move(part)));
    // Of a packed file this is too much.
    if (job_.report.bytes_done() + bytes < job_.header.size()) job_.report.AddBytesDone(bytes);
    return absl::OkStatus();
  }

  absl::Status CreateSome(const Call& call) {
    for (size_t i = 0; i < kFeedsAtOnce && !rest_->feeds.empty(); ++i) {
      RETURN_IF_ERROR(CreateFeed(call, std::move(rest_->feeds.back())));
      rest_->feeds.pop_back();
    }
    return absl::OkStatus();
  }

  absl::Status CreateFeed(const Call& call, v1::Feed feed) {
    for (const std::string& category : job_.header.default_categories()) {
      const auto& held = feed.default_categories();
      if (std::find(held.begin(), held.end(), category) == held.end()) {
        feed.add_default_categories(category);
      }
    }
    v1::CreateFeedRequest request;
    *request.mutable_feed() = std::move(feed);
    const absl::Time deadline = std::min(call.deadline, absl::Now() + kCreateTimeout);
    const absl::Status created = job_.feeds.Create(deadline, request).status();
    if (created.code() == absl::StatusCode::kInvalidArgument) {
      return job_.Reject(call, job_.MaterialOf(request.feed().uri()), created);
    }
    if (!created.ok() && !absl::IsAlreadyExists(created)) return created;
    job_.report.AddFeed(created.ok());
    return absl::OkStatus();
  }

  ImportJob& job_;
  const v1::ImportHeader::Format format_;
  std::string bytes_;
  // What is not delivered yet; last first.
  std::optional<Document> rest_;
};

}  // namespace

std::unique_ptr<FormatImport> NewWholeImport(ImportJob& job, v1::ImportHeader::Format format) {
  return std::make_unique<WholeImport>(job, format);
}

}  // namespace broadsheet::ingest
