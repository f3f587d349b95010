#include "common/feed/source.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "grpcpp/client_context.h"

#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/rpc/status.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"

namespace tidemark::feed {
namespace {

// How much longer than the wait that it asks for a call may take.
constexpr absl::Duration kGrace = absl::Seconds(10);

// The call under way, so that it can be ended from another thread.
class Reading {
 public:
  Reading(std::shared_ptr<rpc::Connection> connection, std::string feed)
      : connection_(std::move(connection)), feed_(std::move(feed)) {}

  absl::StatusOr<Page> Read(int64_t after, absl::Duration wait) {
    v1::ListChangesRequest request;
    request.set_parent("councils/-");
    request.set_feed(feed_);
    request.set_after_sequence(after);
    request.set_page_size(kPage);
    request.mutable_wait()->set_seconds(absl::ToInt64Seconds(wait));
    grpc::ClientContext context;
    TIDEMARK_RETURN_IF_ERROR(connection_->Prepare(context, wait + kGrace));
    {
      const MutexLock lock(mu_);
      if (cancelled_) return absl::CancelledError("the follower stopped");
      under_way_ = &context;
    }
    v1::ListChangesResponse response;
    const grpc::Status status =
        connection_->StubOf<v1::FeedService::Stub>().ListChanges(
            &context, request, &response);
    {
      const MutexLock lock(mu_);
      under_way_ = nullptr;
    }
    TIDEMARK_RETURN_IF_ERROR(rpc::FromGrpcStatus(status));
    Page page;
    page.next_after = response.next_after_sequence();
    page.last = response.last_sequence();
    page.changes.reserve(static_cast<size_t>(response.changes_size()));
    for (v1::Change& change : *response.mutable_changes()) {
      page.changes.push_back(std::move(change));
    }
    return page;
  }

  void Cancel() {
    const MutexLock lock(mu_);
    cancelled_ = true;
    if (under_way_ != nullptr) under_way_->TryCancel();
  }

 private:
  static constexpr int kPage = 1000;

  const std::shared_ptr<rpc::Connection> connection_;
  const std::string feed_;
  Mutex mu_;
  bool cancelled_ ABSL_GUARDED_BY(mu_) = false;
  grpc::ClientContext* under_way_ ABSL_GUARDED_BY(mu_) = nullptr;
};

Source RemoteSource(std::shared_ptr<rpc::Connection> connection,
                    std::string feed) {
  auto reading =
      std::make_shared<Reading>(std::move(connection), std::move(feed));
  return {.read =
              [reading](int64_t after, absl::Duration wait) {
                return reading->Read(after, wait);
              },
          .cancel = [reading] { reading->Cancel(); }};
}

}  // namespace

absl::StatusOr<Source> FindSource(const server::Host& host,
                                  const server::Peers& peers,
                                  const std::string& feed) {
  for (store::Database* database : host.databases()) {
    if (database->schema().name == feed) return LocalSource(*database);
  }
  TIDEMARK_ASSIGN_OR_RETURN(auto connection, peers.ConnectionTo(feed));
  return RemoteSource(std::move(connection), feed);
}

}  // namespace tidemark::feed
