#include "query/search/index_builder.h"

#include <xapian.h>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <map>
#include <thread>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/status.h"
#include "query/search/segments.h"

namespace broadsheet::query {
namespace {

// Each has about a hundred files open where it merges.
constexpr unsigned kMostThreads = 6;

absl::Status Try(absl::FunctionRef<void()> work) {
  try {
    work();
    return absl::OkStatus();
  } catch (const Xapian::DatabaseCorruptError& error) {
    return absl::DataLossError(error.get_description());
  } catch (const Xapian::Error& error) {
    return absl::UnavailableError(error.get_description());
  } catch (const std::exception& error) {
    return absl::UnavailableError(error.what());
  }
}

// Nothing where it is of another format, or can't be read.
article::v1::Cursor EndOf(const std::string& segment) {
  try {
    return CursorIn(Xapian::Database(segment));
  } catch (const Xapian::DatabaseError&) {
    return {};
  }
}

}  // namespace

IndexBuilder::IndexBuilder(std::string directory)
    : directory_(std::move(directory)),
      threads_(std::clamp(std::thread::hardware_concurrency(), 1U, kMostThreads)) {
  std::filesystem::create_directories(directory_);
  FindSegments();
}

std::string IndexBuilder::PathOf(const Segment& segment) const {
  return absl::StrCat(directory_, "/", segment.first, "-", segment.last);
}

std::vector<std::string> IndexBuilder::PathsOf(const std::vector<Segment>& segments) const {
  std::vector<std::string> paths;
  for (const Segment& segment : segments) paths.push_back(PathOf(segment));
  return paths;
}

// A merged segment may stand beside those that it was made of.
void IndexBuilder::FindSegments() {
  std::map<int64_t, int64_t> last_by_first;
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    const std::pair<std::string, std::string> ends =
        absl::StrSplit(entry.path().filename().string(), absl::MaxSplits('-', 1));
    Segment segment;
    if (!absl::SimpleAtoi(ends.first, &segment.first)) continue;
    if (!absl::SimpleAtoi(ends.second, &segment.last)) continue;
    int64_t& last = last_by_first.emplace(segment.first, segment.last).first->second;
    last = std::max(last, segment.last);
  }
  for (auto found = last_by_first.find(next_); found != last_by_first.end();
       found = last_by_first.find(next_)) {
    const Segment segment{found->first, found->second};
    const article::v1::Cursor end = EndOf(PathOf(segment));
    if (end.position() == 0) break;
    segments_.push_back(segment);
    cursor_ = end;
    next_ = segment.last + 1;
  }
  const std::vector<std::string> used = PathsOf(segments_);
  for (const auto& entry : std::filesystem::directory_iterator(directory_)) {
    if (std::find(used.begin(), used.end(), entry.path()) == used.end()) {
      std::filesystem::remove_all(entry.path());
    }
  }
}

absl::Status IndexBuilder::Add(ArchiveBatch batch, const article::v1::Cursor& end) {
  while (writing_.size() >= threads_) RETURN_IF_ERROR(AwaitOldest());
  const Segment segment{next_, next_};
  ++next_;
  auto write = [batch = std::move(batch), end, path = PathOf(segment)] {
    return Try([&] { WriteSegment(batch, end, path); });
  };
  writing_.push_back({segment, end, std::async(std::launch::async, std::move(write))});
  return absl::OkStatus();
}

absl::Status IndexBuilder::AwaitOldest() {
  Writing oldest = std::move(writing_.front());
  writing_.pop_front();
  RETURN_IF_ERROR(oldest.written.get());
  segments_.push_back(oldest.segment);
  cursor_ = oldest.end;
  return absl::OkStatus();
}

absl::StatusOr<std::vector<IndexBuilder::Segment>> IndexBuilder::MergeSixteens() const {
  std::vector<Segment> merged;
  std::deque<std::future<absl::Status>> merging;
  absl::Status status;
  for (size_t at = 0; at < segments_.size() && status.ok(); at += kMostMerged) {
    const size_t end = std::min(at + kMostMerged, segments_.size());
    const std::vector<Segment> sources(segments_.begin() + at, segments_.begin() + end);
    merged.push_back({sources.front().first, sources.back().last});
    if (sources.size() == 1) continue;
    auto merge = [paths = PathsOf(sources), path = PathOf(merged.back())] {
      return Try([&] {
        MergeSegments(paths, path);
        for (const std::string& source : paths) std::filesystem::remove_all(source);
      });
    };
    if (merging.size() == threads_) {
      status.Update(merging.front().get());
      merging.pop_front();
    }
    merging.push_back(std::async(std::launch::async, std::move(merge)));
  }
  for (std::future<absl::Status>& one : merging) status.Update(one.get());
  RETURN_IF_ERROR(status);
  return merged;
}

absl::Status IndexBuilder::Finish(const std::string& index) {
  while (!writing_.empty()) RETURN_IF_ERROR(AwaitOldest());
  while (segments_.size() > kMostMerged) {
    ASSIGN_OR_RETURN(segments_, MergeSixteens());
  }
  return Try([&] { MakeIndex(PathsOf(segments_), index); });
}

}  // namespace broadsheet::query
