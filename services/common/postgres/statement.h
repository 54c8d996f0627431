// A statement of a .sql file; see cmake/EmbedSql.cmake.
#pragma once

namespace broadsheet::postgres {

// Prepared under `name` on each connection that runs it.
struct Statement {
  const char* name;
  const char* sql;
};

}  // namespace broadsheet::postgres
