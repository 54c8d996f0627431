#include "common/postgres/libraries.h"

#include <libpq-fe.h>

#include <pqxx/version>

#include "absl/strings/str_cat.h"

namespace broadsheet::postgres {

std::vector<std::string> Libraries() {
  // 150018 is 15.18.
  const int libpq = PQlibVersion();
  return {absl::StrCat("libpqxx ", PQXX_VERSION),
          absl::StrCat("libpq ", libpq / 10'000, ".", libpq % 10'000)};
}

}  // namespace broadsheet::postgres
