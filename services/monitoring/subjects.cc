#include "services/monitoring/subjects.h"

#include <utility>

#include "absl/strings/str_cat.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/store/table.h"
#include "services/monitoring/apply.h"
#include "services/monitoring/cells.h"
#include "services/monitoring/tables.h"

namespace tidemark::monitoring {
namespace {

using Kind = Subject::Kind;
using v1::ContractCells;

std::optional<type::YearMonth> ReadMonth(const v1::Month& month,
                                         absl::string_view field,
                                         Faults& faults) {
  if (month.year() < type::kFirstYear || month.year() > type::kLastYear ||
      month.month() < 1 || month.month() > 12) {
    faults.Add({.field = std::string(field),
                .code = "MONTH_RANGE",
                .message = absl::StrCat(
                    "must be a month of the years ", type::kFirstYear, " to ",
                    type::kLastYear, "; is year ", month.year(), ", month ",
                    month.month())});
    return std::nullopt;
  }
  return type::YearMonth(type::Date(month.year(), month.month(), 1));
}

}  // namespace

std::optional<Subject> ReadSubject(absl::string_view name, Faults& faults) {
  const auto is = [&](Kind kind) {
    return Subject{.kind = kind, .name = std::string(name)};
  };
  if (Matches(name, "councils/*")) return is(Kind::kCouncil);
  if (Matches(name, "councils/*/providers/*")) return is(Kind::kProvider);
  if (Matches(name, "councils/*/contracts/*")) return is(Kind::kContract);
  faults.Add({.field = "name",
              .code = "BAD_SUBJECT",
              .message = "must be councils/{council}, "
                         "councils/{council}/providers/{provider} or "
                         "councils/{council}/contracts/{contract}"});
  return std::nullopt;
}

Viewer ViewerOf(const rpc::Call& call) {
  return call.principal().is_provider() ? Viewer::kProvider : Viewer::kCouncil;
}

std::optional<Range> ReadRange(const v1::Month& from, const v1::Month& to,
                               type::Date today, Faults& faults) {
  const auto first = ReadMonth(from, "from_month", faults);
  const auto last = ReadMonth(to, "to_month", faults);
  if (!first || !last) return std::nullopt;
  const int32_t months = last->index() - first->index();
  if (months < 0) {
    faults.Add(
        {.field = "to_month",
         .code = "END_BEFORE_START",
         .message = absl::StrCat("must not be before from_month, ",
                                 first->Format(), "; is ", last->Format())});
    return std::nullopt;
  }
  if (months > kMaxMonths) {
    faults.Add(
        {.field = "to_month",
         .code = "TOO_MANY_MONTHS",
         .message = absl::StrCat("must be at most ", kMaxMonths,
                                 " months after from_month; is ", months)});
    return std::nullopt;
  }
  return Range{.first_day = DayOf(first->first_day()),
               .last_day = DayOf(last->last_day()),
               .first_month = first->index(),
               .last_month = last->index(),
               .today = DayOf(today)};
}

absl::StatusOr<KnownSubject> FindSubject(const store::Reader& reader,
                                         const Subject& subject) {
  KnownSubject known = {
      .subject = subject, .display_name = {}, .council_minimum = 0};
  if (subject.kind == Kind::kContract) {
    TIDEMARK_ASSIGN_OR_RETURN(const ContractCells cells,
                              kContractCells.Get(reader, subject.name));
    if (cells.provider().empty()) {
      return store::RecordTable::NotFound(subject.name);
    }
    known.display_name = cells.title();
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(const v1::SubjectName name,
                              kSubjectNames.Get(reader, subject.name));
    known.display_name = name.display_name();
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const std::optional<v1::SubjectName> council,
      kSubjectNames.Find(reader, CouncilOf(subject.name)));
  if (council) known.council_minimum = council->minimum_denominator();
  return known;
}

absl::Status VisitContracts(
    const store::Reader& reader, const Subject& subject,
    absl::FunctionRef<absl::StatusOr<bool>(const ContractCells&)> visit) {
  absl::Status failed;
  const auto go_on = [&](const ContractCells& cells) {
    if (cells.provider().empty()) return true;
    const absl::StatusOr<bool> more = visit(cells);
    if (!more.ok()) failed = more.status();
    return more.ok() && *more;
  };
  if (subject.kind == Kind::kContract) {
    TIDEMARK_ASSIGN_OR_RETURN(const ContractCells cells,
                              kContractCells.Get(reader, subject.name));
    go_on(cells);
    return failed;
  }
  if (subject.kind == Kind::kProvider) {
    TIDEMARK_RETURN_IF_ERROR(
        kContractCells.ScanIndex(reader, kContractsByProvider, subject.name, "",
                                 [&](absl::string_view name) {
                                   const absl::StatusOr<ContractCells> cells =
                                       kContractCells.Get(reader, name);
                                   if (!cells.ok()) failed = cells.status();
                                   return cells.ok() && go_on(*cells);
                                 }));
    return failed;
  }
  // One message for all, so that its lists are allocated once.
  ContractCells cells;
  TIDEMARK_RETURN_IF_ERROR(reader.Scan(
      store::Space::kRecords,
      store::RecordTable::Key(kContractCells.id,
                              absl::StrCat(subject.name, "/contracts/")),
      "", [&](absl::string_view key, absl::string_view stored) {
        stored.remove_prefix(std::min(sizeof(int64_t), stored.size()));
        if (!cells.ParseFromArray(stored.data(),
                                  static_cast<int>(stored.size()))) {
          failed = store::RecordTable::Unreadable(key.substr(1));
          return false;
        }
        return go_on(cells);
      }));
  return failed;
}

absl::StatusOr<std::vector<v1::FeedPosition>> ReadPositions(
    const store::Reader& reader) {
  std::vector<v1::FeedPosition> positions;
  for (const char* const feed : kFeeds) {
    TIDEMARK_ASSIGN_OR_RETURN(const auto stored, kPositions.Find(reader, feed));
    v1::FeedPosition& position = positions.emplace_back();
    position.set_feed(feed);
    position.set_sequence(stored ? stored->sequence() : 0);
  }
  return positions;
}

}  // namespace tidemark::monitoring
