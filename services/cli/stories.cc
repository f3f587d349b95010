#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/outcomes/v1/story_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using outcomes::v1::ApproveRedactionRequest;
using outcomes::v1::CreateStoryRequest;
using outcomes::v1::GetStoryRequest;
using outcomes::v1::ListSharedStoriesRequest;
using outcomes::v1::ListStoriesRequest;
using outcomes::v1::ProposeRedactionRequest;
using outcomes::v1::RecordConsentRequest;
using outcomes::v1::SharedStory;
using outcomes::v1::ShareStoryRequest;
using outcomes::v1::Story;
using outcomes::v1::StoryConsent;
using outcomes::v1::StoryService;
using outcomes::v1::StoryUse;
using outcomes::v1::UnshareStoryRequest;
using outcomes::v1::UpdateStoryRequest;
using outcomes::v1::WithdrawConsentRequest;

constexpr char kStoryPattern[] = "councils/*/stories/*";
constexpr size_t kTitleWidth = 40;
constexpr size_t kMaxTextBytes = size_t{1} << 20;

struct StoryArgs {
  std::string name;
  std::string id;
  std::string person;
  std::string outcome;
  std::string contract;
  std::string provider;
  std::string period;
  std::string kind;
  std::string date;
  std::string title;
  std::string text;
  std::string text_file;
  std::string i_statement;
  std::string voice;
  std::string obtained;
  std::vector<std::string> themes;
  // Of a consent.
  std::string giver;
  std::string authority;
  std::string method;
  std::string given;
  std::string expires;
  bool teller_agrees = false;
  std::vector<std::string> uses;
  bool erase = false;
  std::string reason;
  // Of lists.
  std::string theme;
  std::string use;
  std::string state;
  std::string from;
  std::string to;
  std::string contains;
  int64_t limit = 0;
  WriteFlags write;
};

template <typename Uses>
std::string UseWords(const Uses& uses) {
  return absl::StrJoin(uses, " ", [](std::string* out, int use) {
    out->append(Word(static_cast<StoryUse>(use)));
  });
}

template <typename Add>
absl::Status ReadUses(const StoryArgs& args, const Add& add) {
  for (const std::string& text : args.uses) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto use,
                              ParseWord<StoryUse>("--use", text));
    add(use);
  }
  return absl::OkStatus();
}

// The text of `--text`, or of the file of `--text-file`.
absl::StatusOr<std::string> ReadText(const StoryArgs& args) {
  if (args.text_file.empty()) return args.text;
  if (!args.text.empty()) {
    return UsageError("give --text or --text-file, not both");
  }
  return ReadWholeFile(args.text_file, kMaxTextBytes);
}

absl::StatusOr<std::string> StoryName(Session& session, const StoryArgs& args) {
  return session.Name("STORY", args.name, kStoryPattern);
}

// What `redact`, `approve`, `share` and the like say they did.
absl::Status PrintChanged(Session& session, const Story& story,
                          absl::string_view done) {
  if (session.json()) return session.PrintJson(story);
  session.out() << done << " " << story.name() << ": " << Word(story.state());
  if (!story.permitted_uses().empty()) {
    session.out() << ", for " << UseWords(story.permitted_uses());
  }
  session.out() << "\n";
  return absl::OkStatus();
}

absl::Status PrintStory(Session& session, const Story& story) {
  if (session.json()) return session.PrintJson(story);
  std::ostream& out = session.out();
  if (story.has_words()) {
    out << OneLine(story.words().title()) << "\n\n"
        << story.words().text() << "\n\n";
  } else {
    out << (story.has_erase_time() ? "Its words were erased.\n\n"
                                   : "Its words are not yours to read.\n\n");
  }
  const auto line = [&](absl::string_view label, const std::string& text) {
    if (text.empty()) return;
    out << "  " << label << std::string(15 - label.size(), ' ') << text << "\n";
  };
  line("name", story.name());
  line("state", Word(story.state()));
  line("kind", Word(story.kind()));
  line("told", FormatDate(story.story_date()));
  line("voice",
       absl::StrCat(Word(story.voice()), ", ", Word(story.obtained())));
  line("person", std::string(IdOf(story.words().person())));
  line("outcome", std::string(WithoutCouncil(story.words().outcome())));
  line("i-statement", OneLine(story.words().i_statement()));
  line("contract", std::string(IdOf(story.contract())));
  line("period", story.period());
  line("themes", absl::StrJoin(story.themes(), " "));
  for (const StoryConsent& consent : story.consents()) {
    line("consent",
         absl::StrCat(
             Word(consent.giver()), " ", Word(consent.method()), " ",
             FormatDate(consent.given_date()), ": ", UseWords(consent.uses()),
             consent.has_expire_date()
                 ? absl::StrCat(", until ", FormatDate(consent.expire_date()))
                 : ""));
    for (const auto& withdrawal : consent.withdrawals()) {
      line("  withdrawn", absl::StrCat(Word(withdrawal.withdrawn_by()), " ",
                                       FormatDate(withdrawal.withdraw_date()),
                                       ": ", UseWords(withdrawal.uses())));
    }
  }
  line("may be used", story.permitted_uses().empty()
                          ? "for nothing"
                          : "for " + UseWords(story.permitted_uses()));
  if (story.has_redacted()) {
    const auto& copy = story.redacted();
    line("redacted copy",
         absl::StrCat(Word(copy.state()), ", made by ", copy.maker(),
                      copy.approver().empty()
                          ? ""
                          : absl::StrCat(", approved by ", copy.approver()),
                      copy.uses().empty()
                          ? ""
                          : absl::StrCat(", for ", UseWords(copy.uses()))));
    line("  title", OneLine(copy.title()));
    line("  text", OneLine(copy.text()));
    for (const auto& warning : copy.warnings()) {
      line("  warning", absl::StrCat(warning.reason(), ": ", warning.field(),
                                     " ", warning.description()));
    }
  }
  line("etag", story.etag());
  return absl::OkStatus();
}

absl::Status ReadConsent(const StoryArgs& args, StoryConsent& consent) {
  TIDEMARK_ASSIGN_OR_RETURN(const auto giver, ParseWord<StoryConsent::Giver>(
                                                  "--consent-by", args.giver));
  consent.set_giver(giver);
  consent.set_authority(args.authority);
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto method, ParseWord<StoryConsent::Method>("--how", args.method));
  consent.set_method(method);
  TIDEMARK_ASSIGN_OR_RETURN(*consent.mutable_given_date(),
                            ParseDate("--on", args.given));
  if (!args.expires.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*consent.mutable_expire_date(),
                              ParseDate("--until", args.expires));
  }
  consent.set_teller_agrees(args.teller_agrees);
  return ReadUses(args, [&](StoryUse use) { consent.add_uses(use); });
}

// The parts of a story that are given on the command line, and their paths.
absl::Status ReadStory(Session& session, const StoryArgs& args, Story& story,
                       std::vector<std::string>& paths) {
  if (!args.kind.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto kind,
                              ParseWord<Story::Kind>("--kind", args.kind));
    story.set_kind(kind);
    paths.push_back("kind");
  }
  if (!args.date.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*story.mutable_story_date(),
                              ParseDate("--date", args.date));
    paths.push_back("story_date");
  }
  if (!args.voice.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto voice,
                              ParseWord<Story::Voice>("--voice", args.voice));
    story.set_voice(voice);
    paths.push_back("voice");
  }
  if (!args.obtained.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto obtained,
        ParseWord<Story::Obtained>("--obtained", args.obtained));
    story.set_obtained(obtained);
    paths.push_back("obtained");
  }
  const auto read_name = [&](const char* flag, const std::string& text,
                             const char* pattern, const char* path,
                             std::string& name) -> absl::Status {
    if (text.empty()) return absl::OkStatus();
    TIDEMARK_ASSIGN_OR_RETURN(name, session.Name(flag, text, pattern));
    paths.push_back(path);
    return absl::OkStatus();
  };
  const auto read_text = [&](const std::string& text, const char* path,
                             std::string& field) {
    if (text.empty()) return;
    field = text;
    paths.push_back(path);
  };
  TIDEMARK_RETURN_IF_ERROR(read_name("--contract", args.contract,
                                     kContractPattern, "contract",
                                     *story.mutable_contract()));
  read_text(args.period, "period", *story.mutable_period());
  for (const std::string& theme : args.themes) story.add_themes(theme);
  if (!args.themes.empty()) paths.push_back("themes");
  outcomes::v1::StoryWords& words = *story.mutable_words();
  TIDEMARK_RETURN_IF_ERROR(read_name("--outcome", args.outcome, kOutcomePattern,
                                     "words.outcome",
                                     *words.mutable_outcome()));
  TIDEMARK_RETURN_IF_ERROR(read_name("--person", args.person, kPersonPattern,
                                     "words.person", *words.mutable_person()));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string text, ReadText(args));
  read_text(args.title, "words.title", *words.mutable_title());
  read_text(text, "words.text", *words.mutable_text());
  read_text(args.i_statement, "words.i_statement",
            *words.mutable_i_statement());
  return absl::OkStatus();
}

absl::Status Create(Session& session, const StoryArgs& args) {
  CreateStoryRequest request;
  std::vector<std::string> paths;
  TIDEMARK_RETURN_IF_ERROR(
      ReadStory(session, args, *request.mutable_story(), paths));
  auto& words = *request.mutable_story()->mutable_words();
  if (words.person().empty()) {
    // An outcome says whose it is.
    words.set_person(std::string(AncestorOf(words.outcome(), kPersonPattern)));
  }
  if (words.person().empty()) {
    return UsageError("give --person or --outcome");
  }
  request.set_parent(std::string(CouncilOf(words.person())));
  request.set_story_id(args.id);
  request.set_request_id(session.RequestId(args.write));
  if (!args.giver.empty()) {
    TIDEMARK_RETURN_IF_ERROR(ReadConsent(args, *request.mutable_consent()));
  } else if (!args.uses.empty() || !args.given.empty()) {
    return UsageError("say who consents with --consent-by");
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story created,
      session.Call(&StoryService::Stub::CreateStory, request));
  return PrintChanged(session, created, "Created");
}

absl::Status Show(Session& session, const StoryArgs& args) {
  GetStoryRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), StoryName(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story story, session.Call(&StoryService::Stub::GetStory, request));
  return PrintStory(session, story);
}

absl::Status List(Session& session, const StoryArgs& args) {
  ListStoriesRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_contract(),
      session.NameIfGiven("--contract", args.contract, kContractPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_person(),
      session.NameIfGiven("--person", args.person, kPersonPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_outcome(),
      session.NameIfGiven("--outcome", args.outcome, kOutcomePattern));
  request.set_period(args.period);
  request.set_theme(args.theme);
  request.set_contains(args.contains);
  if (!args.kind.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto kind,
                              ParseWord<Story::Kind>("--kind", args.kind));
    request.set_kind(kind);
  }
  if (!args.state.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto state,
                              ParseWord<Story::State>("--state", args.state));
    request.set_state(state);
  }
  if (!args.from.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_start_date(),
                              ParseDate("--from", args.from));
  }
  if (!args.to.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_end_date(),
                              ParseDate("--to", args.to));
  }
  Table table({{"STORY"},
               {"TOLD"},
               {"KIND"},
               {"CONTRACT"},
               {"PERIOD"},
               {"STATE"},
               {"COPY"},
               {"TITLE", Align::kLeft, kTitleWidth}});
  int64_t count = 0;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &StoryService::Stub::ListStories, request,
      [](const auto& response) { return response.stories(); },
      [&](const Story& story) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(story));
        } else {
          table.Add({std::string(IdOf(story.name())),
                     FormatDate(story.story_date()), Word(story.kind()),
                     std::string(IdOf(story.contract())), story.period(),
                     Word(story.state()), Word(story.redacted().state()),
                     story.words().title()});
        }
        return args.limit == 0 || ++count < args.limit;
      }));
  if (session.json()) return absl::OkStatus();
  if (table.empty()) {
    session.Note("No stories.");
  } else {
    session.Print(table);
  }
  return absl::OkStatus();
}

absl::Status Update(Session& session, const StoryArgs& args) {
  UpdateStoryRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_story()->mutable_name(),
                            StoryName(session, args));
  std::vector<std::string> paths;
  TIDEMARK_RETURN_IF_ERROR(
      ReadStory(session, args, *request.mutable_story(), paths));
  if (paths.empty()) return UsageError("say what to change");
  for (std::string& path : paths) {
    request.mutable_update_mask()->add_paths(std::move(path));
  }
  request.mutable_story()->set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story story,
      session.Call(&StoryService::Stub::UpdateStory, request));
  return PrintChanged(session, story, "Updated");
}

absl::Status Consent(Session& session, const StoryArgs& args) {
  RecordConsentRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), StoryName(session, args));
  TIDEMARK_RETURN_IF_ERROR(ReadConsent(args, *request.mutable_consent()));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story story,
      session.Call(&StoryService::Stub::RecordConsent, request));
  return PrintChanged(session, story, "Recorded consent to");
}

absl::Status Withdraw(Session& session, const StoryArgs& args) {
  WithdrawConsentRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), StoryName(session, args));
  TIDEMARK_ASSIGN_OR_RETURN(const auto giver,
                            ParseWord<StoryConsent::Giver>("--by", args.giver));
  request.set_withdrawn_by(giver);
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_withdraw_date(),
                            ParseDate("--on", args.given));
  TIDEMARK_RETURN_IF_ERROR(
      ReadUses(args, [&](StoryUse use) { request.add_uses(use); }));
  request.set_erase(args.erase);
  request.set_reason(args.reason);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story story,
      session.Call(&StoryService::Stub::WithdrawConsent, request));
  return PrintChanged(session, story, "Withdrew consent to");
}

absl::Status Redact(Session& session, const StoryArgs& args) {
  ProposeRedactionRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), StoryName(session, args));
  request.set_title(args.title);
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_text(), ReadText(args));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story story,
      session.Call(&StoryService::Stub::ProposeRedaction, request));
  TIDEMARK_RETURN_IF_ERROR(
      PrintChanged(session, story, "Proposed a redacted copy of"));
  for (const auto& warning : story.redacted().warnings()) {
    session.Note(absl::StrCat("warning ", warning.reason(), ": the ",
                              warning.field(), " ", warning.description()));
  }
  return absl::OkStatus();
}

absl::Status Approve(Session& session, const StoryArgs& args) {
  ApproveRedactionRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), StoryName(session, args));
  request.set_reason(args.reason);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story story,
      session.Call(&StoryService::Stub::ApproveRedaction, request));
  return PrintChanged(session, story, "Approved the redacted copy of");
}

absl::Status Share(Session& session, const StoryArgs& args) {
  ShareStoryRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), StoryName(session, args));
  TIDEMARK_RETURN_IF_ERROR(
      ReadUses(args, [&](StoryUse use) { request.add_uses(use); }));
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story story,
      session.Call(&StoryService::Stub::ShareStory, request));
  return PrintChanged(session, story, "Shared the redacted copy of");
}

absl::Status Unshare(Session& session, const StoryArgs& args) {
  UnshareStoryRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_name(), StoryName(session, args));
  request.set_reason(args.reason);
  request.set_etag(args.write.etag);
  request.set_request_id(session.RequestId(args.write));
  TIDEMARK_ASSIGN_OR_RETURN(
      const Story story,
      session.Call(&StoryService::Stub::UnshareStory, request));
  return PrintChanged(session, story, "No longer shares");
}

absl::Status ListShared(Session& session, const StoryArgs& args) {
  ListSharedStoriesRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  if (!args.use.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto use,
                              ParseWord<StoryUse>("--use", args.use));
    request.set_use(use);
  }
  if (!args.kind.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto kind,
                              ParseWord<Story::Kind>("--kind", args.kind));
    request.set_kind(kind);
  }
  request.set_theme(args.theme);
  request.set_contains(args.contains);
  bool any = false;
  TIDEMARK_RETURN_IF_ERROR(ForEachItem(
      session, &StoryService::Stub::ListSharedStories, request,
      [](const auto& response) { return response.shared_stories(); },
      [&](const SharedStory& shared) {
        if (session.json()) {
          session.PrintLine(ToJsonLine(shared));
        } else {
          session.out() << (any ? "\n" : "") << OneLine(shared.title())
                        << "\n  " << OneLine(shared.text()) << "\n  "
                        << Word(shared.kind()) << ", for "
                        << UseWords(shared.uses()) << "\n";
        }
        any = true;
        return true;
      }));
  if (!any && !session.json()) session.Note("No stories are shared.");
  return absl::OkStatus();
}

using Action = absl::Status (*)(Session&, const StoryArgs&);

// Adds commands to `stories`.
class Commands {
 public:
  Commands(CLI::App* stories, Session& session)
      : stories_(stories), session_(session) {}

  std::pair<CLI::App*, StoryArgs*> Add(const char* name, const char* what,
                                       Action run) {
    CLI::App* command = stories_->add_subcommand(name, what);
    const auto args = std::make_shared<StoryArgs>();
    session_.OnRun(command, [&session = session_, args, run] {
      return run(session, *args);
    });
    return {command, args.get()};
  }

  std::pair<CLI::App*, StoryArgs*> AddNamed(const char* name, const char* what,
                                            Action run) {
    const auto added = Add(name, what, run);
    added.first
        ->add_option("STORY", added.second->name,
                     "The story, its id or its full name")
        ->required();
    return added;
  }

 private:
  CLI::App* stories_;
  Session& session_;
};

void AddTextFlags(CLI::App* command, StoryArgs& args) {
  command->add_option("--title", args.title, "A few words to know it by");
  command->add_option("--text", args.text, "The text");
  command->add_option("--text-file", args.text_file,
                      "The file that holds the text");
}

void AddStoryFlags(CLI::App* command, StoryArgs& args) {
  command->add_option("--person", args.person,
                      "The person; that of the outcome if left out");
  command->add_option("--outcome", args.outcome,
                      "The outcome it is about, PERSON/OUTCOME");
  command->add_option(
      "--contract", args.contract,
      "The contract it is about; that of the outcome if left out");
  command->add_option("--period", args.period,
                      "The period it is about; that of the date if left out");
  command->add_option("--kind", args.kind,
                      "story, compliment, concern or good-practice");
  command->add_option("--date", args.date, "The day on which it was told");
  command->add_option("--voice", args.voice,
                      "Whose words: person, carer, family, advocate or staff");
  command->add_option("--obtained", args.obtained,
                      "said, written, shown, through-advocate, through-carer "
                      "or observed");
  command->add_option("--i-statement", args.i_statement,
                      "The I-statement it speaks to");
  command
      ->add_option("--theme", args.themes,
                   "A theme of the council's frameworks; may be repeated")
      ->allow_extra_args(false);
  AddTextFlags(command, args);
}

CLI::Option* AddUses(CLI::App* command, StoryArgs& args, const char* what) {
  return command->add_option("--use", args.uses, what)->allow_extra_args(false);
}

// Without `required` for a command that may leave consent out.
void AddConsentFlags(CLI::App* command, StoryArgs& args, bool required) {
  command
      ->add_option("--consent-by", args.giver,
                   "Who consents: person, advocate, attorney, deputy or "
                   "best-interests")
      ->required(required);
  command->add_option("--how", args.method, "said, written or shown")
      ->required(required);
  command->add_option("--on", args.given, "The day on which it was given")
      ->required(required);
  AddUses(command, args,
          "A use: council-monitoring, provider, good-practice, newsletter or "
          "scrutiny; may be repeated")
      ->required(required);
  command->add_option("--until", args.expires,
                      "The last day on which it holds");
  command->add_option("--authority", args.authority,
                      "Where the authority to consent for the person is on "
                      "record; no names");
  command->add_flag("--teller-agrees", args.teller_agrees,
                    "Who told it, if not the person, agrees too");
}

void AddListFlags(CLI::App* command, StoryArgs& args) {
  command->add_option("--kind", args.kind,
                      "story, compliment, concern or good-practice");
  command->add_option("--theme", args.theme, "Only those with this theme");
  command->add_option("--contains", args.contains,
                      "Only those in which all these words occur");
}

}  // namespace

void AddStories(CLI::App& app, Session& session) {
  CLI::App* stories =
      app.add_subcommand("stories", "People's stories, and what is shared");
  stories->require_subcommand(1);
  Commands commands(stories, session);
  {
    const auto [command, args] = commands.Add(
        "create", "Record a story, with consent or as a draft", &Create);
    AddStoryFlags(command, *args);
    for (const char* const flag :
         {"--kind", "--date", "--voice", "--obtained", "--title"}) {
      command->get_option(flag)->required();
    }
    command->add_option("--id", args->id,
                        "The story's id, which says nothing of the person; the "
                        "server gives one if left out");
    AddConsentFlags(command, *args, /*required=*/false);
    AddWriteFlags(command, args->write, /*etag=*/false);
  }
  commands.AddNamed("show", "Show a story", &Show);
  {
    const auto [command, args] =
        commands.Add("list", "List or search the stories you may see", &List);
    AddListFlags(command, *args);
    command->add_option("--provider", args->provider, "Only of this provider");
    command->add_option("--contract", args->contract, "Only of this contract");
    command->add_option("--period", args->period,
                        "Only of this period of the contract");
    command->add_option("--person", args->person, "Only of this person");
    command->add_option("--outcome", args->outcome, "Only of this outcome");
    command->add_option("--state", args->state,
                        "draft, recorded or withdrawn; all but the last if "
                        "left out");
    command->add_option("--from", args->from, "Told on this day or later");
    command->add_option("--to", args->to, "Told on this day or earlier");
    command->add_option("--limit", args->limit, "The most stories to list");
  }
  {
    const auto [command, args] =
        commands.AddNamed("update", "Change a story", &Update);
    AddStoryFlags(command, *args);
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        commands.AddNamed("consent", "Record consent to its use", &Consent);
    AddConsentFlags(command, *args, /*required=*/true);
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] = commands.AddNamed(
        "withdraw", "Take consent back, for some uses or all", &Withdraw);
    command
        ->add_option("--by", args->giver,
                     "Who takes it back: person, advocate, attorney, deputy or "
                     "best-interests")
        ->required();
    command
        ->add_option("--on", args->given, "The day on which it was taken back")
        ->required();
    AddUses(command, *args, "A use to end; may be repeated; all if left out");
    command->add_flag("--erase", args->erase,
                      "Remove whom it is about and its words for good");
    command->add_option("--reason", args->reason, "Why; no names");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] = commands.AddNamed(
        "redact", "Propose a copy that does not say whom it is about", &Redact);
    AddTextFlags(command, *args);
    command->get_option("--title")->required();
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] = commands.AddNamed(
        "approve", "Approve the copy that somebody else made", &Approve);
    command->add_option("--reason", args->reason,
                        "Why it is fit to share in spite of its warnings");
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        commands.AddNamed("share", "Share the approved copy", &Share);
    AddUses(command, *args,
            "What for: good-practice, newsletter or scrutiny; may be repeated")
        ->required();
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] =
        commands.AddNamed("unshare", "Stop sharing the copy", &Unshare);
    command->add_option("--reason", args->reason, "Why; no names")->required();
    AddWriteFlags(command, args->write);
  }
  {
    const auto [command, args] = commands.Add(
        "shared", "List the copies that are shared with you", &ListShared);
    AddListFlags(command, *args);
    command->add_option("--use", args->use,
                        "Only for good-practice, newsletter or scrutiny");
  }
}

}  // namespace tidemark::cli
