#include "services/monitoring/outcome_moves.h"

#include <cstdlib>
#include <tuple>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "services/monitoring/ratings.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

bool IsNear(int32_t period_end, int32_t day) {
  return std::abs(period_end - day) <= kNearDays;
}

}  // namespace

void NearestRatings::Nearest::Take(int32_t end, int32_t its_level) {
  if (!IsNear(end, day)) return;
  const auto order = [this](int32_t an_end, int32_t a_level) {
    return std::tuple(std::abs(an_end - day), an_end, a_level);
  };
  if (period_end != 0 && order(period_end, level) <= order(end, its_level)) {
    return;
  }
  period_end = end;
  level = its_level;
}

void NearestRatings::Take(int32_t period_end, int32_t level) {
  first_.Take(period_end, level);
  second_.Take(period_end, level);
}

void NearestRatings::AddTo(Moves& moves) const {
  if (first_.period_end == 0 || second_.period_end <= first_.period_end) {
    return;
  }
  if (second_.level > first_.level) {
    ++moves.better;
  } else if (second_.level < first_.level) {
    ++moves.worse;
  } else {
    ++moves.same;
  }
}

absl::StatusOr<absl::flat_hash_map<std::string, Moves>> ReadMoves(
    const store::Reader& reader, const std::string& contract, int32_t first_day,
    int32_t second_day) {
  using Outcomes = absl::flat_hash_map<std::string, NearestRatings>;
  absl::flat_hash_map<std::string, Outcomes> people;
  absl::Status damaged;
  TIDEMARK_RETURN_IF_ERROR(kRatingCells.Scan(
      reader, absl::StrCat(contract, "/returns/"), "",
      [&](const v1::RatingCells& cells) {
        const int32_t end = cells.period_end();
        if (!IsNear(end, first_day) && !IsNear(end, second_day)) return true;
        damaged =
            VisitRatings(cells, [&](absl::string_view person,
                                    absl::string_view outcome, int32_t level) {
              people[person]
                  .try_emplace(outcome, first_day, second_day)
                  .first->second.Take(end, level);
            });
        return damaged.ok();
      }));
  TIDEMARK_RETURN_IF_ERROR(damaged);
  absl::flat_hash_map<std::string, Moves> moves;
  for (const auto& [person, outcomes] : people) {
    for (const auto& [outcome, ratings] : outcomes) {
      ratings.AddTo(moves[person]);
    }
  }
  return moves;
}

}  // namespace tidemark::monitoring
