#include "services/outcomes/people.h"

#include <algorithm>
#include <set>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/proto/update_mask.h"
#include "common/rpc/page.h"
#include "services/outcomes/outcome_rules.h"
#include "services/outcomes/people_file.h"
#include "services/outcomes/person_rules.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using v1::Person;
using v1::PersonalOutcome;

// How often people are planned anew when somebody was faster.
constexpr int kMaxPlans = 5;

// A provider need not know who else supports a person.
void HideOtherProviders(const rpc::Principal& caller, Person& person) {
  if (!caller.is_provider()) return;
  const bool own =
      std::find(person.providers().begin(), person.providers().end(),
                caller.provider) != person.providers().end();
  person.clear_providers();
  if (own) person.add_providers(caller.provider);
}

PlaceFault Under(std::string path) {
  return [path = std::move(path)](Fault fault) {
    fault.field =
        fault.field.empty() ? path : absl::StrCat(path, ".", fault.field);
    return fault;
  };
}

PlaceFault AtLine(int line) {
  return [line](Fault fault) {
    fault.column = ColumnOf(fault.field);
    fault.field = "content";
    fault.line = line;
    return fault;
  };
}

// The drafts of a batch, and what is wrong with their names.
std::vector<PersonDraft> DraftsOf(const v1::BatchUpsertPeopleRequest& request,
                                  Faults& faults) {
  std::vector<PersonDraft> drafts;
  absl::flat_hash_set<absl::string_view> seen;
  const auto check_twice = [&](const std::string& field,
                               const std::string& name) {
    if (seen.insert(name).second) return;
    faults.Add({.field = field,
                .code = "NAME_TWICE",
                .message = "is there before; remove one of the two"});
  };
  for (int i = 0; i < request.people_size(); ++i) {
    const v1::PersonWithOutcomes& given = request.people(i);
    const std::string& name = given.person().name();
    const std::string path = absl::StrCat("people[", i, "].person");
    CheckName(path + ".name", name, "councils/*/people/*", request.parent(),
              faults);
    CheckPersonId(path + ".name", IdOf(name), faults);
    check_twice(path + ".name", name);
    PersonDraft draft = {.name = name,
                         .etag = given.person().etag(),
                         .apply = [&](Person& p) { p = given.person(); },
                         .place = Under(path),
                         .outcomes = {}};
    for (int j = 0; j < given.outcomes_size(); ++j) {
      const PersonalOutcome& outcome = given.outcomes(j);
      const std::string at = absl::StrCat("people[", i, "].outcomes[", j, "]");
      if (ParentOf(outcome.name()) != name ||
          CollectionOf(outcome.name()) != "outcomes") {
        faults.Add({.field = at + ".name",
                    .code = "BAD_NAME",
                    .message = "must be a name under the person's, like "
                               "councils/*/people/*/outcomes/*"});
      }
      CheckOutcomeId(at + ".name", IdOf(outcome.name()), faults);
      check_twice(at + ".name", outcome.name());
      draft.outcomes.push_back(
          {.name = outcome.name(),
           .apply = [&outcome](PersonalOutcome& o) { o = outcome; },
           .place = Under(at)});
    }
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

// The drafts of a file, without what is at fault already.
std::vector<PersonDraft> DraftsOf(const PeopleFile& file,
                                  absl::string_view council) {
  std::vector<PersonDraft> drafts;
  for (const FilePerson& person : file.people) {
    if (person.faulty) continue;
    PersonDraft draft = {.name = NameIn(council, "people", person.id),
                         .etag = "",
                         .apply = [&person](Person& p) { ApplyTo(person, p); },
                         .place = AtLine(person.line),
                         .outcomes = {}};
    for (const FileOutcome& outcome : person.outcomes) {
      if (outcome.faulty) continue;
      draft.outcomes.push_back(
          {.name = NameIn(draft.name, "outcomes", outcome.id),
           .apply = [&outcome](PersonalOutcome& o) { ApplyTo(outcome, o); },
           .place = AtLine(outcome.line)});
    }
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

v1::ImportPeopleResponse ResponseOf(int32_t rows, const Upsert& plan) {
  v1::ImportPeopleResponse response;
  response.set_rows(rows);
  response.set_people_created(plan.people().created);
  response.set_people_updated(plan.people().updated);
  response.set_people_unchanged(plan.people().unchanged);
  response.set_outcomes_created(plan.outcomes().created);
  response.set_outcomes_updated(plan.outcomes().updated);
  response.set_outcomes_unchanged(plan.outcomes().unchanged);
  return response;
}

// In the order of the file.
Faults InOrder(const Faults& faults) {
  std::vector<Fault> sorted = faults.all();
  std::stable_sort(
      sorted.begin(), sorted.end(),
      [](const auto& a, const auto& b) { return a.line < b.line; });
  Faults in_order;
  for (Fault& fault : sorted) in_order.Add(std::move(fault));
  return in_order;
}

}  // namespace

absl::StatusOr<Person> People::CreatePerson(
    const rpc::Call& call, const v1::CreatePersonRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  CheckPersonId("person_id", request.person_id(), faults);
  CheckPerson(request.person(), "person", type::DateInEngland(call.time()),
              faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  Person person = request.person();
  person.set_name(NameIn(request.parent(), "people", request.person_id()));
  person.clear_providers();
  FillPerson(person);
  return db_.Write<Person>(call.write(), [&](store::Transaction& txn) {
    return kPeople.Insert(txn, std::move(person));
  });
}

absl::StatusOr<Person> People::GetPerson(const rpc::Call& call,
                                         const v1::GetPersonRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(Person person,
                            kPeople.Get(store::Snapshot(db_), request.name()));
  HideOtherProviders(call.principal(), person);
  return person;
}

absl::StatusOr<v1::ListPeopleResponse> People::ListPeople(
    const rpc::Call& call, const v1::ListPeopleRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  if (!request.provider().empty()) {
    CheckName("provider", request.provider(), "councils/*/providers/*",
              request.parent(), faults);
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const size_t limit = rpc::PageSize(request.page_size());
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<Person> page,
      request.provider().empty()
          ? kPeople.List(snapshot, request.parent() + "/people/", start, limit)
          : kPeople.ListIndex(snapshot, kPeopleByProvider, request.provider(),
                              start, limit));
  v1::ListPeopleResponse response;
  for (Person& person : page.messages) {
    HideOtherProviders(call.principal(), person);
    *response.add_people() = std::move(person);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<Person> People::UpdatePerson(
    const rpc::Call& call, const v1::UpdatePersonRequest& request) {
  const type::Date today = type::DateInEngland(call.time());
  return db_.Write<Person>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Person> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Person person, kPeople.GetForUpdate(txn, request.person().name(),
                                                request.person().etag()));
        TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.person(),
                                              .mask = request.update_mask(),
                                              .field = "person"},
                                             person));
        Faults faults;
        CheckPerson(person, "person", today, faults);
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        FillPerson(person);
        TIDEMARK_ASSIGN_OR_RETURN(person,
                                  kPeople.Update(txn, std::move(person)));
        std::set<std::string> contracts;
        TIDEMARK_RETURN_IF_ERROR(
            kOutcomes.Scan(txn, person.name() + "/outcomes/", "",
                           [&](const PersonalOutcome& outcome) {
                             contracts.insert(outcome.contract());
                             return true;
                           }));
        for (const std::string& contract : contracts) {
          rosters_.Changed(txn, contract);
        }
        return person;
      });
}

template <typename Response>
absl::StatusOr<Response> People::Store(
    const store::WriteOptions& options, absl::string_view council,
    const std::vector<PersonDraft>& people, type::Date today,
    absl::FunctionRef<Response(const Upsert&)> respond) {
  for (int plans = 1;; ++plans) {
    Faults faults;
    TIDEMARK_ASSIGN_OR_RETURN(const Upsert plan,
                              Upsert::Plan(store::Snapshot(db_), contracts_,
                                           council, people, today, faults));
    TIDEMARK_RETURN_IF_ERROR(InOrder(faults).ToStatus());
    absl::StatusOr<Response> stored = db_.Write<Response>(
        options, [&](store::Transaction& txn) -> absl::StatusOr<Response> {
          TIDEMARK_RETURN_IF_ERROR(plan.Run(txn, rosters_));
          return respond(plan);
        });
    const bool outdated = absl::IsAborted(stored.status()) ||
                          absl::IsAlreadyExists(stored.status());
    if (!outdated || plans == kMaxPlans) return stored;
    TIDEMARK_RETURN_IF_ERROR(WaitForOthers(db_, options));
  }
}

absl::StatusOr<v1::BatchUpsertPeopleResponse> People::BatchUpsertPeople(
    const rpc::Call& call, const v1::BatchUpsertPeopleRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  const std::vector<PersonDraft> drafts = DraftsOf(request, faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return Store<v1::BatchUpsertPeopleResponse>(
      call.write(), request.parent(), drafts, type::DateInEngland(call.time()),
      [](const Upsert& plan) {
        v1::BatchUpsertPeopleResponse response;
        response.set_created(plan.people().created + plan.outcomes().created);
        response.set_updated(plan.people().updated + plan.outcomes().updated);
        response.set_unchanged(plan.people().unchanged +
                               plan.outcomes().unchanged);
        return response;
      });
}

absl::StatusOr<v1::ImportPeopleResponse> People::ImportPeople(
    const rpc::Call& call, const v1::ImportPeopleRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  const type::Date today = type::DateInEngland(call.time());
  const PeopleFile file =
      ReadPeopleFile(request.content(), request.parent(), faults);
  const std::vector<PersonDraft> drafts = DraftsOf(file, request.parent());
  if (request.validate_only() || !faults.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const Upsert plan,
        Upsert::Plan(store::Snapshot(db_), contracts_, request.parent(), drafts,
                     today, faults));
    const Faults in_order = InOrder(faults);
    if (!request.validate_only()) return in_order.ToStatus();
    v1::ImportPeopleResponse response = ResponseOf(file.rows, plan);
    for (const Fault& fault : in_order.all()) {
      *response.add_faults() = ToProto(fault);
    }
    return response;
  }
  return Store<v1::ImportPeopleResponse>(
      call.write(), request.parent(), drafts, today,
      [&](const Upsert& plan) { return ResponseOf(file.rows, plan); });
}

absl::StatusOr<std::vector<std::string>> People::ProvidersOf(
    absl::string_view name) const {
  TIDEMARK_ASSIGN_OR_RETURN(const Person person,
                            kPeople.Get(store::Snapshot(db_), name));
  return std::vector<std::string>(person.providers().begin(),
                                  person.providers().end());
}

}  // namespace tidemark::outcomes
