#include "common/rpc/testing/things.h"

#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/proto/update_mask.h"
#include "common/rpc/page.h"
#include "common/store/table.h"
#include "tidemark/testing/v1/echo_service.grpc.pb.h"

namespace tidemark::testing {
namespace {

const store::Table<v1::Thing> kThings = {.id = 1};

}  // namespace

store::Schema Things::Schema() {
  return {.name = "things", .version = 1, .tables = {kThings.info()}};
}

std::unique_ptr<rpc::Service> Things::Serve(rpc::Runtime& runtime) {
  return rpc::Serve<v1::EchoService>(
      *this,
      {.runtime = runtime,
       .database = &db_,
       .providers_of =
           [this](absl::string_view name) { return ProvidersOf(name); }},
      &Things::Echo, &Things::CreateThing, &Things::GetThing,
      &Things::ListThings, &Things::ListOwnThings, &Things::UpdateThing,
      &Things::MarkThing, &Things::BatchMarkThings, &Things::AwaitThing);
}

absl::StatusOr<v1::EchoResponse> Things::Echo(const rpc::Call&,
                                              const v1::EchoRequest&) {
  ++calls_;
  const MutexLock lock(mu_);
  ++at_gate_;
  gate_moved_.NotifyAll();
  while (gate_closed_) gate_moved_.Wait(mu_);
  --at_gate_;
  return v1::EchoResponse();
}

absl::StatusOr<v1::Thing> Things::CreateThing(
    const rpc::Call& call, const v1::CreateThingRequest& request) {
  ++calls_;
  v1::Thing thing = request.thing();
  thing.set_name(NameIn(request.parent(), "things", request.thing_id()));
  return db_.Write<v1::Thing>(call.write(), [&](store::Transaction& txn) {
    return kThings.Insert(txn, thing);
  });
}

absl::StatusOr<v1::Thing> Things::GetThing(
    const rpc::Call&, const v1::GetThingRequest& request) const {
  ++calls_;
  const store::Snapshot snapshot(db_);
  return kThings.Get(snapshot, request.name());
}

absl::StatusOr<v1::ListThingsResponse> Things::ListThings(
    const rpc::Call&, const v1::ListThingsRequest& request) const {
  ++calls_;
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const std::string provider =
      IdOf(request.parent()) == kAnyId ? request.provider() : request.parent();
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<v1::Thing> page,
      kThings.List(
          snapshot,
          NameIn(std::string(CouncilOf(request.parent())), "things", ""), start,
          rpc::PageSize(request.page_size()), [&](const v1::Thing& thing) {
            return provider.empty() || thing.provider() == provider;
          }));
  v1::ListThingsResponse response;
  for (v1::Thing& thing : page.messages) {
    *response.add_things() = std::move(thing);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::ListThingsResponse> Things::ListOwnThings(
    const rpc::Call& call, const v1::ListOwnThingsRequest& request) const {
  v1::ListThingsRequest all;
  all.set_parent(request.parent());
  return ListThings(call, all);
}

absl::StatusOr<v1::Thing> Things::UpdateThing(
    const rpc::Call& call, const v1::UpdateThingRequest& request) {
  ++calls_;
  return db_.Write<v1::Thing>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<v1::Thing> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Thing thing, kThings.GetForUpdate(txn, request.thing().name(),
                                                  request.thing().etag()));
        TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.thing(),
                                              .mask = request.update_mask(),
                                              .field = "thing"},
                                             thing));
        return kThings.Update(txn, std::move(thing));
      });
}

absl::StatusOr<v1::Thing> Things::Mark(const store::WriteOptions& options,
                                       const std::string& name) {
  return db_.Write<v1::Thing>(
      options, [&](store::Transaction& txn) -> absl::StatusOr<v1::Thing> {
        TIDEMARK_ASSIGN_OR_RETURN(v1::Thing thing, kThings.Get(txn, name));
        thing.set_marks(thing.marks() + 1);
        return kThings.Update(txn, std::move(thing));
      });
}

absl::StatusOr<v1::Thing> Things::MarkThing(
    const rpc::Call& call, const v1::MarkThingRequest& request) {
  ++calls_;
  if (before_marking_) TIDEMARK_RETURN_IF_ERROR(before_marking_());
  return Mark(call.write(), request.name());
}

absl::StatusOr<v1::BatchMarkThingsResponse> Things::BatchMarkThings(
    const rpc::Call& call, const v1::BatchMarkThingsRequest& request) {
  ++calls_;
  v1::BatchMarkThingsResponse response;
  for (const v1::MarkThingRequest& entry : request.requests()) {
    TIDEMARK_ASSIGN_OR_RETURN(*response.add_things(),
                              Mark(call.write_entry(entry), entry.name()));
  }
  return response;
}

void Things::AwaitThing(rpc::Call call, v1::AwaitThingRequest request,
                        rpc::Answer<v1::Thing> answer) {
  ++calls_;
  const MutexLock lock(mu_);
  waiting_.push_back({.call = std::move(call),
                      .request = std::move(request),
                      .answer = std::move(answer)});
}

absl::StatusOr<std::vector<std::string>> Things::ProvidersOf(
    absl::string_view name) const {
  const store::Snapshot snapshot(db_);
  TIDEMARK_ASSIGN_OR_RETURN(const v1::Thing thing, kThings.Get(snapshot, name));
  return std::vector<std::string>{thing.provider()};
}

void Things::AnswerAll() {
  std::vector<Waiting> waiting;
  {
    const MutexLock lock(mu_);
    waiting.swap(waiting_);
  }
  const store::Snapshot snapshot(db_);
  for (const Waiting& one : waiting) {
    one.answer(kThings.Get(snapshot, one.request.name()));
  }
}

size_t Things::waiting() const {
  const MutexLock lock(mu_);
  return waiting_.size();
}

void Things::CloseGate() {
  const MutexLock lock(mu_);
  gate_closed_ = true;
}

void Things::OpenGate() {
  {
    const MutexLock lock(mu_);
    gate_closed_ = false;
  }
  gate_moved_.NotifyAll();
}

void Things::AwaitAtGate(int count) {
  const MutexLock lock(mu_);
  while (at_gate_ < count) gate_moved_.Wait(mu_);
}

}  // namespace tidemark::testing
