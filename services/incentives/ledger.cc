#include "services/incentives/ledger.h"

#include <algorithm>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/store/table.h"
#include "services/incentives/tables.h"

namespace tidemark::incentives {

absl::StatusOr<Ledger> Ledger::Read(const store::Reader& reader,
                                    absl::string_view contract,
                                    int32_t before) {
  std::vector<v1::Statement> statements;
  TIDEMARK_RETURN_IF_ERROR(
      kStatements.Scan(reader, absl::StrCat(contract, "/statements/"), "",
                       [&](v1::Statement& statement) {
                         if (statement.number() < before) {
                           statements.push_back(std::move(statement));
                         }
                         return true;
                       }));
  std::sort(
      statements.begin(), statements.end(),
      [](const auto& a, const auto& b) { return a.number() < b.number(); });
  Ledger ledger;
  for (v1::Statement& statement : statements) {
    ledger.next_number_ = statement.number() + 1;
    ledger.names_.push_back(statement.name());
    for (v1::Adjustment& adjustment : *statement.mutable_adjustments()) {
      const auto corrected =
          std::find_if(ledger.periods_.begin(), ledger.periods_.end(),
                       [&](const IssuedPeriod& period) {
                         return period.statement == adjustment.statement();
                       });
      if (corrected == ledger.periods_.end()) {
        return absl::DataLossError(absl::StrCat(
            statement.name(), " corrects what was not issued before it"));
      }
      corrected->settled = std::move(*adjustment.mutable_account());
      corrected->settled_by = statement.name();
    }
    if (!statement.has_account()) continue;
    ledger.periods_.push_back(
        {.statement = statement.name(),
         .terms = std::move(*statement.mutable_terms()),
         .terms_variation = statement.terms_variation(),
         .settled = std::move(*statement.mutable_account()),
         .settled_by = statement.name()});
  }
  return ledger;
}

const IssuedPeriod* Ledger::Find(absl::string_view period) const {
  const auto it = std::find_if(
      periods_.begin(), periods_.end(), [&](const IssuedPeriod& issued) {
        return absl::string_view(issued.settled.period_id()) == period;
      });
  return it == periods_.end() ? nullptr : &*it;
}

int Ledger::NextCorrection(absl::string_view period) const {
  int next = 1;
  for (const std::string& name : names_) {
    const auto id = ReadStatementId(name);
    if (id.ok() && absl::string_view(id->period) == period) {
      next = std::max(next, id->correction + 1);
    }
  }
  return next;
}

absl::StatusOr<StatementId> ReadStatementId(absl::string_view name) {
  const absl::string_view id = IdOf(name);
  const size_t dot = id.find('.');
  if (dot == absl::string_view::npos) return StatementId{std::string(id), 0};
  StatementId read{.period = std::string(id.substr(0, dot))};
  const absl::string_view number = id.substr(dot + 1);
  // As it is written here, so that each statement has one name.
  if (!absl::SimpleAtoi(number, &read.correction) || read.correction < 1 ||
      absl::StrCat(read.correction) != number) {
    return absl::NotFoundError(absl::StrCat(
        name,
        " is not there; a statement is called after its period, 2025-04, or "
        "2025-04.1 if it has corrections only"));
  }
  return read;
}

}  // namespace tidemark::incentives
