// What figures are judged by, and their colours.
//
//   const Targets targets(*council_terms, day);
//   targets.Judge({.provider = provider}, figure);
//
// Which target is the nearest, and what its edges mean, is worded in
// `Council.Monitoring.Target` (`council.proto`).

#ifndef TIDEMARK_SERVICES_MONITORING_TARGETS_H_
#define TIDEMARK_SERVICES_MONITORING_TARGETS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/repeated_ptr_field.h"

#include "common/store/database.h"
#include "services/monitoring/sums.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/contracts/v1/council.pb.h"
#include "tidemark/monitoring/v1/figure.pb.h"

namespace tidemark::monitoring {

// What figures need of a council: the themes of its frameworks and its targets.
contracts::v1::Council TermsOf(const contracts::v1::Council& council);
// And of a contract: its service type, its first day and what it asks for.
contracts::v1::Contract TermsOf(const contracts::v1::Contract& contract);

// Whose figures are judged: of a council, nothing is set.
struct JudgedScope {
  // The provider, or that of the contract.
  absl::string_view provider = "";
  // The terms of the contract; null unless the figures are a contract's.
  const contracts::v1::Contract* contract = nullptr;
};

// The targets of a council that hold on one day.
class Targets {
 public:
  // Without any; figures get no colour.
  Targets() : day_(0) {}
  Targets(contracts::v1::Council terms, int32_t day);

  // Gives the figure its colour and what it was judged by. A figure that nobody
  // set a target for stays as it is, and so does a count.
  void Judge(const JudgedScope& scope, v1::Figure& figure) const;

 private:
  using Target = contracts::v1::Council::Monitoring::Target;

  const Target* Nearest(const std::string& metric,
                        const JudgedScope& scope) const;

  contracts::v1::Council terms_;
  int32_t day_;
  // Of each metric, into `terms_`.
  absl::flat_hash_map<std::string, std::vector<int>> by_metric_;
};

// Those of the subject's council that hold on the day by which figures of the
// range are judged: its last one, or today if that is earlier.
absl::StatusOr<Targets> ReadTargets(const store::Reader& reader,
                                    absl::string_view subject,
                                    const Range& range);

// Judges a figure of `subject`, a council, a provider or a contract, for the
// range; `provider` is the provider, or that of the contract.
absl::Status JudgeFigure(const store::Reader& reader, absl::string_view subject,
                         absl::string_view provider, const Range& range,
                         v1::Figure& figure);

// Judges several, by targets that were read already.
absl::Status JudgeFigures(
    const store::Reader& reader, const Targets& targets,
    absl::string_view subject, absl::string_view provider,
    google::protobuf::RepeatedPtrField<v1::Figure>& figures);

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_TARGETS_H_
