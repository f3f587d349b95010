// Walks over every method of every service that the server serves, with every
// kind of caller, on every kind of resource, and holds what comes back against
// what the method declares.

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/clock.h"
#include "common/proto/names.h"
#include "common/rpc/tokens.h"
#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "tests/e2e/any_call.h"
#include "tests/e2e/any_request.h"
#include "tests/e2e/records.h"
#include "tests/e2e/server_process.h"
#include "tests/e2e/two_councils.h"
#include "tidemark/api/v1/annotations.pb.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"
#include "tidemark/feed/v1/feed_service.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.grpc.pb.h"
#include "tidemark/notices/v1/notices_service.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.grpc.pb.h"
#include "tidemark/outcomes/v1/story_service.grpc.pb.h"

namespace tidemark::e2e {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::Message;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::Reflection;
using ::testing::AnyOf;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;

using api::v1::Access;
using rpc::Principal;

// What the declaration says of a call. This is the meaning of `Access` as
// annotations.proto words it, written down a second time.
bool IsAllowed(const MethodDescriptor& method, const Principal& caller,
               const Resource& resource) {
  const Access& access = AccessOf(method);
  if (std::find(access.roles().begin(), access.roles().end(), caller.role) ==
      access.roles().end()) {
    return false;
  }
  if (caller.read_only && !Reads(method)) return false;
  if (caller.council != "councils/-" &&
      CouncilOf(resource.name) != absl::string_view(caller.council)) {
    return false;
  }
  if (caller.role != api::v1::ROLE_PROVIDER) return true;
  if (access.any_provider() || !access.provider_filter().empty()) return true;
  return std::find(resource.providers.begin(), resource.providers.end(),
                   caller.provider) != resource.providers.end();
}

// Every kind of caller: each role, of each council, of each provider, with and
// without the right to write.
std::vector<Principal> Callers() {
  std::vector<Principal> callers;
  for (int role = 1; role <= api::v1::Role_MAX; ++role) {
    if (!api::v1::Role_IsValid(role) || role == api::v1::ROLE_PROVIDER) {
      continue;
    }
    for (const char* const council : {kEssex, kKent}) {
      callers.push_back(Someone(static_cast<api::v1::Role>(role), council));
    }
  }
  callers.push_back(Someone(api::v1::ROLE_SERVICE, rpc::kAnyCouncil));
  for (const Bird& bird : kBirds) {
    callers.push_back(ProviderUser(bird.provider()));
  }
  const size_t writers = callers.size();
  for (size_t i = 0; i < writers; ++i) {
    callers.push_back(callers[i]);
    callers.back().read_only = true;
  }
  return callers;
}

std::string Describe(const MethodDescriptor& method, const Principal& caller,
                     const std::string& resource) {
  return absl::StrCat(
      method.name(), " of ", resource, " by ", rpc::RoleName(caller.role),
      " of ", caller.provider.empty() ? caller.council : caller.provider,
      caller.read_only ? ", reading only" : "");
}

class IsolationTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    dir_ = new TempDir;
    absl::StatusOr<ServerProcess> server =
        ServerProcess::Start(*dir_ / "data", {"--access_log", "off"});
    ASSERT_THAT(server, IsOk());
    server_ = new ServerProcess(*std::move(server));
    ASSERT_THAT(StoreTwoCouncils(*server_), IsOk());
  }

  static void TearDownTestSuite() {
    delete server_;
    delete dir_;
  }

  void SetUp() override {
    ASSERT_NE(server_, nullptr);
    FindMethods();
  }

  void FindMethods() {
    const auto served = ServedMethods(
        *server_->As(Someone(api::v1::ROLE_SERVICE, rpc::kAnyCouncil)));
    ASSERT_THAT(served, IsOk());
    methods_ = *served;
    ASSERT_THAT(methods_, Not(IsEmpty()));
  }

  // The stored and missing resources that a method may be called with.
  std::vector<Resource> ResourcesFor(const MethodDescriptor& method) {
    std::set<std::string> patterns = {PatternOf(method)};
    if (method.service()->file()->package() == "tidemark.monitoring.v1" &&
        patterns.contains("councils/**")) {
      // Figures are of these three kinds, as their requests say.
      patterns = {"councils/*", "councils/*/providers/*",
                  "councils/*/contracts/*"};
    }
    std::vector<Resource> found;
    const bool of_history = method.name() == "ListRevisions";
    for (const Resource& resource : ResourcesOfTwoCouncils()) {
      if (of_history && resource.derived) continue;
      for (const std::string& pattern : patterns) {
        if (Matches(resource.name, pattern)) found.push_back(resource);
      }
    }
    return found;
  }

  rpc::Connection& As(const Principal& who) {
    auto& connection = connections_[{absl::StrCat(who.role, who.read_only),
                                     who.council + who.provider}];
    if (connection == nullptr) connection = server_->As(who);
    return *connection;
  }

  const MethodDescriptor& Method(const std::string& name) {
    for (const MethodDescriptor* method : methods_) {
      if (method->name() == name) return *method;
    }
    ADD_FAILURE() << "there is no method " << name;
    return *methods_.front();
  }

  // How much was ever written.
  std::vector<int64_t> Written() {
    std::vector<int64_t> written;
    const auto ends = FeedEnds(*server_, kEssex);
    EXPECT_THAT(ends, IsOk());
    if (!ends.ok()) return written;
    for (const auto& end : *ends) written.push_back(end.sequence());
    return written;
  }

  // Walks over all calls whose outcome is `allowed`.
  int Walk(bool allowed) {
    int calls = 0;
    for (const MethodDescriptor* method : methods_) {
      const std::vector<Resource> resources = ResourcesFor(*method);
      EXPECT_THAT(resources, Not(IsEmpty()))
          << "store a " << PatternOf(*method) << " for " << method->name();
      for (const Resource& resource : resources) {
        const std::unique_ptr<Message> request =
            RequestFor(*method, resource.name);
        for (const Principal& caller : Callers()) {
          if (IsAllowed(*method, caller, resource) != allowed) continue;
          ++calls;
          Check(*method, caller, resource, *request, allowed);
        }
      }
    }
    return calls;
  }

  void Check(const MethodDescriptor& method, const Principal& caller,
             const Resource& resource, const Message& request, bool allowed) {
    const absl::Status status =
        CallMethod(As(caller), method, request).status();
    if (!allowed) {
      EXPECT_THAT(status, StatusIs(absl::StatusCode::kPermissionDenied))
          << Describe(method, caller, resource.name);
      return;
    }
    // Past access: done, or refused for what it says.
    const std::set<absl::StatusCode> fine = {
        absl::StatusCode::kOk,
        absl::StatusCode::kInvalidArgument,
        absl::StatusCode::kFailedPrecondition,
        absl::StatusCode::kAborted,
        absl::StatusCode::kNotFound,
        absl::StatusCode::kAlreadyExists,
        absl::StatusCode::kResourceExhausted};
    EXPECT_TRUE(fine.contains(status.code()))
        << Describe(method, caller, resource.name) << ": " << status.ToString();
    // What is there and may be read is read.
    if (Reads(method) && resource.exists) {
      EXPECT_THAT(status, IsOk()) << Describe(method, caller, resource.name);
    }
  }

  static TempDir* dir_;
  static ServerProcess* server_;
  std::vector<const MethodDescriptor*> methods_;
  std::map<std::pair<std::string, std::string>,
           std::shared_ptr<rpc::Connection>>
      connections_;
};

TempDir* IsolationTest::dir_ = nullptr;
ServerProcess* IsolationTest::server_ = nullptr;

TEST_F(IsolationTest, EveryCallComesOutAsItsMethodDeclares) {
  const std::vector<int64_t> before = Written();
  const int refused = Walk(/*allowed=*/false);
  // What was refused has changed nothing.
  EXPECT_EQ(Written(), before);
  const int allowed = Walk(/*allowed=*/true);
  EXPECT_GT(refused, 1000);
  EXPECT_GT(allowed, 1000);
}

TEST_F(IsolationTest, NobodyGetsInWithoutATokenOfThisInstallation) {
  const absl::Time now = Clock::System().Now();
  const Principal service = Someone(api::v1::ROLE_SERVICE, rpc::kAnyCouncil);
  const absl::StatusOr<std::string> good = server_->TokenFor(service);
  ASSERT_THAT(good, IsOk());

  const absl::StatusOr<rpc::TokenKey> own =
      rpc::TokenKey::LoadOrCreate(server_->data_dir() + "/keys");
  ASSERT_THAT(own, IsOk());
  Principal past = service;
  past.expires = now - absl::Hours(1);
  const absl::StatusOr<std::string> expired =
      own->Issue(past, now - absl::Hours(2));
  ASSERT_THAT(expired, IsOk());
  const TempDir elsewhere;
  const absl::StatusOr<rpc::TokenKey> other =
      rpc::TokenKey::LoadOrCreate(elsewhere / "keys");
  ASSERT_THAT(other, IsOk());
  Principal now_on = service;
  now_on.expires = now + absl::Hours(1);
  const absl::StatusOr<std::string> foreign = other->Issue(now_on, now);
  ASSERT_THAT(foreign, IsOk());

  // The claims of a service with the signature of a provider.
  const absl::StatusOr<std::string> small =
      server_->TokenFor(ProviderUser(kBirds[0].provider()));
  ASSERT_THAT(small, IsOk());
  const std::vector<std::string> parts = absl::StrSplit(*good, '.');
  const std::vector<std::string> others = absl::StrSplit(*small, '.');
  const std::string spliced =
      absl::StrCat(others[0], ".", parts[1], ".", others[2]);
  // The claims of a service, and no signature at all.
  const std::string unsigned_token =
      absl::StrCat(absl::WebSafeBase64Escape(R"({"alg":"none","typ":"JWT"})"),
                   ".", parts[1], ".");

  // A signature that is another one by one letter.
  std::string forged = *good;
  char& letter = forged[forged.size() - 20];
  letter = letter == 'A' ? 'B' : 'A';

  const std::vector<std::string> tokens = {
      "",     *expired,    *foreign,       spliced,
      forged, *good + "x", unsigned_token, "nonsense"};
  for (const std::string& token : tokens) {
    const auto connection = server_->WithToken(token);
    for (const MethodDescriptor* method : methods_) {
      for (const Resource& resource : ResourcesFor(*method)) {
        EXPECT_THAT(CallMethod(*connection, *method,
                               *RequestFor(*method, resource.name)),
                    StatusIs(absl::StatusCode::kUnauthenticated))
            << method->name() << " with the token '" << token << "'";
        break;
      }
    }
  }
}

// A batch is refused whole if one of its items is another's.
TEST_F(IsolationTest, ABatchCannotSmuggleAnothersResource) {
  for (const MethodDescriptor* method : methods_) {
    const std::vector<std::string> steps =
        absl::StrSplit(AccessOf(*method).resource(), '.');
    const FieldDescriptor* items =
        method->input_type()->FindFieldByName(steps[0]);
    if (!items->is_repeated()) continue;
    for (const Principal& caller :
         {ProviderUser(kBirds[0].provider()), Commissioner(kEssex)}) {
      if (!IsAllowed(*method, caller,
                     {.name = kBirds[0].april(),
                      .pattern = "councils/*/contracts/*/returns/*",
                      .providers = {kBirds[0].provider()}})) {
        continue;
      }
      // The neighbour's, which the commissioner may; and the other council's.
      const Bird& not_own = caller.is_provider() ? kBirds[1] : kBirds[2];
      std::unique_ptr<Message> request = NewMessage(*method->input_type());
      SetResource(*method, kBirds[0].april(), *request);
      SetResource(*method, not_own.april(), *request);
      FillRequired(*request);
      EXPECT_THAT(CallMethod(As(caller), *method, *request),
                  StatusIs(absl::StatusCode::kPermissionDenied))
          << Describe(*method, caller, not_own.april());
    }
  }
}

// A parent of the own council does not open a resource of another one.
TEST_F(IsolationTest, TheParentOfABatchIsCheckedToo) {
  outcomes::v1::BatchSubmitReturnsRequest request;
  request.set_parent(kKent);
  request.add_requests()->set_name(kBirds[0].april());
  EXPECT_THAT(CallMethod(As(Commissioner(kEssex)), Method("BatchSubmitReturns"),
                         request),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

// What a provider's listing may be asked with.
struct Asking {
  std::string parent;
  std::map<std::string, std::string> filters = {};
};

// The requests with which a provider could try to list more than its own.
std::vector<Asking> AskingsOf(const MethodDescriptor& method,
                              const Bird& bird) {
  const Bird& other = Neighbour(bird);
  const std::string council = bird.council;
  std::vector<Asking> askings;
  const std::string pattern = PatternOf(method);
  std::vector<std::string> parents;
  if (pattern == "councils/*") parents = {council};
  if (pattern == "councils/*/providers/*") {
    parents = {council + "/providers/-", bird.provider(), other.provider()};
  }
  if (pattern == "councils/*/people/*") {
    parents = {council + "/people/-", bird.person(), other.person(),
               bird.shared_person()};
  }
  if (pattern == "councils/*/contracts/*") {
    parents = {council + "/contracts/-", bird.contract(), other.contract()};
  }
  if (pattern == "councils/*/packages/*") {
    parents = {council + "/packages/-", bird.package(), other.package()};
  }
  EXPECT_THAT(parents, Not(IsEmpty())) << method.name();
  const Descriptor& type = *method.input_type();
  for (const std::string& parent : parents) {
    askings.push_back({.parent = parent});
    askings.push_back(
        {.parent = parent, .filters = {{"provider", bird.provider()}}});
    for (const auto& [field, value] :
         {std::pair("contract", other.contract()),
          std::pair("contract", bird.contract()),
          std::pair("person", other.person()),
          std::pair("person", bird.shared_person())}) {
      if (type.FindFieldByName(field) == nullptr) continue;
      askings.push_back({.parent = parent, .filters = {{field, value}}});
    }
  }
  return askings;
}

std::unique_ptr<Message> ListRequest(const MethodDescriptor& method,
                                     const Asking& asking, int page_size = 0,
                                     const std::string& page_token = "") {
  std::unique_ptr<Message> request = NewMessage(*method.input_type());
  const Reflection* reflection = request->GetReflection();
  const auto field = [&](const std::string& name) {
    return method.input_type()->FindFieldByName(name);
  };
  reflection->SetString(request.get(), field("parent"), asking.parent);
  for (const auto& [name, value] : asking.filters) {
    reflection->SetString(request.get(), field(name), value);
  }
  // What is counted, such as the tracker of returns, has no pages.
  if (field("page_token") != nullptr) {
    reflection->SetInt32(request.get(), field("page_size"), page_size);
    reflection->SetString(request.get(), field("page_token"), page_token);
  }
  // The year of what is stored, whatever day it is.
  if (field("year") != nullptr) {
    reflection->SetString(request.get(), field("year"), "2024-25");
  }
  FillRequired(*request);
  return request;
}

std::string NextPage(const Message& response) {
  const google::protobuf::FieldDescriptor* const token =
      response.GetDescriptor()->FindFieldByName("next_page_token");
  return token == nullptr
             ? ""
             : response.GetReflection()->GetString(response, token);
}

class TricksTest : public IsolationTest {
 protected:
  void SetUp() override {
    IsolationTest::SetUp();
    for (const MethodDescriptor* method : methods_) {
      if (!AccessOf(*method).provider_filter().empty()) {
        lists_.push_back(method);
      }
    }
    ASSERT_THAT(lists_, Not(IsEmpty()));
  }

  // Fails if `response`, which `bird` got, has a word of another's.
  void ExpectOwn(const Message& response, const Bird& bird,
                 const std::string& what) {
    for (const Bird& other : kBirds) {
      if (absl::string_view(other.name) == bird.name) continue;
      EXPECT_FALSE(Mentions(response, other.name))
          << what << " showed the " << bird.name << " what is the "
          << other.name << "'s:\n"
          << response.Utf8DebugString();
    }
  }

  // All pages of a listing by `caller`; empty if it is refused.
  std::vector<std::unique_ptr<Message>> Pages(const MethodDescriptor& method,
                                              const Principal& caller,
                                              const Asking& asking,
                                              int page_size) {
    std::vector<std::unique_ptr<Message>> pages;
    std::string token;
    do {
      auto page = CallMethod(As(caller), method,
                             *ListRequest(method, asking, page_size, token));
      if (!page.ok()) {
        EXPECT_THAT(page, AnyOf(StatusIs(absl::StatusCode::kPermissionDenied),
                                StatusIs(absl::StatusCode::kNotFound)))
            << method.name() << " of " << asking.parent;
        break;
      }
      token = NextPage(**page);
      pages.push_back(*std::move(page));
    } while (!token.empty() && pages.size() < 1000);
    return pages;
  }

  std::vector<const MethodDescriptor*> lists_;
};

TEST_F(TricksTest, NoListingShowsAProviderAnothersRecords) {
  for (const MethodDescriptor* method : lists_) {
    for (const Bird& bird : kBirds) {
      bool saw_own = false;
      for (const Asking& asking : AskingsOf(*method, bird)) {
        for (const int page_size : {0, 1}) {
          for (const auto& page : Pages(*method, ProviderUser(bird.provider()),
                                        asking, page_size)) {
            ExpectOwn(*page, bird,
                      absl::StrCat(method->name(), " of ", asking.parent));
            saw_own = saw_own || Mentions(*page, bird.name);
          }
        }
      }
      EXPECT_TRUE(saw_own) << method->name() << " showed the " << bird.name
                           << " nothing of its own";
    }
  }
}

TEST_F(TricksTest, AnothersProviderAsAFilterIsRefused) {
  for (const MethodDescriptor* method : lists_) {
    for (const Bird& bird : kBirds) {
      for (Asking asking : AskingsOf(*method, bird)) {
        for (const Bird& other : kBirds) {
          if (absl::string_view(other.name) == bird.name) continue;
          asking.filters["provider"] = other.provider();
          EXPECT_THAT(CallMethod(As(ProviderUser(bird.provider())), *method,
                                 *ListRequest(*method, asking)),
                      StatusIs(absl::StatusCode::kPermissionDenied))
              << method->name() << " of " << asking.parent;
        }
      }
    }
  }
}

// Page tokens that the council got, with the council's view behind them, and
// those that the neighbour got.
TEST_F(TricksTest, AStolenPageTokenShowsNothingMore) {
  for (const MethodDescriptor* method : lists_) {
    for (const Bird& bird : kBirds) {
      for (const Asking& asking : AskingsOf(*method, bird)) {
        std::vector<std::string> stolen;
        for (const Principal& owner :
             {Commissioner(bird.council),
              ProviderUser(Neighbour(bird).provider())}) {
          if (owner.is_provider() && asking.filters.contains("provider")) {
            continue;
          }
          for (const auto& page : Pages(*method, owner, asking, 1)) {
            stolen.push_back(NextPage(*page));
          }
        }
        for (const std::string& token : stolen) {
          if (token.empty()) continue;
          const auto page =
              CallMethod(As(ProviderUser(bird.provider())), *method,
                         *ListRequest(*method, asking, 1, token));
          if (page.ok()) {
            ExpectOwn(**page, bird,
                      absl::StrCat(method->name(), " with a stolen token"));
          } else {
            EXPECT_THAT(page,
                        AnyOf(StatusIs(absl::StatusCode::kInvalidArgument),
                              StatusIs(absl::StatusCode::kPermissionDenied),
                              StatusIs(absl::StatusCode::kNotFound)));
          }
        }
      }
    }
  }
}

// Everything that a provider may read, on every resource there is.
TEST_F(TricksTest, NothingThatAProviderMayReadSpeaksOfAnother) {
  int answers = 0;
  for (const MethodDescriptor* method : methods_) {
    if (!Reads(*method)) continue;
    for (const Bird& bird : kBirds) {
      for (const Resource& resource : ResourcesFor(*method)) {
        const auto answer =
            CallMethod(As(ProviderUser(bird.provider())), *method,
                       *RequestFor(*method, resource.name));
        if (!answer.ok()) continue;
        ++answers;
        ExpectOwn(**answer, bird,
                  absl::StrCat(method->name(), " of ", resource.name));
      }
    }
  }
  EXPECT_GT(answers, 50);
}

// Notices are made by the server, so their names are asked for.
TEST_F(TricksTest, ANoticeIsSeenByTheProviderThatItConcernsOnly) {
  for (const char* const council : {kEssex, kKent}) {
    for (const auto& page : Pages(Method("ListNotices"), Commissioner(council),
                                  {.parent = council}, 1)) {
      const auto& listed =
          static_cast<const notices::v1::ListNoticesResponse&>(*page);
      for (const notices::v1::Notice& notice : listed.notices()) {
        notices::v1::GetNoticeRequest get;
        get.set_name(notice.name());
        int readers = 0;
        for (const Bird& bird : kBirds) {
          const auto answer = CallMethod(As(ProviderUser(bird.provider())),
                                         Method("GetNotice"), get);
          if (answer.ok()) {
            ++readers;
            EXPECT_EQ(notice.providers(0), bird.provider());
            ExpectOwn(**answer, bird, "GetNotice");
          } else {
            EXPECT_THAT(answer, StatusIs(absl::StatusCode::kPermissionDenied));
          }
        }
        EXPECT_EQ(readers, 1) << notice.name();
      }
    }
  }
}

TEST_F(TricksTest, OfASharedPersonEachProviderSeesItsOwnOutcomesOnly) {
  for (const Bird& bird : kBirds) {
    const auto provider = server_->As(ProviderUser(bird.provider()));
    outcomes::v1::GetPersonRequest get;
    get.set_name(bird.shared_person());
    const auto person =
        provider->Unary(&outcomes::v1::OutcomesService::Stub::GetPerson, get);
    ASSERT_THAT(person, IsOk());
    ExpectOwn(*person, bird, "GetPerson");

    outcomes::v1::ListOutcomesRequest list;
    list.set_parent(bird.shared_person());
    const auto outcomes = provider->Unary(
        &outcomes::v1::OutcomesService::Stub::ListOutcomes, list);
    ASSERT_THAT(outcomes, IsOk());
    ASSERT_THAT(outcomes->outcomes(), SizeIs(1));
    EXPECT_EQ(outcomes->outcomes(0).name(), bird.shared_outcome());

    // The council sees both.
    const auto both =
        server_->As(Commissioner(bird.council))
            ->Unary(&outcomes::v1::OutcomesService::Stub::ListOutcomes, list);
    ASSERT_THAT(both, IsOk());
    EXPECT_THAT(both->outcomes(), SizeIs(2));
  }
}

// Every provider sees both of its council's shared copies, and of the stories
// behind them its own.
TEST_F(TricksTest, OfAnothersStoryAProviderSeesTheRedactedCopyOnly) {
  for (const Bird& bird : kBirds) {
    const auto provider = server_->As(ProviderUser(bird.provider()));
    outcomes::v1::ListSharedStoriesRequest list;
    list.set_parent(bird.council);
    const auto shared = provider->Unary(
        &outcomes::v1::StoryService::Stub::ListSharedStories, list);
    ASSERT_THAT(shared, IsOk());
    ASSERT_THAT(shared->shared_stories(), SizeIs(2));
    for (const Bird& any : kBirds) {
      EXPECT_FALSE(Mentions(*shared, any.name)) << shared->DebugString();
    }
    outcomes::v1::GetStoryRequest get;
    get.set_name(bird.story());
    const auto own =
        provider->Unary(&outcomes::v1::StoryService::Stub::GetStory, get);
    ASSERT_THAT(own, IsOk());
    EXPECT_EQ(own->words().person(), bird.person());
    get.set_name(Neighbour(bird).story());
    EXPECT_THAT(
        provider->Unary(&outcomes::v1::StoryService::Stub::GetStory, get),
        StatusIs(absl::StatusCode::kPermissionDenied));
  }
}

// Nobody learns from a history, or from the feed, whom a story is about or what
// was said.
TEST_F(TricksTest, NoHistoryHasAWordOfAStory) {
  feed::v1::ListRevisionsRequest request;
  request.set_name(kBirds[0].story());
  for (const Principal& caller : {Commissioner(kEssex), Practitioner(kEssex),
                                  ProviderUser(kBirds[0].provider())}) {
    const auto revisions =
        CallMethod(As(caller), Method("ListRevisions"), request);
    ASSERT_THAT(revisions, IsOk());
    EXPECT_TRUE(Mentions(**revisions, "ShareStory"));
    EXPECT_FALSE(Mentions(**revisions, "/people/"));
    EXPECT_FALSE(Mentions(**revisions, "may read this"));
    EXPECT_FALSE(Mentions(**revisions, "a good day out"));
  }
}

TEST_F(TricksTest, AProvidersReturnCannotSpeakOfAnothersOutcomes) {
  const Bird& bird = kBirds[0];
  for (const std::string& outcome :
       {Neighbour(bird).outcome(), Neighbour(bird).shared_outcome(),
        kBirds[2].outcome()}) {
    outcomes::v1::SaveReturnRequest save;
    save.mutable_return_()->set_name(
        absl::StrCat(bird.contract(), "/returns/2025-07"));
    *save.mutable_return_()->add_entries() = Entry(outcome, 1, 1);
    EXPECT_THAT(
        server_->As(ProviderUser(bird.provider()))
            ->Unary(&outcomes::v1::OutcomesService::Stub::SaveReturn, save),
        StatusIs(absl::StatusCode::kInvalidArgument, "not an outcome"))
        << outcome;
  }
}

TEST_F(TricksTest, AProvidersFiguresAreItsOwn) {
  for (const Bird& bird : kBirds) {
    const auto provider = server_->As(ProviderUser(bird.provider()));
    for (const std::string& subject : {bird.provider(), bird.contract()}) {
      // Once all that was stored has reached the figures.
      const auto request =
          ScorecardAfterNow(*server_, subject, absl::Seconds(30));
      ASSERT_THAT(request, IsOk());
      const auto card = provider->Unary(
          &monitoring::v1::MonitoringService::Stub::GetScorecard, *request);
      ASSERT_THAT(card, IsOk());
      ExpectOwn(*card, bird, "GetScorecard");
      // April, of two outcomes.
      EXPECT_EQ(FigureOf(card->total(), "outcomes-met").denominator(), 2);
      for (const auto& figure : card->total().figures()) {
        const auto why = provider->Unary(
            &monitoring::v1::MonitoringService::Stub::ExplainFigure,
            Why(figure.metric(), subject));
        ASSERT_THAT(why, IsOk());
        ExpectOwn(*why, bird, "ExplainFigure");
      }
    }
    for (const std::string& subject :
         {Neighbour(bird).provider(), Neighbour(bird).contract(),
          std::string(bird.council)}) {
      EXPECT_THAT(provider->Unary(
                      &monitoring::v1::MonitoringService::Stub::ExplainFigure,
                      Why("outcomes-met", subject)),
                  StatusIs(absl::StatusCode::kPermissionDenied))
          << subject;
    }
  }
}

// The files of a backup are all that the installation holds, people included;
// they are for whoever runs it, and serve nothing by themselves.
TEST_F(TricksTest, FinanceAndAdministratorsReadNoPeople) {
  int answers = 0;
  for (const MethodDescriptor* method : methods_) {
    if (method->service()->name() == "BackupService") continue;
    for (const api::v1::Role role :
         {api::v1::ROLE_FINANCE, api::v1::ROLE_ADMIN}) {
      EXPECT_FALSE((method->service()->name() == "OutcomesService" ||
                    method->service()->name() == "ReturnFileService" ||
                    method->service()->name() == "ReturnImportService" ||
                    method->service()->name() == "StoryService" ||
                    method->service()->name() == "ProposalService") &&
                   IsAllowed(*method, Someone(role, kEssex),
                             {.name = kEssex, .pattern = "councils/*"}))
          << method->name();
      for (const Resource& resource : ResourcesFor(*method)) {
        const auto answer = CallMethod(As(Someone(role, kEssex)), *method,
                                       *RequestFor(*method, resource.name));
        if (!answer.ok()) continue;
        ++answers;
        EXPECT_FALSE(Mentions(**answer, "/people/"))
            << Describe(*method, Someone(role, kEssex), resource.name);
      }
    }
  }
  EXPECT_GT(answers, 10);
}

}  // namespace
}  // namespace tidemark::e2e
