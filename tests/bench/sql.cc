#include "tests/bench/sql.h"

#include <cstdio>
#include <cstdlib>

#include "absl/strings/str_cat.h"

namespace tidemark {

Sql::Sql(const std::string& socket_dir)
    : connection_(PQconnectdb(
          absl::StrCat("host=", socket_dir, " dbname=postgres").c_str())) {
  if (PQstatus(connection_) != CONNECTION_OK) Die();
}

Sql::~Sql() { PQfinish(connection_); }

void Sql::Run(const std::string& sql) {
  PGresult* const result = PQexec(connection_, sql.c_str());
  if (PQresultStatus(result) != PGRES_COMMAND_OK) Die();
  PQclear(result);
}

int Sql::Rows(const std::string& sql) {
  PGresult* const result = PQexec(connection_, sql.c_str());
  if (PQresultStatus(result) != PGRES_TUPLES_OK) Die();
  const int rows = PQntuples(result);
  PQclear(result);
  return rows;
}

void Sql::Copy(const std::string& table,
               absl::FunctionRef<bool(std::string&)> next) {
  constexpr size_t kBuffer = size_t{1} << 20;
  PGresult* const begun =
      PQexec(connection_, absl::StrCat("COPY ", table, " FROM STDIN").c_str());
  if (PQresultStatus(begun) != PGRES_COPY_IN) Die();
  PQclear(begun);
  std::string rows;
  for (bool more = true; more;) {
    more = next(rows);
    if (more && rows.size() < kBuffer) continue;
    if (PQputCopyData(connection_, rows.data(),
                      static_cast<int>(rows.size())) != 1) {
      Die();
    }
    rows.clear();
  }
  if (PQputCopyEnd(connection_, nullptr) != 1) Die();
  PGresult* const ended = PQgetResult(connection_);
  if (PQresultStatus(ended) != PGRES_COMMAND_OK) Die();
  PQclear(ended);
}

void Sql::Die() {
  std::fprintf(stderr, "PostgreSQL: %s\n", PQerrorMessage(connection_));
  std::exit(1);
}

}  // namespace tidemark
