#include <functional>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/level_flags.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/contracts/v1/contracts_service.grpc.pb.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using contracts::v1::Contract;
using contracts::v1::ContractsService;
using contracts::v1::GetContractRequest;
using contracts::v1::ListContractsRequest;
using contracts::v1::ListLocationsRequest;
using contracts::v1::ListProvidersRequest;
using contracts::v1::Location;
using contracts::v1::Provider;
using enablement::v1::EnablementService;
using enablement::v1::ListPackagesRequest;
using enablement::v1::Package;
using outcomes::v1::ListOutcomesRequest;
using outcomes::v1::ListPeopleRequest;
using outcomes::v1::ListReturnsRequest;
using outcomes::v1::OutcomesService;
using outcomes::v1::Person;
using outcomes::v1::PersonalOutcome;
using outcomes::v1::Return;

// The most columns of a terminal for free text and names.
constexpr size_t kTextWidth = 48;

// The flags of all lists.
struct ListArgs {
  std::string provider;
  std::string contract;
  std::string person;
  std::string state;
  std::string timeliness;
  int64_t limit = 0;
};

// The flags with full names.
struct Filter {
  std::string council;
  std::string provider;
  std::string contract;
  std::string person;
};

absl::StatusOr<Filter> ReadFilter(Session& session, const ListArgs& args) {
  Filter filter;
  TIDEMARK_ASSIGN_OR_RETURN(
      filter.provider,
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      filter.contract,
      session.NameIfGiven("--contract", args.contract, kContractPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      filter.person,
      session.NameIfGiven("--person", args.person, kPersonPattern));
  if (session.council_given()) {
    TIDEMARK_ASSIGN_OR_RETURN(filter.council, session.Council());
  }
  for (const std::string& name :
       {filter.provider, filter.contract, filter.person}) {
    if (name.empty()) continue;
    if (filter.council.empty()) filter.council = std::string(CouncilOf(name));
    if (CouncilOf(name) != filter.council) {
      return UsageError(
          absl::StrCat(name, " does not lie in ", filter.council));
    }
  }
  if (filter.council.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(filter.council, session.Council());
  }
  return filter;
}

// Prints the items of one list as they come, as a table or as JSON.
class Printer {
 public:
  Printer(Session& session, int64_t limit, Table table)
      : session_(session), limit_(limit), table_(std::move(table)) {}

  // Takes one item; false once there are enough.
  bool Take(const google::protobuf::Message& item,
            const std::function<std::vector<std::string>()>& cells) {
    ++count_;
    if (session_.json()) {
      session_.PrintLine(ToJsonLine(item));
    } else {
      table_.Add(cells());
    }
    return limit_ == 0 || count_ < limit_;
  }

  // Prints the table; `things` is what there are none of.
  absl::Status Finish(absl::string_view things) {
    if (session_.json()) return absl::OkStatus();
    if (table_.empty()) {
      session_.Note(absl::StrCat("No ", things, "."));
    } else {
      session_.Print(table_);
    }
    return absl::OkStatus();
  }

 private:
  Session& session_;
  const int64_t limit_;
  Table table_;
  int64_t count_ = 0;
};

// The provider of `contract`.
absl::StatusOr<std::string> ProviderOfContract(Session& session,
                                               const std::string& contract) {
  GetContractRequest request;
  request.set_name(contract);
  TIDEMARK_ASSIGN_OR_RETURN(
      const Contract found,
      session.Call(&ContractsService::Stub::GetContract, request));
  return found.provider();
}

// The one provider that is asked for: given, or that of the contract given.
// Empty for all; two that differ are a usage error.
absl::StatusOr<std::string> OneProvider(Session& session,
                                        const Filter& filter) {
  if (filter.contract.empty()) return filter.provider;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string provider,
                            ProviderOfContract(session, filter.contract));
  if (!filter.provider.empty() && filter.provider != provider) {
    return UsageError(absl::StrCat(filter.contract, " is a contract of ",
                                   provider, ", not of ", filter.provider));
  }
  return provider;
}

absl::Status ListProviders(Session& session, const ListArgs& args,
                           const Filter& filter) {
  ListProvidersRequest request;
  request.set_parent(filter.council);
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_provider(),
                            OneProvider(session, filter));
  Printer printer(session, args.limit,
                  Table({{"PROVIDER"},
                         {"NAME", Align::kLeft, kTextWidth},
                         {"GROUP", Align::kLeft, kTextWidth}}));
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &ContractsService::Stub::ListProviders, request,
      [](const auto& response) { return response.providers(); },
      [&](const Provider& item) {
        return printer.Take(item, [&]() -> std::vector<std::string> {
          return {std::string(IdOf(item.name())), item.display_name(),
                  item.group_name()};
        });
      }));
  return printer.Finish("providers");
}

absl::Status ListLocations(Session& session, const ListArgs& args,
                           const Filter& filter) {
  ListLocationsRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string provider,
                            OneProvider(session, filter));
  request.set_parent(provider.empty()
                         ? NameIn(filter.council, "providers", kAnyId)
                         : provider);
  Printer printer(session, args.limit,
                  Table({{"LOCATION"},
                         {"PROVIDER"},
                         {"NAME", Align::kLeft, kTextWidth},
                         {"CITY"},
                         {"CARE HOME"},
                         {"OVERALL"},
                         {"PUBLISHED"}}));
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &ContractsService::Stub::ListLocations, request,
      [](const auto& response) { return response.locations(); },
      [&](const Location& item) {
        return printer.Take(item, [&]() -> std::vector<std::string> {
          Location::Rating overall;
          for (const Location::Rating& rating : item.ratings()) {
            if (rating.domain() == Location::Rating::DOMAIN_OVERALL &&
                Normalised(rating.service_group()) == "overall") {
              overall = rating;
            }
          }
          return {std::string(IdOf(item.name())),
                  std::string(IdOf(ParentOf(item.name()))),
                  item.display_name(),
                  item.city(),
                  item.care_home() ? "yes" : "no",
                  Word(overall.grade()),
                  FormatDate(overall.publication_date())};
        });
      }));
  return printer.Finish("locations");
}

absl::Status ListContracts(Session& session, const ListArgs& args,
                           const Filter& filter) {
  ListContractsRequest request;
  request.set_parent(filter.council);
  request.set_provider(filter.provider);
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto state, ParseWord<Contract::State>("--state", args.state));
    request.set_state(state);
  }
  Printer printer(session, args.limit,
                  Table({{"CONTRACT"},
                         {"PROVIDER"},
                         {"TITLE", Align::kLeft, kTextWidth},
                         {"KIND"},
                         {"STATE"},
                         {"FROM"},
                         {"TO"},
                         {"RETURNS"}}));
  const auto take = [&](const Contract& item) {
    return printer.Take(item, [&]() -> std::vector<std::string> {
      return {std::string(IdOf(item.name())),
              std::string(IdOf(item.provider())),
              item.title(),
              Word(item.kind()),
              Word(item.state()),
              FormatDate(item.start_date()),
              FormatDate(item.end_date()),
              absl::StrCat(Word(item.return_calendar().frequency()), " (",
                           item.return_calendar().periods_size(), ")")};
    });
  };
  if (!filter.contract.empty()) {
    GetContractRequest get;
    get.set_name(filter.contract);
    TIDEMARK_ASSIGN_OR_RETURN(
        const Contract item,
        session.Call(&ContractsService::Stub::GetContract, get));
    if ((filter.provider.empty() || item.provider() == filter.provider) &&
        (args.state.empty() || item.state() == request.state())) {
      take(item);
    }
    return printer.Finish("contracts");
  }
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &ContractsService::Stub::ListContracts, request,
      [](const auto& response) { return response.contracts(); }, take));
  return printer.Finish("contracts");
}

ListOutcomesRequest OutcomesRequest(const Filter& filter) {
  ListOutcomesRequest request;
  request.set_parent(filter.person.empty()
                         ? NameIn(filter.council, "people", kAnyId)
                         : filter.person);
  request.set_provider(filter.provider);
  request.set_contract(filter.contract);
  return request;
}

absl::Status ListPeople(Session& session, const ListArgs& args,
                        const Filter& filter) {
  ListPeopleRequest request;
  request.set_parent(filter.council);
  request.set_provider(filter.provider);
  Person::Status status = Person::STATUS_UNSPECIFIED;
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(status,
                              ParseWord<Person::Status>("--state", args.state));
  }
  // A person has no contract of their own: those with an outcome under it.
  std::set<std::string> under_contract;
  if (!filter.contract.empty()) {
    if (request.provider().empty()) {
      TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_provider(),
                                ProviderOfContract(session, filter.contract));
    }
    TIDEMARK_RETURN_IF_ERROR(ForEachItem(
        session, &OutcomesService::Stub::ListOutcomes, OutcomesRequest(filter),
        [](const auto& response) { return response.outcomes(); },
        [&](const PersonalOutcome& outcome) {
          under_contract.emplace(ParentOf(outcome.name()));
          return true;
        }));
  }
  Printer printer(session, args.limit,
                  Table({{"PERSON"},
                         {"BORN", Align::kRight},
                         {"SUPPORT REASON"},
                         {"STATUS"},
                         {"PROVIDERS", Align::kLeft, kTextWidth}}));
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OutcomesService::Stub::ListPeople, request,
      [](const auto& response) { return response.people(); },
      [&](const Person& item) {
        if ((!args.state.empty() && item.status() != status) ||
            (!filter.contract.empty() &&
             !under_contract.contains(item.name())) ||
            (!filter.person.empty() && item.name() != filter.person)) {
          return true;
        }
        return printer.Take(item, [&]() -> std::vector<std::string> {
          std::vector<std::string> providers;
          for (const std::string& name : item.providers()) {
            providers.emplace_back(IdOf(name));
          }
          return {std::string(IdOf(item.name())),
                  item.birth_year() == 0 ? "" : absl::StrCat(item.birth_year()),
                  Word(item.support_reason()), Word(item.status()),
                  absl::StrJoin(providers, " ")};
        });
      }));
  return printer.Finish("people");
}

absl::Status ListOutcomes(Session& session, const ListArgs& args,
                          const Filter& filter) {
  PersonalOutcome::Status status = PersonalOutcome::STATUS_UNSPECIFIED;
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        status, ParseWord<PersonalOutcome::Status>("--state", args.state));
  }
  Printer printer(session, args.limit,
                  Table({{"PERSON"},
                         {"OUTCOME"},
                         {"OWN WORDS", Align::kLeft, kTextWidth},
                         {"CONTRACT"},
                         {"BASELINE", Align::kRight},
                         {"TARGET DATE"},
                         {"STATUS"}}));
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OutcomesService::Stub::ListOutcomes, OutcomesRequest(filter),
      [](const auto& response) { return response.outcomes(); },
      [&](const PersonalOutcome& item) {
        if (!args.state.empty() && item.status() != status) return true;
        return printer.Take(item, [&]() -> std::vector<std::string> {
          return {std::string(IdOf(ParentOf(item.name()))),
                  std::string(IdOf(item.name())),
                  item.own_words(),
                  std::string(IdOf(item.contract())),
                  FormatLevel(item.baseline_level()),
                  FormatDate(item.target_date()),
                  Word(item.status())};
        });
      }));
  return printer.Finish("outcomes");
}

// "late, 3 days".
std::string FormatInTime(const Return& item) {
  const std::string word = Word(item.timeliness());
  return item.days_late() == 0
             ? word
             : absl::StrCat(word, ", ", Count(item.days_late(), "day"));
}

absl::Status ListReturns(Session& session, const ListArgs& args,
                         const Filter& filter) {
  ListReturnsRequest request;
  request.set_parent(filter.contract.empty()
                         ? NameIn(filter.council, "contracts", kAnyId)
                         : filter.contract);
  request.set_provider(filter.provider);
  request.set_omit_entries(true);
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto state,
                              ParseWord<Return::State>("--state", args.state));
    request.set_state(state);
  }
  if (!args.timeliness.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto timeliness,
        ParseWord<Return::Timeliness>("--timeliness", args.timeliness));
    request.set_timeliness(timeliness);
  }
  Printer printer(session, args.limit,
                  Table({{"CONTRACT"},
                         {"PERIOD"},
                         {"FROM"},
                         {"TO"},
                         {"DUE"},
                         {"STATE"},
                         {"VERSION", Align::kRight},
                         {"FIRST SUBMITTED"},
                         {"IN TIME"},
                         {"PROVIDER"}}));
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &OutcomesService::Stub::ListReturns, request,
      [](const auto& response) { return response.returns(); },
      [&](const Return& item) {
        return printer.Take(item, [&]() -> std::vector<std::string> {
          return {std::string(IdOf(ParentOf(item.name()))),
                  std::string(IdOf(item.name())),
                  FormatDate(item.period_start()),
                  FormatDate(item.period_end()),
                  FormatDate(item.due_date()),
                  Word(item.state()),
                  item.version() == 0 ? "" : absl::StrCat(item.version()),
                  FormatDate(item.first_submit_date()),
                  FormatInTime(item),
                  std::string(IdOf(item.provider()))};
        });
      }));
  return printer.Finish("returns");
}

absl::Status ListPackages(Session& session, const ListArgs& args,
                          const Filter& filter) {
  ListPackagesRequest request;
  request.set_parent(filter.council);
  request.set_provider(filter.provider);
  request.set_contract(filter.contract);
  request.set_person(filter.person);
  Package::State state = Package::STATE_UNSPECIFIED;
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(state,
                              ParseWord<Package::State>("--state", args.state));
  }
  Printer printer(session, args.limit,
                  Table({{"PACKAGE"},
                         {"PERSON"},
                         {"CONTRACT"},
                         {"STAGE"},
                         {"STATE"},
                         {"FROM"},
                         {"A WEEK", Align::kRight},
                         {"COST A WEEK", Align::kRight},
                         {"SINCE"}}));
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &EnablementService::Stub::ListPackages, request,
      [](const auto& response) { return response.packages(); },
      [&](const Package& item) {
        if (!args.state.empty() && item.state() != state) return true;
        return printer.Take(item, [&]() -> std::vector<std::string> {
          std::vector<std::string> cells = {std::string(IdOf(item.name())),
                                            std::string(IdOf(item.person())),
                                            std::string(IdOf(item.contract())),
                                            Word(item.stage()),
                                            Word(item.state()),
                                            FormatDate(item.start_date())};
          if (item.levels_size() > 0) {
            const auto& level = item.levels(item.levels_size() - 1);
            cells.push_back(HoursAt(item, level));
            cells.push_back(CostAt(item, level));
            cells.push_back(FormatDate(level.from_date()));
          }
          return cells;
        });
      }));
  return printer.Finish("packages");
}

}  // namespace

void AddLists(CLI::App& app, Session& session) {
  CLI::App* list = app.add_subcommand("list", "List what is kept");
  list->require_subcommand(1);
  using List = absl::Status (*)(Session&, const ListArgs&, const Filter&);
  const auto add = [&](const char* name, const char* what, List run) {
    CLI::App* command = list->add_subcommand(name, what);
    const auto args = std::make_shared<ListArgs>();
    command->add_option("--provider", args->provider,
                        "Only what concerns this provider");
    command->add_option("--contract", args->contract,
                        "Only what concerns this contract");
    const std::string things = name;
    if (things == "people" || things == "outcomes" || things == "packages") {
      command->add_option("--person", args->person,
                          "Only what concerns this person");
    }
    if (things != "providers" && things != "locations") {
      command->add_option("--state", args->state, "Only those in this state");
    }
    if (things == "returns") {
      command->add_option("--timeliness", args->timeliness,
                          "Only these: not due, due soon, overdue, on time, "
                          "late");
    }
    command->add_option("--limit", args->limit, "The most to list")
        ->check(CLI::PositiveNumber);
    session.OnRun(command, [&session, args, run]() -> absl::Status {
      TIDEMARK_ASSIGN_OR_RETURN(const Filter filter,
                                ReadFilter(session, *args));
      return run(session, *args, filter);
    });
  };
  add("providers", "Organisations that provide care", &ListProviders);
  add("locations", "Their locations, with CQC's overall rating",
      &ListLocations);
  add("contracts", "Contracts", &ListContracts);
  add("people", "People, by reference", &ListPeople);
  add("outcomes", "What matters to people", &ListOutcomes);
  add("returns", "Returns, the untouched ones too", &ListReturns);
  add("packages", "Packages of support", &ListPackages);
}

}  // namespace tidemark::cli
