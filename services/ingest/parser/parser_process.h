// A parser process, as ingest holds it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "ingest/parser/framing.h"
#include "ingest/parser/protocol.pb.h"

namespace broadsheet::ingest {

struct ParserLimits {
  // Processor time for one document, entry or line; whole seconds.
  absl::Duration cpu = absl::Seconds(10);
  // For what it allocates.
  int64_t memory_bytes = int64_t{1} << 30;
};

// As Gazetteer::Parse() takes it, and never null.
using GazetteerText = std::shared_ptr<const std::string>;

// Not thread-safe. Has the process ended, the object is of no more use.
class ParserProcess {
 public:
  // `binary` is ingest's own, or "/proc/self/exe". UNAVAILABLE where the process can't be
  // started, or says nothing.
  static absl::StatusOr<std::unique_ptr<ParserProcess>> Start(const std::string& binary,
                                                              const ParserLimits& limits,
                                                              GazetteerText gazetteer);
  // Ends the process.
  ~ParserProcess();
  ParserProcess(const ParserProcess&) = delete;
  ParserProcess& operator=(const ParserProcess&) = delete;

  // UNAVAILABLE where the process ended before it had read all of it, so that the request
  // is not to blame. INVALID_ARGUMENT where that is too long to be sent.
  absl::Status Send(const parser::Request& request);

  // The next answer to what was sent. Else the process has ended, and the error is what
  // becomes of the item that it was at (one of those without an answer, the first where the
  // request says so): INVALID_ARGUMENT with reason PARSER_CRASHED,
  // PARSER_TOO_SLOW or PARSER_TOO_LARGE. UNAVAILABLE where it was ended from outside.
  absl::StatusOr<parser::Response> Receive();

  // What it works by.
  const GazetteerText& gazetteer() const { return gazetteer_; }

  // What holds the process, in words for a log.
  const std::string& confinement() const { return confinement_; }

  // Whether it has held so much that the next document might not have room enough.
  bool worn() const { return peak_memory_bytes_ - start_memory_bytes_ > limits_.memory_bytes / 2; }

  // For tests.
  pid_t pid() const { return pid_; }

 private:
  ParserProcess(pid_t pid, int fd, const ParserLimits& limits, GazetteerText gazetteer)
      : pid_(pid),
        fd_(fd),
        limits_(limits),
        reader_(fd),
        writer_(fd),
        gazetteer_(std::move(gazetteer)) {}
  absl::Status Greet();
  absl::Time Deadline() const;
  absl::Status CauseOfDeath();

  pid_t pid_;
  const int fd_;
  const ParserLimits limits_;
  FrameReader reader_;
  FrameWriter writer_;
  const GazetteerText gazetteer_;
  std::string confinement_;
  // What it came with, and the most that it has held.
  int64_t start_memory_bytes_ = 0;
  int64_t peak_memory_bytes_ = 0;
};

}  // namespace broadsheet::ingest
