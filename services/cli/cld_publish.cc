// Publishing a council's client-level data: its people and packages, page by
// page, from where they are prepared to where they are kept.

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/progress.h"
#include "services/cli/words.h"
#include "tidemark/cld/v1/publication_service.grpc.pb.h"
#include "tidemark/enablement/v1/enablement_service.grpc.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using cld::v1::CldPublication;
using cld::v1::CldPublicationService;
using cld::v1::CldSkippedService;
using cld::v1::GetCldPublicationRequest;
using cld::v1::ListCldPackagesRequest;
using cld::v1::ListCldPeopleRequest;
using cld::v1::ListCldSkippedServicesRequest;
using enablement::v1::BatchUpsertPackagesRequest;
using enablement::v1::EnablementService;
using outcomes::v1::BatchUpsertPeopleRequest;
using outcomes::v1::OutcomesService;

constexpr char kSubmissionPattern[] = "councils/*/cldSubmissions/*";
constexpr char kAll[] = "-";
constexpr int kPage = 500;
// Preparing a council's data takes seconds; a busy server takes longer.
constexpr absl::Duration kTimeout = absl::Minutes(2);

struct PublishArgs {
  std::string name;
};

// What became of the records of one kind.
struct Stored {
  int64_t created = 0;
  int64_t updated = 0;
  int64_t unchanged = 0;

  template <typename Response>
  void Add(const Response& response) {
    created += response.created();
    updated += response.updated();
    unchanged += response.unchanged();
  }
  int64_t all() const { return created + updated + unchanged; }
};

// The submission that is asked for, or what stands for all.
absl::StatusOr<std::string> Chosen(Session& session, const PublishArgs& args) {
  if (!args.name.empty()) {
    return session.Name("SUBMISSION", args.name, kSubmissionPattern);
  }
  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  return NameIn(council, "cldSubmissions", kAll);
}

absl::StatusOr<CldPublication> GetPublication(Session& session,
                                              const std::string& name) {
  GetCldPublicationRequest request;
  request.set_parent(name);
  const Waiting waiting(session.err(), session.err_is_terminal(), "Preparing");
  return session.Call(&CldPublicationService::Stub::GetCldPublication, request,
                      kTimeout);
}

absl::StatusOr<Stored> PublishPeople(Session& session,
                                     const CldPublication& publication) {
  Progress progress(session.err(), session.err_is_terminal(), session.clock(),
                    "People", publication.people());
  Stored stored;
  ListCldPeopleRequest list;
  list.set_parent(publication.name());
  list.set_page_size(kPage);
  do {
    TIDEMARK_ASSIGN_OR_RETURN(
        auto page, session.Call(&CldPublicationService::Stub::ListCldPeople,
                                list, kTimeout));
    list.set_page_token(page.next_page_token());
    if (page.people().empty()) break;
    BatchUpsertPeopleRequest upsert;
    upsert.set_parent(std::string(CouncilOf(publication.name())));
    *upsert.mutable_people() = std::move(*page.mutable_people());
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto response,
        session.Call(&OutcomesService::Stub::BatchUpsertPeople, upsert,
                     kTimeout));
    stored.Add(response);
    progress.Update(stored.all());
  } while (!list.page_token().empty());
  return stored;
}

absl::StatusOr<Stored> PublishPackages(Session& session,
                                       const CldPublication& publication) {
  Progress progress(session.err(), session.err_is_terminal(), session.clock(),
                    "Packages", publication.packages());
  Stored stored;
  ListCldPackagesRequest list;
  list.set_parent(publication.name());
  list.set_page_size(kPage);
  do {
    TIDEMARK_ASSIGN_OR_RETURN(
        auto page, session.Call(&CldPublicationService::Stub::ListCldPackages,
                                list, kTimeout));
    list.set_page_token(page.next_page_token());
    if (page.packages().empty()) break;
    BatchUpsertPackagesRequest upsert;
    upsert.set_parent(std::string(CouncilOf(publication.name())));
    *upsert.mutable_packages() = std::move(*page.mutable_packages());
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto response,
        session.Call(&EnablementService::Stub::BatchUpsertPackages, upsert,
                     kTimeout));
    stored.Add(response);
    progress.Update(stored.all());
  } while (!list.page_token().empty());
  return stored;
}

std::string ToJson(const Stored& stored) {
  return absl::StrCat("{\"created\":", stored.created,
                      ",\"updated\":", stored.updated,
                      ",\"unchanged\":", stored.unchanged, "}");
}

// One line, so that a script reads it like the other commands' answers.
std::string ToJson(const CldPublication& publication, const Stored& people,
                   const Stored& packages) {
  return absl::StrCat(
      "{\"name\":\"", publication.name(), "\",\"people\":", ToJson(people),
      ",\"packages\":", ToJson(packages), ",\"skipped\":{",
      absl::StrJoin(publication.skipped(), ",",
                    [](std::string* to, const auto& skipped) {
                      absl::StrAppend(to, "\"", Word(skipped.reason()),
                                      "\":", skipped.services());
                    }),
      "}}");
}

std::string Sentence(const Stored& stored) {
  return absl::StrCat(FormatCount(stored.all()), ": ",
                      FormatCount(stored.created), " new, ",
                      FormatCount(stored.updated), " changed, ",
                      FormatCount(stored.unchanged), " as before");
}

void PrintSkipped(Session& session, const CldPublication& publication) {
  for (const CldPublication::Skipped& skipped : publication.skipped()) {
    session.out() << "  skipped   " << Count(skipped.services(), "service")
                  << ", " << Word(skipped.reason()) << "\n";
  }
  if (publication.skipped().empty()) return;
  session.Note("`tidemark cld skipped` lists what was skipped.");
}

absl::Status Publish(Session& session, const PublishArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string name, Chosen(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(const CldPublication publication,
                            GetPublication(session, name));
  const absl::StatusOr<Stored> people = PublishPeople(session, publication);
  const absl::StatusOr<Stored> packages =
      people.ok() ? PublishPackages(session, publication) : people;
  if (!packages.ok()) {
    session.Note(
        "What was stored stays; the same command again stores the rest.");
    return packages.status();
  }
  if (session.json()) {
    session.PrintLine(ToJson(publication, *people, *packages));
    return absl::OkStatus();
  }
  session.out() << "Published "
                << (IdOf(name) == kAll ? "all committed client-level data"
                                       : std::string(WithoutCouncil(name)))
                << "\n  people    " << Sentence(*people) << "\n  packages  "
                << Sentence(*packages) << "\n";
  PrintSkipped(session, publication);
  return absl::OkStatus();
}

absl::Status ListSkipped(Session& session, const PublishArgs& args) {
  ListCldSkippedServicesRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), Chosen(session, args));
  Table table({{"WHY"},
               {"PERSON"},
               {"FROM"},
               {"SERVICE"},
               {"COMPONENT"},
               {"LOCATION"}});
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &CldPublicationService::Stub::ListCldSkippedServices, request,
      [](const auto& response) { return response.services(); },
      [&](const CldSkippedService& service) {
        if (session.json()) session.PrintLine(ToJsonLine(service));
        table.Add({Word(service.reason()), service.person(),
                   FormatDate(service.start_date()), service.service_type(),
                   service.component(), service.location_id()});
        return true;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) session.Note("Every service becomes a package.");
  if (!table.empty()) session.Print(table);
  return absl::OkStatus();
}

}  // namespace

void AddCldPublish(CLI::App& cld, Session& session) {
  const auto add = [&](const char* name, const char* what, const char* more,
                       absl::Status (*run)(Session&, const PublishArgs&)) {
    CLI::App* command = cld.add_subcommand(name, what);
    const auto args = std::make_shared<PublishArgs>();
    command->add_option(
        "SUBMISSION", args->name,
        "Only the people of this submission; all people if left out");
    command->footer(more);
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
  };
  add("publish", "Make people and packages of the committed client-level data",
      "Services whose location belongs to a provider of the council become\n"
      "packages of that provider, with costs and levels. Publishing again\n"
      "stores what has changed since, and nothing else; nothing is removed.\n",
      &Publish);
  add("skipped", "Services that become no package, and why", "", &ListSkipped);
}

}  // namespace tidemark::cli
