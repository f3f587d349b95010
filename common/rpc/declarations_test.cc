// Every method of every service must say who may call it, on what, and how it
// is reached over HTTP; every limit must be one that can be enforced.

#include <string>

#include "gmock/gmock.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

#include "common/rpc/access.h"
#include "common/rpc/call.h"
#include "common/testing/matchers.h"
#include "tidemark/backup/v1/backup_service.pb.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/enablement/v1/episode_service.pb.h"
#include "tidemark/feed/v1/feed_service.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/testing/v1/echo_service.pb.h"

namespace tidemark::rpc {
namespace {

using ::google::protobuf::FileDescriptor;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;
using ::tidemark::testing::IsOk;

class DeclarationsTest
    : public ::testing::TestWithParam<const FileDescriptor*> {};

TEST_P(DeclarationsTest, EveryMethodIsDeclared) {
  ASSERT_GT(GetParam()->service_count(), 0);
  for (int i = 0; i < GetParam()->service_count(); ++i) {
    EXPECT_THAT(CheckDeclarations(*GetParam()->service(i)), IsOk());
  }
}

// A function is bound to the method whose request it takes.
TEST_P(DeclarationsTest, EveryRequestIsOfOneMethod) {
  for (int i = 0; i < GetParam()->service_count(); ++i) {
    const ServiceDescriptor* service = GetParam()->service(i);
    for (int j = 0; j < service->method_count(); ++j) {
      const MethodDescriptor* method = service->method(j);
      EXPECT_EQ(FindMethodTaking(*method->input_type()), method)
          << method->full_name();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    AllServices, DeclarationsTest,
    ::testing::Values(backup::v1::CreateBackupRequest::descriptor()->file(),
                      contracts::v1::GetCouncilRequest::descriptor()->file(),
                      enablement::v1::GetPackageRequest::descriptor()->file(),
                      enablement::v1::GetEpisodeRequest::descriptor()->file(),
                      feed::v1::ListChangesRequest::descriptor()->file(),
                      monitoring::v1::GetScorecardRequest::descriptor()->file(),
                      outcomes::v1::GetPersonRequest::descriptor()->file(),
                      testing::v1::EchoRequest::descriptor()->file()),
    [](const ::testing::TestParamInfo<const FileDescriptor*>& service) {
      return service.param->service(0)->name();
    });

}  // namespace
}  // namespace tidemark::rpc
