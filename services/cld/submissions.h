// The functions that serve `tidemark.cld.v1.CldService`.

#ifndef TIDEMARK_SERVICES_CLD_SUBMISSIONS_H_
#define TIDEMARK_SERVICES_CLD_SUBMISSIONS_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/cld/person_key.h"
#include "tidemark/cld/v1/cld_service.pb.h"
#include "tidemark/cld/v1/submission.pb.h"

namespace tidemark::cld {

// The functions that serve the RPCs of the same names; the proto says what each
// does. Safe to use from any thread.
class Submissions {
 public:
  // `key` is the secret that people are hashed with. `db` must outlive this.
  Submissions(store::Database& db, absl::string_view key)
      : db_(db), hasher_(key), key_id_(KeyId(key)) {}

  absl::StatusOr<v1::CldSubmission> CreateCldSubmission(
      const rpc::Call& call, const v1::CreateCldSubmissionRequest& request);
  absl::StatusOr<v1::CldSubmission> AddCldRows(
      const rpc::Call& call, const v1::AddCldRowsRequest& request);
  absl::StatusOr<v1::CldSubmission> CommitCldSubmission(
      const rpc::Call& call, const v1::CommitCldSubmissionRequest& request);
  absl::StatusOr<v1::CldSubmission> AbandonCldSubmission(
      const rpc::Call& call, const v1::AbandonCldSubmissionRequest& request);
  absl::StatusOr<v1::CldSubmission> GetCldSubmission(
      const rpc::Call& call, const v1::GetCldSubmissionRequest& request);
  absl::StatusOr<v1::ListCldSubmissionsResponse> ListCldSubmissions(
      const rpc::Call& call, const v1::ListCldSubmissionsRequest& request);
  absl::StatusOr<v1::CldQuality> GetCldQuality(
      const rpc::Call& call, const v1::GetCldQualityRequest& request);
  absl::StatusOr<v1::ListCldInvalidValuesResponse> ListCldInvalidValues(
      const rpc::Call& call, const v1::ListCldInvalidValuesRequest& request);
  absl::StatusOr<v1::ListCldUnusableRowsResponse> ListCldUnusableRows(
      const rpc::Call& call, const v1::ListCldUnusableRowsRequest& request);
  absl::StatusOr<v1::ListCldUnmatchedLocationsResponse>
  ListCldUnmatchedLocations(
      const rpc::Call& call,
      const v1::ListCldUnmatchedLocationsRequest& request);

 private:
  // Checks that the key is that of the other committed submissions.
  absl::Status CheckKey(const v1::CldSubmission& submission,
                        const v1::CldSubmission& other) const;
  // Makes those of the same reporting period `REPLACED` by `submission`.
  absl::Status ReplaceOthers(store::Transaction& txn,
                             v1::CldSubmission& submission) const;

  store::Database& db_;
  const PersonHasher hasher_;
  const std::string key_id_;
};

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_SUBMISSIONS_H_
