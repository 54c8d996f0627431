#include "common/postgres/pipeline.h"

#include <vector>

namespace broadsheet::postgres {
namespace {

using Result = std::shared_ptr<const PGresult>;

// Parameters as libpq takes them: they point into those that they were made of.
struct Marshalled {
  explicit Marshalled(const Params& params) {
    for (const Params::Value& value : params.values()) {
      const bool is_null = value.format == Params::Value::Format::kNull;
      values.push_back(is_null ? nullptr : value.bytes.c_str());
      lengths.push_back(static_cast<int>(value.bytes.size()));
      formats.push_back(value.format == Params::Value::Format::kBinary ? 1 : 0);
    }
  }
  int size() const { return static_cast<int>(values.size()); }

  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
};

Result Own(PGresult* result) {
  return {result, [](PGresult* owned) { PQclear(owned); }};
}

bool Succeeded(const Result& result) {
  const ExecStatusType status = PQresultStatus(result.get());
  return status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK || status == PGRES_EMPTY_QUERY;
}

PipelineResult Failure(PGconn* connection, size_t index, const PGresult* result) {
  const char* const sqlstate =
      result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* const error =
      result == nullptr ? PQerrorMessage(connection) : PQresultErrorMessage(result);
  return {nullptr, index, sqlstate == nullptr ? "" : sqlstate, error};
}

bool Send(PGconn* connection, absl::Span<const Call> calls) {
  if (PQenterPipelineMode(connection) != 1) return false;
  for (const Call& call : calls) {
    const Marshalled params(call.params);
    if (PQsendQueryPrepared(connection, call.statement.name, params.size(), params.values.data(),
                            params.lengths.data(), params.formats.data(),
                            /*resultFormat=*/1) != 1) {
      return false;
    }
  }
  return PQpipelineSync(connection) == 1;
}

// The result of the next call, and the null that is behind it.
Result Next(PGconn* connection) {
  Result result = Own(PQgetResult(connection));
  if (result != nullptr) Own(PQgetResult(connection));
  return result;
}

}  // namespace

PipelineResult RunCalls(PGconn* connection, absl::Span<const Call> calls) {
  if (!Send(connection, calls)) return Failure(connection, 0, nullptr);
  PipelineResult pipeline;
  bool has_failed = false;
  for (size_t i = 0; i < calls.size(); ++i) {
    const Result result = Next(connection);
    if (has_failed) continue;  // it was not run
    has_failed = !Succeeded(result);
    pipeline = has_failed ? Failure(connection, i, result.get()) : PipelineResult{result};
  }
  Own(PQgetResult(connection));  // tells that all were answered
  PQexitPipelineMode(connection);
  return pipeline;
}

}  // namespace broadsheet::postgres
