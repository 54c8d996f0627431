#include "common/postgres/session.h"

#include <set>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "common/postgres/connection.h"
#include "common/postgres/pipeline.h"
#include "common/status.h"

namespace broadsheet::postgres {

struct Session::Impl {
  explicit Impl(const std::string& conninfo) : connection(conninfo) {}

  void Prepare(const Statement& statement) {
    if (prepared.contains(statement.name)) return;
    connection.Prepare(statement);
    prepared.insert(statement.name);
  }

  Connection connection;
  std::set<std::string> prepared;
  // What was put off.
  std::vector<Call> deferred;
  bool is_in_transaction = false;
  int64_t statement_timeout_millis = 0;
};

namespace {

absl::StatusCode CodeOf(std::string_view sqlstate) {
  if (sqlstate == "40001" || sqlstate == "40P01") return absl::StatusCode::kAborted;
  if (sqlstate == "23505") return absl::StatusCode::kAlreadyExists;
  if (sqlstate.starts_with("23")) return absl::StatusCode::kFailedPrecondition;
  if (sqlstate == "57014") return absl::StatusCode::kDeadlineExceeded;
  if (sqlstate.starts_with("57P") || sqlstate.starts_with("08") || sqlstate == "25006") {
    return absl::StatusCode::kUnavailable;
  }
  if (sqlstate.starts_with("53")) return absl::StatusCode::kResourceExhausted;
  return absl::StatusCode::kInternal;
}

const char* ReasonOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kAborted:
      return "SERIALIZATION_FAILURE";
    case absl::StatusCode::kAlreadyExists:
      return "UNIQUE_VIOLATION";
    case absl::StatusCode::kFailedPrecondition:
      return "CONSTRAINT_VIOLATION";
    case absl::StatusCode::kDeadlineExceeded:
      return "STATEMENT_TIMEOUT";
    case absl::StatusCode::kUnavailable:
      return "DATABASE_UNAVAILABLE";
    case absl::StatusCode::kResourceExhausted:
      return "DATABASE_EXHAUSTED";
    case absl::StatusCode::kUnknown:
      return "COMMIT_IN_DOUBT";
    default:
      return "DATABASE_ERROR";
  }
}

const char* PublicText(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kDeadlineExceeded:
      return "the database did not answer in time";
    case absl::StatusCode::kUnavailable:
      return "the database is away";
    case absl::StatusCode::kResourceExhausted:
      return "the database has no room";
    default:
      return "the database refused it";
  }
}

// The database's own text names hosts, sockets and statements: it is for the log.
absl::Status MakeStatus(absl::StatusCode code, absl::string_view message,
                        const ErrorMetadata& metadata = {}) {
  const absl::Status status(
      code, absl::StrCat("PostgreSQL: ", absl::StripTrailingAsciiWhitespace(message)));
  return WithPublicMessage(WithReason(status, ReasonOf(code), metadata), PublicText(code));
}

constexpr Statement kBegin{"begin", "BEGIN"};
constexpr Statement kCommit{"commit", "COMMIT"};

using Format = Params::Value::Format;

// A network that dies without a word is noticed within a minute.
constexpr char kNetworkBounds[] =
    "connect_timeout=10 keepalives_idle=20 keepalives_interval=10 keepalives_count=3 "
    "tcp_user_timeout=50000 ";

// libpqxx would cut a text at a NUL byte without a word.
absl::Status CheckNoNul(const Params& params) {
  for (size_t i = 0; i < params.values().size(); ++i) {
    const Params::Value& value = params.values()[i];
    if (value.format != Format::kText) continue;
    const size_t at = value.bytes.find('\0');
    if (at == std::string::npos) continue;
    return WithReason(absl::InvalidArgumentError(
                          absl::StrCat("parameter $", i + 1, " has a NUL byte at offset ", at)),
                      "NUL_BYTE");
  }
  return absl::OkStatus();
}

}  // namespace

Session::Session(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Session::~Session() = default;

absl::Status Session::OnError(std::string_view error, std::string_view sqlstate) {
  const absl::string_view message(error.data(), error.size());
  Rollback();
  absl::StatusCode code = CodeOf(sqlstate);
  if (impl_->connection.is_lost()) code = absl::StatusCode::kUnavailable;
  if (code == absl::StatusCode::kUnavailable) broken_ = true;
  return MakeStatus(code, message, {{"sqlstate", std::string(sqlstate)}});
}

template <class Body>
absl::Status Session::Guard(Body body) {
  try {
    body();
    return absl::OkStatus();
  } catch (const pqxx::transaction_rollback& error) {
    // Serialization failures and deadlocks: no sql_error, in libpqxx 6.4.
    return OnError(error.what(), "40001");
  } catch (const pqxx::sql_error& error) {
    return OnError(error.what(), error.sqlstate());
  } catch (const std::exception& error) {
    return OnError(error.what(), "");
  }
}

absl::StatusOr<std::unique_ptr<Session>> Session::Connect(const std::string& conninfo) {
  // What comes later in the string counts more. A URI takes no such prefix.
  const bool is_uri = conninfo.starts_with("postgres://") || conninfo.starts_with("postgresql://");
  try {
    std::unique_ptr<Session> session(
        new Session(std::make_unique<Impl>(is_uri ? conninfo : kNetworkBounds + conninfo)));
    RETURN_IF_ERROR(
        session->RunScript("SET client_encoding = 'UTF8'; SET client_min_messages = 'warning'"));
    return session;
  } catch (const std::exception& error) {
    return MakeStatus(absl::StatusCode::kUnavailable, error.what());
  }
}

absl::Status Session::SetStatementTimeout(absl::Duration timeout) {
  if (timeout <= absl::ZeroDuration()) {
    return absl::DeadlineExceededError("no time is left for the database");
  }
  int64_t millis = 0;
  if (timeout < absl::Hours(1)) {
    for (millis = 1; absl::Milliseconds(millis) < timeout;) millis *= 2;
  }
  if (millis == impl_->statement_timeout_millis) return absl::OkStatus();
  RETURN_IF_ERROR(RunScript(absl::StrCat("SET statement_timeout = ", millis)));
  impl_->statement_timeout_millis = millis;
  return absl::OkStatus();
}

void Session::Begin() {
  impl_->is_in_transaction = true;
  Defer(kBegin, {});
}

absl::Status Session::Commit() {
  if (!impl_->is_in_transaction) {
    return MakeStatus(absl::StatusCode::kInternal, "a transaction was to commit after it failed");
  }
  RETURN_IF_ERROR(Flush());
  absl::Status status = Run(kCommit, {}).status();
  impl_->is_in_transaction = false;
  if (status.ok() || !impl_->connection.is_lost()) return status;
  return MakeStatus(absl::StatusCode::kUnknown, status.message());
}

void Session::Rollback() {
  impl_->is_in_transaction = false;
  impl_->deferred.clear();
  if (!impl_->connection.RollBack()) broken_ = true;
}

absl::StatusOr<Rows> Session::Run(const Statement& statement, Params params) {
  Defer(statement, std::move(params));
  return RunDeferred();
}

void Session::Defer(const Statement& statement, Params params) {
  impl_->deferred.push_back({statement, std::move(params)});
}

absl::Status Session::Flush() {
  return impl_->deferred.empty() ? absl::OkStatus() : RunDeferred().status();
}

absl::StatusOr<Rows> Session::RunDeferred() {
  const std::vector<Call> calls = std::exchange(impl_->deferred, {});
  for (const Call& call : calls) {
    absl::Status status = CheckNoNul(call.params);
    if (status.ok()) status = Guard([&] { impl_->Prepare(call.statement); });
    if (status.ok()) continue;
    Rollback();
    return Annotate(status, call.statement.name);
  }
  const PipelineResult pipeline = RunCalls(impl_->connection.libpq(), calls);
  if (pipeline.last != nullptr) return Rows(pipeline.last);
  return Annotate(OnError(pipeline.error, pipeline.sqlstate),
                  calls[pipeline.failed].statement.name);
}

absl::Status Session::RunScript(std::string_view sql) {
  RETURN_IF_ERROR(Flush());
  return Guard([&] { pqxx::nontransaction(impl_->connection.pqxx()).exec(std::string(sql)); });
}

}  // namespace broadsheet::postgres
