#include "bench/storage/connection.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "bench/storage/check.h"

namespace broadsheet::bench {
namespace {

// What one call hands to libpq of a COPY.
constexpr size_t kCopyChunk = 1 << 16;

}  // namespace

Connection::Connection(const std::string& conninfo)
    : connection_(PQconnectdb(conninfo.c_str()), &PQfinish) {
  if (PQstatus(connection_.get()) != CONNECTION_OK) Die(PQerrorMessage(connection_.get()));
}

Connection::Result Connection::Check(PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_COPY_IN) {
    Die(PQerrorMessage(connection_.get()));
  }
  return {result, &PQclear};
}

void Connection::Run(const std::string& sql) { Check(PQexec(connection_.get(), sql.c_str())); }

std::vector<std::string> Connection::Column(const std::string& sql) {
  const Result result = Check(PQexec(connection_.get(), sql.c_str()));
  std::vector<std::string> column;
  for (int i = 0; i < PQntuples(result.get()); ++i) {
    column.emplace_back(PQgetvalue(result.get(), i, 0));
  }
  return column;
}

void Connection::Copy(const std::string& into, const std::string& lines) {
  PGconn* connection = connection_.get();
  Run(absl::StrCat("COPY ", into, " FROM STDIN"));
  for (size_t at = 0; at < lines.size(); at += kCopyChunk) {
    const size_t length = std::min(kCopyChunk, lines.size() - at);
    if (PQputCopyData(connection, lines.data() + at, static_cast<int>(length)) != 1) {
      Die(PQerrorMessage(connection));
    }
  }
  if (PQputCopyEnd(connection, nullptr) != 1) Die(PQerrorMessage(connection));
  while (PGresult* result = PQgetResult(connection)) Check(result);
}

void Connection::Prepare(const std::string& name, const std::string& sql) {
  Check(PQprepare(connection_.get(), name.c_str(), sql.c_str(), 0, nullptr));
}

int Connection::RunPrepared(const std::string& name, const std::vector<Param>& params) {
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  for (const Param& param : params) {
    values.push_back(param.value->c_str());
    lengths.push_back(static_cast<int>(param.value->size()));
    formats.push_back(param.is_binary ? 1 : 0);
  }
  const Result result =
      Check(PQexecPrepared(connection_.get(), name.c_str(), static_cast<int>(params.size()),
                           values.data(), lengths.data(), formats.data(), /*resultFormat=*/1));
  return PQntuples(result.get());
}

}  // namespace broadsheet::bench
