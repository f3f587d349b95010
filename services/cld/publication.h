// The functions that serve `tidemark.cld.v1.CldPublicationService`.

#ifndef TIDEMARK_SERVICES_CLD_PUBLICATION_H_
#define TIDEMARK_SERVICES_CLD_PUBLICATION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/base/mutex.h"
#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/cld/packages.h"
#include "tidemark/cld/v1/publication.pb.h"
#include "tidemark/cld/v1/publication_service.pb.h"

namespace tidemark::cld {

// The functions that serve the RPCs of the same names; the proto says what each
// does. What was prepared last is kept in memory until a submission or the
// provider of a location changes, so that a page costs nothing. Safe to use
// from any thread.
class Publication {
 public:
  // `db` must outlive this.
  explicit Publication(store::Database& db) : db_(db) {}

  absl::StatusOr<v1::CldPublication> GetCldPublication(
      const rpc::Call& call, const v1::GetCldPublicationRequest& request);
  absl::StatusOr<v1::ListCldPeopleResponse> ListCldPeople(
      const rpc::Call& call, const v1::ListCldPeopleRequest& request);
  absl::StatusOr<v1::ListCldPackagesResponse> ListCldPackages(
      const rpc::Call& call, const v1::ListCldPackagesRequest& request);
  absl::StatusOr<v1::ListCldSkippedServicesResponse> ListCldSkippedServices(
      const rpc::Call& call, const v1::ListCldSkippedServicesRequest& request);

 private:
  // What was prepared, and of what.
  struct Kept {
    // The submissions and the day.
    std::string basis;
    // The same, with how many providers are known: what pages must agree on.
    std::string version;
    // See `Event::location`.
    std::vector<std::string> locations;
    // The provider of each; empty where none is known.
    std::vector<std::string> providers;
    Prepared prepared;
  };

  // What there is to publish of the submission or submissions called `name`.
  absl::StatusOr<std::shared_ptr<const Kept>> Find(const rpc::Call& call,
                                                   absl::string_view name);

  store::Database& db_;
  // Held while something is prepared: one at a time keeps memory bounded.
  Mutex preparing_;
  std::shared_ptr<const Kept> kept_ ABSL_GUARDED_BY(preparing_);
};

}  // namespace tidemark::cld

#endif  // TIDEMARK_SERVICES_CLD_PUBLICATION_H_
