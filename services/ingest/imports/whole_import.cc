#include "ingest/imports/whole_import.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

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
  WholeImport(ImportJob& job, v1::ImportHeader::Format format) : job_(job), format_(format) {
    bytes_.reserve(std::clamp<int64_t>(job.header.size(), 0, kMaxBytes));
  }

  absl::Status Take(const Call& call, std::string_view data) override {
    bytes_ += data;
    if (bytes_.size() <= kMaxBytes) return absl::OkStatus();
    return job_.intake.Refuse(
        call, job_.delivery, job_.MaterialOf(bytes_), v1::Reject::STEP_FETCH,
        InvalidField("data", absl::StrCat("the file is longer than ", kMaxBytes, " bytes")),
        std::max<int64_t>(job_.header.size(), static_cast<int64_t>(bytes_.size())));
  }

  absl::StatusOr<bool> Finish(const Call& call) override {
    if (!std::exchange(read_, true)) RETURN_IF_ERROR(Read(call));
    RETURN_IF_ERROR(DeliverSome(call));
    RETURN_IF_ERROR(CreateSome(call));
    return items_.empty() && feeds_.empty();
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
    absl::StatusOr<PreparedDocument> read = job_.Read(call, bytes_, format_);
    if (!read.ok()) return Refuse(call, read.status());
    bytes_.clear();
    bytes_.shrink_to_fit();
    items_ = std::exchange(read->items, {});
    feeds_ = std::exchange(read->document.feeds, {});
    // The last are at hand first.
    std::reverse(items_.begin(), items_.end());
    std::reverse(feeds_.begin(), feeds_.end());
    return job_.Deliver(call, job_.MaterialOf(""), *std::move(read));
  }

  absl::Status DeliverSome(const Call& call) {
    PreparedDocument part;
    int64_t bytes = 0;
    while (!items_.empty() && part.items.size() < kEntriesAtOnce) {
      bytes += static_cast<int64_t>(items_.back().remains.raw.size());
      part.items.push_back(std::move(items_.back()));
      items_.pop_back();
    }
    if (part.items.empty()) return absl::OkStatus();
    RETURN_IF_ERROR(job_.Deliver(call, job_.MaterialOf(""), std::move(part)));
    // Of a packed file this is too much.
    if (job_.report.bytes_done() + bytes < job_.header.size()) job_.report.AddBytesDone(bytes);
    return absl::OkStatus();
  }

  absl::Status CreateSome(const Call& call) {
    for (size_t i = 0; i < kFeedsAtOnce && !feeds_.empty(); ++i) {
      RETURN_IF_ERROR(CreateFeed(call, std::move(feeds_.back())));
      feeds_.pop_back();
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
  bool read_ = false;
  // What is not delivered yet; last first.
  std::vector<PreparedDocument::Item> items_;
  std::vector<v1::Feed> feeds_;
};

}  // namespace

std::unique_ptr<FormatImport> NewWholeImport(ImportJob& job, v1::ImportHeader::Format format) {
  return std::make_unique<WholeImport>(job, format);
}

}  // namespace broadsheet::ingest
