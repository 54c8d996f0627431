// Structured logs: one JSON object a line, on standard error.
#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"

namespace broadsheet {

enum class Severity { kInfo, kWarning, kError };

// A field of a log line. The value is text; numbers convert. Lives no longer
// than the full expression that makes it.
class LogField {
 public:
  LogField(std::string_view key, const absl::AlphaNum& value)
      : key_(key), value_(value.data(), value.size()) {}
  std::string_view key() const { return key_; }
  std::string_view value() const { return value_; }

 private:
  std::string_view key_;
  std::string_view value_;
};

// Names the service in all lines of this process. Call once, before threads.
void SetLogService(std::string_view service);

// Writes {"time", "severity", "service", "message", fields…}. Invalid UTF-8 is
// replaced. Thread-safe; lines don't mix.
void Log(Severity severity, std::string_view message, std::initializer_list<LogField> fields = {});

}  // namespace broadsheet
