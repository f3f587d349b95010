// The functions of `tidemark.publications.v1.PublicationService`.

#ifndef TIDEMARK_SERVICES_PUBLICATIONS_PUBLICATIONS_H_
#define TIDEMARK_SERVICES_PUBLICATIONS_PUBLICATIONS_H_

#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/publications/case_source.h"
#include "tidemark/publications/v1/publication.pb.h"
#include "tidemark/publications/v1/publication_service.pb.h"
#include "tidemark/publications/v1/stored.pb.h"
#include "tidemark/type/v1/exported_file.pb.h"

namespace tidemark::publications {

// The functions that serve the RPCs of the same names; the proto says what each
// does. Safe to use from any thread.
class Publications {
 public:
  // `db` must outlive this.
  Publications(store::Database& db, AskForCases ask)
      : db_(db), ask_(std::move(ask)) {}

  absl::StatusOr<v1::Publication> CreatePublication(
      const rpc::Call& call, const v1::CreatePublicationRequest& request);
  absl::StatusOr<v1::Publication> PreviewPublication(
      const rpc::Call& call, const v1::PreviewPublicationRequest& request);
  absl::StatusOr<v1::Publication> PublishPublication(
      const rpc::Call& call, const v1::PublishPublicationRequest& request);
  absl::StatusOr<v1::Publication> WithdrawPublication(
      const rpc::Call& call, const v1::WithdrawPublicationRequest& request);
  absl::StatusOr<v1::Publication> GetPublication(
      const rpc::Call& call, const v1::GetPublicationRequest& request) const;
  absl::StatusOr<v1::ListPublicationsResponse> ListPublications(
      const rpc::Call& call, const v1::ListPublicationsRequest& request) const;
  absl::StatusOr<type::v1::ExportedFile> ExportPublication(
      const rpc::Call& call, const v1::ExportPublicationRequest& request) const;

 private:
  // A draft as it is stored, in two parts.
  struct Draft {
    v1::Publication publication;
    v1::DraftCases cases;
  };

  // The draft with the figures of now.
  absl::StatusOr<Draft> Prepare(v1::Publication publication,
                                absl::Time now) const;

  store::Database& db_;
  const AskForCases ask_;
};

}  // namespace tidemark::publications

#endif  // TIDEMARK_SERVICES_PUBLICATIONS_PUBLICATIONS_H_
