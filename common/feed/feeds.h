#ifndef TIDEMARK_COMMON_FEED_FEEDS_H_
#define TIDEMARK_COMMON_FEED_FEEDS_H_

#include <cstdint>
#include <list>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

#include "common/base/mutex.h"
#include "common/rpc/call.h"
#include "common/rpc/service.h"
#include "common/store/database.h"
#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::feed {

// What `tidemark.feed.v1.FeedService` promises, for the databases of one
// process. A call that waits for a change holds no thread.
class Feeds {
 public:
  // The databases must outlive this.
  explicit Feeds(std::vector<store::Database*> databases);
  // Ends the calls that wait with `UNAVAILABLE`.
  ~Feeds();

  void ListChanges(rpc::Call call, v1::ListChangesRequest request,
                   rpc::Answer<v1::ListChangesResponse> answer);
  absl::StatusOr<v1::ListRevisionsResponse> ListRevisions(
      const rpc::Call& call, const v1::ListRevisionsRequest& request);

  // The providers that see a resource, by its `providers` or else its
  // `provider` field.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  // A call that waits for the feed to move.
  struct Waiting {
    const store::Database* database;
    v1::ListChangesRequest request;
    rpc::Answer<v1::ListChangesResponse> answer;
    absl::Time until;
  };

  absl::StatusOr<store::Database*> Find(absl::string_view feed) const;
  void WakeLoop() ABSL_LOCKS_EXCLUDED(mu_);

  const std::vector<store::Database*> databases_;
  std::vector<int> listeners_;
  Mutex mu_;
  CondVar wake_;
  bool stopping_ ABSL_GUARDED_BY(mu_) = false;
  bool moved_ ABSL_GUARDED_BY(mu_) = false;
  std::list<Waiting> waiting_ ABSL_GUARDED_BY(mu_);
  std::thread waker_;
};

}  // namespace tidemark::feed

#endif  // TIDEMARK_COMMON_FEED_FEEDS_H_
