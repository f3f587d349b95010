// What tables are asked with: the flags that a command that shows a table and
// the one that exports it have in common.

#ifndef TIDEMARK_SERVICES_CLI_QUESTION_FLAGS_H_
#define TIDEMARK_SERVICES_CLI_QUESTION_FLAGS_H_

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/cli/as_of.h"
#include "services/cli/figure_views.h"
#include "services/cli/names.h"
#include "services/cli/session.h"
#include "services/cli/words.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/monitoring/v1/chart_service.pb.h"
#include "tidemark/monitoring/v1/equality.pb.h"
#include "tidemark/monitoring/v1/finding.pb.h"
#include "tidemark/monitoring/v1/metric.pb.h"
#include "tidemark/monitoring/v1/package_measure_service.pb.h"
#include "tidemark/monitoring/v1/step_down_service.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/oversight/v1/signal.pb.h"

namespace tidemark::cli {

// Sets the field of an enum by the word for it, if it is given.
template <typename Enum, typename Set>
absl::Status SetWord(absl::string_view flag, const std::string& text, Set set) {
  if (text.empty()) return absl::OkStatus();
  TIDEMARK_ASSIGN_OR_RETURN(const Enum value, ParseWord<Enum>(flag, text));
  set(value);
  return absl::OkStatus();
}

// A figure of which months, of what, and as known when.
template <typename Request>
absl::Status SetFigure(Session& session, const FigureArgs& args,
                       Request& request) {
  TIDEMARK_RETURN_IF_ERROR(SetSubject(session, args, request));
  request.set_metric(args.figure);
  return SetAsOf(args.as_of, request);
}

// A figure over time.
struct SeriesArgs : FigureArgs {
  std::string every;
  std::string chart;
  bool no_screening = false;
};
void AddSeriesFlags(CLI::App* command, SeriesArgs& args);
absl::StatusOr<int> ParseEvery(const std::string& every);
absl::StatusOr<monitoring::v1::Series::Chart> ParseChart(
    const std::string& chart);
template <typename Request>
absl::Status SetSeries(Session& session, const SeriesArgs& args,
                       Request& request) {
  TIDEMARK_RETURN_IF_ERROR(SetFigure(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(const int months, ParseEvery(args.every));
  request.set_months_per_point(months);
  TIDEMARK_ASSIGN_OR_RETURN(const auto chart, ParseChart(args.chart));
  request.set_chart(chart);
  request.set_without_screening(args.no_screening);
  return absl::OkStatus();
}

// Providers or contracts beside each other.
struct FunnelArgs : FigureArgs {
  bool contracts = false;
  bool score = false;
  std::vector<std::string> case_mix;
};
void AddFunnelFlags(CLI::App* command, FunnelArgs& args);
template <typename Request>
absl::Status SetFunnel(Session& session, const FunnelArgs& args,
                       Request& request) {
  using monitoring::v1::GetComparisonRequest;
  TIDEMARK_RETURN_IF_ERROR(SetFigure(session, args, request));
  if (args.contracts) {
    request.set_units(GetComparisonRequest::UNITS_CONTRACTS);
  }
  if (args.score) request.set_limits(GetComparisonRequest::LIMITS_SCORE);
  for (const std::string& word : args.case_mix) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto attribute,
        ParseWord<monitoring::v1::Attribute>("--case-mix", word));
    request.add_case_mix(attribute);
  }
  return absl::OkStatus();
}

// A figure by a dimension, or of groups of people.
struct ByArgs : FigureArgs {
  std::string by;
};
void AddBreakdownFlags(CLI::App* command, ByArgs& args);
template <typename Request>
absl::Status SetBreakdown(Session& session, const ByArgs& args,
                          Request& request) {
  TIDEMARK_RETURN_IF_ERROR(SetFigure(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(
      const auto dimension,
      ParseWord<monitoring::v1::Dimension>(
          "--by", args.by,
          {{"carer", monitoring::v1::DIMENSION_UNPAID_CARER},
           {"age", monitoring::v1::DIMENSION_AGE_BAND}}));
  request.set_dimension(dimension);
  return absl::OkStatus();
}
void AddEqualityFlags(CLI::App* command, ByArgs& args);
template <typename Request>
absl::Status SetEquality(Session& session, const ByArgs& args,
                         Request& request) {
  TIDEMARK_RETURN_IF_ERROR(SetFigure(session, args, request));
  return SetWord<monitoring::v1::Attribute>(
      "--by", args.by, [&](auto by) { request.set_attribute(by); });
}

// Which packages.
struct PackagesArgs {
  std::string provider;
  std::string contract;
  std::string from;
  std::string to;
  std::string as_of;
};
template <typename Request>
absl::Status SetPackages(Session& session, const PackagesArgs& args,
                         Request& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", args.provider, kProviderPattern));
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_contract(),
      session.NameIfGiven("--contract", args.contract, kContractPattern));
  if (!args.from.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_from_date(),
                              ParseDate("--from", args.from));
  }
  return SetAsOf(args.as_of, request);
}

// Whose packages grew.
struct GrowthArgs : PackagesArgs {
  std::string by;
  std::string stage;
  std::string support_reason;
};
void AddGrowthFlags(CLI::App* command, GrowthArgs& args);
template <typename Request>
absl::Status SetGrowth(Session& session, const GrowthArgs& args,
                       Request& request) {
  using monitoring::v1::GetPackageGrowthRequest;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  TIDEMARK_RETURN_IF_ERROR(SetPackages(session, args, request));
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_to_date(),
                            ParseDate("--to", args.to));
  TIDEMARK_RETURN_IF_ERROR(SetWord<enablement::v1::Package::Stage>(
      "--stage", args.stage, [&](auto stage) { request.set_stage(stage); }));
  TIDEMARK_RETURN_IF_ERROR(SetWord<outcomes::v1::Person::SupportReason>(
      "--support-reason", args.support_reason,
      [&](auto reason) { request.set_support_reason(reason); }));
  return SetWord<GetPackageGrowthRequest::Breakdown>(
      "--by", args.by, [&](auto by) { request.set_breakdown(by); });
}

// How long it takes to no or lower support. `as_of` is until when people are
// followed.
struct IndependenceArgs : PackagesArgs {
  std::string by;
  std::string stage;
  std::string pathway;
  std::string known_on;
};
void AddIndependenceFlags(CLI::App* command, IndependenceArgs& args);
template <typename Request>
absl::Status SetIndependence(Session& session, const IndependenceArgs& args,
                             Request& request) {
  using monitoring::v1::GetTimeToIndependenceRequest;
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  TIDEMARK_RETURN_IF_ERROR(SetPackages(session, args, request));
  request.set_service_type(args.pathway);
  if (!args.known_on.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_known_date(),
                              ParseDate("--known-on", args.known_on));
  }
  TIDEMARK_RETURN_IF_ERROR(SetWord<enablement::v1::Package::Stage>(
      "--stage", args.stage, [&](auto stage) { request.set_stage(stage); }));
  return SetWord<GetTimeToIndependenceRequest::Breakdown>(
      "--by", args.by, [&](auto by) { request.set_breakdown(by); });
}

// Which step-downs.
struct StepDownArgs : PackagesArgs {
  std::string package;
  std::string person;
  std::string lacking;
};
void AddStepDownFlags(CLI::App* command, StepDownArgs& args);
template <typename Request>
absl::Status SetStepDowns(Session& session, const StepDownArgs& args,
                          Request& request) {
  if (args.package.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
    request.set_parent(NameIn(council, "packages", kAnyId));
  } else {
    TIDEMARK_ASSIGN_OR_RETURN(
        *request.mutable_parent(),
        session.Name("--package", args.package, kPackagePattern));
  }
  TIDEMARK_RETURN_IF_ERROR(SetPackages(session, args, request));
  if (!args.to.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_to_date(),
                              ParseDate("--to", args.to));
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_person(),
      session.NameIfGiven("--person", args.person, kPersonPattern));
  return SetWord<monitoring::v1::Lacking>(
      "--lacking", args.lacking,
      [&](auto lacking) { request.set_lacking(lacking); });
}

// Which signals.
struct SignalFilter {
  std::string state;
  std::string kind;
  std::string provider;
};
void AddSignalFlags(CLI::App* command, SignalFilter& filter);
template <typename Request>
absl::Status SetSignals(Session& session, const SignalFilter& filter,
                        Request& request) {
  TIDEMARK_ASSIGN_OR_RETURN(*request.mutable_parent(), session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(
      *request.mutable_provider(),
      session.NameIfGiven("--provider", filter.provider, kProviderPattern));
  TIDEMARK_RETURN_IF_ERROR(SetWord<oversight::v1::Signal::State>(
      "--state", filter.state, [&](auto state) { request.set_state(state); }));
  return SetWord<monitoring::v1::Finding::Kind>(
      "--kind", filter.kind, [&](auto kind) { request.set_kind(kind); });
}

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_QUESTION_FLAGS_H_
