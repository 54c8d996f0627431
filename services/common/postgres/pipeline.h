// Prepared statements that go to PostgreSQL together. For session.cc alone.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>

#include "absl/types/span.h"
#include "common/postgres/params.h"
#include "common/postgres/statement.h"

namespace broadsheet::postgres {

// A statement that is prepared on the connection, and its parameters.
struct Call {
  Statement statement;
  Params params;
};

struct PipelineResult {
  // Of the last call, in binary form; null where one has failed.
  std::shared_ptr<const PGresult> last;

  // Of the call that has failed: its index, and PostgreSQL's code and text; no code
  // where PostgreSQL gave none, as when the connection was lost.
  size_t failed = 0;
  std::string sqlstate;
  std::string error;
};

// Runs the calls, one at least, in their order, in one round trip; none is run behind
// one that fails. (libpq's pipeline mode, chapter 34.5 of PostgreSQL's manual.)
PipelineResult RunCalls(PGconn* connection, absl::Span<const Call> calls);

}  // namespace broadsheet::postgres
