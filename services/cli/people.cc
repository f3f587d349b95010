#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/words.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::CreatePersonRequest;
using outcomes::v1::GetPersonRequest;
using outcomes::v1::OutcomesService;
using outcomes::v1::Person;

struct PersonArgs {
  std::string name;
  int birth_year = 0;
  std::string support_reason;
  std::string sex;
  std::string ethnic_group;
  std::string status;
  std::string status_date;
  bool carer = false;
  WriteFlags write;
};

absl::Status PrintPerson(Session& session, const Person& person) {
  if (session.json()) return session.PrintJson(person);
  std::vector<std::string> providers;
  for (const std::string& name : person.providers()) {
    providers.emplace_back(IdOf(name));
  }
  const auto known = [](const std::string& word) {
    return word.empty() ? std::string("not known") : word;
  };
  session.out()
      << IdOf(person.name()) << "\n"
      << "  name            " << person.name() << "\n"
      << "  status          " << Word(person.status())
      << (person.has_status_date()
              ? absl::StrCat(" since ", FormatDate(person.status_date()))
              : "")
      << "\n"
      << "  born            "
      << known(person.birth_year() == 0 ? ""
                                        : absl::StrCat(person.birth_year()))
      << "\n"
      << "  support reason  " << known(Word(person.support_reason())) << "\n"
      << "  sex             " << known(Word(person.sex())) << "\n"
      << "  ethnic group    " << known(Word(person.ethnic_group())) << "\n"
      << "  unpaid carer    " << (person.has_unpaid_carer() ? "yes" : "no")
      << "\n"
      << "  providers       " << absl::StrJoin(providers, " ") << "\n"
      << "  etag            " << person.etag() << "\n";
  return absl::OkStatus();
}

absl::Status Create(Session& session, const PersonArgs& args) {
  CreatePersonRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::string name,
      session.Name("REFERENCE", args.name, kPersonPattern));
  request.set_parent(std::string(ParentOf(name)));
  request.set_person_id(std::string(IdOf(name)));
  request.set_request_id(session.RequestId(args.write));
  Person& person = *request.mutable_person();
  person.set_birth_year(args.birth_year);
  person.set_has_unpaid_carer(args.carer);
  if (!args.support_reason.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto reason,
                              ParseWord<Person::SupportReason>(
                                  "--support-reason", args.support_reason));
    person.set_support_reason(reason);
  }
  if (!args.sex.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto sex,
                              ParseWord<Person::Sex>("--sex", args.sex));
    person.set_sex(sex);
  }
  if (!args.ethnic_group.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto group,
        ParseWord<Person::EthnicGroup>("--ethnic-group", args.ethnic_group));
    person.set_ethnic_group(group);
  }
  if (!args.status.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto status, ParseWord<Person::Status>("--status", args.status));
    person.set_status(status);
  }
  if (!args.status_date.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*person.mutable_status_date(),
                              ParseDate("--status-date", args.status_date));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const Person created,
      session.Call(&OutcomesService::Stub::CreatePerson, request));
  if (session.json()) return session.PrintJson(created);
  session.out() << "Created " << created.name() << "\n";
  return absl::OkStatus();
}

absl::Status Show(Session& session, const PersonArgs& args) {
  GetPersonRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_name(),
      session.Name("REFERENCE", args.name, kPersonPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Person person,
      session.Call(&OutcomesService::Stub::GetPerson, request));
  return PrintPerson(session, person);
}

}  // namespace

void AddPeople(CLI::App& app, Session& session) {
  CLI::App* people =
      app.add_subcommand("people", "People who draw on support, by reference");
  people->require_subcommand(1);
  {
    CLI::App* command = people->add_subcommand(
        "create", "Store a person under a pseudonymous reference");
    const auto args = std::make_shared<PersonArgs>();
    command
        ->add_option("REFERENCE", args->name,
                     "The council's pseudonymous reference; no name, no NHS "
                     "number")
        ->required();
    command->add_option("--birth-year", args->birth_year, "The year of birth");
    command->add_option("--support-reason", args->support_reason,
                        "The primary support reason");
    command->add_option("--sex", args->sex, "female, male or other");
    command->add_option("--ethnic-group", args->ethnic_group,
                        "white, mixed, asian, black or other");
    command->add_flag("--unpaid-carer", args->carer,
                      "Someone cares for the person unpaid");
    command->add_option("--status", args->status,
                        "active, paused, left or died");
    command->add_option("--status-date", args->status_date,
                        "Since when the status holds");
    AddWriteFlags(command, args->write, /*etag=*/false);
    session.OnRun(command, [&session, args] { return Create(session, *args); });
  }
  {
    CLI::App* command = people->add_subcommand("show", "Show a person");
    const auto args = std::make_shared<PersonArgs>();
    command
        ->add_option("REFERENCE", args->name,
                     "The person, P or their full name")
        ->required();
    session.OnRun(command, [&session, args] { return Show(session, *args); });
  }
}

}  // namespace tidemark::cli
