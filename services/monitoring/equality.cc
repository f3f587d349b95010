#include "services/monitoring/equality.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/statistics/difference.h"
#include "common/type/date.h"
#include "services/monitoring/as_of.h"
#include "services/monitoring/attributes.h"
#include "services/monitoring/case_list.h"
#include "services/monitoring/metrics.h"
#include "services/monitoring/questions.h"
#include "services/monitoring/rated_cases.h"
#include "services/monitoring/subjects.h"

namespace tidemark::monitoring {
namespace {

using statistics::Counts;
using v1::EqualityGaps;
using v1::EqualityRow;
using v1::Figure;
using v1::Gap;
using v1::Group;

// Cases and whose they are.
struct GroupTally {
  Counts counts = {.numerator = 0, .denominator = 0};
  absl::flat_hash_set<std::string> people;

  void Add(const RatedCase& one) {
    counts.numerator += one.met ? 1 : 0;
    ++counts.denominator;
    people.emplace(one.person);
  }
};

// What is asked for, checked.
struct GapsQuestion {
  Question asked;
  v1::Attribute attribute;
  std::string metric;
};

absl::StatusOr<GapsQuestion> Read(const v1::GetEqualityGapsRequest& request,
                                  Views& views) {
  Faults faults;
  TIDEMARK_ASSIGN_OR_RETURN(const Definition* const metric,
                            ReadMetricOfPeople(request.metric(), faults));
  TIDEMARK_ASSIGN_OR_RETURN(Question asked,
                            ReadQuestion(request, views, std::move(faults)));
  return GapsQuestion{.asked = std::move(asked),
                      .attribute = request.attribute(),
                      .metric = metric->metric.id()};
}

// Everybody under the empty code, and each group under its own.
absl::StatusOr<std::map<std::string, GroupTally>> Count(
    const store::Reader& reader, const GapsQuestion& question) {
  std::map<std::string, GroupTally> tallies;
  People people(reader, CouncilOf(question.asked.subject.name));
  absl::Status failed;
  TIDEMARK_RETURN_IF_ERROR(VisitContracts(
      reader, question.asked.subject,
      [&](const v1::ContractCells& contract) -> absl::StatusOr<bool> {
        TIDEMARK_RETURN_IF_ERROR(VisitRatedCases(
            reader, contract, question.asked.range, [&](const RatedCase& one) {
              const auto person = people.Find(one.person);
              if (!person.ok()) {
                failed = person.status();
                return;
              }
              tallies[""].Add(one);
              tallies[std::string(
                          GroupOf(question.attribute, *person, one.day))]
                  .Add(one);
            }));
        TIDEMARK_RETURN_IF_ERROR(failed);
        return true;
      }));
  return tallies;
}

Gap GapBetween(const Counts& group, const Counts& rest, int32_t fewest) {
  Gap gap;
  if (group.denominator == 0 || rest.denominator == 0) {
    gap.set_no_value(Figure::NO_VALUE_NOT_APPLICABLE);
    return gap;
  }
  const statistics::Interval interval =
      statistics::DifferenceInterval(group, rest);
  gap.set_lower(interval.lower);
  gap.set_upper(interval.upper);
  if (group.denominator < fewest || rest.denominator < fewest) {
    gap.set_no_value(Figure::NO_VALUE_TOO_FEW);
    return gap;
  }
  const auto share = [](const Counts& counts) {
    return static_cast<double>(counts.numerator) /
           static_cast<double>(counts.denominator);
  };
  gap.set_value(share(group) - share(rest));
  return gap;
}

EqualityRow MakeRow(const GapsQuestion& question, const Group& group,
                    const GroupTally& of_group, const GroupTally& all,
                    int32_t minimum) {
  const Counts rest = {
      .numerator = all.counts.numerator - of_group.counts.numerator,
      .denominator = all.counts.denominator - of_group.counts.denominator};
  EqualityRow row;
  *row.mutable_group() = group;
  *row.mutable_figure() = MakeShare(question.metric, of_group.counts.numerator,
                                    of_group.counts.denominator, minimum);
  row.set_people(static_cast<int32_t>(of_group.people.size()));
  *row.mutable_rest() =
      MakeShare(question.metric, rest.numerator, rest.denominator, minimum);
  *row.mutable_gap() = GapBetween(of_group.counts, rest, FewestCases(minimum));
  return row;
}

}  // namespace

absl::StatusOr<EqualityGaps> Equality::GetEqualityGaps(
    const rpc::Call&, const v1::GetEqualityGapsRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const GapsQuestion question, Read(request, views_));
  const store::Snapshot snapshot(*question.asked.view.db);
  TIDEMARK_ASSIGN_OR_RETURN(const KnownSubject known,
                            FindSubject(snapshot, question.asked.subject));
  TIDEMARK_ASSIGN_OR_RETURN(auto tallies, Count(snapshot, question));
  const GroupTally& all = tallies[""];
  EqualityGaps gaps;
  gaps.set_subject(request.name());
  gaps.set_display_name(known.display_name);
  gaps.set_attribute(request.attribute());
  *gaps.mutable_total() =
      MakeShare(question.metric, all.counts.numerator, all.counts.denominator,
                known.council_minimum);
  gaps.set_people(static_cast<int32_t>(all.people.size()));
  for (const Group& group : GroupsOf(request.attribute())) {
    const auto found = tallies.find(group.code());
    if (found == tallies.end()) continue;
    *gaps.add_rows() =
        MakeRow(question, group, found->second, all, known.council_minimum);
  }
  *gaps.mutable_from_month() = request.from_month();
  *gaps.mutable_to_month() = request.to_month();
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, snapshot, clock_, gaps));
  return gaps;
}

absl::StatusOr<v1::ListCasesResponse> Equality::ListCases(
    const rpc::Call&, const v1::ListCasesRequest& request) const {
  const View view = views_.Now();
  Faults faults;
  const std::optional<Range> range =
      ReadRange(request.from_month(), request.to_month(), view.today, faults);
  TIDEMARK_ASSIGN_OR_RETURN(const Definition* const metric,
                            ReadMetricOfCases(request.metric(), faults));
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const Subject council = {.kind = Subject::Kind::kCouncil,
                           .name = request.parent()};
  const store::Snapshot now(*view.db);
  TIDEMARK_ASSIGN_OR_RETURN(const KnownSubject known,
                            FindSubject(now, council));
  TIDEMARK_ASSIGN_OR_RETURN(
      CasesPage page, ListContractCases(now, council, *metric, *range, start,
                                        rpc::PageSize(request.page_size())));
  v1::ListCasesResponse response;
  for (v1::ContractCases& contract : page.contracts) {
    *response.add_contracts() = std::move(contract);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  for (v1::CaseLocation& location : page.locations) {
    *response.add_locations() = std::move(location);
  }
  for (const std::string& other : MetricsOfTheSameCases(*metric)) {
    response.add_related_metrics(other);
  }
  const type::YearMonth settled = LastSettledMonth(*metric, view.today);
  response.mutable_last_settled_month()->set_year(settled.year());
  response.mutable_last_settled_month()->set_month(settled.month());
  for (const v1::Attribute attribute : AllAttributes()) {
    for (const Group& group : GroupsOf(attribute)) {
      *response.add_groups() = group;
    }
  }
  *response.mutable_metric() = metric->metric;
  response.set_council_name(known.display_name);
  TIDEMARK_RETURN_IF_ERROR(SetAsOf(request, now, clock_, response));
  return response;
}

}  // namespace tidemark::monitoring
