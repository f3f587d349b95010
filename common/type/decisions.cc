#include "common/type/decisions.h"

#include <algorithm>
#include <optional>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace tidemark::type {
namespace {

std::string Join(absl::string_view path, absl::string_view field) {
  return path.empty() ? std::string(field) : absl::StrCat(path, ".", field);
}

void CheckRisk(const v1::Grounds& grounds, absl::string_view field, Risk risk,
               Faults& faults) {
  const bool benefit = !grounds.possible_benefit().empty();
  const bool harm = !grounds.possible_harm().empty();
  if (benefit != harm) {
    faults.Add(
        {.field = Join(field, harm ? "possible_benefit" : "possible_harm"),
         .code = "RISK_ONE_SIDED",
         .message = "must be given too: a risk has a possible benefit "
                    "and a possible harm"});
  } else if (!benefit && risk == Risk::kRequired) {
    faults.Add({.field = Join(field, "possible_benefit"),
                .code = "RISK_MISSING",
                .message = "must be given, with possible_harm: less support "
                           "is a risk, which has both"});
  }
}

// Spreads the bits of `x` over all of them (the finaliser of SplitMix64).
uint64_t Mixed(uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
  return x ^ (x >> 31);
}

// FNV-1a, which is the same on every machine.
uint64_t Hashed(absl::string_view text) {
  uint64_t hash = 0xCBF29CE484222325u;
  for (const char c : text) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3u;
  }
  return hash;
}

const char* ViewWords(const v1::PersonView& view) {
  switch (view.source()) {
    case v1::PersonView::SOURCE_SAID:
      return "You said";
    case v1::PersonView::SOURCE_SHOWN:
      return "You showed us";
    case v1::PersonView::SOURCE_ADVOCATE:
      return "Your advocate told us";
    case v1::PersonView::SOURCE_CARER:
      return "Someone who cares for you told us";
    case v1::PersonView::SOURCE_OBSERVED:
      return "Someone who knows you well saw";
    default:
      break;
  }
  switch (view.not_obtained()) {
    case v1::PersonView::NOT_OBTAINED_DECLINED:
      return "You did not want to say what you think of it";
    case v1::PersonView::NOT_OBTAINED_UNWELL:
      return "You were too unwell to be asked what you think of it";
    case v1::PersonView::NOT_OBTAINED_AWAY:
      return "You were away and could not be asked what you think of it";
    case v1::PersonView::NOT_OBTAINED_NOT_ASKED:
      return "Nobody has asked you yet what you think of it";
    case v1::PersonView::NOT_OBTAINED_NO_ADVOCATE:
      return "We do not know what you think of it, and nobody could speak for "
             "you";
    default:
      return "We do not know what you think of it";
  }
}

// `text` as a sentence: with a full stop, unless it ends in a mark.
std::string Sentence(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  std::string sentence(text);
  if (!text.empty() &&
      absl::ascii_isalnum(static_cast<unsigned char>(text.back()))) {
    sentence += '.';
  }
  return sentence;
}

}  // namespace

Date DecideBy(absl::Time made, const WorkingCalendar& calendar) {
  return calendar.AddWorkingDays(DateInEngland(made), kDecisionWorkingDays);
}

Waiting WaitingOn(Date today, Date decide_by, const WorkingCalendar& calendar) {
  return {.working_days_left = calendar.WorkingDaysBetween(today, decide_by),
          .overdue = today > decide_by};
}

bool DecidedOnTime(const v1::Decision& decision) {
  const absl::StatusOr<Date> decide_by = FromProto(decision.decide_by());
  return decide_by.ok() &&
         DateInEngland(TimeOf(decision.decide_time())) <= *decide_by;
}

google::protobuf::Timestamp TimestampOf(absl::Time time) {
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(time));
  timestamp.set_nanos(static_cast<int32_t>(absl::ToInt64Nanoseconds(
      time - absl::FromUnixSeconds(timestamp.seconds()))));
  return timestamp;
}

absl::Time TimeOf(const google::protobuf::Timestamp& timestamp) {
  return absl::FromUnixSeconds(timestamp.seconds()) +
         absl::Nanoseconds(timestamp.nanos());
}

void CheckView(const v1::PersonView& view, absl::string_view field,
               Faults& faults) {
  const bool obtained = view.source() != v1::PersonView::SOURCE_UNSPECIFIED;
  const bool not_obtained =
      view.not_obtained() != v1::PersonView::NOT_OBTAINED_UNSPECIFIED;
  if (!obtained && !not_obtained) {
    faults.Add({.field = Join(field, "source"),
                .code = "VIEW_MISSING",
                .message = "must say how the person's view was obtained, or "
                           "not_obtained why it was not"});
  }
  if (obtained && not_obtained) {
    faults.Add({.field = Join(field, "not_obtained"),
                .code = "VIEW_BOTH",
                .message = "must not be set with a source: the view was "
                           "obtained, or it was not"});
  }
  if (obtained && absl::StripAsciiWhitespace(view.words()).empty()) {
    faults.Add({.field = Join(field, "words"),
                .code = "VIEW_WITHOUT_WORDS",
                .message = "must hold the view that was obtained"});
  }
}

void CheckGrounds(const v1::Grounds& grounds, absl::string_view field,
                  Date today, Risk risk, Faults& faults) {
  const std::string date_field = Join(field, "review_date");
  const std::optional<Date> review =
      ReadDate(grounds.review_date(), date_field, faults);
  if (review && *review > today) {
    faults.Add({.field = date_field,
                .code = "REVIEW_AHEAD",
                .message = absl::StrCat(
                    "must not be after ", FormatIsoDate(today),
                    ", which is today; is ", FormatIsoDate(*review)),
                .value = FormatIsoDate(*review)});
  }
  CheckView(grounds.person_view(), Join(field, "person_view"), faults);
  CheckRisk(grounds, field, risk, faults);
}

void CheckDecision(const v1::Decision& decision, absl::string_view field,
                   Faults& faults) {
  const std::string options = Join(field, "options");
  if (decision.options_size() < kFewestOptions) {
    faults.Add({.field = options,
                .code = "OPTIONS_TOO_FEW",
                .message = absl::StrCat(
                    "must be at least ", kFewestOptions,
                    ", the chosen one among them; leaving things as they are "
                    "is an option too; there are ",
                    decision.options_size())});
  }
  absl::flat_hash_map<std::string, int> first;
  int chosen = 0;
  for (int i = 0; i < decision.options_size(); ++i) {
    const v1::Decision::Option& option = decision.options(i);
    const std::string at = absl::StrCat(options, "[", i, "]");
    const auto [it, inserted] = first.try_emplace(
        absl::AsciiStrToLower(absl::StripAsciiWhitespace(option.text())), i);
    if (!inserted) {
      faults.Add({.field = absl::StrCat(at, ".text"),
                  .code = "OPTION_TWICE",
                  .message = absl::StrCat("must differ from that of ", options,
                                          "[", it->second, "]")});
    }
    const bool says_why = !absl::StripAsciiWhitespace(option.why_not()).empty();
    if (option.chosen()) {
      ++chosen;
      if (says_why) {
        faults.Add({.field = absl::StrCat(at, ".why_not"),
                    .code = "WHY_NOT_OF_CHOSEN",
                    .message = "must be empty, because the option was chosen"});
      }
    } else if (!says_why) {
      faults.Add({.field = absl::StrCat(at, ".why_not"),
                  .code = "WHY_NOT_MISSING",
                  .message = "must say why the option was not chosen"});
    }
  }
  if (chosen != 1 && decision.options_size() > 0) {
    faults.Add({.field = options,
                .code = "CHOSEN_ONE",
                .message = absl::StrCat(
                    "must have exactly one chosen option; has ", chosen)});
  }
  CheckView(decision.person_view(), Join(field, "person_view"), faults);
}

bool Delegates(const v1::DelegatedReview& scope, v1::ProposalKind kind,
               Date today) {
  if (std::find(scope.kinds().begin(), scope.kinds().end(), kind) ==
      scope.kinds().end()) {
    return false;
  }
  const absl::StatusOr<Date> from = FromProto(scope.from_date());
  const absl::StatusOr<Date> to = FromProto(scope.to_date());
  return (!from.ok() || *from <= today) && (!to.ok() || today <= *to);
}

absl::Status NotDelegated(absl::string_view contract, v1::ProposalKind kind) {
  const std::string words =
      v1::ProposalKind_Name(kind).substr(sizeof("PROPOSAL_KIND_") - 1);
  return Error(
      absl::StatusCode::kFailedPrecondition, "NOT_DELEGATED",
      absl::StrCat(contract, " does not let its provider propose ", words,
                   " today; ask the council to decide, or to "
                   "vary the contract's delegated review"),
      {{"contract", std::string(contract)}, {"kind", words}});
}

bool InSample(absl::string_view name, absl::Time made, int32_t basis_points) {
  constexpr uint64_t kAll = 10'000;
  const uint64_t hash = Mixed(
      Hashed(name) ^ Mixed(static_cast<uint64_t>(absl::ToUnixMicros(made))));
  return hash % kAll < static_cast<uint64_t>(std::max(basis_points, 0));
}

std::string TextOf(const v1::Decision& decision) {
  std::string text;
  const auto line = [&](auto... parts) {
    absl::StrAppend(&text, parts..., "\n");
  };
  switch (decision.result()) {
    case v1::Decision::RESULT_ACCEPTED:
      line("We agreed to what was proposed.");
      break;
    case v1::Decision::RESULT_CHANGED:
      line("We agreed to something else than what was proposed.");
      break;
    case v1::Decision::RESULT_DECLINED:
      line("We did not agree to what was proposed.");
      break;
    default:
      line("Nothing has been decided yet.");
      return text;
  }
  for (const v1::Decision::Option& option : decision.options()) {
    if (option.chosen()) line("What we chose: ", Sentence(option.text()));
  }
  line("Why: ", Sentence(decision.reasons()));
  for (const v1::Decision::Option& option : decision.options()) {
    if (option.chosen()) continue;
    line("What we did not choose: ", Sentence(option.text()),
         " Why not: ", Sentence(option.why_not()));
  }
  const v1::PersonView& view = decision.person_view();
  if (!decision.accepted_by_rule()) {
    line(ViewWords(view), view.words().empty()
                              ? "."
                              : absl::StrCat(": ", Sentence(view.words())));
  }
  const std::string day =
      FormatLongDate(DateInEngland(TimeOf(decision.decide_time())));
  if (decision.accepted_by_rule()) {
    line("This was agreed on ", day,
         " without a decision by the council, which lets your provider make "
         "changes of this size with you.");
    return text;
  }
  const absl::StatusOr<Date> decide_by = FromProto(decision.decide_by());
  line("Decided on ", day,
       decide_by.ok()
           ? absl::StrCat(DecidedOnTime(decision) ? ", in time: it was due by "
                                                  : ", late: it was due by ",
                          FormatLongDate(*decide_by), ".")
           : ".");
  return text;
}

}  // namespace tidemark::type
