#include "common/postgres/connection.h"

#include <utility>

namespace broadsheet::postgres {
namespace {

PGconn* Connect(const std::string& conninfo) {
  PGconn* const connection = PQconnectdb(conninfo.c_str());
  if (connection != nullptr && PQstatus(connection) == CONNECTION_OK) return connection;
  const std::string error = connection == nullptr ? "out of memory" : PQerrorMessage(connection);
  PQfinish(connection);
  throw pqxx::broken_connection(error);
}

#if PQXX_VERSION_MAJOR >= 7

std::shared_ptr<PqxxConnection> Adopt(PGconn* connection) {
  return std::make_shared<pqxx::connection>(pqxx::connection::seize_raw_connection(connection));
}

#else

// Gives libpqxx a connection that is there, and no other when that is lost: it would
// reconnect without a word, and without the session's state.
class OneConnection final : public pqxx::connectionpolicy {
 public:
  explicit OneConnection(PGconn* connection)
      : pqxx::connectionpolicy(""), connection_(connection) {}

  handle do_startconnect(handle held) override {
    if (held != nullptr) return held;
    if (connection_ == nullptr) throw pqxx::broken_connection("the connection was lost");
    return std::exchange(connection_, nullptr);
  }

 private:
  PGconn* connection_;
};

class Adopted final : public pqxx::connection_base {
 public:
  explicit Adopted(PGconn* connection) : pqxx::connection_base(policy_), policy_(connection) {
    try {
      init();
    } catch (...) {
      close();
      throw;
    }
  }
  ~Adopted() { close(); }

 private:
  OneConnection policy_;
};

std::shared_ptr<PqxxConnection> Adopt(PGconn* connection) {
  return std::make_shared<Adopted>(connection);
}

#endif

}  // namespace

Connection::Connection(const std::string& conninfo)
    : libpq_(Connect(conninfo)), pqxx_(Adopt(libpq_)) {}

void Connection::Prepare(const Statement& statement) {
  pqxx_->prepare(statement.name, statement.sql);
#if PQXX_VERSION_MAJOR < 7
  pqxx_->prepare_now(statement.name);
#endif
}

bool Connection::RollBack() {
  const PGTransactionStatusType status = PQtransactionStatus(libpq_);
  if (status == PQTRANS_INTRANS || status == PQTRANS_INERROR) {
    PQclear(PQexec(libpq_, "ROLLBACK"));
  }
  return PQtransactionStatus(libpq_) == PQTRANS_IDLE;
}

}  // namespace broadsheet::postgres
