// The flags that describe a level of support.

#ifndef TIDEMARK_SERVICES_CLI_LEVEL_FLAGS_H_
#define TIDEMARK_SERVICES_CLI_LEVEL_FLAGS_H_

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/statusor.h"

#include "tidemark/enablement/v1/package.pb.h"

namespace tidemark::cli {

// What the flags say; empty means not given.
struct LevelFlags {
  std::string from;
  std::string weekly_hours;
  std::string weekly_cost;
  int visits = 0;
  int carers = 0;
  std::string reason;
  std::string agreement;
  std::string instead;
  std::vector<std::string> replaced_by;
};

// Adds the flags to `command`, `--from` apart; `--weekly-hours` is required if
// `required`.
void AddLevelFlags(CLI::App* command, LevelFlags& level, bool required = true);

// Who agrees, as `--agreement` says; nobody has said if it was not given.
absl::StatusOr<enablement::v1::SupportLevel::Agreement> ReadAgreement(
    const LevelFlags& flags);

// The level that the flags describe. `before` is the level before it, if there
// is one: its cost an hour holds on where the flags do not say.
absl::StatusOr<enablement::v1::SupportLevel> ReadLevel(
    const LevelFlags& flags, const enablement::v1::SupportLevel* before);

// "10h30 a week, £182.50".
std::string FormatLevelOf(const enablement::v1::SupportLevel& level);

// A week's hours and cost at a level of `package`. Empty where client-level
// data does not say them, which is not the same as none.
std::string HoursAt(const enablement::v1::Package& package,
                    const enablement::v1::SupportLevel& level);
std::string CostAt(const enablement::v1::Package& package,
                   const enablement::v1::SupportLevel& level);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_LEVEL_FLAGS_H_
