#include "services/enablement/package_rules.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/util/message_differencer.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/type/date.h"
#include "services/enablement/episode_rules.h"
#include "services/enablement/fault_paths.h"
#include "services/enablement/levels.h"

namespace tidemark::enablement {
namespace {

using ::google::protobuf::RepeatedPtrField;
using ::google::protobuf::util::MessageDifferencer;
using ::tidemark::type::Date;
using ::tidemark::type::FormatIsoDate;
using Package = v1::Package;

constexpr size_t kMaxIdLength = 63;

// The date, or nothing if it is not set or, with a fault, is none.
std::optional<Date> ReadOptionalDate(const type::v1::Date& date,
                                     absl::string_view field, Faults& faults) {
  if (!type::IsSet(date)) return std::nullopt;
  return type::ReadDate(date, field, faults);
}

// Whether the package names a provider instead of a contract.
bool IsFromClientLevelData(const Package& package) {
  return package.origin() == Package::ORIGIN_CLIENT_LEVEL_DATA;
}

// A package has a contract or, from client-level data, only a provider.
void CheckHolder(const Package& package, absl::string_view council,
                 const PackagePath& path, Faults& faults) {
  if (!IsFromClientLevelData(package)) {
    CheckName(Join(path.terms, "contract"), package.contract(),
              "councils/*/contracts/*", council, faults);
    return;
  }
  CheckName(Join(path.course, "provider"), package.provider(),
            "councils/*/providers/*", council, faults);
  if (!package.contract().empty()) {
    faults.Add({.field = Join(path.terms, "contract"),
                .code = "CONTRACT_AND_PROVIDER",
                .message = "must not be set together with the provider of a "
                           "package from client-level data; the provider of "
                           "any other is that of its contract"});
  }
}

void CheckLevels(const Package& package, std::optional<Date> start,
                 absl::string_view path, Faults& faults) {
  if (package.levels().empty()) AddRequired(Join(path, "levels"), faults);
  std::optional<Date> before;
  for (int i = 0; i < package.levels_size(); ++i) {
    const v1::SupportLevel& level = package.levels(i);
    const std::string field = Item(path, "levels", i);
    const std::string from_field = Join(field, "from_date");
    const std::optional<Date> from =
        type::ReadDate(level.from_date(), from_field, faults);
    if (i == 0 && from && start && *from != *start) {
      faults.Add({.field = from_field,
                  .code = "FIRST_LEVEL_DATE",
                  .message = absl::StrCat("must be ", FormatIsoDate(*start),
                                          ", the day the package starts; is ",
                                          FormatIsoDate(*from))});
    }
    if (i > 0 && !IsFromClientLevelData(package)) {
      CheckAgreed(level, field, faults);
    }
    if (from && before && *from <= *before) {
      faults.Add(
          {.field = from_field,
           .code = "LEVEL_ORDER",
           .message = absl::StrCat("must be after ", FormatIsoDate(*before),
                                   ", when the level before begins; is ",
                                   FormatIsoDate(*from))});
    }
    if (from) before = from;
  }
}

// The days on which a package was over: after `end`, before `reopen`.
struct Gap {
  Date end;
  Date reopen;
};

std::vector<Gap> CheckReopenings(const Package& package,
                                 std::optional<Date> start,
                                 absl::string_view path, Faults& faults) {
  std::vector<Gap> gaps;
  std::optional<Date> before = start;
  for (int i = 0; i < package.reopenings_size(); ++i) {
    const Package::Reopening& reopening = package.reopenings(i);
    const std::string field = Item(path, "reopenings", i);
    if (reopening.sequel() == Package::SEQUEL_UNSPECIFIED) {
      AddRequired(Join(field, "sequel"), faults);
    }
    if (reopening.end_reason().empty()) {
      AddRequired(Join(field, "end_reason"), faults);
    }
    if (reopening.reason().empty()) {
      AddRequired(Join(field, "reason"), faults);
    }
    const std::optional<Date> end =
        type::ReadDate(reopening.end_date(), Join(field, "end_date"), faults);
    const std::optional<Date> reopen = type::ReadDate(
        reopening.reopen_date(), Join(field, "reopen_date"), faults);
    if (end && before && *end < *before) {
      faults.Add({.field = Join(field, "end_date"),
                  .code = "REOPENING_ORDER",
                  .message = absl::StrCat(
                      "must not be before ", FormatIsoDate(*before),
                      ", when the support began; is ", FormatIsoDate(*end))});
    }
    if (end && reopen && *reopen <= *end) {
      faults.Add({.field = Join(field, "reopen_date"),
                  .code = "REOPENING_ORDER",
                  .message = absl::StrCat("must be after ", FormatIsoDate(*end),
                                          ", the day it ended; is ",
                                          FormatIsoDate(*reopen))});
    }
    if (end && reopen) gaps.push_back({*end, *reopen});
    before = reopen;
  }
  return gaps;
}

// Whether any day from `first` to `last` (`nullopt`: for ever) is in a gap, or
// on both sides of one.
bool Touches(const Gap& gap, Date first, std::optional<Date> last) {
  return first < gap.reopen && (!last || *last > gap.end);
}

void CheckPauses(const Package& package, std::optional<Date> start,
                 std::optional<Date> end_of_package,
                 const std::vector<Gap>& gaps, absl::string_view path,
                 Faults& faults) {
  std::optional<Date> before;
  for (int i = 0; i < package.pauses_size(); ++i) {
    const Package::Pause& pause = package.pauses(i);
    const std::string field = Item(path, "pauses", i);
    const std::string start_field = Join(field, "start_date");
    const std::string end_field = Join(field, "end_date");
    if (pause.reason().empty()) AddRequired(Join(field, "reason"), faults);
    const std::optional<Date> first =
        type::ReadDate(pause.start_date(), start_field, faults);
    const std::optional<Date> last =
        ReadOptionalDate(pause.end_date(), end_field, faults);
    const bool open = !type::IsSet(pause.end_date());
    if (open && i + 1 < package.pauses_size()) {
      faults.Add({.field = end_field,
                  .code = "PAUSE_OPEN",
                  .message = "must be set, because another pause follows"});
    } else if (open && end_of_package) {
      faults.Add({.field = end_field,
                  .code = "PAUSE_OPEN",
                  .message = "must be set, because the package has ended"});
    }
    if (!first) continue;
    if (start && *first < *start) {
      faults.Add(
          {.field = start_field,
           .code = "PAUSE_ORDER",
           .message = absl::StrCat("must not be before ", FormatIsoDate(*start),
                                   ", the day the package starts; is ",
                                   FormatIsoDate(*first))});
    }
    if (before && *first <= *before) {
      faults.Add({.field = start_field,
                  .code = "PAUSE_ORDER",
                  .message = absl::StrCat(
                      "must be after ", FormatIsoDate(*before),
                      ", until when the package rests already; is ",
                      FormatIsoDate(*first))});
    }
    if (last && *last < *first) {
      faults.Add({.field = end_field,
                  .code = "PAUSE_ORDER",
                  .message = absl::StrCat(
                      "must not be before ", FormatIsoDate(*first),
                      ", when the pause starts; is ", FormatIsoDate(*last))});
    }
    if (end_of_package &&
        std::max(*first, last.value_or(*first)) > *end_of_package) {
      faults.Add({.field = last ? end_field : start_field,
                  .code = "PAUSE_ORDER",
                  .message = absl::StrCat("must not be after ",
                                          FormatIsoDate(*end_of_package),
                                          ", the day the package ended")});
    }
    for (const Gap& gap : gaps) {
      if ((open || last) && Touches(gap, *first, last)) {
        faults.Add(
            {.field = start_field,
             .code = "PAUSE_ORDER",
             .message = absl::StrCat(
                 "the pause must not span days between ",
                 FormatIsoDate(gap.end), " and ", FormatIsoDate(gap.reopen),
                 ", when the package was over; divide it")});
      }
    }
    before = last ? last : first;
  }
}

void CheckEnd(const Package& package, std::optional<Date> start,
              std::optional<Date> end, const std::vector<Gap>& gaps,
              absl::string_view path, Faults& faults) {
  const bool dated = type::IsSet(package.end_date());
  const bool reason = !package.end_reason().empty();
  // An extract may say that support ended, and not what came after.
  const bool sequel = package.sequel() != Package::SEQUEL_UNSPECIFIED ||
                      (IsFromClientLevelData(package) && (dated || reason));
  if (dated || sequel || reason) {
    constexpr char kTogether[] =
        "must be set, because the end, its sequel and its reason belong "
        "together";
    for (const auto& [set, name] :
         {std::pair<bool, const char*>{dated, "end_date"},
          {sequel, "sequel"},
          {reason, "end_reason"}}) {
      if (set) continue;
      faults.Add({.field = Join(path, name),
                  .code = "REQUIRED",
                  .message = kTogether});
    }
  }
  if (!dated &&
      package.exit_agreement() != v1::SupportLevel::AGREEMENT_UNSPECIFIED) {
    faults.Add({.field = Join(path, "exit_agreement"),
                .code = "NOT_ENDED",
                .message = "must not be set while the package lasts"});
  }
  const std::optional<Date> earliest =
      gaps.empty() ? start : std::optional<Date>(gaps.back().reopen);
  if (end && earliest && *end < *earliest) {
    faults.Add({.field = Join(path, "end_date"),
                .code = "END_ORDER",
                .message = absl::StrCat(
                    "must not be before ", FormatIsoDate(*earliest),
                    ", when the support began; is ", FormatIsoDate(*end))});
  }
}

}  // namespace

void CheckNewId(absl::string_view field, absl::string_view id, Faults& faults) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return absl::ascii_islower(static_cast<unsigned char>(c)) ||
           absl::ascii_isdigit(static_cast<unsigned char>(c)) || c == '-';
  });
  if (plain && !id.empty() && id[0] != '-' && id.size() <= kMaxIdLength) return;
  faults.Add({.field = std::string(field),
              .code = "BAD_ID",
              .message = "must be 1 to 63 lower-case letters, digits and "
                         "hyphens, and not start with a hyphen"});
}

bool SameLevel(v1::SupportLevel a, v1::SupportLevel b) {
  a.clear_recorded_by();
  b.clear_recorded_by();
  return MessageDifferencer::Equals(a, b);
}

void CheckAgreed(const v1::SupportLevel& level, absl::string_view field,
                 Faults& faults) {
  if (level.reason().empty()) AddRequired(Join(field, "reason"), faults);
  if (level.agreement() == v1::SupportLevel::AGREEMENT_UNSPECIFIED) {
    AddRequired(Join(field, "agreement"), faults);
  }
}

void CheckPlan(const RepeatedPtrField<Package::PlannedStep>& plan,
               std::optional<Date> start, absl::string_view path,
               Faults& faults) {
  std::optional<Date> before;
  for (int i = 0; i < plan.size(); ++i) {
    const std::string field = Join(Item(path, "plan", i), "from_date");
    const std::optional<Date> from =
        type::ReadDate(plan[i].from_date(), field, faults);
    if (!from) continue;
    if (start && *from < *start) {
      faults.Add(
          {.field = field,
           .code = "PLAN_ORDER",
           .message = absl::StrCat("must not be before ", FormatIsoDate(*start),
                                   ", the day the package starts; is ",
                                   FormatIsoDate(*from))});
    } else if (before && *from <= *before) {
      faults.Add({.field = field,
                  .code = "PLAN_ORDER",
                  .message = absl::StrCat(
                      "must be after ", FormatIsoDate(*before),
                      ", the step before; is ", FormatIsoDate(*from))});
    }
    before = from;
  }
}

void CheckSupported(const Package& package, Date from, absl::string_view field,
                    Faults& faults) {
  for (const Package::Reopening& reopening : package.reopenings()) {
    const Date end = DayOf(reopening.end_date());
    const Date reopen = DayOf(reopening.reopen_date());
    if (from <= end || from >= reopen) continue;
    faults.Add({.field = std::string(field),
                .code = "LEVEL_AFTER_END",
                .message = absl::StrCat(
                    "must not lie between ", FormatIsoDate(end), " and ",
                    FormatIsoDate(reopen), ", when the package was over")});
  }
}

void CheckTerms(const Package& package, absl::string_view council,
                const PackagePath& path, Faults& faults) {
  CheckName(Join(path.terms, "person"), package.person(), "councils/*/people/*",
            council, faults);
  CheckHolder(package, council, path, faults);
  if (!package.continues().empty()) {
    CheckName(Join(path.terms, "continues"), package.continues(),
              "councils/*/packages/*", council, faults);
    if (package.continues() == package.name()) {
      faults.Add({.field = Join(path.terms, "continues"),
                  .code = "SELF_REFERENCE",
                  .message = "must name an earlier package, not this one"});
    }
  }
  const std::optional<Date> start = type::ReadDate(
      package.start_date(), Join(path.terms, "start_date"), faults);
  const std::optional<Date> limit = ReadOptionalDate(
      package.time_limit_date(), Join(path.terms, "time_limit_date"), faults);
  if (start && limit && *limit < *start) {
    faults.Add(
        {.field = Join(path.terms, "time_limit_date"),
         .code = "TIME_LIMIT_ORDER",
         .message = absl::StrCat("must not be before ", FormatIsoDate(*start),
                                 ", the day the package starts; is ",
                                 FormatIsoDate(*limit))});
  }
  if (!package.episode_type().empty() &&
      package.stage() != Package::STAGE_ENABLE) {
    faults.Add({.field = Join(path.terms, "episode_type"),
                .code = "EPISODE_TYPE_STAGE",
                .message = "must not be set unless the stage is ENABLE"});
  }
  CheckGoals(package.goals(), package.person(), path.terms, faults);
  CheckLevels(package, start, path.terms, faults);
  CheckPlan(package.plan(), start, path.terms, faults);
}

void CheckLocation(const Package& package, absl::string_view path,
                   Faults& faults) {
  constexpr char kPattern[] = "councils/*/providers/*/locations/*";
  const std::string& location = package.location();
  if (location.empty()) return;
  const std::string field = Join(path, "location");
  if (!Matches(location, kPattern)) {
    return CheckName(field, location, kPattern, CouncilOf(package.name()),
                     faults);
  }
  if (ProviderOf(location) == absl::string_view(package.provider())) return;
  faults.Add(
      {.field = field,
       .code = "LOCATION_OTHER_PROVIDER",
       .message = absl::StrCat("must be a location of ", package.provider(),
                               ", the provider of the package")});
}

void CheckCourse(const Package& package, const PackagePath& path,
                 Faults& faults) {
  // What is wrong with the start and the levels themselves is for `CheckTerms`
  // to say.
  Faults said;
  const std::optional<Date> start =
      type::ReadDate(package.start_date(), "", said);
  const std::optional<Date> end = ReadOptionalDate(
      package.end_date(), Join(path.course, "end_date"), faults);
  const std::vector<Gap> gaps =
      CheckReopenings(package, start, path.course, faults);
  CheckPauses(package, start, end, gaps, path.course, faults);
  CheckEnd(package, start, end, gaps, path.course, faults);
  CheckExtensions(package, path.course, faults);
  for (int i = 0; i < package.levels_size(); ++i) {
    const std::optional<Date> from =
        type::ReadDate(package.levels(i).from_date(), "", said);
    const std::string field = Join(Item(path.terms, "levels", i), "from_date");
    if (!from) continue;
    if (end && *from > *end) {
      faults.Add(
          {.field = field,
           .code = "LEVEL_AFTER_END",
           .message = absl::StrCat("must not be after ", FormatIsoDate(*end),
                                   ", the day the package ended; is ",
                                   FormatIsoDate(*from))});
    }
    CheckSupported(package, *from, field, faults);
  }
}

void CheckContinues(const Package& package, const Package* earlier,
                    absl::string_view field, Faults& faults) {
  const auto add = [&](const char* code, std::string message) {
    faults.Add({.field = std::string(field),
                .code = code,
                .message = std::move(message)});
  };
  if (earlier == nullptr) {
    add("NO_SUCH_PACKAGE", "must name a package that is there");
    return;
  }
  if (earlier->person() != package.person()) {
    add("OTHER_PERSON", "must name a package of the same person");
    return;
  }
  if (earlier->state() != Package::STATE_ENDED) {
    add("NOT_ENDED",
        "must name a package that has ended; end that one first, or change its "
        "level");
    return;
  }
  // That the start is later, too, keeps packages from continuing each other.
  const Date start = DayOf(package.start_date());
  if (start < DayOf(earlier->end_date()) ||
      start <= DayOf(earlier->start_date())) {
    add("CONTINUES_ORDER",
        absl::StrCat("must name a package that ended by ", FormatIsoDate(start),
                     ", when this one starts; it ended ", "on ",
                     FormatIsoDate(DayOf(earlier->end_date()))));
  }
}

void CheckUnmoved(const Package& stored, const Package& package,
                  const PackagePath& path, Faults& faults) {
  const auto check = [&](const std::string& was, const std::string& is,
                         absl::string_view name) {
    if (was == is) return;
    faults.Add({.field = Join(path.terms, name),
                .code = "IMMUTABLE",
                .message = "must be as it was stored; a package never changes "
                           "it"});
  };
  check(stored.person(), package.person(), "person");
  check(stored.contract(), package.contract(), "contract");
  check(stored.continues(), package.continues(), "continues");
}

bool MayHold(contracts::v1::Contract::State state, const Package& package) {
  if (state == contracts::v1::Contract::STATE_ACTIVE) return true;
  return package.state() == Package::STATE_ENDED &&
         (state == contracts::v1::Contract::STATE_SUSPENDED ||
          state == contracts::v1::Contract::STATE_ENDED);
}

Package NewPackage(const v1::CreatePackageRequest& request,
                   absl::string_view caller) {
  v1::PackageRecord record;
  *record.mutable_package() = request.package();
  record.mutable_package()->set_name(
      NameIn(request.parent(), "packages", request.package_id()));
  return FromRecord(record, nullptr, caller);
}

Package FromRecord(const v1::PackageRecord& record, const Package* stored,
                   absl::string_view caller) {
  Package package = record.package();
  package.clear_create_time();
  package.clear_update_time();
  package.clear_origin();
  if (!record.provider().empty()) {
    package.set_origin(Package::ORIGIN_CLIENT_LEVEL_DATA);
    package.set_provider(record.provider());
  } else {
    package.set_provider(stored == nullptr ? "" : stored->provider());
  }
  package.set_free_days_stop_in_pauses(stored != nullptr &&
                                       stored->free_days_stop_in_pauses());
  // A date of zeros is none, and is stored like one that was not given.
  if (!type::IsSet(package.time_limit_date())) package.clear_time_limit_date();
  *package.mutable_pauses() = record.pauses();
  for (Package::Pause& pause : *package.mutable_pauses()) {
    if (!type::IsSet(pause.end_date())) pause.clear_end_date();
  }
  *package.mutable_reopenings() = record.reopenings();
  *package.mutable_extensions() = record.extensions();
  for (Package::Extension& extension : *package.mutable_extensions()) {
    if (!type::IsSet(extension.charged_from())) {
      extension.clear_charged_from();
    }
  }
  package.clear_end_date();
  if (type::IsSet(record.end_date())) {
    *package.mutable_end_date() = record.end_date();
  }
  package.set_sequel(record.sequel());
  package.set_end_reason(record.end_reason());
  package.set_exit_agreement(record.exit_agreement());
  if (package.has_end_date()) {
    package.set_state(Package::STATE_ENDED);
  } else if (!package.pauses().empty() &&
             !package.pauses().rbegin()->has_end_date()) {
    package.set_state(Package::STATE_PAUSED);
  } else {
    package.set_state(Package::STATE_ACTIVE);
  }
  for (v1::SupportLevel& level : *package.mutable_levels()) {
    level.set_recorded_by(std::string(caller));
    if (stored == nullptr) continue;
    for (const v1::SupportLevel& known : stored->levels()) {
      if (SameLevel(level, known)) level.set_recorded_by(known.recorded_by());
    }
  }
  return package;
}

v1::PackageRecord ToRecord(const Package& package) {
  v1::PackageRecord record;
  *record.mutable_package() = package;
  *record.mutable_pauses() = package.pauses();
  *record.mutable_reopenings() = package.reopenings();
  *record.mutable_extensions() = package.extensions();
  if (package.has_end_date()) *record.mutable_end_date() = package.end_date();
  record.set_sequel(package.sequel());
  record.set_end_reason(package.end_reason());
  record.set_exit_agreement(package.exit_agreement());
  if (IsFromClientLevelData(package)) record.set_provider(package.provider());
  return record;
}

}  // namespace tidemark::enablement
