#include "services/oversight/reconcile.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "services/oversight/signal_names.h"

namespace tidemark::oversight {
namespace {

using monitoring::v1::Finding;
using monitoring::v1::Recheck;
using testing::EqualsProto;
using ::testing::IsEmpty;
using testing::ParseText;
using v1::Signal;

Finding Low(int met = 12, int month = 5) {
  Finding finding = ParseText<Finding>(R"(
    kind: KIND_SPECIAL_CAUSE
    subject: "councils/E10000012/providers/1-1"
    provider: "councils/E10000012/providers/1-1"
    metric: "outcomes-met" side: SIDE_LOW)");
  auto& measure = *finding.mutable_evidence()->add_measures();
  measure.mutable_to_date()->set_year(2026);
  measure.mutable_to_date()->set_month(month);
  measure.mutable_figure()->set_numerator(met);
  measure.mutable_figure()->set_denominator(40);
  return finding;
}

Finding Missing(const std::vector<std::string>& periods) {
  Finding finding = ParseText<Finding>(R"(
    kind: KIND_MISSING_RETURN
    subject: "councils/E10000012/contracts/home"
    provider: "councils/E10000012/providers/1-1"
    metric: "returns-missing")");
  for (const std::string& period : periods) {
    finding.mutable_evidence()->add_periods()->set_id(period);
  }
  return finding;
}

constexpr char kLow[] =
    "councils/E10000012/signals/special-cause.1-1.outcomes-met.low";
constexpr char kMissing[] =
    "councils/E10000012/signals/missing-return.home.returns-missing";

// The signals of a council and looks at it.
class ReconcileTest : public ::testing::Test {
 protected:
  // Looks, and says of what is gone that it was corrected, or not.
  Reconciled See(type::Date day, std::vector<Finding> findings,
                 bool corrected = false) {
    Look look = {.today = day, .findings = std::move(findings)};
    for (const Signal& gone : GoneOf(signals_, look.findings)) {
      Recheck& recheck = look.rechecks[gone.name()];
      recheck.set_corrected(corrected);
      recheck.set_sentence(corrected ? "was 12 of 40 and is 28 of 40."
                                     : "newer figures moved.");
    }
    Reconciled after = Reconcile(signals_, look);
    for (const Signal& changed : after.changed) Of(changed.name()) = changed;
    return after;
  }

  Signal& Of(const std::string& name) {
    const auto found =
        std::find_if(signals_.begin(), signals_.end(),
                     [&](const Signal& one) { return one.name() == name; });
    if (found != signals_.end()) return *found;
    return signals_.emplace_back();
  }
  Signal& Nth(const std::string& identity, int ordinal) {
    return Of(NameOf(identity, ordinal));
  }

  std::vector<Signal> signals_;
};

TEST_F(ReconcileTest, AFindingThatStandsIsOneSignalOverTwelveMonths) {
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= 28; ++day) {
      See(type::Date(2026, month, day), {Low(12 + month, month)});
    }
  }
  ASSERT_EQ(signals_.size(), 1);
  const Signal& signal = signals_[0];
  EXPECT_EQ(signal.name(), NameOf(kLow, 1));
  EXPECT_EQ(signal.state(), Signal::STATE_OPEN);
  EXPECT_TRUE(signal.standing());
  EXPECT_THAT(
      signal.first_seen_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2026 month: 1 day: 1")));
  EXPECT_THAT(
      signal.last_seen_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2026 month: 12 day: 28")));
  // The evidence has moved on with it.
  EXPECT_EQ(signal.finding().evidence().measures(0).figure().numerator(), 24);
}

TEST_F(ReconcileTest, TheSameLookTwiceChangesNothing) {
  See(type::Date(2026, 6, 1), {Low(), Missing({"2026-04"})});
  Finding later = Low();
  // Monitoring has learnt something that changes nothing here.
  later.mutable_evidence()->add_as_of()->set_sequence(99);
  EXPECT_THAT(
      See(type::Date(2026, 6, 1), {later, Missing({"2026-04"})}).changed,
      IsEmpty());
}

TEST_F(ReconcileTest, AClockThatGoesBackTakesNoDayAway) {
  See(type::Date(2026, 6, 2), {Low()});
  EXPECT_THAT(See(type::Date(2026, 6, 1), {Low()}).changed, IsEmpty());
}

TEST_F(ReconcileTest, ACorrectionWithdrawsWithItsReason) {
  See(type::Date(2026, 6, 1), {Low()});
  const Reconciled after = See(type::Date(2026, 6, 5), {}, /*corrected=*/true);
  EXPECT_EQ(after.withdrawn, 1);
  EXPECT_EQ(after.ended, 0);
  const Signal& signal = Nth(kLow, 1);
  EXPECT_EQ(signal.state(), Signal::STATE_WITHDRAWN);
  EXPECT_FALSE(signal.standing());
  EXPECT_EQ(signal.end_reason(), "was 12 of 40 and is 28 of 40.");
  EXPECT_THAT(
      signal.end_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2026 month: 6 day: 5")));
  EXPECT_THAT(
      signal.last_seen_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2026 month: 6 day: 1")));
}

TEST_F(ReconcileTest, WhatGoesAwayWithNewerFiguresHasEnded) {
  See(type::Date(2026, 6, 1), {Low()});
  Nth(kLow, 1).set_state(Signal::STATE_LOOKED_AT);
  EXPECT_EQ(See(type::Date(2026, 7, 1), {}).ended, 1);
  EXPECT_EQ(Nth(kLow, 1).state(), Signal::STATE_ENDED);
}

TEST_F(ReconcileTest, WhatWasDealtWithStaysClosedWhileItStands) {
  See(type::Date(2026, 6, 1), {Low()});
  Nth(kLow, 1).set_state(Signal::STATE_DEALT_WITH);
  for (int day = 2; day <= 30; ++day) {
    EXPECT_EQ(See(type::Date(2026, 6, day), {Low(3)}).raised, 0);
  }
  ASSERT_EQ(signals_.size(), 1);
  EXPECT_EQ(signals_[0].state(), Signal::STATE_DEALT_WITH);
  EXPECT_THAT(
      signals_[0].last_seen_date(),
      EqualsProto(ParseText<type::v1::Date>("year: 2026 month: 6 day: 30")));
  // It keeps what it was dealt with on.
  EXPECT_EQ(signals_[0].finding().evidence().measures(0).figure().numerator(),
            12);
}

TEST_F(ReconcileTest, WhatComesBackIsANewSignalThatNamesTheEarlierOne) {
  See(type::Date(2026, 6, 1), {Low()});
  Nth(kLow, 1).set_state(Signal::STATE_DEALT_WITH);
  See(type::Date(2026, 7, 1), {});
  EXPECT_EQ(Nth(kLow, 1).state(), Signal::STATE_DEALT_WITH);
  EXPECT_EQ(See(type::Date(2026, 8, 1), {Low()}).raised, 1);
  See(type::Date(2026, 9, 1), {}, /*corrected=*/true);
  EXPECT_EQ(See(type::Date(2026, 9, 1), {Low()}).raised, 1);
  ASSERT_EQ(signals_.size(), 3);
  EXPECT_EQ(Nth(kLow, 2).state(), Signal::STATE_WITHDRAWN);
  EXPECT_EQ(Nth(kLow, 2).previous_signal(), NameOf(kLow, 1));
  EXPECT_EQ(Nth(kLow, 3).state(), Signal::STATE_OPEN);
  EXPECT_EQ(Nth(kLow, 3).previous_signal(), NameOf(kLow, 2));
}

TEST_F(ReconcileTest, AReturnMissedLaterIsNotHiddenByWhatWasDealtWith) {
  See(type::Date(2026, 6, 1), {Missing({"2026-03", "2026-04"})});
  Nth(kMissing, 1).set_state(Signal::STATE_DEALT_WITH);
  EXPECT_EQ(See(type::Date(2026, 6, 2), {Missing({"2026-04"})}).raised, 0);
  EXPECT_EQ(
      See(type::Date(2026, 6, 20), {Missing({"2026-04", "2026-05"})}).raised,
      1);
  EXPECT_EQ(Nth(kMissing, 2).state(), Signal::STATE_OPEN);
  EXPECT_EQ(Nth(kMissing, 2).previous_signal(), NameOf(kMissing, 1));
  EXPECT_FALSE(Nth(kMissing, 1).standing());
  EXPECT_EQ(Nth(kMissing, 1).state(), Signal::STATE_DEALT_WITH);
}

TEST_F(ReconcileTest, WhatIsGoneWaitsUntilALookKnowsWhy) {
  See(type::Date(2026, 6, 1), {Low()});
  const Reconciled after =
      Reconcile(signals_, {.today = type::Date(2026, 6, 2), .findings = {}});
  EXPECT_THAT(after.changed, IsEmpty());
  EXPECT_EQ(after.standing, 1);
}

TEST_F(ReconcileTest, SidesOfOneFigureAreTwoSignals) {
  See(type::Date(2026, 6, 1), {Low()});
  Finding high = Low();
  high.set_side(Finding::SIDE_HIGH);
  See(type::Date(2026, 6, 2), {high});
  EXPECT_EQ(Nth(kLow, 1).state(), Signal::STATE_ENDED);
  EXPECT_TRUE(Nth("councils/E10000012/signals/"
                  "special-cause.1-1.outcomes-met.high",
                  1)
                  .standing());
}

// Random lives of a few findings, each look in two orders.
TEST_F(ReconcileTest, InWhateverOrderAtMostOneSignalOfAnIdentityStands) {
  std::mt19937 random(20260614);
  const std::vector<Finding> all = {Low(), Missing({"2026-04"}),
                                    Missing({"2026-04", "2026-05"})};
  for (int day = 0; day < 400; ++day) {
    std::vector<Finding> found;
    if (random() % 2) found.push_back(all[0]);
    if (random() % 3) found.push_back(all[1 + random() % 2]);
    Look look = {.today = type::Date(2026, 1, 1) + day, .findings = found};
    for (const Signal& gone : GoneOf(signals_, found)) {
      look.rechecks[gone.name()].set_corrected(random() % 2);
    }
    const Reconciled forwards = Reconcile(signals_, look);
    std::reverse(look.findings.begin(), look.findings.end());
    std::vector<Signal> shuffled = signals_;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    const Reconciled backwards = Reconcile(shuffled, look);
    ASSERT_EQ(forwards.changed.size(), backwards.changed.size());
    for (size_t i = 0; i < forwards.changed.size(); ++i) {
      ASSERT_THAT(forwards.changed[i], EqualsProto(backwards.changed[i]));
    }
    for (const Signal& changed : forwards.changed) {
      Of(changed.name()) = changed;
    }
    // Somebody deals with some of them.
    for (Signal& signal : signals_) {
      const bool open = signal.state() == Signal::STATE_OPEN;
      if (open && random() % 8 == 0) signal.set_state(Signal::STATE_DEALT_WITH);
    }
    ASSERT_THAT(Reconcile(signals_, look).changed, IsEmpty());
    std::map<std::string, int> standing;
    for (const Signal& signal : signals_) {
      standing[std::string(IdentityIn(signal.name()))] += signal.standing();
      EXPECT_EQ(signal.standing(), !signal.has_end_date());
    }
    for (const auto& [identity, count] : standing) {
      ASSERT_LE(count, 1) << identity;
    }
    for (const Finding& finding : found) {
      ASSERT_EQ(standing[IdentityOf(finding)], 1);
    }
  }
  EXPECT_GT(signals_.size(), 50);
}

TEST(SignalNamesTest, ANameLeadsBackToItsIdentity) {
  EXPECT_EQ(IdentityOf(Low()), kLow);
  EXPECT_EQ(IdentityIn(NameOf(kLow, 12)), kLow);
  EXPECT_EQ(OrdinalIn(NameOf(kLow, 12)), 12);
  EXPECT_EQ(OrdinalIn("councils/E10000012/signals/none"), 0);
}

}  // namespace
}  // namespace tidemark::oversight
