// A connection to the PostgreSQL that the store is compared with.

#ifndef TIDEMARK_TESTS_BENCH_SQL_H_
#define TIDEMARK_TESTS_BENCH_SQL_H_

#include <string>

#include <libpq-fe.h>

#include "absl/functional/function_ref.h"

namespace tidemark {

// Stops the program, with what PostgreSQL says, where anything fails.
class Sql {
 public:
  // Connects to the server whose socket is in `socket_dir`.
  explicit Sql(const std::string& socket_dir);
  ~Sql();
  Sql(const Sql&) = delete;
  Sql& operator=(const Sql&) = delete;

  // Runs a command without rows.
  void Run(const std::string& sql);
  // Fetches all rows; returns how many there are.
  int Rows(const std::string& sql);
  // Copies rows into `table`: `next` writes one, ended by a line feed, into its
  // argument, or returns false if there are no more.
  void Copy(const std::string& table,
            absl::FunctionRef<bool(std::string&)> next);

 private:
  [[noreturn]] void Die();

  PGconn* const connection_;
};

}  // namespace tidemark

#endif  // TIDEMARK_TESTS_BENCH_SQL_H_
