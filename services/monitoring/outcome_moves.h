// How people's outcomes moved between two dates. `OutcomeMoves` in
// `growth.proto` words it.

#ifndef TIDEMARK_SERVICES_MONITORING_OUTCOME_MOVES_H_
#define TIDEMARK_SERVICES_MONITORING_OUTCOME_MOVES_H_

#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/status/statusor.h"

#include "common/store/database.h"

namespace tidemark::monitoring {

// How far from a date a period may have ended whose rating stands for it.
inline constexpr int kNearDays = 182;

// Outcomes that could be compared.
struct Moves {
  int32_t better = 0;
  int32_t same = 0;
  int32_t worse = 0;

  int32_t compared() const { return better + same + worse; }
  Moves& operator+=(const Moves& other) {
    better += other.better;
    same += other.same;
    worse += other.worse;
    return *this;
  }
  friend bool operator==(const Moves&, const Moves&) = default;
};

// The ratings of one outcome, of which those nearest to two days are kept.
class NearestRatings {
 public:
  NearestRatings(int32_t first_day, int32_t second_day)
      : first_{.day = first_day}, second_{.day = second_day} {}

  // Takes the rating for a period that ended on `period_end`; of two that ended
  // on one day the lower.
  void Take(int32_t period_end, int32_t level);

  // Adds how the outcome moved, if it was rated near both days, for the second
  // in a later period.
  void AddTo(Moves& moves) const;

 private:
  struct Nearest {
    int32_t day;
    // 0 while there is none.
    int32_t period_end = 0;
    int32_t level = 0;

    void Take(int32_t end, int32_t its_level);
  };

  Nearest first_;
  Nearest second_;
};

// How the outcomes of each person that the contract supports moved from
// `first_day` to `second_day`, by the person's id.
absl::StatusOr<absl::flat_hash_map<std::string, Moves>> ReadMoves(
    const store::Reader& reader, const std::string& contract, int32_t first_day,
    int32_t second_day);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_OUTCOME_MOVES_H_
