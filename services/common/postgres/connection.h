// A connection that libpqxx and libpq share. For session.cc alone.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <pqxx/pqxx>
#include <string>

#include "common/postgres/statement.h"

namespace broadsheet::postgres {

#if PQXX_VERSION_MAJOR >= 7
using PqxxConnection = pqxx::connection;
#else
using PqxxConnection = pqxx::connection_base;
#endif

// Not thread-safe.
class Connection {
 public:
  // `conninfo` is libpq's. Throws pqxx::broken_connection where there is no
  // connection to be had.
  explicit Connection(const std::string& conninfo);

  PqxxConnection& pqxx() { return *pqxx_; }
  // The same connection: what libpqxx has no call for.
  PGconn* libpq() { return libpq_; }

  // Throws what libpqxx throws.
  void Prepare(const Statement& statement);

  // Ends the open transaction, if any. False where it can't be told whether there is
  // one.
  bool RollBack();

  bool is_lost() const { return PQstatus(libpq_) != CONNECTION_OK; }

 private:
  // Owned by `pqxx_`.
  PGconn* libpq_;
  // For its deleter's sake: libpqxx's connections have no virtual destructor.
  std::shared_ptr<PqxxConnection> pqxx_;
};

}  // namespace broadsheet::postgres
