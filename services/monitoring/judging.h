// Keeps what the credit rule needs of other services' records, and judges
// step-downs anew when any of it changes.
//
//   Judging judging(txn);
//   TIDEMARK_RETURN_IF_ERROR(judging.SetPackage(name, package));
//   ...
//   TIDEMARK_RETURN_IF_ERROR(judging.Judge(replace));
//
// The same records lead to the same step-downs, in whatever order their changes
// arrive.

#ifndef TIDEMARK_SERVICES_MONITORING_JUDGING_H_
#define TIDEMARK_SERVICES_MONITORING_JUDGING_H_

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"

#include "common/store/database.h"
#include "services/monitoring/credit_rule.h"
#include "tidemark/enablement/v1/check_back.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/enablement/v1/proposal.pb.h"
#include "tidemark/monitoring/v1/cells.pb.h"
#include "tidemark/outcomes/v1/person.pb.h"
#include "tidemark/outcomes/v1/personal_outcome.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::monitoring {

// Works within one transaction, which must outlive it.
class Judging {
 public:
  // What a package added to its contract's cells, and what it adds now; null
  // where it adds nothing.
  using Replace = absl::FunctionRef<absl::Status(
      const v1::PackageCells* before, const v1::PackageCells* after)>;

  explicit Judging(store::Transaction& txn) : txn_(txn) {}

  // Each stores what is needed of the record called `name`, which is as given
  // after the change; nothing if it was removed.
  absl::Status SetPackage(
      absl::string_view name,
      const std::optional<enablement::v1::Package>& package);
  absl::Status SetCheckBack(
      absl::string_view name,
      const std::optional<enablement::v1::CheckBack>& check_back);
  absl::Status SetProposal(
      absl::string_view name,
      const std::optional<enablement::v1::Proposal>& proposal);
  absl::Status SetPerson(absl::string_view name,
                         const std::optional<outcomes::v1::Person>& person);
  absl::Status SetOutcome(
      absl::string_view name,
      const std::optional<outcomes::v1::PersonalOutcome>& outcome);
  absl::Status SetReturn(absl::string_view name,
                         const std::optional<outcomes::v1::Return>& returned);

  // Judges the step-downs of everybody about whom something was set since, and
  // calls `replace` for each package whose cells change.
  absl::Status Judge(Replace replace);

 private:
  // What is known of the packages of people, by their ids.
  using People = std::multimap<std::string, Evidence*, std::less<>>;

  absl::Status PackageMoved(absl::string_view package);
  absl::StatusOr<std::vector<Evidence>> Gather(const std::string& person);
  absl::Status ReadRatings(const std::string& contract, const People& people);
  absl::Status Store(const Evidence& evidence, Replace replace);

  store::Transaction& txn_;
  // People about whom something changed, and packages that were removed.
  std::set<std::string> people_;
  std::set<std::string> gone_;
};

}  // namespace tidemark::monitoring

#endif  // TIDEMARK_SERVICES_MONITORING_JUDGING_H_
