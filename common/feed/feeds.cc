#include "common/feed/feeds.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/rpc/page.h"
#include "common/store/feed.h"
#include "common/store/table.h"

namespace tidemark::feed {
namespace {

using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;

constexpr absl::Duration kLongestWait = absl::Seconds(60);
constexpr size_t kDefaultPage = 500;
constexpr size_t kLargestPage = 5000;

// The field of `message` that says which providers see it; null if it has none.
// One that has both fields is about `provider`, and seen by `providers`.
const FieldDescriptor* ProviderField(const Message& message) {
  for (const char* name : {"providers", "provider"}) {
    const FieldDescriptor* const field =
        message.GetDescriptor()->FindFieldByName(name);
    if (field != nullptr && field->type() == FieldDescriptor::TYPE_STRING) {
      return field;
    }
  }
  return nullptr;
}

std::vector<std::string> ProvidersIn(const Message& message) {
  const FieldDescriptor* const field = ProviderField(message);
  if (field == nullptr) return {};
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  if (!field->is_repeated()) return {reflection.GetString(message, field)};
  std::vector<std::string> providers;
  for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
    providers.push_back(reflection.GetRepeatedString(message, field, i));
  }
  return providers;
}

const Message* PrototypeOf(const store::Schema& schema,
                           absl::string_view type) {
  for (const store::TableInfo& table : schema.tables) {
    if (table.prototype->GetDescriptor()->full_name() == type) {
      return table.prototype;
    }
  }
  return nullptr;
}

// What `provider` may see of a revision: null if the resource was not its own
// then. The other providers of a shared resource are left out.
bool ShowTo(absl::string_view provider, const store::Schema& schema,
            v1::Change& revision) {
  const Message* const prototype = PrototypeOf(schema, revision.type());
  if (prototype == nullptr) return false;
  const std::unique_ptr<Message> message(prototype->New());
  if (!message->ParseFromString(revision.value())) return false;
  const std::vector<std::string> providers = ProvidersIn(*message);
  if (std::find(providers.begin(), providers.end(), provider) ==
      providers.end()) {
    return false;
  }
  const FieldDescriptor* const field = ProviderField(*message);
  if (field->is_repeated()) {
    message->GetReflection()->ClearField(message.get(), field);
    message->GetReflection()->AddString(message.get(), field,
                                        std::string(provider));
    revision.set_value(message->SerializeAsString());
  }
  return true;
}

absl::StatusOr<v1::ListChangesResponse> Read(
    const store::Database& db, const v1::ListChangesRequest& request) {
  const size_t asked = static_cast<size_t>(std::max(request.page_size(), 0));
  TIDEMARK_ASSIGN_OR_RETURN(
      store::FeedPage page,
      store::ReadFeed(
          db,
          {.after = request.after_sequence(),
           .limit = asked == 0 ? kDefaultPage : std::min(asked, kLargestPage),
           .prefix =
               request.parent() == rpc::kAnyCouncil ? "" : request.parent(),
           .omit_values = request.omit_values()}));
  v1::ListChangesResponse response;
  for (v1::Change& change : page.changes) {
    *response.add_changes() = std::move(change);
  }
  response.set_next_after_sequence(page.next_after);
  response.set_last_sequence(page.last);
  return response;
}

absl::Duration WaitOf(const v1::ListChangesRequest& request) {
  return std::min(absl::Seconds(request.wait().seconds()) +
                      absl::Nanoseconds(request.wait().nanos()),
                  kLongestWait);
}

}  // namespace

Feeds::Feeds(std::vector<store::Database*> databases)
    : databases_(std::move(databases)) {
  waker_ = std::thread([this] { WakeLoop(); });
  for (store::Database* database : databases_) {
    listeners_.push_back(database->AddListener([this] {
      {
        const MutexLock lock(mu_);
        moved_ = true;
      }
      wake_.NotifyOne();
    }));
  }
}

Feeds::~Feeds() {
  for (size_t i = 0; i < databases_.size(); ++i) {
    databases_[i]->RemoveListener(listeners_[i]);
  }
  {
    const MutexLock lock(mu_);
    stopping_ = true;
  }
  wake_.NotifyAll();
  waker_.join();
  for (const Waiting& waiting : waiting_) {
    waiting.answer(absl::UnavailableError("the server is stopping"));
  }
}

absl::StatusOr<store::Database*> Feeds::Find(absl::string_view feed) const {
  std::vector<std::string> names;
  for (store::Database* database : databases_) {
    if (database->schema().name == feed) return database;
    names.push_back(database->schema().name);
  }
  return Error(absl::StatusCode::kNotFound, "NO_SUCH_FEED",
               absl::StrCat("this server has no feed ", feed),
               {{"feed", std::string(feed)}});
}

// NOLINTNEXTLINE(performance-unnecessary-value-param): a poll keeps its call.
void Feeds::ListChanges(rpc::Call, v1::ListChangesRequest request,
                        rpc::Answer<v1::ListChangesResponse> answer) {
  const absl::StatusOr<store::Database*> database = Find(request.feed());
  if (!database.ok()) return answer(database.status());
  if (request.after_sequence() < 0) {
    request.set_after_sequence((*database)->durable_sequence());
  }
  absl::StatusOr<v1::ListChangesResponse> response = Read(**database, request);
  const absl::Duration wait = WaitOf(request);
  if (!response.ok() || response->changes_size() > 0 ||
      response->next_after_sequence() > request.after_sequence() ||
      wait <= absl::ZeroDuration()) {
    return answer(std::move(response));
  }
  {
    const MutexLock lock(mu_);
    waiting_.push_back({.database = *database,
                        .request = std::move(request),
                        .answer = std::move(answer),
                        .until = absl::Now() + wait});
    // A change may have come between the reading and now.
    moved_ = true;
  }
  wake_.NotifyOne();
}

void Feeds::WakeLoop() {
  for (;;) {
    std::list<Waiting> ready;
    {
      const MutexLock lock(mu_);
      for (;;) {
        if (stopping_) return;
        const absl::Time now = absl::Now();
        absl::Time next = absl::InfiniteFuture();
        for (auto it = waiting_.begin(); it != waiting_.end();) {
          const auto waiting = it++;
          if (waiting->until <= now ||
              (moved_ && waiting->database->durable_sequence() >
                             waiting->request.after_sequence())) {
            ready.splice(ready.end(), waiting_, waiting);
          } else {
            next = std::min(next, waiting->until);
          }
        }
        moved_ = false;
        if (!ready.empty()) break;
        wake_.WaitFor(mu_, std::min(next - now, kLongestWait));
      }
    }
    for (const Waiting& waiting : ready) {
      waiting.answer(Read(*waiting.database, waiting.request));
    }
  }
}

absl::StatusOr<v1::ListRevisionsResponse> Feeds::ListRevisions(
    const rpc::Call& call, const v1::ListRevisionsRequest& request) {
  const size_t limit = rpc::PageSize(request.page_size());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  int64_t from = 0;
  if (!start.empty() && !absl::SimpleAtoi(start, &from)) {
    return absl::InvalidArgumentError("page_token is not one of ours");
  }
  for (const store::Database* database : databases_) {
    absl::StatusOr<std::vector<v1::Change>> revisions =
        store::ReadRevisions(*database, request.name(), from, limit);
    if (absl::IsNotFound(revisions.status())) continue;
    TIDEMARK_RETURN_IF_ERROR(revisions.status());
    v1::ListRevisionsResponse response;
    const int64_t next = revisions->back().previous_sequence();
    if (revisions->size() == limit && next > 0) {
      response.set_next_page_token(
          rpc::NextPageToken(request, absl::StrCat(next)));
    }
    for (v1::Change& revision : *revisions) {
      if (call.principal().is_provider() &&
          !ShowTo(call.principal().provider, database->schema(), revision)) {
        continue;
      }
      *response.add_revisions() = std::move(revision);
    }
    return response;
  }
  return store::RecordTable::NotFound(request.name());
}

absl::StatusOr<std::vector<std::string>> Feeds::ProvidersOf(
    absl::string_view name) const {
  for (const store::Database* database : databases_) {
    const store::Snapshot now(*database);
    for (const store::TableInfo& table : database->schema().tables) {
      TIDEMARK_ASSIGN_OR_RETURN(const auto record,
                                store::RecordTable::Find(now, table.id, name));
      // A copy of another service's resource has no sequence.
      if (!record || record->sequence == 0) continue;
      const std::unique_ptr<Message> message(table.prototype->New());
      if (!message->ParseFromString(record->bytes)) {
        return store::RecordTable::Unreadable(name);
      }
      return ProvidersIn(*message);
    }
  }
  return store::RecordTable::NotFound(name);
}

}  // namespace tidemark::feed
