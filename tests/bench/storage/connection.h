// PostgreSQL by libpq alone.
#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

namespace broadsheet::bench {

// One connection. An error ends the process. Not thread-safe.
class Connection {
 public:
  explicit Connection(const std::string& conninfo);

  // Runs statements without parameters; the last one's result.
  void Run(const std::string& sql);

  // The only column of a query's rows.
  std::vector<std::string> Column(const std::string& sql);

  // COPY `into` FROM STDIN, of lines in COPY's text format.
  void Copy(const std::string& into, const std::string& lines);

  void Prepare(const std::string& name, const std::string& sql);

  // A parameter, as text or in binary form.
  struct Param {
    const std::string* value;
    bool is_binary;
  };
  // How many rows the statement answered, in binary form.
  int RunPrepared(const std::string& name, const std::vector<Param>& params);

 private:
  using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
  Result Check(PGresult* result);

  std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;
};

}  // namespace broadsheet::bench
