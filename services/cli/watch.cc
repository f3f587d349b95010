#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <pthread.h>
#include <time.h>

#include "absl/base/thread_annotations.h"
#include "absl/strings/str_cat.h"
#include "grpcpp/client_context.h"

#include "common/base/mutex.h"
#include "common/base/status_macros.h"
#include "common/rpc/channel.h"
#include "common/rpc/status.h"
#include "services/cli/changes.h"
#include "services/cli/commands.h"
#include "tidemark/contracts/v1/contract.pb.h"
#include "tidemark/enablement/v1/package.pb.h"
#include "tidemark/feed/v1/feed_service.grpc.pb.h"
#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::cli {
namespace {

using feed::v1::Change;
using feed::v1::FeedService;
using feed::v1::ListChangesRequest;
using feed::v1::ListChangesResponse;

// How long the server holds a call back while nothing changes.
constexpr int kWaitSeconds = 30;
constexpr absl::Duration kPauseAfterTrouble = absl::Seconds(1);

// The feeds of one server, each followed by a thread of its own.
class Watch {
 public:
  Watch(Session& session, rpc::Connection& connection, std::string council)
      : session_(session),
        connection_(connection),
        council_(std::move(council)) {}

  // Finds where `feed` is now, or its start, and follows it from there once
  // `Start` is called. False if the server has no such feed.
  absl::StatusOr<bool> Add(const char* feed, bool from_start) {
    ListChangesRequest request = Request(feed, from_start ? 0 : -1);
    request.set_page_size(1);
    const absl::StatusOr<ListChangesResponse> response =
        session_.Call(&FeedService::Stub::ListChanges, request);
    if (absl::IsNotFound(response.status())) return false;
    TIDEMARK_RETURN_IF_ERROR(response.status());
    feeds_.push_back(
        {.feed = feed,
         .after = from_start ? 0 : response->next_after_sequence()});
    return true;
  }

  bool empty() const { return feeds_.empty(); }

  void Start() {
    for (Followed& followed : feeds_) {
      followed.thread = std::thread([this, &followed] { Follow(followed); });
    }
  }

  // Ends the calls under way and waits for the threads.
  void Stop() {
    {
      const MutexLock lock(mu_);
      stopped_ = true;
      for (Followed& followed : feeds_) {
        if (followed.context != nullptr) followed.context->TryCancel();
      }
      changed_.NotifyAll();
    }
    for (Followed& followed : feeds_) followed.thread.join();
  }

  // Why a feed cannot be followed any longer; OK while all can.
  absl::Status status() {
    const MutexLock lock(mu_);
    return status_;
  }

 private:
  struct Followed {
    std::string feed;
    int64_t after = 0;
    std::thread thread = {};
    // The call under way, or null.
    grpc::ClientContext* context = nullptr;
    // Whether the trouble that lasts has been reported.
    bool troubled = false;
  };

  ListChangesRequest Request(const std::string& feed, int64_t after) const {
    ListChangesRequest request;
    request.set_parent(council_);
    request.set_feed(feed);
    request.set_after_sequence(after);
    request.set_omit_values(true);
    return request;
  }

  // One call, which `Stop` can end.
  absl::StatusOr<ListChangesResponse> Poll(Followed& followed) {
    ListChangesRequest request = Request(followed.feed, followed.after);
    request.mutable_wait()->set_seconds(kWaitSeconds);
    grpc::ClientContext context;
    TIDEMARK_RETURN_IF_ERROR(
        connection_.Prepare(context, absl::Seconds(kWaitSeconds + 15)));
    {
      const MutexLock lock(mu_);
      if (stopped_) return absl::CancelledError("");
      followed.context = &context;
    }
    ListChangesResponse response;
    const grpc::Status status =
        connection_.StubOf<FeedService::Stub>().ListChanges(&context, request,
                                                            &response);
    const MutexLock lock(mu_);
    followed.context = nullptr;
    if (!status.ok()) return rpc::FromGrpcStatus(status);
    return response;
  }

  void Follow(Followed& followed) {
    while (true) {
      const absl::StatusOr<ListChangesResponse> response = Poll(followed);
      const MutexLock lock(mu_);
      if (stopped_) return;
      if (!response.ok()) {
        if (!Endure(followed, response.status())) return;
        continue;
      }
      followed.troubled = false;
      followed.after = response->next_after_sequence();
      for (const Change& change : response->changes()) {
        session_.PrintLine(session_.json() ? ChangeToJsonLine(change)
                                           : ChangeLine(change));
      }
      session_.out().flush();
    }
  }

  // Waits a little where the trouble may pass; false where it will not.
  bool Endure(Followed& followed, const absl::Status& status)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mu_) {
    switch (status.code()) {
      case absl::StatusCode::kUnavailable:
      case absl::StatusCode::kDeadlineExceeded:
      case absl::StatusCode::kResourceExhausted:
        break;
      default:
        if (status_.ok()) status_ = status;
        return false;
    }
    if (!followed.troubled) {
      session_.Note(absl::StrCat("tidemark: ", followed.feed,
                                 ": the server is away; trying again"));
      followed.troubled = true;
    }
    changed_.WaitFor(mu_, kPauseAfterTrouble);
    return !stopped_;
  }

  Session& session_;
  rpc::Connection& connection_;
  const std::string council_;
  // Filled before the threads start.
  std::vector<Followed> feeds_;
  Mutex mu_;
  CondVar changed_;
  bool stopped_ ABSL_GUARDED_BY(mu_) = false;
  absl::Status status_ ABSL_GUARDED_BY(mu_);
};

absl::Status WatchChanges(Session& session, bool from_start) {
  // Blocked before any thread exists, so that only `sigtimedwait` sees them.
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGINT);
  sigaddset(&stop, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &stop, nullptr);

  TIDEMARK_ASSIGN_OR_RETURN(const std::string council, session.Council());
  TIDEMARK_ASSIGN_OR_RETURN(rpc::Connection* const connection,
                            session.Connect());
  Watch watch(session, *connection, council);
  for (const char* feed :
       {"contracts", "outcomes", "enablement", "oversight"}) {
    TIDEMARK_ASSIGN_OR_RETURN(const bool there, watch.Add(feed, from_start));
    if (!there) {
      session.Note(absl::StrCat("tidemark: this server has no feed ", feed));
    }
  }
  if (watch.empty()) return absl::NotFoundError("this server has no feeds");
  session.Note(absl::StrCat("Watching ", council, "; Ctrl-C ends"));
  watch.Start();
  const timespec poll = {.tv_sec = 0, .tv_nsec = 200'000'000};
  while (watch.status().ok() && sigtimedwait(&stop, nullptr, &poll) < 0) {
  }
  watch.Stop();
  return watch.status();
}

}  // namespace

void AddWatch(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "watch", "Print every change of a council as it happens");
  const auto from_start = std::make_shared<bool>(false);
  command->add_flag("--from-start", *from_start,
                    "Print what has happened so far, too");
  session.OnRun(command, [&session, from_start] {
    return WatchChanges(session, *from_start);
  });
}

}  // namespace tidemark::cli
