// A benchmark that meets an error ends.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "absl/status/status.h"

namespace broadsheet::bench {

[[noreturn]] inline void Die(const std::string& message) {
  std::fprintf(stderr, "bench: %s\n", message.c_str());
  std::exit(EXIT_FAILURE);
}

inline void OkOrDie(const absl::Status& status) {
  if (!status.ok()) Die(status.ToString());
}

template <class StatusOr>
auto OrDie(StatusOr value) {
  OkOrDie(value.status());
  return *std::move(value);
}

}  // namespace broadsheet::bench
