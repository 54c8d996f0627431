// Progress of long work.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "absl/time/time.h"
#include "cli/printer.h"

namespace broadsheet::cli {

// How far something is.
struct ProgressState {
  // What is being done: "export.jsonl".
  std::string subject;
  // Done with, and sent on the way there.
  int64_t bytes_done = 0;
  int64_t bytes_sent = 0;
  // 0 while unknown: there is no bar then.
  int64_t bytes_total = 0;
  int64_t items = 0;
  std::string item_name = "articles";
  absl::Duration elapsed;
  // As who does it says; 0 and unset: they follow from what is done since the start.
  double items_per_second = 0;
  std::optional<absl::Duration> time_left;
};

enum class BarStyle { kBar, kNone };

// One line about `state`, of at most `width` columns: a bar, bytes, items and
// their rate, or what of it is known. Thread-safe.
std::string ProgressLine(const ProgressState& state, int width, BarStyle bar = BarStyle::kBar);

// "12.3 MiB". Thread-safe.
std::string Bytes(int64_t bytes);

// Shows progress on standard error from construction to destruction: at once a line
// that redraws itself on a terminal, a line without a bar every ten seconds
// elsewhere. Meanwhile nobody else may print to `err`. Thread-safe.
class Progress {
 public:
  // `bytes_total` is 0 where it is unknown. `err` must outlive it.
  Progress(std::string subject, Printer& err, int64_t bytes_total = 0);

  // Takes the line away.
  ~Progress();

  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void Sent(int64_t bytes_sent);
  // All of `state` counts but its subject, what is sent, the total and the time.
  void Update(const ProgressState& state);

 private:
  void Run();
  void Draw();

  Printer& err_;
  const absl::Time start_;
  std::mutex mutex_;
  std::condition_variable changed_;
  ProgressState state_;
  bool over_ = false;
  std::thread thread_;
};

}  // namespace broadsheet::cli
