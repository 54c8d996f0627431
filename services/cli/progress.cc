#include "cli/progress.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "cli/text.h"

namespace broadsheet::cli {
namespace {

constexpr int kSubjectColumns = 28;
constexpr int kMostBarColumns = 30;
constexpr int kLeastBarColumns = 10;

std::string Grouped(int64_t number) {
  std::string digits = absl::StrCat(number);
  for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(at, ",");
  return digits;
}

std::string Bar(double fraction, int columns) {
  const int full = static_cast<int>(std::clamp(fraction, 0.0, 1.0) * columns);
  std::string bar;
  for (int i = 0; i < columns; ++i) absl::StrAppend(&bar, i < full ? "█" : "░");
  return bar;
}

// "1m05s".
std::string Span(absl::Duration duration) {
  const int64_t seconds = absl::ToInt64Seconds(duration);
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 3600) return absl::StrFormat("%dm%02ds", seconds / 60, seconds % 60);
  return absl::StrFormat("%dh%02dm", seconds / 3600, seconds / 60 % 60);
}

std::vector<std::string> Facts(const ProgressState& state) {
  std::vector<std::string> facts;
  if (state.bytes_total > 0) {
    facts.push_back(absl::StrCat(Bytes(state.bytes_done), " of ", Bytes(state.bytes_total)));
  } else if (state.bytes_done > 0) {
    facts.push_back(Bytes(state.bytes_done));
  }
  const double seconds = absl::ToDoubleSeconds(state.elapsed);
  if (state.articles > 0) {
    facts.push_back(absl::StrCat(Grouped(state.articles), " articles"));
    if (seconds >= 1) {
      facts.push_back(absl::StrCat(Grouped(static_cast<int64_t>(state.articles / seconds)), "/s"));
    }
  }
  if (state.bytes_done > 0 && state.bytes_total > state.bytes_done && seconds >= 1) {
    const double left = seconds * (state.bytes_total - state.bytes_done) / state.bytes_done;
    facts.push_back(absl::StrCat(Span(absl::Seconds(left)), " left"));
  } else {
    facts.push_back(Span(state.elapsed));
  }
  return facts;
}

}  // namespace

std::string Bytes(int64_t bytes) {
  constexpr std::array kUnits = {"KiB", "MiB", "GiB", "TiB"};
  if (bytes < 1024) return absl::StrCat(bytes, " B");
  double amount = bytes / 1024.0;
  size_t unit = 0;
  for (; amount >= 1024 && unit + 1 < kUnits.size(); ++unit) amount /= 1024;
  return absl::StrFormat("%.1f %s", amount, kUnits[unit]);
}

std::string ProgressLine(const ProgressState& state, int width) {
  const std::string facts = absl::StrJoin(Facts(state), "  ");
  std::string line = Shorten(OneLine(Printable(state.subject)), kSubjectColumns);
  const int left = width - DisplayWidth(line) - DisplayWidth(facts) - 4;
  if (state.bytes_total > 0 && left >= kLeastBarColumns) {
    const double fraction = static_cast<double>(state.bytes_done) / state.bytes_total;
    absl::StrAppend(&line, "  ", Bar(fraction, std::min(left, kMostBarColumns)));
  }
  return Shorten(absl::StrCat(line, "  ", facts), width);
}

Progress::Progress(std::string subject, Printer& err) : err_(err), start_(absl::Now()) {
  state_.subject = std::move(subject);
  thread_ = std::thread([this] { Run(); });
}

Progress::~Progress() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_one();
  thread_.join();
}

void Progress::Update(int64_t bytes_done, int64_t bytes_total, int64_t articles) {
  const std::lock_guard lock(mutex_);
  state_.bytes_done = bytes_done;
  state_.bytes_total = bytes_total;
  state_.articles = articles;
}

void Progress::Run() {
  const auto period = err_.terminal() ? std::chrono::milliseconds(200) : std::chrono::seconds(10);
  bool drawn = false;
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, period, [this] { return over_; })) {
    Draw();
    drawn = true;
  }
  if (drawn && err_.terminal()) err_.Raw("\r\x1b[K");
  err_.Flush();
}

void Progress::Draw() {
  state_.elapsed = absl::Now() - start_;
  // The last column stays free: some terminals wrap there at once.
  const std::string line = ProgressLine(state_, err_.width() - 1);
  err_.Raw(err_.terminal() ? absl::StrCat("\r", line, "\x1b[K") : absl::StrCat(line, "\n"));
  err_.Flush();
}

}  // namespace broadsheet::cli
