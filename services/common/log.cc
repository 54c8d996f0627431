#include "common/log.h"

#include <unistd.h>

#include <nlohmann/json.hpp>
#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace broadsheet {
namespace {

std::string& Service() {
  static auto* service = new std::string;  // outlives threads that log while the process ends
  return *service;
}

const char* Name(Severity severity) {
  switch (severity) {
    case Severity::kInfo:
      return "INFO";
    case Severity::kWarning:
      return "WARNING";
    case Severity::kError:
      return "ERROR";
  }
  return "";
}

}  // namespace

void SetLogService(std::string_view service) { Service() = service; }

void Log(Severity severity, std::string_view message, std::initializer_list<LogField> fields) {
  nlohmann::ordered_json line;
  line["time"] = absl::FormatTime("%E4Y-%m-%dT%H:%M:%E3SZ", absl::Now(), absl::UTCTimeZone());
  line["severity"] = Name(severity);
  line["service"] = Service();
  line["message"] = message;
  for (const LogField& field : fields) line[std::string(field.key())] = field.value();
  const std::string text =
      line.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  // One write a line: lines of several threads don't mix.
  [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
}

}  // namespace broadsheet
