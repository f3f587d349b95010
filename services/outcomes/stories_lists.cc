// Lists stories and what is shared of them.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "services/outcomes/stories.h"
#include "services/outcomes/stories_store.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using v1::SharedStory;
using v1::Story;

template <typename Items, typename Item>
bool Has(const Items& items, const Item& wanted) {
  return std::find(items.begin(), items.end(), wanted) != items.end();
}

// What `request` asks for, of what one caller sees.
class StoryFilter {
 public:
  static absl::StatusOr<StoryFilter> Make(
      const rpc::Call& call, const v1::ListStoriesRequest& request) {
    StoryFilter filter(call, request);
    Faults faults;
    CheckName("parent", request.parent(), "councils/*", "", faults);
    const auto check_name = [&](const char* field, const std::string& name,
                                const char* pattern) {
      if (name.empty()) return;
      CheckName(field, name, pattern, request.parent(), faults);
    };
    check_name("provider", request.provider(), "councils/*/providers/*");
    check_name("contract", request.contract(), "councils/*/contracts/*");
    check_name("person", request.person(), "councils/*/people/*");
    check_name("outcome", request.outcome(), "councils/*/people/*/outcomes/*");
    if (!request.period().empty() && request.contract().empty()) {
      faults.Add({.field = "period",
                  .code = "PERIOD_WITHOUT_CONTRACT",
                  .message = "needs a contract, whose period it is"});
    }
    if (type::IsSet(request.start_date())) {
      filter.start_ =
          type::ReadDate(request.start_date(), "start_date", faults);
    }
    if (type::IsSet(request.end_date())) {
      filter.end_ = type::ReadDate(request.end_date(), "end_date", faults);
    }
    if (filter.start_ && filter.end_ && *filter.end_ < *filter.start_) {
      faults.Add({.field = "end_date",
                  .code = "END_BEFORE_START",
                  .message = "must not be before start_date"});
    }
    TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
    return filter;
  }

  // What is answered of `record`, whose words are read only if it may pass;
  // nothing if it does not.
  absl::StatusOr<std::optional<Story>> Pass(const store::Reader& reader,
                                            Story record) const {
    const Sight sight = SightOf(record, call_.principal(), today_);
    if (sight == Sight::kNone || !PassesRecord(record)) {
      return std::optional<Story>();
    }
    TIDEMARK_ASSIGN_OR_RETURN(Story story,
                              WithWords(reader, std::move(record)));
    story = Shown(std::move(story), sight, today_);
    if (!PassesWords(story.words())) return std::optional<Story>();
    return std::optional<Story>(std::move(story));
  }

 private:
  StoryFilter(const rpc::Call& call, const v1::ListStoriesRequest& request)
      : call_(call),
        request_(request),
        today_(type::DateInEngland(call.time())) {}

  bool PassesRecord(const Story& record) const {
    const bool state = request_.state() == Story::STATE_UNSPECIFIED
                           ? record.state() != Story::STATE_WITHDRAWN
                           : record.state() == request_.state();
    if (!state) return false;
    if (start_ || end_) {
      const auto told = type::FromProto(record.story_date());
      if (!told.ok() || (start_ && *told < *start_) ||
          (end_ && *end_ < *told)) {
        return false;
      }
    }
    return (request_.provider().empty() ||
            request_.provider() == record.provider()) &&
           (request_.contract().empty() ||
            request_.contract() == record.contract()) &&
           (request_.period().empty() ||
            request_.period() == record.period()) &&
           (request_.kind() == Story::KIND_UNSPECIFIED ||
            request_.kind() == record.kind()) &&
           (request_.theme().empty() || Has(record.themes(), request_.theme()));
  }

  bool PassesWords(const v1::StoryWords& words) const {
    return (request_.person().empty() || request_.person() == words.person()) &&
           (request_.outcome().empty() ||
            request_.outcome() == words.outcome()) &&
           ContainsWords({words.title(), words.text(), words.i_statement()},
                         request_.contains());
  }

  const rpc::Call& call_;
  const v1::ListStoriesRequest& request_;
  const type::Date today_;
  std::optional<type::Date> start_;
  std::optional<type::Date> end_;
};

// Calls `visit` for the records of the stories that the narrowest filter of
// `request` leaves, from the name `start` on, in the order of their names,
// until it returns false.
absl::Status ScanNarrowest(const store::Reader& reader,
                           const v1::ListStoriesRequest& request,
                           absl::string_view start,
                           absl::FunctionRef<bool(Story&)> visit) {
  absl::Status status;
  const auto by_name = [&](absl::string_view name) {
    absl::StatusOr<Story> record = kStories.Get(reader, name);
    status = record.status();
    return record.ok() && visit(*record);
  };
  const auto scan = [&]() -> absl::Status {
    if (!request.outcome().empty()) {
      return kStoryWords.ScanIndex(reader, kStoriesByOutcome, request.outcome(),
                                   start, by_name);
    }
    if (!request.person().empty()) {
      return kStoryWords.ScanIndex(reader, kStoriesByPerson, request.person(),
                                   start, by_name);
    }
    if (!request.contract().empty()) {
      return kStories.ScanIndex(reader, kStoriesByContract, request.contract(),
                                start, by_name);
    }
    if (!request.provider().empty()) {
      return kStories.ScanIndex(reader, kStoriesByProvider, request.provider(),
                                start, by_name);
    }
    return kStories.Scan(reader, request.parent() + "/stories/", start, visit);
  };
  TIDEMARK_RETURN_IF_ERROR(scan());
  return status;
}

}  // namespace

absl::StatusOr<v1::ListStoriesResponse> Stories::ListStories(
    const rpc::Call& call, const v1::ListStoriesRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const StoryFilter filter,
                            StoryFilter::Make(call, request));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const int limit = static_cast<int>(rpc::PageSize(request.page_size()));
  const store::Snapshot snapshot(db_);
  v1::ListStoriesResponse response;
  absl::Status status;
  std::string next;
  TIDEMARK_RETURN_IF_ERROR(
      ScanNarrowest(snapshot, request, start, [&](Story& record) {
        absl::StatusOr<std::optional<Story>> story =
            filter.Pass(snapshot, std::move(record));
        status = story.status();
        if (!status.ok()) return false;
        if (!*story) return true;
        // The next page starts with a story that the caller sees.
        if (response.stories_size() == limit) {
          next = (*story)->name();
          return false;
        }
        *response.add_stories() = **std::move(story);
        return true;
      }));
  TIDEMARK_RETURN_IF_ERROR(status);
  response.set_next_page_token(rpc::NextPageToken(request, next));
  return response;
}

absl::StatusOr<v1::ListSharedStoriesResponse> Stories::ListSharedStories(
    const rpc::Call& call, const v1::ListSharedStoriesRequest& request) {
  Faults faults;
  CheckName("parent", request.parent(), "councils/*", "", faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  const int limit = static_cast<int>(rpc::PageSize(request.page_size()));
  const type::Date today = type::DateInEngland(call.time());
  const store::Snapshot snapshot(db_);

  // Cuts what consent has expired for since it was shared.
  const auto settle = [&](SharedStory& shared) -> absl::Status {
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::vector<std::string> names,
        kStories.Lookup(snapshot, kStoriesBySharedName, shared.name()));
    shared.clear_uses();
    if (names.empty()) return absl::OkStatus();
    TIDEMARK_ASSIGN_OR_RETURN(const Story story,
                              kStories.Get(snapshot, names.front()));
    *shared.mutable_uses() = SharedOf(story, today).uses();
    return absl::OkStatus();
  };
  const auto wanted = [&](const SharedStory& shared) {
    const bool may_see = call.principal().is_provider()
                             ? Has(shared.uses(), v1::STORY_USE_GOOD_PRACTICE)
                             : !shared.uses().empty();
    return may_see &&
           (request.use() == v1::STORY_USE_UNSPECIFIED ||
            Has(shared.uses(), request.use())) &&
           (request.kind() == Story::KIND_UNSPECIFIED ||
            request.kind() == shared.kind()) &&
           (request.theme().empty() || Has(shared.themes(), request.theme())) &&
           ContainsWords({shared.title(), shared.text()}, request.contains());
  };
  v1::ListSharedStoriesResponse response;
  absl::Status status;
  std::string next;
  TIDEMARK_RETURN_IF_ERROR(
      kSharedStories.Scan(snapshot, request.parent() + "/sharedStories/", start,
                          [&](SharedStory& shared) {
                            status = settle(shared);
                            if (!status.ok()) return false;
                            if (!wanted(shared)) return true;
                            if (response.shared_stories_size() == limit) {
                              next = shared.name();
                              return false;
                            }
                            *response.add_shared_stories() = std::move(shared);
                            return true;
                          }));
  TIDEMARK_RETURN_IF_ERROR(status);
  response.set_next_page_token(rpc::NextPageToken(request, next));
  return response;
}

}  // namespace tidemark::outcomes
