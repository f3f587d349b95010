// National measures from client-level data.

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/wrappers.pb.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/commands.h"
#include "services/cli/names.h"
#include "services/cli/paging.h"
#include "services/cli/words.h"
#include "tidemark/cld/v1/measure_service.grpc.pb.h"

namespace tidemark::cli {
namespace {

using cld::v1::CldMeasureService;
using cld::v1::ComputeAscof2dRequest;
using cld::v1::ComputeAscof2dResponse;
using cld::v1::Episode;
using cld::v1::EpisodeShare;
using cld::v1::GetAscof2aRequest;
using cld::v1::GetAscof2dRequest;
using cld::v1::GetTwelveWeeksRequest;
using cld::v1::GroupShare;
using cld::v1::ListAscof2aEpisodesRequest;
using cld::v1::Measure;
using cld::v1::MeasureGrouping;
using cld::v1::SaltSequels;
using cld::v1::SequelCount;

// As much of a pseudonym as tells people apart on a screen.
constexpr size_t kShownLetters = 10;
// A year of a large council is computed in a second or two.
constexpr absl::Duration kTimeout = absl::Minutes(2);

struct MeasureArgs {
  std::string year;
  std::string provider;
  std::string by;
  std::vector<std::string> counts;
  bool explain = false;
};

// A text as JSON.
std::string Quoted(absl::string_view text) {
  google::protobuf::StringValue value;
  value.set_value(std::string(text));
  return ToJsonLine(value);
}

// `"numerator":2,"denominator":3,"value":66.7`; the value is null if there is
// none.
std::string ShareJson(const EpisodeShare& share) {
  return absl::StrCat(
      "\"numerator\":", share.numerator(),
      ",\"denominator\":", share.denominator(), ",\"value\":",
      share.has_value() ? absl::StrFormat("%.1f", share.value()) : "null");
}

const char* Truth(bool truth) { return truth ? "true" : "false"; }

std::string GroupJson(const GroupShare& group) {
  return absl::StrCat("{\"group\":", Quoted(group.group()), ",",
                      ShareJson(group.share()), "}");
}

std::string SequelJson(const SequelCount& sequel) {
  return absl::StrCat("{\"sequel\":", Quoted(sequel.sequel()),
                      ",\"in_denominator\":", Truth(sequel.in_denominator()),
                      ",\"in_numerator\":", Truth(sequel.in_numerator()),
                      ",\"episodes\":", sequel.episodes(), "}");
}

std::string EpisodeJson(const Episode& episode) {
  return absl::StrCat("{\"person\":", Quoted(episode.person()),
                      ",\"provider\":", Quoted(episode.provider()),
                      ",\"start\":\"", FormatDate(episode.start_date()),
                      "\",\"end\":\"", FormatDate(episode.end_date()),
                      "\",\"age_band\":", Quoted(episode.age_band()),
                      ",\"sequel\":", Quoted(episode.sequel()),
                      ",\"type\":", Quoted(episode.sequel_type()),
                      ",\"in_denominator\":", Truth(episode.in_denominator()),
                      ",\"in_numerator\":", Truth(episode.in_numerator()),
                      ",\"reason\":", Quoted(episode.reason()), "}");
}

// The JSON texts of `items`.
template <typename Items, typename Write>
std::string ListJson(const Items& items, const Write& write) {
  return absl::StrCat("[",
                      absl::StrJoin(items, ",",
                                    [&](std::string* out, const auto& item) {
                                      out->append(write(item));
                                    }),
                      "]");
}

// What scripts may rely on: numerator, denominator and value at the top, and
// each episode's start, end, sequel and type.
std::string MeasureJson(const Measure& measure,
                        const std::vector<Episode>& episodes, bool explain) {
  return absl::StrCat(
      "{\"definition\":", Quoted(measure.definition()),
      ",\"council\":", Quoted(IdOf(measure.name())),
      ",\"year\":", Quoted(measure.year()),
      ",\"provider\":", Quoted(measure.provider()), ",",
      ShareJson(measure.share()),
      ",\"episodes_excluded\":", measure.episodes_excluded(),
      ",\"groups\":", ListJson(measure.groups(), GroupJson),
      ",\"sequels\":", ListJson(measure.sequels(), SequelJson), ",\"notes\":",
      ListJson(measure.notes(),
               [](const std::string& note) { return Quoted(note); }),
      explain ? absl::StrCat(",\"episodes\":", ListJson(episodes, EpisodeJson))
              : "",
      "}");
}

std::string ShareText(const EpisodeShare& share) {
  if (!share.has_value()) return "no value: nothing to count";
  return absl::StrFormat("%.1f%% (%s/%s)", share.value(),
                         FormatCount(share.numerator()),
                         FormatCount(share.denominator()));
}

std::string CountsText(bool in_denominator, bool in_numerator) {
  if (in_numerator) return "both";
  return in_denominator ? "denominator" : "neither";
}

// A provider's id; other groups as they are.
std::string ShortGroup(const std::string& group) {
  return std::string(IsFullName(group) ? IdOf(group) : group);
}

void PrintMeasure(Session& session, const Measure& measure,
                  const std::vector<Episode>& episodes) {
  session.out() << measure.definition() << ", " << measure.year() << ": "
                << ShareText(measure.share()) << "\n";
  if (measure.episodes_excluded() > 0) {
    session.out() << "  left out before: "
                  << Count(measure.episodes_excluded(), "episode") << "\n";
  }
  if (measure.groups_size() > 0) {
    Table groups({{"GROUP"}, {"FIGURE"}});
    for (const GroupShare& group : measure.groups()) {
      groups.Add({ShortGroup(group.group()), ShareText(group.share())});
    }
    session.Print(groups);
  }
  if (measure.sequels_size() > 0) {
    Table sequels({{"SEQUEL"}, {"COUNTS IN"}, {"EPISODES", Align::kRight}});
    for (const SequelCount& sequel : measure.sequels()) {
      sequels.Add({sequel.sequel(),
                   CountsText(sequel.in_denominator(), sequel.in_numerator()),
                   FormatCount(sequel.episodes())});
    }
    session.Print(sequels);
  }
  if (!episodes.empty()) {
    Table table({{"PERSON"},
                 {"START"},
                 {"END"},
                 {"TYPE"},
                 {"SEQUEL"},
                 {"PROVIDER"},
                 {"WHY"}});
    for (const Episode& episode : episodes) {
      table.Add({episode.person().substr(0, kShownLetters),
                 FormatDate(episode.start_date()),
                 FormatDate(episode.end_date()), episode.sequel_type(),
                 episode.sequel(), std::string(IdOf(episode.provider())),
                 episode.reason()});
    }
    session.Print(table);
  }
  for (const std::string& note : measure.notes()) session.Note(note);
}

absl::Status Report(Session& session, const Measure& measure,
                    const std::vector<Episode>& episodes, bool explain) {
  if (session.json()) {
    session.PrintLine(MeasureJson(measure, episodes, explain));
    return absl::OkStatus();
  }
  PrintMeasure(session, measure, episodes);
  return absl::OkStatus();
}

// Sets what the requests of all measures have.
template <typename Request>
absl::StatusOr<Request> MakeRequest(Session& session, const MeasureArgs& args) {
  Request request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  request.set_year(args.year);
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  return request;
}

template <typename Request, typename Method>
absl::StatusOr<Measure> Ask(Session& session, const MeasureArgs& args,
                            Method method) {
  TIDEMARK_ASSIGN_OR_RETURN(auto request, MakeRequest<Request>(session, args));
  if (!args.by.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto grouping,
                              ParseWord<MeasureGrouping>("--by", args.by));
    request.set_grouping(grouping);
  }
  return session.Call(method, request, kTimeout);
}

absl::Status Ascof2a(Session& session, const MeasureArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const Measure measure,
      Ask<GetAscof2aRequest>(session, args,
                             &CldMeasureService::Stub::GetAscof2a));
  std::vector<Episode> episodes;
  if (args.explain) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto request,
        MakeRequest<ListAscof2aEpisodesRequest>(session, args));
    TIDEMARK_RETURN_IF_ERROR(ForEachItem(
        session, &CldMeasureService::Stub::ListAscof2aEpisodes, request,
        [](const auto& response) { return response.episodes(); },
        [&](const Episode& episode) {
          episodes.push_back(episode);
          return true;
        }));
  }
  return Report(session, measure, episodes, args.explain);
}

// Sets the count that `text` gives, `long-term-support=38905`.
absl::Status SetCount(const std::string& text, SaltSequels& sequels) {
  const std::pair<std::string, std::string> parts =
      absl::StrSplit(text, absl::MaxSplits('=', 1));
  std::string word = Normalised(parts.first);
  std::replace(word.begin(), word.end(), '-', '_');
  const auto* const field = SaltSequels::descriptor()->FindFieldByName(word);
  int32_t count = 0;
  if (field == nullptr || !absl::SimpleAtoi(parts.second, &count)) {
    std::vector<std::string> words;
    for (int i = 0; i < SaltSequels::descriptor()->field_count(); ++i) {
      words.push_back(Normalised(SaltSequels::descriptor()->field(i)->name()));
    }
    return UsageError(
        absl::StrCat("--count must be CATEGORY=NUMBER with one "
                     "of ",
                     absl::StrJoin(words, ", "), "; is \"", text, "\""));
  }
  sequels.GetReflection()->SetInt32(&sequels, field, count);
  return absl::OkStatus();
}

absl::Status Ascof2d(Session& session, const MeasureArgs& args) {
  if (args.counts.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const Measure measure,
        Ask<GetAscof2dRequest>(session, args,
                               &CldMeasureService::Stub::GetAscof2d));
    return Report(session, measure, {}, false);
  }
  ComputeAscof2dRequest request;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  for (const std::string& count : args.counts) {
    TIDEMARK_RETURN_IF_ERROR(SetCount(count, *request.mutable_sequels()));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const ComputeAscof2dResponse computed,
      session.Call(&CldMeasureService::Stub::ComputeAscof2d, request));
  if (session.json()) {
    session.PrintLine(
        absl::StrCat("{\"definition\":", Quoted(computed.definition()), ",",
                     ShareJson(computed.share()), "}"));
    return absl::OkStatus();
  }
  session.out() << computed.definition() << ": " << ShareText(computed.share())
                << "\n";
  return absl::OkStatus();
}

absl::Status TwelveWeeks(Session& session, const MeasureArgs& args) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const Measure measure,
      Ask<GetTwelveWeeksRequest>(session, args,
                                 &CldMeasureService::Stub::GetTwelveWeeks));
  return Report(session, measure, {}, false);
}

}  // namespace

void AddMeasures(CLI::App& app, Session& session) {
  CLI::App* measures = app.add_subcommand(
      "measure", "National measures from the council's client-level data");
  measures->require_subcommand(1);
  const auto add = [&](const char* name, const char* what,
                       absl::Status (*run)(Session&, const MeasureArgs&)) {
    CLI::App* command = measures->add_subcommand(name, what);
    const auto args = std::make_shared<MeasureArgs>();
    command->add_option("--year", args->year,
                        "The financial year, 2024-25; the one that ended last "
                        "if left out");
    command->add_option("--provider", args->provider,
                        "Only episodes of this provider");
    command->add_option("--by", args->by, "provider or age-band");
    session.OnRun(command,
                  [&session, args, run] { return run(session, *args); });
    return std::make_pair(command, args.get());
  };
  {
    const auto [command, args] = add(
        "ascof-2a",
        "People new to support who needed no ongoing long-term support after "
        "short-term support to maximise independence (DHSC, 2024-25 on)",
        &Ascof2a);
    command->add_flag("--explain", args->explain,
                      "Each episode: when, what came after, does it count");
  }
  {
    const auto [command, args] =
        add("ascof-2d", "Its forerunner to 2023-24, by SALT's categories",
            &Ascof2d);
    command->add_option("--count", args->counts,
                        "Compute from a return instead: CATEGORY=NUMBER, for "
                        "example long-term-support=38905; repeat for each");
  }
  add("twelve-weeks",
      "Still in the community 12 weeks on: a local proxy without hospital data",
      &TwelveWeeks);
}

}  // namespace tidemark::cli
