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

constexpr int kWide = 100;
constexpr int kSubjectColumns = 20;
constexpr int kWideSubjectColumns = 28;
constexpr int kMostBarColumns = 30;
constexpr int kLeastBarColumns = 10;

std::string Grouped(int64_t number) {
  std::string digits = absl::StrCat(number);
  for (auto at = static_cast<int>(digits.size()) - 3; at > 0; at -= 3) digits.insert(at, ",");
  return digits;
}

// What is done, what is only sent, and the rest.
std::string Bar(const ProgressState& state, int columns) {
  const auto part = [&](int64_t bytes) {
    const double fraction = static_cast<double>(bytes) / static_cast<double>(state.bytes_total);
    return static_cast<int>(std::clamp(fraction, 0.0, 1.0) * columns);
  };
  const int done = part(state.bytes_done);
  const int sent = part(state.bytes_sent);
  std::string bar;
  for (int i = 0; i < columns; ++i) absl::StrAppend(&bar, i < done ? "█" : i < sent ? "▒" : "░");
  return bar;
}

std::string BytesFact(const ProgressState& state) {
  const std::string total =
      state.bytes_total > 0 ? absl::StrCat(" of ", Bytes(state.bytes_total)) : "";
  if (state.bytes_done > 0) return absl::StrCat(Bytes(state.bytes_done), total);
  if (state.bytes_sent > 0) return absl::StrCat(Bytes(state.bytes_sent), total, " sent");
  return total.empty() ? "" : absl::StrCat(Bytes(0), total);
}

// "1m05s".
std::string Span(absl::Duration duration) {
  const int64_t seconds = absl::ToInt64Seconds(duration);
  if (seconds < 60) return absl::StrCat(seconds, "s");
  if (seconds < 3600) return absl::StrFormat("%dm%02ds", seconds / 60, seconds % 60);
  return absl::StrFormat("%dh%02dm", seconds / 3600, seconds / 60 % 60);
}

double ItemsPerSecond(const ProgressState& state) {
  if (state.items_per_second > 0) return state.items_per_second;
  return static_cast<double>(state.items) / absl::ToDoubleSeconds(state.elapsed);
}

absl::Duration TimeLeft(const ProgressState& state) {
  if (state.time_left.has_value()) return *state.time_left;
  const auto left = static_cast<double>(state.bytes_total - state.bytes_done);
  return state.elapsed * (left / static_cast<double>(state.bytes_done));
}

enum class Rate { kShown, kLeftOut };

std::string Facts(const ProgressState& state, Rate rate) {
  std::vector<std::string> facts;
  const std::string bytes = BytesFact(state);
  if (!bytes.empty()) facts.push_back(bytes);
  const double seconds = absl::ToDoubleSeconds(state.elapsed);
  if (state.items > 0) {
    facts.push_back(absl::StrCat(Grouped(state.items), " ", state.item_name));
    if (seconds >= 1 && rate == Rate::kShown) {
      facts.push_back(absl::StrCat(Grouped(static_cast<int64_t>(ItemsPerSecond(state))), "/s"));
    }
  }
  if (state.bytes_done > 0 && state.bytes_total > state.bytes_done && seconds >= 1) {
    facts.push_back(absl::StrCat(Span(TimeLeft(state)), " left"));
  } else {
    facts.push_back(Span(state.elapsed));
  }
  return absl::StrJoin(facts, "  ");
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

std::string ProgressLine(const ProgressState& state, int width, BarStyle bar) {
  const std::string subject = Shorten(OneLine(Printable(state.subject)),
                                      width < kWide ? kSubjectColumns : kWideSubjectColumns);
  // A bar says more than a rate.
  for (const Rate rate : {Rate::kShown, Rate::kLeftOut}) {
    const std::string facts = Facts(state, rate);
    const int left = width - DisplayWidth(subject) - DisplayWidth(facts) - 4;
    if (bar == BarStyle::kNone || state.bytes_total == 0 || left < kLeastBarColumns) continue;
    return absl::StrCat(subject, "  ", Bar(state, std::min(left, kMostBarColumns)), "  ", facts);
  }
  return Shorten(absl::StrCat(subject, "  ", Facts(state, Rate::kShown)), width);
}

Progress::Progress(std::string subject, Printer& err, int64_t bytes_total)
    : err_(err), start_(absl::Now()) {
  state_.subject = std::move(subject);
  state_.bytes_total = bytes_total;
  if (err_.terminal()) Draw();
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

void Progress::Sent(int64_t bytes_sent) {
  const std::lock_guard lock(mutex_);
  state_.bytes_sent = bytes_sent;
}

void Progress::Update(const ProgressState& state) {
  const std::lock_guard lock(mutex_);
  state_.bytes_done = state.bytes_done;
  state_.items = state.items;
  state_.item_name = state.item_name;
  state_.items_per_second = state.items_per_second;
  state_.time_left = state.time_left;
}

void Progress::Run() {
  const auto period = err_.terminal() ? std::chrono::milliseconds(200) : std::chrono::seconds(10);
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, period, [this] { return over_; })) Draw();
  if (err_.terminal()) err_.Raw("\r\x1b[K");
  err_.Flush();
}

void Progress::Draw() {
  state_.elapsed = absl::Now() - start_;
  // The last column stays free: some terminals wrap there at once.
  const std::string line =
      ProgressLine(state_, err_.width() - 1, err_.terminal() ? BarStyle::kBar : BarStyle::kNone);
  err_.Raw(err_.terminal() ? absl::StrCat("\r", line, "\x1b[K") : absl::StrCat(line, "\n"));
  err_.Flush();
}

}  // namespace broadsheet::cli
