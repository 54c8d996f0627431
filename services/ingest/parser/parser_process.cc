#include "ingest/parser/parser_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <utility>

#include "absl/memory/memory.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/status.h"
#include "ingest/parser/parser_main.h"

namespace broadsheet::ingest {
namespace {

// A busy machine gives a process its time late; only one that stands still gets none.
constexpr int kWallPerCpu = 6;
constexpr absl::Duration kStartTimeout = absl::Seconds(30);

// Starts `binary` with one end of a socket pair for its kParserSocket, and nothing else
// of ours but stderr: no descriptors, no environment with passwords in it. Answers our end.
absl::StatusOr<std::pair<pid_t, int>> Spawn(const std::string& binary) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return absl::ErrnoToStatus(errno, "a parser's socket");
  }
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDWR, 0);
  posix_spawn_file_actions_adddup2(&actions, STDIN_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, ends[1], kParserSocket);
  posix_spawn_file_actions_addclosefrom_np(&actions, kParserSocket + 1);
  std::string name = "ingest-parser";
  std::string argument = kParserArgument;
  char* const arguments[] = {name.data(), argument.data(), nullptr};
  char* const environment[] = {nullptr};
  pid_t pid = 0;
  const int error = posix_spawn(&pid, binary.c_str(), &actions, nullptr, arguments, environment);
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error == 0) return std::make_pair(pid, ends[0]);
  close(ends[0]);
  return absl::UnavailableError(absl::StrCat("can't start a parser: ", std::strerror(error)));
}

absl::Status Blamed(std::string_view reason, const std::string& text) {
  return WithReason(absl::InvalidArgumentError(text), reason);
}

}  // namespace

absl::StatusOr<std::unique_ptr<ParserProcess>> ParserProcess::Start(const std::string& binary,
                                                                    const ParserLimits& limits,
                                                                    GazetteerText gazetteer) {
  ASSIGN_OR_RETURN(const auto spawned, Spawn(binary));
  auto process = absl::WrapUnique(
      new ParserProcess(spawned.first, spawned.second, limits, std::move(gazetteer)));
  if (const absl::Status greeted = process->Greet(); !greeted.ok()) {
    return absl::UnavailableError(
        absl::StrCat("a parser does not start: ", std::string(greeted.message())));
  }
  return process;
}

absl::Status ParserProcess::Greet() {
  parser::Setup setup;
  setup.set_gazetteer(*gazetteer_);
  setup.set_cpu_seconds(absl::ToInt64Seconds(limits_.cpu));
  setup.set_memory_bytes(limits_.memory_bytes);
  const absl::Time deadline = absl::Now() + kStartTimeout;
  RETURN_IF_ERROR(writer_.Add(setup));
  RETURN_IF_ERROR(writer_.Flush(deadline));
  parser::Ready ready;
  RETURN_IF_ERROR(reader_.Read(&ready, deadline));
  confinement_ = ready.confinement();
  start_memory_bytes_ = peak_memory_bytes_ = ready.peak_memory_bytes();
  return absl::OkStatus();
}

ParserProcess::~ParserProcess() {
  close(fd_);
  if (pid_ == 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

absl::Time ParserProcess::Deadline() const { return absl::Now() + kWallPerCpu * limits_.cpu; }

absl::Status ParserProcess::Send(const parser::Request& request) {
  if (const absl::Status added = writer_.Add(request); !added.ok()) {
    return Blamed("PARSER_TOO_LARGE", std::string(added.message()));
  }
  return writer_.Flush(Deadline()).ok() ? absl::OkStatus()
                                        : absl::UnavailableError("the parser was gone");
}

absl::StatusOr<parser::Response> ParserProcess::Receive() {
  parser::Response response;
  const absl::Status received = reader_.Read(&response, Deadline());
  if (received.ok()) {
    peak_memory_bytes_ = response.peak_memory_bytes();
    return response;
  }
  if (absl::IsDataLoss(received)) {
    return Blamed("PARSER_CRASHED", absl::StrCat("the parser's answer: ", received.message()));
  }
  if (absl::IsDeadlineExceeded(received)) {
    return Blamed("PARSER_TOO_SLOW",
                  absl::StrCat("the parser was at it for ",
                               absl::FormatDuration(kWallPerCpu * limits_.cpu), " and was ended"));
  }
  return CauseOfDeath();
}

absl::Status ParserProcess::CauseOfDeath() {
  int status = 0;
  rusage usage{};
  if (wait4(pid_, &status, 0, &usage) < 0) return absl::ErrnoToStatus(errno, "a parser");
  pid_ = 0;
  const bool exited = WIFEXITED(status);
  const int signal = exited ? 0 : WTERMSIG(status);
  if (signal == SIGKILL) return absl::UnavailableError("the parser was killed");
  if (signal == SIGXCPU) {
    return Blamed("PARSER_TOO_SLOW",
                  absl::StrCat("the parser took more than the ", absl::FormatDuration(limits_.cpu),
                               " of processor time that it has"));
  }
  // What never looks whether it got memory crashes where it did not.
  const int64_t peak_bytes = int64_t{usage.ru_maxrss} * 1024 - start_memory_bytes_;
  if ((exited && WEXITSTATUS(status) == kOutOfMemory) || peak_bytes > limits_.memory_bytes / 2) {
    return Blamed("PARSER_TOO_LARGE", absl::StrCat("the parser needed more memory than the ",
                                                   limits_.memory_bytes >> 20, " MiB that it has"));
  }
  return Blamed("PARSER_CRASHED",
                exited ? absl::StrCat("the parser ended with status ", WEXITSTATUS(status))
                       : absl::StrCat("the parser crashed: ", strsignal(signal)));
}

}  // namespace broadsheet::ingest
