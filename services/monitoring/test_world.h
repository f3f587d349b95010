// Records of all services for tests, changed at random, with their feeds.

#ifndef TIDEMARK_SERVICES_MONITORING_TEST_WORLD_H_
#define TIDEMARK_SERVICES_MONITORING_TEST_WORLD_H_

#include <cstdint>
#include <map>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"

#include "common/base/clock.h"
#include "common/type/date.h"
#include "services/monitoring/test_feeds.h"
#include "tidemark/type/v1/decision.pb.h"

namespace tidemark::monitoring {

// The other services' records as they are in the end, and their feeds.
class World {
 public:
  using CheckBack = enablement::v1::CheckBack;
  using Contract = contracts::v1::Contract;
  using Council = contracts::v1::Council;
  using Package = enablement::v1::Package;
  using Person = outcomes::v1::Person;
  using PersonalOutcome = outcomes::v1::PersonalOutcome;
  using Proposal = enablement::v1::Proposal;
  using Provider = contracts::v1::Provider;
  using Return = outcomes::v1::Return;
  using ReturnEntry = outcomes::v1::ReturnEntry;
  using SupportLevel = enablement::v1::SupportLevel;

  World(uint32_t seed, const Clock& clock) : random_(seed), feeds_(clock) {}

  TestFeeds& feeds() { return feeds_; }
  int Pick(int below) {
    return static_cast<int>(random_() % static_cast<uint32_t>(below));
  }

  // Makes one change somewhere.
  void Change() {
    switch (Pick(23)) {
      case 0:
        return ChangeName();
      case 1:
      case 2:
        return ChangeContract();
      case 3:
      case 4:
      case 5:
        return ChangePackage();
      case 6:
      case 7:
        return ChangeCheckBack();
      case 8:
        return ChangeExit();
      case 9:
      case 10:
        return ChangeOutcome();
      case 11:
        return ChangePerson();
      case 12:
      case 13:
        return ChangeProposal();
      case 14:
      case 15:
        return ChangeStory();
      case 16:
        return ChangeBaseline();
      default:
        return ChangeReturn();
    }
  }

  std::map<std::string, Contract> contracts;
  std::map<std::string, Return> returns;
  std::map<std::string, Package> packages;
  std::map<std::string, CheckBack> check_backs;
  std::map<std::string, Proposal> exits;
  std::map<std::string, Person> people;
  std::map<std::string, PersonalOutcome> outcomes;
  std::map<std::string, outcomes::v1::Proposal> proposals;
  std::map<std::string, outcomes::v1::Story> stories;
  int32_t minimum = 0;

 private:
  static constexpr char kCouncil[] = "councils/E10000012";

  static void SetDate(type::Date date, type::v1::Date* proto) {
    *proto = type::ToProto(date);
  }

  void ChangeName() {
    if (Pick(2) == 0) {
      Council council;
      council.set_name(kCouncil);
      council.set_display_name(absl::StrCat("Council ", Pick(3)));
      minimum = Pick(4);
      council.set_minimum_denominator(minimum);
      council.add_frameworks()->add_themes()->set_id("theme-1");
      return feeds_.Put(council);
    }
    Provider provider;
    provider.set_name(absl::StrCat(kCouncil, "/providers/p", Pick(3)));
    provider.set_display_name(absl::StrCat("Provider ", Pick(5)));
    feeds_.Put(provider);
  }

  void ChangeContract() {
    const int id = Pick(6);
    Contract contract;
    contract.set_name(absl::StrCat(kCouncil, "/contracts/c", id));
    contract.set_provider(absl::StrCat(kCouncil, "/providers/p", id / 2));
    contract.set_title(absl::StrCat("Contract ", Pick(5)));
    contract.set_state(static_cast<Contract::State>(1 + Pick(4)));
    for (int month = 1; month <= 12; ++month) {
      if (Pick(5) == 0) continue;
      auto& period = *contract.mutable_return_calendar()->add_periods();
      period.set_id(absl::StrCat("m", month));
      const type::YearMonth when(type::Date(2025, month, 1));
      SetDate(when.first_day(), period.mutable_start_date());
      // Some periods are cut short, even into the month before.
      SetDate(when.last_day() - (Pick(4) == 0 ? 31 : 0),
              period.mutable_end_date());
      SetDate(when.last_day() + 15, period.mutable_due_date());
    }
    contracts[contract.name()] = contract;
    feeds_.Put(contract);
  }

  void AddEntries(google::protobuf::RepeatedPtrField<ReturnEntry>* entries) {
    for (int i = Pick(6); i > 0; --i) {
      ReturnEntry& entry = *entries->Add();
      entry.set_outcome(
          absl::StrCat(kCouncil, "/people/", Pick(4), "/outcomes/", i));
      if (Pick(8) == 0) entry.set_not_worked_on(true);
      if (Pick(2)) entry.mutable_person_voice()->set_level(Pick(5) - 2);
      if (Pick(3)) entry.mutable_provider_voice()->set_level(Pick(5) - 2);
      if (Pick(5) == 0) {
        entry.mutable_practitioner_voice()->set_level(Pick(5) - 2);
      }
    }
  }

  void ChangeReturn() {
    const int month = 1 + Pick(14);
    const std::string name =
        absl::StrCat(kCouncil, "/contracts/c", Pick(6), "/returns/m", month);
    if (returns.contains(name) && Pick(12) == 0) {
      returns.erase(name);
      return feeds_.DropReturn(name);
    }
    Return returned;
    returned.set_name(name);
    returned.set_state(static_cast<Return::State>(2 + Pick(6)));
    const type::Date end =
        type::YearMonth(type::Date(2025, 1, 1)).AddMonths(month - 1).last_day();
    SetDate(end, returned.mutable_period_end());
    returned.set_version(1 + Pick(4));
    if (Pick(4)) {
      SetDate(end + 10 + Pick(10), returned.mutable_first_submit_date());
    }
    if (Pick(4) == 0) {
      SetDate(end + 12 + Pick(10),
              returned.mutable_extension()->mutable_due_date());
    }
    AddEntries(returned.mutable_entries());
    if (Pick(2)) {
      returned.mutable_standing()->set_version(1 + Pick(3));
      AddEntries(returned.mutable_standing()->mutable_entries());
    }
    returns[name] = returned;
    feeds_.Put(returned);
  }

  void ChangePackage() {
    const std::string name = absl::StrCat(kCouncil, "/packages/k", Pick(8));
    if (packages.contains(name) && Pick(8) == 0) {
      packages.erase(name);
      return feeds_.DropPackage(name);
    }
    Package package;
    package.set_name(name);
    package.set_person(absl::StrCat(kCouncil, "/people/", Pick(4)));
    SetDate(type::Date(2025, 1, 1), package.mutable_start_date());
    // Packages do not move between contracts; the sums must not rely on it.
    package.set_contract(absl::StrCat(kCouncil, "/contracts/c", Pick(6)));
    package.set_stage(static_cast<Package::Stage>(1 + Pick(3)));
    if (Pick(3)) package.set_location(SomeLocation());
    if (Pick(2)) package.add_goals(SomeOutcome());
    type::Date from(2025, 1, 1);
    for (int i = 1 + Pick(5); i > 0; --i) {
      SupportLevel& level = *package.add_levels();
      SetDate(from, level.mutable_from_date());
      level.set_weekly_minutes(60 * Pick(10));
      level.set_people_per_visit(Pick(3));
      level.set_agreement(static_cast<SupportLevel::Agreement>(Pick(5)));
      from += 1 + Pick(40);
    }
    if (Pick(3) == 0) {
      SetDate(from, package.mutable_end_date());
      package.set_sequel(static_cast<Package::Sequel>(1 + Pick(12)));
    }
    packages[name] = package;
    feeds_.Put(package);
  }

  std::string SomeLocation() {
    return absl::StrCat(kCouncil, "/providers/p", Pick(3), "/locations/l",
                        Pick(2));
  }

  std::string SomeOutcome() {
    return absl::StrCat(kCouncil, "/people/", Pick(4), "/outcomes/",
                        1 + Pick(5));
  }

  // A day on which the package may have had a step, else any.
  type::v1::Date SomeStep(const std::string& name) {
    const auto package = packages.find(name);
    if (package == packages.end() || Pick(6) == 0) {
      return type::ToProto(type::Date(2025, 2, 1) + Pick(90));
    }
    const Package& of = package->second;
    if (of.has_end_date() && Pick(2)) return of.end_date();
    return of.levels(Pick(of.levels_size())).from_date();
  }

  void ChangeCheckBack() {
    const std::string package = absl::StrCat(kCouncil, "/packages/k", Pick(8));
    const std::string name = absl::StrCat(package, "/checkBacks/b", Pick(4));
    if (check_backs.contains(name) && Pick(8) == 0) {
      check_backs.erase(name);
      return feeds_.DropCheckBack(name);
    }
    CheckBack look;
    look.set_name(name);
    *look.mutable_step_date() = SomeStep(package);
    const type::Date due = *type::FromProto(look.step_date()) + Pick(40);
    SetDate(due, look.mutable_due_date());
    look.set_result(static_cast<CheckBack::Result>(Pick(2) ? 1 : Pick(5)));
    if (look.result() != CheckBack::RESULT_UNSPECIFIED) {
      SetDate(due + Pick(3), look.mutable_check_date());
    }
    check_backs[name] = look;
    feeds_.Put(look);
  }

  void ChangeExit() {
    const std::string package = absl::StrCat(kCouncil, "/packages/k", Pick(8));
    Proposal exit;
    exit.set_name(absl::StrCat(package, "/proposals/x", Pick(2)));
    exit.set_kind(Pick(4) ? type::v1::PROPOSAL_KIND_EXIT
                          : type::v1::PROPOSAL_KIND_LOWER_LEVEL);
    exit.set_state(static_cast<type::v1::ProposalState>(1 + Pick(5)));
    for (enablement::v1::SupportChange* change :
         {exit.mutable_change(), exit.mutable_decided_change()}) {
      *change->mutable_date() = SomeStep(package);
      change->set_agreement(static_cast<SupportLevel::Agreement>(Pick(5)));
    }
    exit.set_contract(absl::StrCat(kCouncil, "/contracts/c", Pick(6)));
    exit.set_person(absl::StrCat(kCouncil, "/people/", Pick(4)));
    Decide(exit);
    exits[exit.name()] = exit;
    feeds_.Put(exit);
  }

  // When the proposal is to be decided, and when it was.
  template <typename Proposal>
  void Decide(Proposal& proposal) {
    const type::Date due = type::Date(2025, 1, 1) + Pick(300);
    SetDate(due, proposal.mutable_decide_by());
    if (proposal.state() == type::v1::PROPOSAL_STATE_PROPOSED ||
        proposal.state() == type::v1::PROPOSAL_STATE_WITHDRAWN) {
      return;
    }
    type::v1::Decision& decision = *proposal.mutable_decision();
    SetDate(due, decision.mutable_decide_by());
    decision.set_accepted_by_rule(Pick(6) == 0);
    decision.mutable_decide_time()->set_seconds(
        int64_t{type::DayNumber(due) - 2 + Pick(4)} * 86400 +
        int64_t{12} * 3600);
  }

  void ChangeProposal() {
    outcomes::v1::Proposal proposal;
    proposal.set_name(
        absl::StrCat(kCouncil, "/people/", Pick(4), "/proposals/q", Pick(3)));
    proposal.set_outcome(absl::StrCat(
        proposal.name().substr(0, proposal.name().find("/proposals/")),
        "/outcomes/", 1 + Pick(5)));
    proposal.set_contract(absl::StrCat(kCouncil, "/contracts/c", Pick(6)));
    proposal.set_state(static_cast<type::v1::ProposalState>(1 + Pick(5)));
    Decide(proposal);
    proposals[proposal.name()] = proposal;
    feeds_.Put(proposal);
  }

  void ChangeStory() {
    outcomes::v1::Story story;
    story.set_name(absl::StrCat(kCouncil, "/stories/s", Pick(8)));
    story.set_state(static_cast<outcomes::v1::Story::State>(1 + Pick(3)));
    SetDate(type::Date(2025, 1, 1) + Pick(300), story.mutable_story_date());
    if (Pick(2)) {
      SetDate(type::Date(2025, 1, 31) + Pick(300), story.mutable_period_end());
    }
    if (Pick(6)) {
      story.set_contract(absl::StrCat(kCouncil, "/contracts/c", Pick(6)));
    }
    for (int i = Pick(3); i > 0; --i) {
      story.add_themes(absl::StrCat("theme-", i));
    }
    outcomes::v1::StoryConsent& consent = *story.add_consents();
    consent.add_uses(static_cast<outcomes::v1::StoryUse>(1 + Pick(3)));
    if (Pick(3) == 0) {
      SetDate(type::Date(2025, 8, 1) + Pick(100),
              consent.mutable_expire_date());
    }
    if (Pick(4) == 0) {
      consent.add_withdrawals()->add_uses(
          outcomes::v1::STORY_USE_COUNCIL_MONITORING);
    }
    stories[story.name()] = story;
    feeds_.Put(story);
  }

  void ChangeOutcome() {
    PersonalOutcome outcome;
    outcome.set_name(SomeOutcome());
    for (int i = Pick(3); i > 0; --i) {
      outcome.add_themes(absl::StrCat("theme-", i));
    }
    if (Pick(3)) outcome.set_location(SomeLocation());
    outcome.set_own_words(absl::StrCat("Words ", Pick(3)));
    outcome.set_contract(absl::StrCat(kCouncil, "/contracts/c", Pick(6)));
    outcome.set_baseline_level(-1 - Pick(2));
    outcome.set_status(
        static_cast<PersonalOutcome::Status>(Pick(3) ? 1 : 1 + Pick(5)));
    if (outcome.status() != PersonalOutcome::STATUS_ACTIVE) {
      SetDate(type::Date(2025, 2, 1) + Pick(90), outcome.mutable_close_date());
    }
    outcomes[outcome.name()] = outcome;
    feeds_.Put(outcome);
  }

  void ChangePerson() {
    Person person;
    person.set_name(absl::StrCat(kCouncil, "/people/", Pick(4)));
    person.set_birth_year(Pick(4) ? 1930 + 25 * Pick(4) : 0);
    person.set_sex(static_cast<Person::Sex>(Pick(4)));
    person.set_ethnic_group(static_cast<Person::EthnicGroup>(Pick(6)));
    person.set_support_reason(static_cast<Person::SupportReason>(Pick(13)));
    person.set_has_unpaid_carer(Pick(2) == 0);
    person.set_status(Pick(4) ? Person::STATUS_ACTIVE : Person::STATUS_DIED);
    SetDate(type::Date(2025, 2, 1) + Pick(120), person.mutable_status_date());
    people[person.name()] = person;
    feeds_.Put(person);
  }

  void ChangeBaseline() {
    oversight::v1::Baseline baseline;
    baseline.set_name(absl::StrCat(kCouncil, "/baselines/b", Pick(3)));
    baseline.set_subject(absl::StrCat(kCouncil, "/providers/p", Pick(3)));
    baseline.set_metric("outcomes-met");
    baseline.mutable_first_month()->set_year(2025);
    baseline.mutable_first_month()->set_month(1 + Pick(12));
    baseline.set_state(Pick(2) ? oversight::v1::Baseline::STATE_STANDING
                               : oversight::v1::Baseline::STATE_WITHDRAWN);
    feeds_.Put(baseline);
  }

  std::mt19937 random_;
  TestFeeds feeds_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_TEST_WORLD_H_
