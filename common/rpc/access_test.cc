#include "common/rpc/access.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/base/faults.h"
#include "common/testing/matchers.h"
#include "tidemark/testing/v1/echo_service.pb.h"
#include "tidemark/testing/v1/undeclared_service.pb.h"

namespace tidemark::rpc {
namespace {

using ::testing::HasSubstr;
using ::tidemark::testing::HasReason;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::ParseText;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::v1::BatchMarkThingsRequest;
using ::tidemark::testing::v1::CreateThingRequest;
using ::tidemark::testing::v1::EchoRequest;
using ::tidemark::testing::v1::GetThingRequest;
using ::tidemark::testing::v1::ListOwnThingsRequest;
using ::tidemark::testing::v1::ListThingsRequest;
using ::tidemark::testing::v1::MarkThingRequest;
using ::tidemark::testing::v1::UpdateThingRequest;

constexpr auto kDenied = absl::StatusCode::kPermissionDenied;
constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

Principal Commissioner() {
  return {.subject = "users/ada",
          .role = api::v1::ROLE_COMMISSIONER,
          .council = "councils/X"};
}

Principal Provider() {
  return {.subject = "users/bob",
          .role = api::v1::ROLE_PROVIDER,
          .council = "councils/X",
          .provider = "councils/X/providers/P"};
}

Principal OtherService() {
  return {.subject = "services/monitoring",
          .role = api::v1::ROLE_SERVICE,
          .council = kAnyCouncil};
}

// Things whose id starts with `p` are P's, with `q` Q's, with `b` both's; an
// `x` stands for a broken store; there are no others.
absl::StatusOr<std::vector<std::string>> ProvidersOfThings(
    absl::string_view name) {
  const std::string p = "councils/X/providers/P";
  const std::string q = "councils/X/providers/Q";
  switch (name[name.rfind('/') + 1]) {
    case 'p':
      return std::vector<std::string>{p};
    case 'q':
      return std::vector<std::string>{q};
    case 'b':
      return std::vector<std::string>{q, p};
    case 'n':
      return std::vector<std::string>{};
    case 'x':
      return absl::UnavailableError("the disk is away");
    default:
      return absl::NotFoundError("no such thing");
  }
}

template <typename Request>
absl::Status Check(const Principal& caller, Request& request,
                   const ProvidersOf& providers_of = ProvidersOfThings) {
  const absl::StatusOr<AccessRule> rule =
      AccessRule::Make(*FindMethodTaking(*Request::descriptor()));
  if (!rule.ok()) return rule.status();
  return rule->Check(caller, providers_of, request);
}

template <typename Request>
absl::Status CheckName(const Principal& caller, const std::string& name) {
  Request request;
  request.set_name(name);
  return Check(caller, request);
}

template <typename Request>
absl::Status CheckParent(const Principal& caller, const std::string& parent) {
  Request request;
  request.set_parent(parent);
  return Check(caller, request);
}

TEST(AccessTest, ListedRoleInItsOwnCouncilMayCall) {
  EXPECT_THAT(CheckName<GetThingRequest>(Commissioner(), "councils/X/things/t"),
              IsOk());
  EXPECT_THAT(CheckParent<CreateThingRequest>(Commissioner(), "councils/X"),
              IsOk());
}

TEST(AccessTest, RoleThatIsNotListedMayNot) {
  for (int number = api::v1::Role_MIN; number <= api::v1::Role_MAX; ++number) {
    Principal caller = Commissioner();
    caller.role = static_cast<api::v1::Role>(number);
    if (caller.role == api::v1::ROLE_COMMISSIONER) continue;
    if (caller.role == api::v1::ROLE_SERVICE) caller.council = kAnyCouncil;
    EXPECT_THAT(CheckParent<CreateThingRequest>(caller, "councils/X"),
                StatusIs(kDenied))
        << api::v1::Role_Name(caller.role);
  }
}

TEST(AccessTest, RefusalSaysWhatAndReadsTheSameWhetherItExistsOrNot) {
  const absl::Status status =
      CheckName<GetThingRequest>(Commissioner(), "councils/Y/things/t");
  EXPECT_EQ(status.message(),
            "Permission 'GetThing' denied on resource 'councils/Y/things/t' "
            "(or it might not exist)");
  EXPECT_THAT(status, HasReason("PERMISSION_DENIED"));
  EXPECT_EQ(CheckName<GetThingRequest>(Provider(), "councils/X/things/qqqqqqq")
                .message()
                .size(),
            CheckName<GetThingRequest>(Provider(), "councils/X/things/missing")
                .message()
                .size());
}

TEST(AccessTest, AnotherCouncilIsRefusedEvenIfItsIdStartsTheSame) {
  for (const char* name :
       {"councils/Y/things/p", "councils/X1/things/p", "councils/x/things/p"}) {
    EXPECT_THAT(CheckName<GetThingRequest>(Commissioner(), name),
                StatusIs(kDenied))
        << name;
    EXPECT_THAT(CheckName<GetThingRequest>(Provider(), name), StatusIs(kDenied))
        << name;
  }
}

TEST(AccessTest, ServiceMayActOnEveryCouncil) {
  EXPECT_THAT(CheckName<GetThingRequest>(OtherService(), "councils/Y/things/t"),
              IsOk());
  EXPECT_THAT(
      CheckParent<ListThingsRequest>(OtherService(), "councils/Y/providers/-"),
      IsOk());
  // One that is bound to a council may not.
  Principal bound = OtherService();
  bound.council = "councils/X";
  EXPECT_THAT(CheckName<GetThingRequest>(bound, "councils/Y/things/t"),
              StatusIs(kDenied));
}

TEST(AccessTest, NameThatIsNoNameOfItsKindIsInvalid) {
  for (const char* name :
       {"", "things/t", "councils", "councils/", "councils/X",
        "councils/X/things", "councils/X/things/", "councils//things/t",
        "councils/X/people/t", "councils/X/things/t/parts/p",
        "councils/X/things/t ", "/councils/X/things/t",
        "councils/X/things/../../Y/things/t"}) {
    EXPECT_THAT(CheckName<GetThingRequest>(Commissioner(), name),
                StatusIs(kInvalid))
        << name;
  }
  EXPECT_THAT(CheckName<GetThingRequest>(
                  Commissioner(), std::string("councils/X/things/a\0b", 21)),
              StatusIs(kInvalid));
}

TEST(AccessTest, EveryOneIsMeantOnlyAtTheEndOfTheParentOfAList) {
  EXPECT_THAT(
      CheckParent<ListThingsRequest>(Commissioner(), "councils/X/providers/-"),
      IsOk());
  EXPECT_THAT(
      CheckParent<ListThingsRequest>(Commissioner(), "councils/-/providers/P"),
      StatusIs(kDenied));
  EXPECT_THAT(
      CheckParent<ListThingsRequest>(OtherService(), "councils/-/providers/P"),
      StatusIs(kInvalid));
  EXPECT_THAT(CheckName<GetThingRequest>(Commissioner(), "councils/X/things/-"),
              StatusIs(kInvalid));
  EXPECT_THAT(CheckName<EchoRequest>(Commissioner(), "councils/-"),
              StatusIs(kDenied));
  EXPECT_THAT(CheckParent<CreateThingRequest>(Commissioner(), "councils/-"),
              StatusIs(kDenied));
}

TEST(AccessTest, ReadOnlyCallerMayOnlyRead) {
  Principal caller = Commissioner();
  caller.read_only = true;
  EXPECT_THAT(CheckName<GetThingRequest>(caller, "councils/X/things/t"),
              IsOk());
  EXPECT_THAT(CheckParent<CreateThingRequest>(caller, "councils/X"),
              StatusIs(kDenied));
  Principal provider = Provider();
  provider.read_only = true;
  EXPECT_THAT(CheckName<MarkThingRequest>(provider, "councils/X/things/p"),
              StatusIs(kDenied));
}

TEST(AccessTest, ProviderMayActOnWhatBelongsToIt) {
  EXPECT_THAT(CheckName<GetThingRequest>(Provider(), "councils/X/things/p"),
              IsOk());
  EXPECT_THAT(CheckName<GetThingRequest>(Provider(), "councils/X/things/both"),
              IsOk());
  EXPECT_THAT(CheckName<MarkThingRequest>(Provider(), "councils/X/things/p"),
              IsOk());
  EXPECT_THAT(CheckName<GetThingRequest>(Provider(), "councils/X/things/q"),
              StatusIs(kDenied));
  EXPECT_THAT(CheckName<GetThingRequest>(Provider(), "councils/X/things/none"),
              StatusIs(kDenied));
  EXPECT_THAT(CheckName<GetThingRequest>(Provider(), "councils/X/things/gone"),
              StatusIs(kDenied));
}

TEST(AccessTest, ProviderInTheNameIsEnough) {
  ListOwnThingsRequest request;
  const ProvidersOf never = [](absl::string_view name) {
    ADD_FAILURE() << "asked for " << name;
    return std::vector<std::string>{};
  };
  request.set_parent("councils/X/providers/P");
  EXPECT_THAT(Check(Provider(), request, never), IsOk());
  for (const char* other : {"Q", "P1", "-"}) {
    request.set_parent(absl::StrCat("councils/X/providers/", other));
    EXPECT_THAT(Check(Provider(), request, never), StatusIs(kDenied)) << other;
  }
}

TEST(AccessTest, WithoutAnyoneToAskNothingBelongsToAProvider) {
  GetThingRequest request;
  request.set_name("councils/X/things/p");
  EXPECT_THAT(Check(Provider(), request, nullptr), StatusIs(kDenied));
  EXPECT_THAT(Check(Commissioner(), request, nullptr), IsOk());
}

TEST(AccessTest, FailureToFindTheProviderIsNotARefusal) {
  EXPECT_THAT(CheckName<GetThingRequest>(Provider(), "councils/X/things/x"),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(AccessTest, AnyProviderMayActOnItsCouncilWhereDeclared) {
  EXPECT_THAT(CheckName<EchoRequest>(Provider(), "councils/X"), IsOk());
  EXPECT_THAT(CheckName<EchoRequest>(Provider(), "councils/Y"),
              StatusIs(kDenied));
}

TEST(AccessTest, ProviderFilterIsFilledInForProvidersOnly) {
  auto request =
      ParseText<ListThingsRequest>(R"pb(parent: "councils/X/providers/-")pb");
  EXPECT_THAT(Check(Provider(), request), IsOk());
  EXPECT_EQ(request.provider(), "councils/X/providers/P");
  // The same request again, as its next page would ask it.
  EXPECT_THAT(Check(Provider(), request), IsOk());

  request.set_provider("councils/X/providers/Q");
  EXPECT_THAT(Check(Provider(), request),
              StatusIs(kDenied, "councils/X/providers/Q"));
  EXPECT_THAT(Check(Commissioner(), request), IsOk());
  request.clear_provider();
  EXPECT_THAT(Check(Commissioner(), request), IsOk());
  EXPECT_EQ(request.provider(), "");
}

TEST(AccessTest, ResourceInsideAMessageIsChecked) {
  auto request = ParseText<UpdateThingRequest>(
      R"pb(thing { name: "councils/X/things/t" })pb");
  EXPECT_THAT(Check(Commissioner(), request), IsOk());
  request.mutable_thing()->set_name("councils/Y/things/t");
  EXPECT_THAT(Check(Commissioner(), request), StatusIs(kDenied));
  request.clear_thing();
  const absl::Status status = Check(Commissioner(), request);
  ASSERT_EQ(FaultsOf(status).size(), 1U) << status;
  EXPECT_EQ(FaultsOf(status)[0].field(), "thing.name");
}

TEST(AccessTest, EveryItemOfABatchIsChecked) {
  auto request = ParseText<BatchMarkThingsRequest>(R"pb(
    parent: "councils/X"
    requests { name: "councils/X/things/p1" }
    requests { name: "councils/X/things/p2" }
  )pb");
  EXPECT_THAT(Check(Provider(), request), IsOk());

  request.add_requests()->set_name("councils/X/things/q");
  EXPECT_THAT(Check(Provider(), request),
              StatusIs(kDenied, "councils/X/things/q"));

  // The form of a name is that of the method that takes it alone.
  request.mutable_requests(2)->set_name("councils/X/people/p");
  const absl::Status status = Check(Provider(), request);
  ASSERT_THAT(status, StatusIs(kInvalid));
  EXPECT_EQ(FaultsOf(status)[0].field(), "requests[2].name");
}

TEST(AccessTest, ParentOfABatchIsCheckedToo) {
  auto request = ParseText<BatchMarkThingsRequest>(R"pb(
    parent: "councils/Y"
    requests { name: "councils/X/things/p1" }
  )pb");
  EXPECT_THAT(Check(Provider(), request), StatusIs(kDenied, "councils/Y"));
  request.clear_requests();
  EXPECT_THAT(Check(Provider(), request), StatusIs(kDenied, "councils/Y"));
  request.set_parent("councils/X");
  EXPECT_THAT(Check(Commissioner(), request), StatusIs(kDenied));
}

TEST(AccessTest, LongNamesAreCutInRefusals) {
  const absl::Status status = CheckName<GetThingRequest>(
      Commissioner(),
      absl::StrCat("councils/Y/things/", std::string(100000, 'a')));
  EXPECT_THAT(status, StatusIs(kDenied));
  EXPECT_LT(status.message().size(), 400U);
}

TEST(AccessTest, MissingDeclarationsAreNamed) {
  const auto rule_of = [](const google::protobuf::Descriptor* request) {
    return AccessRule::Make(*FindMethodTaking(*request)).status();
  };
  using namespace ::tidemark::testing::v1;  // NOLINT: six of its requests.
  EXPECT_THAT(rule_of(DeclareNothingRequest::descriptor()),
              StatusIs(kInvalid,
                       "UndeclaredService.DeclareNothing declares "
                       "no roles"));
  EXPECT_THAT(rule_of(DeclareNoHttpRequest::descriptor()),
              StatusIs(kInvalid, "DeclareNoHttp declares no HTTP rule"));
  EXPECT_THAT(rule_of(DeclareNoResourceRequest::descriptor()),
              StatusIs(kInvalid, "DeclareNoResource declares no resource"));
  EXPECT_THAT(rule_of(DeclareNoFieldRequest::descriptor()),
              StatusIs(kInvalid, "nobody.name"));
  EXPECT_THAT(rule_of(DeclareNumberRequest::descriptor()),
              StatusIs(kInvalid, "is not a string"));
  EXPECT_THAT(rule_of(DeclareNoFilterRequest::descriptor()),
              StatusIs(kInvalid, "provider filter"));
}

TEST(AccessTest, CheckOfAServiceNamesEveryMethodAndField) {
  const absl::Status status = CheckDeclarations(
      *testing::v1::UndeclaredResponse::descriptor()->file()->FindServiceByName(
          "UndeclaredService"));
  for (const char* name :
       {"DeclareNothing", "DeclareNoHttp", "DeclareNoResource",
        "DeclareNoField", "DeclareNumber", "DeclareNoFilter",
        "DeclareBadLimitRequest.number", "DeclareBadPatternRequest.name"}) {
    EXPECT_THAT(std::string(status.message()), HasSubstr(name));
  }
}

}  // namespace
}  // namespace tidemark::rpc
