#include "services/sample/plan.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/identifiers.h"
#include "services/sample/people.h"
#include "services/sample/proposals.h"
#include "services/sample/random.h"
#include "services/sample/returns.h"
#include "services/sample/statements.h"
#include "services/sample/stories.h"
#include "services/sample/words.h"

namespace tidemark::sample {
namespace {

using contracts::v1::Contract;
using contracts::v1::Council;
using contracts::v1::Location;
using type::Date;
using type::ToProto;
using type::YearMonth;

constexpr int kMostPeople = 200'000;
constexpr int kFewestMonths = 3;
constexpr int kMostMonths = 120;
constexpr int kMostDaysBeyond = 31;
constexpr int kMostProviders = 400;

// A provider can be told apart from chance only if it supports this many.
constexpr int kFewestToTellApart = 18;

struct CouncilName {
  absl::string_view code;
  absl::string_view name;
};
constexpr CouncilName kCouncilNames[] = {
    {"E06000016", "Leicester City Council"},
    {"E06000033", "Southend-on-Sea City Council"},
    {"E06000034", "Thurrock Council"},
    {"E10000012", "Essex County Council"},
    {"E10000018", "Leicestershire County Council"},
    {"E10000019", "Lincolnshire County Council"},
};

std::string NameOfCouncil(absl::string_view code) {
  for (const CouncilName& known : kCouncilNames) {
    if (known.code == code) return std::string(known.name);
  }
  return absl::StrCat("Sample council ", code);
}

void AddTheme(absl::string_view id, absl::string_view title,
              Council::OutcomeFramework& framework) {
  Council::OutcomeFramework::Theme& theme = *framework.add_themes();
  theme.set_id(std::string(id));
  theme.set_title(std::string(title));
}

// From when the council's targets hold, whatever the months of the sample.
constexpr Date kTargetsFrom(2020, 4, 1);

// A target for the whole council.
struct SampleTarget {
  const char* metric;
  int green_basis_points;
  int amber_basis_points;
  const char* reason;
};

void AddTargets(Council& council) {
  constexpr SampleTarget kTargets[] = {
      {"outcomes-met", 7000, 5500, "Seven in ten, as agreed with providers."},
      {"returns-on-time", 9000, 7500, "The edges of contract management."},
      {"step-down-held", 6000, 4000, "Less support is to be good for people."},
      {"decisions-on-time", 9500, 8000, "Two working days, with some leave."},
      {"check-backs-on-time", 9000, 7500, "Nobody is forgotten."},
  };
  for (const SampleTarget& given : kTargets) {
    Council::Monitoring::Target& target =
        *council.mutable_monitoring()->add_targets();
    target.set_id(absl::StrCat(given.metric, "-", kTargetsFrom.year()));
    target.set_metric(given.metric);
    *target.mutable_from_date() = ToProto(kTargetsFrom);
    target.set_better(Council::Monitoring::Target::BETTER_HIGHER);
    target.set_green_basis_points(given.green_basis_points);
    target.set_amber_basis_points(given.amber_basis_points);
    target.set_reason(given.reason);
  }
}

Council MakeCouncil(const SampleOptions& options) {
  Council council;
  council.set_name(absl::StrCat("councils/", options.council));
  council.set_display_name(NameOfCouncil(options.council));

  Council::OutcomeFramework& wellbeing = *council.add_frameworks();
  wellbeing.set_id("care-act-wellbeing");
  wellbeing.set_title("Care Act 2014 s1(2): the nine areas of wellbeing");
  wellbeing.set_edition("2014");
  AddTheme("wellbeing-a", "Personal dignity", wellbeing);
  AddTheme("wellbeing-b", "Physical, mental and emotional health", wellbeing);
  AddTheme("wellbeing-c", "Freedom from abuse and neglect", wellbeing);
  AddTheme("wellbeing-d", "Control over day-to-day life", wellbeing);
  AddTheme("wellbeing-e", "Taking part in work, learning and leisure",
           wellbeing);
  AddTheme("wellbeing-f", "Social and economic wellbeing", wellbeing);
  AddTheme("wellbeing-g", "Domestic, family and personal life", wellbeing);
  AddTheme("wellbeing-h", "A place to call home", wellbeing);
  AddTheme("wellbeing-i", "Contributing to society", wellbeing);

  Council::OutcomeFramework& making = *council.add_frameworks();
  making.set_id("making-it-real");
  making.set_title("Think Local Act Personal: Making It Real");
  making.set_edition("2018");
  AddTheme("mir18-1", "Wellbeing and independence", making);
  AddTheme("mir18-2", "Information and advice", making);
  AddTheme("mir18-3", "Active and supportive communities", making);
  AddTheme("mir18-4", "Flexible and integrated care and support", making);
  AddTheme("mir18-5", "When things need to change", making);
  AddTheme("mir18-6", "Workforce", making);
  AddTargets(council);
  return council;
}

// How many people each of the providers supports, the most first: a third of
// them one person each, the others in proportion to k^-1.125, where k is their
// rank.
std::vector<int> SizesOf(int people) {
  const int wanted = static_cast<int>(std::sqrt(people));
  const int providers = std::clamp(wanted, std::min(people, 6), kMostProviders);
  const int alone = providers / 3;
  const int ranked = providers - alone;
  std::vector<double> weights;
  for (int rank = 1; rank <= ranked; ++rank) {
    // Square roots are exact to the last bit everywhere; powers are not.
    weights.push_back(1.0 / (rank * std::sqrt(std::sqrt(std::sqrt(rank)))));
  }
  const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
  // Everybody has one person to begin with.
  const int left = people - providers;
  std::vector<int> sizes;
  int given = 0;
  for (const double weight : weights) {
    const int share = static_cast<int>(left * weight / total);
    sizes.push_back(1 + share);
    given += share;
  }
  sizes.front() += left - given;
  sizes.resize(static_cast<size_t>(providers), 1);
  return sizes;
}

constexpr absl::string_view kServiceTypes[] = {
    "Home support", "Supported living", "Extra care", "Day opportunities",
    "Live-in support"};
constexpr absl::string_view kLots[] = {"North", "Mid", "South", "West",
                                       "Coast"};

Contract::Kind PickKind(int people, Random& random) {
  constexpr Contract::Kind kKinds[] = {
      Contract::KIND_FRAMEWORK, Contract::KIND_BLOCK, Contract::KIND_SPOT,
      Contract::KIND_INDIVIDUAL_SERVICE_FUND, Contract::KIND_GRANT};
  return people <= 2 ? kKinds[random.Weighted({15, 0, 60, 22, 3})]
                     : kKinds[random.Weighted({52, 22, 14, 7, 5})];
}

void AddRequirement(absl::string_view id, absl::string_view statement,
                    int first_target, int weight, absl::string_view consequence,
                    Contract& contract) {
  Contract::OutcomeRequirement& requirement =
      *contract.add_outcome_requirements();
  requirement.set_id(std::string(id));
  requirement.set_metric(std::string(id));
  requirement.set_statement(std::string(statement));
  requirement.set_weight(weight);
  requirement.set_consequence(std::string(consequence));
  for (int year = 1; year <= 3; ++year) {
    Contract::OutcomeRequirement::YearTarget& target =
        *requirement.add_targets();
    target.set_contract_year(year);
    target.set_target_basis_points(first_target + 500 * (year - 1));
  }
}

// Half-yearly periods from a Sunday to a Saturday, due eight days after their
// end, which the server moves to a working day.
void AddHalfYears(Date start, Date end, Contract::ReturnCalendar& calendar) {
  Date first = start;
  while (absl::GetWeekday(first) != absl::Weekday::sunday) ++first;
  constexpr int kDaysOfHalfYear = 26 * 7;
  for (int number = 1; first + kDaysOfHalfYear - 1 <= end; ++number) {
    Contract::ReturnCalendar::Period& period = *calendar.add_periods();
    period.set_id(absl::StrCat("p", number));
    const Date last = first + kDaysOfHalfYear - 1;
    *period.mutable_start_date() = ToProto(first);
    *period.mutable_end_date() = ToProto(last);
    *period.mutable_due_date() = ToProto(last + 8);
    first = last + 1;
  }
}

// Where a contract stands among those of its provider.
struct ContractSetting {
  const SampleOptions& options;
  int provider = 0;
  int number = 0;
  int people = 0;
  bool reablement = false;
  bool half_yearly = false;
};

Contract::ReturnCalendar::Frequency PickFrequency(
    const ContractSetting& setting, Random& random) {
  using Calendar = Contract::ReturnCalendar;
  constexpr Calendar::Frequency kFrequencies[] = {
      Calendar::FREQUENCY_MONTHLY, Calendar::FREQUENCY_QUARTERLY,
      Calendar::FREQUENCY_FOUR_WEEKLY};
  const Calendar::Frequency picked =
      kFrequencies[random.Weighted({50, 35, 15})];
  if (setting.half_yearly) return Calendar::FREQUENCY_EXPLICIT;
  return setting.reablement ? Calendar::FREQUENCY_MONTHLY : picked;
}

Contract MakeContract(const ContractSetting& setting,
                      const std::string& provider, absl::string_view place,
                      Random& random) {
  const SampleOptions& options = setting.options;
  const YearMonth first_month =
      options.last_month.AddMonths(1 - options.months);
  const bool from_the_start = random.Percent(70);
  const int later = random.Between(1, std::max(1, options.months / 3));
  const Date start =
      first_month.AddMonths(from_the_start ? 0 : later).first_day();
  const int years = random.Between(4, 6);
  const int half_years = std::max(years, options.months / 12 + 2);
  const Date end = YearMonth(start).AddMonths(12 * half_years).first_day() - 1;

  const std::string service(setting.reablement ? "Reablement at home"
                                               : random.OneOf(kServiceTypes));
  Contract contract;
  contract.set_name(NameIn(
      CouncilOf(provider), "contracts",
      absl::StrFormat("c%03d-%d", setting.provider + 1, setting.number + 1)));
  contract.set_provider(provider);
  contract.set_service_type(service);
  contract.set_kind(PickKind(setting.people, random));
  const absl::string_view lot = random.OneOf(kLots);
  if (contract.kind() == Contract::KIND_FRAMEWORK) {
    contract.set_lot(absl::StrCat("Tier ", random.Between(1, 2), " ", lot));
  }
  contract.set_title(
      absl::StrCat(service, ", ", place, " ", setting.number + 1));
  *contract.mutable_start_date() = ToProto(start);
  *contract.mutable_end_date() = ToProto(end);
  if (random.Percent(40)) {
    *contract.mutable_extendable_until() =
        ToProto(YearMonth(end).AddMonths(24).last_day());
  }
  AddRequirement("outcomes-met",
                 "People reach what matters to them, as they see it.",
                 random.Between(9, 12) * 500, 60,
                 "A support plan with the quality team.", contract);
  AddRequirement("own-rating", "People are asked for their own view.",
                 random.Between(12, 15) * 500, 25, "", contract);
  AddRequirement("returns-on-time", "Returns come on time.",
                 random.Between(15, 17) * 500, 15,
                 "A reminder, then a meeting.", contract);

  Contract::ReturnCalendar& calendar = *contract.mutable_return_calendar();
  calendar.set_frequency(PickFrequency(setting, random));
  if (setting.number == 0) {
    *contract.mutable_delegated_review() = SampleDelegation();
  }
  if (setting.half_yearly) {
    AddHalfYears(start, end, calendar);
  } else if (random.Percent(50)) {
    calendar.set_due_days(random.Percent(50) ? 20 : 10);
  }
  return contract;
}

// The numbers of a provider and its locations are not CQC's: CQC's ids do not
// begin with 1-99 and nine digits more.
std::string ProviderId(uint64_t seed, int provider) {
  const uint64_t digits =
      (SeedOf(seed, "providers") + static_cast<uint64_t>(provider) * 7919) %
      100'000'000;
  return absl::StrFormat("1-990%08d", digits);
}

std::string LocationId(uint64_t seed, int provider, int location) {
  const uint64_t digits =
      (SeedOf(seed, "locations") +
       static_cast<uint64_t>(provider * 16 + location) * 7919) %
      100'000'000;
  return absl::StrFormat("1-991%08d", digits);
}

Location::Rating::Grade PickGrade(Standing standing, Random& random) {
  using Rating = Location::Rating;
  constexpr Rating::Grade kGrades[] = {
      Rating::GRADE_OUTSTANDING, Rating::GRADE_GOOD,
      Rating::GRADE_REQUIRES_IMPROVEMENT, Rating::GRADE_INADEQUATE};
  switch (standing) {
    case Standing::kBetter:
      return kGrades[random.Weighted({12, 80, 8, 0})];
    case Standing::kWorse:
      return kGrades[random.Weighted({1, 66, 29, 4})];
    default:
      return kGrades[random.Weighted({4, 77, 17, 2})];
  }
}

void AddRatings(const SampleOptions& options, Standing standing, Random& random,
                Location& location) {
  using Rating = Location::Rating;
  const Date published =
      options.last_month.last_day() - random.Between(40, 1500);
  const bool rated = random.Percent(93);
  const Rating::Grade usual = PickGrade(standing, random);
  for (int domain = Rating::DOMAIN_OVERALL; domain <= Rating::DOMAIN_WELL_LED;
       ++domain) {
    Rating& rating = *location.add_ratings();
    rating.set_service_group("Overall");
    rating.set_domain(static_cast<Rating::Domain>(domain));
    const Rating::Grade other = PickGrade(standing, random);
    const bool differs = domain != Rating::DOMAIN_OVERALL && random.Percent(25);
    rating.set_grade(!rated    ? Rating::GRADE_NOT_RATED
                     : differs ? other
                               : usual);
    *rating.mutable_publication_date() = ToProto(published);
  }
}

std::vector<Location> MakeLocations(const SampleOptions& options, int provider,
                                    int people, Standing standing,
                                    const std::string& provider_name,
                                    absl::string_view place, Random& random) {
  const int count = std::min(1 + people / 60 + (random.Percent(20) ? 1 : 0), 8);
  std::vector<Location> locations;
  for (int i = 0; i < count; ++i) {
    Location location;
    location.set_name(NameIn(provider_name, "locations",
                             LocationId(options.seed, provider, i)));
    const absl::string_view town = random.OneOf(Towns());
    location.set_display_name(absl::StrCat(place, " ", town, " (sample)"));
    location.set_care_home(false);
    location.set_location_type("Social Care Org");
    location.set_inspection_category(
        "Community based adult social care services");
    location.set_city(std::string(town));
    location.set_local_authority(NameOfCouncil(options.council));
    AddRatings(options, standing, random, location);
    locations.push_back(std::move(location));
  }
  return locations;
}

int CountContracts(int people, Random& random) {
  int count = 1;
  if (people >= 2) count = 1 + static_cast<int>(random.Weighted({40, 35, 25}));
  // A contract with more than a few hundred people is rare.
  count += people / 160;
  return std::min({count, people, 40});
}

// The last day of one of the contract's later periods, for one that ended.
std::optional<Date> PickEnd(const Contract& contract, Date last_day,
                            Random& random) {
  const auto periods = PeriodsOf(contract, last_day);
  if (!periods.ok() || periods->size() < 4) return std::nullopt;
  const size_t half = periods->size() / 2;
  return (*periods)[half + random.Below(periods->size() - half)].end;
}

}  // namespace

Date UntilOf(const SampleOptions& options) {
  return options.until.value_or(options.last_month.last_day() +
                                kMostDaysBeyond);
}

absl::Status CheckOptions(const SampleOptions& options) {
  Faults faults;
  if (!type::IsGssCouncilCode(options.council)) {
    faults.Add({.field = "council",
                .code = "COUNCIL_CODE_INVALID",
                .message = "must be an English council's ONS code, such as "
                           "E10000012",
                .value = options.council});
  }
  const auto check = [&](absl::string_view field, int value, int low,
                         int high) {
    if (low <= value && value <= high) return;
    faults.Add(
        {.field = std::string(field),
         .code = "OUT_OF_RANGE",
         .message = absl::StrCat("must be ", low, " to ", high, "; is ", value),
         .value = absl::StrCat(value)});
  };
  check("people", options.people, 1, kMostPeople);
  check("months", options.months, kFewestMonths, kMostMonths);
  check("last_month", options.last_month.year(), 2010, 2100);
  if (faults.empty()) {
    const Date last = options.last_month.last_day();
    const Date until = UntilOf(options);
    if (until < last || until > last + kMostDaysBeyond) {
      faults.Add({.field = "until",
                  .code = "OUT_OF_RANGE",
                  .message = absl::StrCat(
                      "must be ", type::FormatIsoDate(last), " to ",
                      type::FormatIsoDate(last + kMostDaysBeyond), "; is ",
                      type::FormatIsoDate(until)),
                  .value = type::FormatIsoDate(until)});
    }
  }
  return faults.ToStatus();
}

absl::StatusOr<SampleCouncil> SampleCouncil::Make(
    const SampleOptions& options) {
  TIDEMARK_RETURN_IF_ERROR(CheckOptions(options));
  return SampleCouncil(options);
}

SampleCouncil::SampleCouncil(const SampleOptions& options)
    : options_(options), council_(MakeCouncil(options)) {
  Random random(SeedOf(options.seed, "shapes"));
  int first_person = 0;
  std::vector<size_t> tellable;
  for (const int size : SizesOf(options.people)) {
    if (size >= kFewestToTellApart && !shapes_.empty()) {
      tellable.push_back(shapes_.size());
    }
    // Three in ten are mixed, one in ten is tardy, large or small.
    constexpr Punctuality kPunctualities[] = {
        Punctuality::kPunctual, Punctuality::kMixed, Punctuality::kPunctual,
        Punctuality::kPunctual, Punctuality::kMixed, Punctuality::kTardy,
        Punctuality::kPunctual, Punctuality::kMixed, Punctuality::kPunctual,
        Punctuality::kPunctual};
    shapes_.push_back({.people = size,
                       .first_person = first_person,
                       .punctuality = kPunctualities[shapes_.size() % 10]});
    first_person += size;
  }
  // A few are truly better and a few truly worse: a fifth of those that can be
  // told apart from chance each.
  for (size_t i = tellable.size(); i > 1; --i) {
    std::swap(tellable[i - 1], tellable[random.Below(i)]);
  }
  const size_t each =
      tellable.size() < 2 ? 0 : std::max<size_t>(1, tellable.size() / 5);
  for (size_t i = 0; i < each; ++i) {
    shapes_[tellable[i]].standing = Standing::kBetter;
    shapes_[tellable[each + i]].standing = Standing::kWorse;
  }
}

ProviderPlan SampleCouncil::Provider(int provider) const {
  const Shape& shape = shapes_[static_cast<size_t>(provider)];
  Random random(SeedOf(options_.seed, absl::StrCat("provider/", provider)));
  const Date until = UntilOf(options_);
  const Date last_day = options_.last_month.last_day();

  ProviderPlan plan;
  plan.standing = shape.standing;
  plan.punctuality = shape.punctuality;
  const auto number = static_cast<size_t>(provider);
  const size_t places = PlaceWords().size();
  const absl::string_view place = PlaceWords()[number % places];
  const absl::string_view trade =
      TradeWords()[(number / places + number) % TradeWords().size()];
  plan.provider.set_name(NameIn(council_.name(), "providers",
                                ProviderId(options_.seed, provider)));
  plan.provider.set_display_name(absl::StrCat(place, " ", trade, " (sample)"));
  // A name that is kept for examples (RFC 2606).
  plan.provider.add_notice_emails(
      absl::StrCat("returns@", IdOf(plan.provider.name()), ".example"));
  plan.locations =
      MakeLocations(options_, provider, shape.people, shape.standing,
                    plan.provider.name(), place, random);

  const int contracts = CountContracts(shape.people, random);
  int placed = 0;
  for (int i = 0; i < contracts; ++i) {
    // The first contracts have the most people; each has one at least.
    const int left = shape.people - placed;
    const int to_come = contracts - i - 1;
    const int people = to_come == 0 ? left
                                    : std::clamp(left * 3 / (2 * (to_come + 1)),
                                                 1, left - to_come);
    const ContractSetting setting{
        .options = options_,
        .provider = provider,
        .number = i,
        .people = people,
        .reablement = i == 1 && people >= 5 && random.Percent(45),
        .half_yearly = provider == 0 && i == 2};
    Random chance(
        SeedOf(options_.seed, absl::StrCat("contract/", provider, "/", i)));
    ContractPlan& contract = plan.contracts.emplace_back();
    contract.contract =
        MakeContract(setting, plan.provider.name(), place, chance);
    if (provider == 0 && i == 0) {
      *contract.contract.mutable_incentive_terms() = SampleIncentiveTerms();
    }
    const std::string& name = contract.contract.name();

    std::optional<Date> ended;
    if (i > 0 && chance.Percent(7)) {
      ended = PickEnd(contract.contract, last_day, chance);
    }
    if (ended) {
      contract.end.emplace();
      contract.end->set_name(name);
      *contract.end->mutable_end_date() = ToProto(*ended);
      contract.end->set_reason("The contract was not extended.");
      contract.end->set_request_id(RequestId("end", name));
    } else if (i > 0 && shape.standing == Standing::kWorse) {
      contract.suspend.emplace();
      contract.suspend->set_name(name);
      contract.suspend->set_reason(
          "No new support until the action plan is done.");
      contract.suspend->set_request_id(RequestId("suspend", name));
    }

    const PersonSetting common{
        .council = council_.name(),
        .contract = name,
        .number = shape.first_person + placed,
        .seed = options_.seed,
        .contract_start = *type::FromProto(contract.contract.start_date()),
        .contract_end = ended,
        .last_day = last_day,
        .until = until,
        .reablement = setting.reablement,
        .service_type = contract.contract.service_type(),
        .hourly_pence = chance.Between(2150, 2780),
        .standing = shape.standing};
    for (int j = 0; j < people; ++j) {
      PersonSetting person = common;
      person.number += j;
      // Of one in twelve nobody recorded where.
      if (j % 12 != 11 && !plan.locations.empty()) {
        const size_t at = static_cast<size_t>(j) % plan.locations.size();
        person.location = plan.locations[at].name();
      }
      Random fate(
          SeedOf(options_.seed, absl::StrCat("person/", person.number)));
      contract.people.push_back(plan.people.size());
      plan.people.push_back(PlanPerson(person, fate));
    }
    placed += people;

    auto periods = PeriodsOf(contract.contract, ended.value_or(until));
    if (!periods.ok()) {
      // The calendars are ours, and made of valid dates.
      std::fprintf(stderr, "%s: %s\n", name.c_str(),
                   periods.status().ToString().c_str());
      std::abort();
    }
    contract.periods = *std::move(periods);
  }
  for (size_t i = 0; i < plan.contracts.size(); ++i) {
    for (const type::Period& period : plan.contracts[i].periods) {
      plan.returns.push_back(PlanReturn(plan, i, period, options_.seed, until));
    }
  }
  plan.stories = PlanStories(plan, options_, provider);
  for (StoryPlan& story : plan.stories) {
    const std::string name =
        NameIn(council_.name(), "stories", story.create.story_id());
    story.create.set_request_id(RequestId("create", name));
    if (story.propose) {
      story.propose->set_request_id(RequestId("propose", name));
    }
    if (story.approve) {
      story.approve->set_request_id(RequestId("approve", name));
    }
    if (story.share) story.share->set_request_id(RequestId("share", name));
    if (story.withdraw) {
      story.withdraw->set_request_id(RequestId("withdraw", name));
    }
  }
  return plan;
}

std::string SampleCouncil::RequestId(absl::string_view verb,
                                     absl::string_view name) const {
  return UuidOf(options_.seed, absl::StrCat(verb, "/", name));
}

outcomes::v1::SubmitReturnRequest SampleCouncil::Submission(
    const ProviderPlan& plan, const ReturnPlan& planned, int version) const {
  outcomes::v1::SubmitReturnRequest request;
  request.set_name(planned.name);
  for (auto& entry : EntriesOf(plan, planned, options_.seed, version)) {
    *request.add_entries() = std::move(entry);
  }
  request.set_nil_return(planned.nil);
  if (planned.corrected && version == LastVersion(planned)) {
    Random random(SeedOf(options_.seed, absl::StrCat("reason/", planned.name)));
    request.set_reason(std::string(random.OneOf(CorrectionReasons())));
  }
  request.set_request_id(
      RequestId(absl::StrCat("submit/", version), planned.name));
  return request;
}

outcomes::v1::SaveReturnRequest SampleCouncil::Draft(
    const ProviderPlan& plan, const ReturnPlan& planned) const {
  outcomes::v1::SaveReturnRequest request;
  outcomes::v1::Return& draft = *request.mutable_return_();
  draft.set_name(planned.name);
  const auto entries = EntriesOf(plan, planned, options_.seed, 1);
  for (size_t i = 0; i < (entries.size() + 1) / 2; ++i) {
    *draft.add_entries() = entries[i];
  }
  request.set_request_id(RequestId("save", planned.name));
  return request;
}

outcomes::v1::AcceptReturnRequest SampleCouncil::Acceptance(
    const ReturnPlan& planned, int version) const {
  outcomes::v1::AcceptReturnRequest request;
  request.set_name(planned.name);
  request.set_request_id(
      RequestId(absl::StrCat("accept/", version), planned.name));
  return request;
}

outcomes::v1::SendBackReturnRequest SampleCouncil::SendingBack(
    const ReturnPlan& planned, int version) const {
  Random random(
      SeedOf(options_.seed, absl::StrCat("send-back/", planned.name)));
  outcomes::v1::SendBackReturnRequest request;
  request.set_name(planned.name);
  request.set_reason(std::string(random.OneOf(SendBackReasons())));
  request.set_request_id(
      RequestId(absl::StrCat("send-back/", version), planned.name));
  return request;
}

outcomes::v1::WithdrawReturnRequest SampleCouncil::Withdrawal(
    const ReturnPlan& planned, int version) const {
  Random random(SeedOf(options_.seed, absl::StrCat("withdraw/", planned.name)));
  outcomes::v1::WithdrawReturnRequest request;
  request.set_name(planned.name);
  request.set_reason(std::string(random.OneOf(WithdrawalReasons())));
  request.set_request_id(
      RequestId(absl::StrCat("withdraw/", version), planned.name));
  return request;
}

std::optional<outcomes::v1::RecordPractitionerVoiceRequest>
SampleCouncil::PractitionerVoice(const ProviderPlan& plan,
                                 const ReturnPlan& planned, int version) const {
  Random random(
      SeedOf(options_.seed, absl::StrCat("practitioner/", planned.name)));
  for (const auto& entry : EntriesOf(plan, planned, options_.seed, version)) {
    if (!entry.provider_voice().has_level()) continue;
    outcomes::v1::RecordPractitionerVoiceRequest request;
    request.set_name(planned.name);
    request.set_outcome(entry.outcome());
    const int shift = static_cast<int>(random.Weighted({15, 75, 10})) - 1;
    request.mutable_voice()->set_level(
        std::clamp(entry.provider_voice().level() + shift, -2, 2));
    request.mutable_voice()->set_words(
        std::string(random.OneOf(PractitionerSays())));
    request.set_request_id(RequestId("practitioner", planned.name));
    return request;
  }
  return std::nullopt;
}

absl::StatusOr<Plan> Generate(const SampleOptions& options) {
  TIDEMARK_ASSIGN_OR_RETURN(const SampleCouncil sample,
                            SampleCouncil::Make(options));
  Plan plan{.council = sample.council(), .providers = {}};
  for (int i = 0; i < sample.provider_count(); ++i) {
    plan.providers.push_back(sample.Provider(i));
  }
  return plan;
}

}  // namespace tidemark::sample
