// Attacks everything that a council has published, made by the service itself:
// by provider, contract, location, sex and ethnic group, over overlapping
// periods, with corrections in between, and with corrected editions.

#include <iterator>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/disclosure/testing/attacker.h"
#include "common/testing/matchers.h"
#include "services/publications/publications_fixture.h"

namespace tidemark::publications {
namespace {

using ::tidemark::disclosure::testing::Attacker;
using ::tidemark::disclosure::testing::Limits;
using ::tidemark::testing::IsOk;

using v1::Publication;
using v1::PublishedCell;

constexpr int kContracts = 4;
constexpr int kMonths = 4;
// A sex, an ethnic group and a place each, some of which nobody is in.
constexpr int kKinds = 12;

int LastDigit(const std::string& person) { return person.back() - '0'; }

// Some people's cases are at their provider's mill, the others' nowhere.
std::string SomeAtTheMill(int contract, const std::string& person) {
  return LastDigit(person) / 2 % 2 == 0 ? MillOf(contract) : std::string();
}

class AttackTest : public PublicationsFixture,
                   public ::testing::WithParamInterface<int> {
 protected:
  int Draw(int below) {
    return static_cast<int>(random_() % static_cast<uint32_t>(below));
  }

  void MakeCases() {
    cases_.location_of = &SomeAtTheMill;
    for (int contract = 0; contract < kContracts; ++contract) {
      for (int month = 1; month <= kMonths; ++month) {
        for (const char sex : {'f', 'm'}) {
          const int people = Draw(Draw(3) == 0 ? 40 : 6);
          cases_.SetMany(contract, Month(month), sex, Draw(people + 1), people);
        }
      }
    }
  }

  // What counts of a month is what it was when it was closed; a corrected
  // edition closes it anew, and what it adds is no secret.
  void CloseMonths(const Publication& publication) {
    std::set<int32_t> corrected;
    for (const monitoring::v1::Month& month : publication.corrected_months()) {
      corrected.insert(IndexOf(month));
    }
    for (const v1::PublishedPeriod& period : publication.periods()) {
      const Months months = MonthsOf(period);
      for (int32_t month = months.first; month <= months.last; ++month) {
        const bool is_new = closed_.insert(month).second;
        if (!is_new && !corrected.contains(month)) continue;
        for (const auto& [key, count] : cases_.counts()) {
          if (std::get<1>(key) == month) {
            least_.emplace(key, is_new ? count : Count());
          }
        }
      }
    }
  }

  // The number of an unknown: contract, month, and kind of person.
  static int Unknown(int contract, int32_t month, int kind) {
    return (contract * kMonths + month - Month(1)) * kKinds + kind;
  }
  static int KindOf(const std::string& person) {
    return (person[0] == 'f' ? 0 : 4) + LastDigit(person) % 2 * 2 +
           LastDigit(person) / 2 % 2;
  }
  static bool IsAt(const std::string& subject, int contract, int kind) {
    if (subject.empty()) return kind % 2 == 1;
    return subject == MillOf(contract) && kind % 2 == 0;
  }
  static bool IsOf(int kind, const std::string& group) {
    if (group == "female") return kind / 4 == 0;
    if (group == "male") return kind / 4 == 1;
    if (group == "not-recorded") return kind / 4 == 2;
    if (group == "white") return kind / 2 % 2 == 0;
    return group.empty() || kind / 2 % 2 == 1;
  }

  // The unknowns that a cell is the sum of.
  static std::set<int> Members(const std::string& subject, const Months& months,
                               const std::string& group) {
    std::set<int> members;
    for (int contract = 0; contract < kContracts; ++contract) {
      const bool whole = subject == kCouncil ||
                         subject == ProviderName(contract) ||
                         subject == ContractName(contract);
      for (int32_t month = months.first; month <= months.last; ++month) {
        for (int kind = 0; kind < kKinds; ++kind) {
          if (IsOf(kind, group) && (whole || IsAt(subject, contract, kind))) {
            members.insert(Unknown(contract, month, kind));
          }
        }
      }
    }
    return members;
  }

  // The true sum of a cell, of those met or of the others, less what was
  // corrected in it, of which the attacker knows everything.
  int64_t TruthOf(const std::set<int>& members, bool met) const {
    int64_t sum = 0;
    for (const auto& [key, count] : least_) {
      const auto& [contract, month, person] = key;
      if (members.contains(Unknown(contract, month, KindOf(person)))) {
        sum += met ? count.numerator : count.denominator - count.numerator;
      }
    }
    return sum;
  }

  void PublishAtRandom(int number) {
    const int from = 1 + Draw(kMonths);
    const int to = from + Draw(kMonths - from + 1);
    std::string text = Period(from, to);
    const int other = 1 + Draw(kMonths);
    if (other != from || other != to) text += Period(other, other);
    PublishNow(number, text);
  }

  void PublishNow(int number, std::string text) {
    absl::StrAppend(&text, " row_kind: ", Draw(4), " attribute: ", Draw(3));
    const std::string id = absl::StrCat("p-", number);
    ASSERT_THAT(Create(id, text), IsOk());
    const auto published = Publish(id);
    ASSERT_THAT(published, IsOk());
    CloseMonths(*published);
    all_.push_back(*published);
  }

  // Attacks one of the two counts, and returns how many cells were kept back.
  int Attack(bool met) {
    Attacker attacker(kContracts * kMonths * kKinds);
    std::set<std::set<int>> shown;
    std::map<std::set<int>, std::string> hidden;
    for (const Publication& publication : all_) {
      for (const v1::PublishedRow& row : publication.rows()) {
        for (const PublishedCell& cell : row.cells()) {
          const std::set<int> members = Members(
              row.subject(), MonthsOf(publication.periods(cell.period())),
              cell.group());
          if (cell.marker() == PublishedCell::MARKER_CONFIDENTIAL) {
            hidden.emplace(
                members,
                absl::StrCat(publication.name(), ": ", row.subject(), " ",
                             cell.group(), " of period ", cell.period()));
          } else {
            shown.insert(members);
            attacker.Learn(members, TruthOf(members, met));
          }
        }
      }
    }
    std::vector<std::set<int>> targets;
    for (const auto& [members, cell] : hidden) {
      if (!shown.contains(members)) targets.push_back(members);
    }
    const std::vector<Limits> deduced = attacker.Deduce(targets);
    for (size_t i = 0; i < targets.size(); ++i) {
      EXPECT_FALSE(deduced[i].IsOne()) << hidden[targets[i]];
    }
    return static_cast<int>(targets.size());
  }

  std::mt19937 random_{static_cast<uint32_t>(GetParam())};
  std::set<int32_t> closed_;
  // The least that each person ever had in a closed month.
  std::map<Cases::Key, Count> least_;
  std::vector<Publication> all_;
};

TEST_P(AttackTest, NothingKeptBackIsRecovered) {
  MakeCases();
  for (int number = 0; number < 4; ++number) {
    PublishAtRandom(number);
    // Somebody corrects a return, whether its month was published or not.
    cases_.SetMany(Draw(kContracts), Month(1 + Draw(kMonths)), 'f', 1,
                   1 + Draw(3));
  }
  const int hidden = Attack(true) + Attack(false);
  EXPECT_GT(hidden, 0) << "nothing was there to be recovered";
}

// A contract's late return for a month: of each sex and ethnic group at each
// place, 6 that met the question and 6 that did not.
TEST_P(AttackTest, NothingIsRecoveredFromBothEditions) {
  MakeCases();
  for (int number = 0; number < 2; ++number) PublishAtRandom(number);
  for (int number = 2; number < 4; ++number) {
    const int contract = Draw(kContracts);
    const int32_t month =
        *std::next(closed_.begin(), Draw(static_cast<int>(closed_.size())));
    for (const char* const sex : {"f", "m"}) {
      for (int i = 0; i < 48; ++i) {
        cases_.Set(contract, month,
                   absl::StrCat(sex, contract, "-late", number, "-", i / 4, "-",
                                i % 4),
                   {.numerator = i / 4 % 2, .denominator = 1});
      }
    }
    const int in_year = month % 12 + 1;
    PublishNow(number, "with_corrections: true " + Period(in_year, in_year));
    ASSERT_THAT(all_.back().corrected_months(), ::testing::SizeIs(1));
  }
  PublishAtRandom(4);
  const int hidden = Attack(true) + Attack(false);
  EXPECT_GT(hidden, 0) << "nothing was there to be recovered";
}

INSTANTIATE_TEST_SUITE_P(Councils, AttackTest, ::testing::Range(1, 31));

}  // namespace
}  // namespace tidemark::publications
