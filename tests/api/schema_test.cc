// The rules of the schema that buf does not know (AIP-121 to 193).

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/protobuf/descriptor.h"
#include "gtest/gtest.h"

#include "tidemark/api/v1/annotations.pb.h"
#include "tidemark/backup/v1/backup_service.pb.h"
#include "tidemark/cld/v1/cld_service.pb.h"
#include "tidemark/cld/v1/measure_service.pb.h"
#include "tidemark/cld/v1/publication_service.pb.h"
#include "tidemark/contracts/v1/contracts_service.pb.h"
#include "tidemark/enablement/v1/enablement_service.pb.h"
#include "tidemark/enablement/v1/episode_service.pb.h"
#include "tidemark/enablement/v1/proposal_service.pb.h"
#include "tidemark/feed/v1/feed_service.pb.h"
#include "tidemark/incentives/v1/statement_service.pb.h"
#include "tidemark/monitoring/v1/analysis_service.pb.h"
#include "tidemark/monitoring/v1/breakdown_service.pb.h"
#include "tidemark/monitoring/v1/case_service.pb.h"
#include "tidemark/monitoring/v1/chart_service.pb.h"
#include "tidemark/monitoring/v1/equality_service.pb.h"
#include "tidemark/monitoring/v1/export_service.pb.h"
#include "tidemark/monitoring/v1/finding_service.pb.h"
#include "tidemark/monitoring/v1/monitoring_service.pb.h"
#include "tidemark/monitoring/v1/package_measure_service.pb.h"
#include "tidemark/monitoring/v1/step_down_service.pb.h"
#include "tidemark/notices/v1/notices_service.pb.h"
#include "tidemark/outcomes/v1/outcomes_service.pb.h"
#include "tidemark/outcomes/v1/proposal_service.pb.h"
#include "tidemark/outcomes/v1/return_file_service.pb.h"
#include "tidemark/outcomes/v1/return_import_service.pb.h"
#include "tidemark/outcomes/v1/story_service.pb.h"
#include "tidemark/oversight/v1/oversight_service.pb.h"
#include "tidemark/publications/v1/publication_service.pb.h"

namespace tidemark {
namespace {

using ::google::protobuf::Descriptor;
using ::google::protobuf::FieldDescriptor;
using ::google::protobuf::FileDescriptor;
using ::google::protobuf::MethodDescriptor;
using ::google::protobuf::ServiceDescriptor;

std::vector<const ServiceDescriptor*> Services() {
  return {
      backup::v1::Backup::descriptor()->file()->service(0),
      cld::v1::GetCldQualityRequest::descriptor()->file()->service(0),
      cld::v1::GetAscof2aRequest::descriptor()->file()->service(0),
      cld::v1::GetCldPublicationRequest::descriptor()->file()->service(0),
      contracts::v1::GetContractRequest::descriptor()->file()->service(0),
      enablement::v1::GetPackageRequest::descriptor()->file()->service(0),
      enablement::v1::GetEpisodeRequest::descriptor()->file()->service(0),
      enablement::v1::GetProposalRequest::descriptor()->file()->service(0),
      feed::v1::Change::descriptor()->file()->service(0),
      monitoring::v1::AnalyseXmrRequest::descriptor()->file()->service(0),
      incentives::v1::GetStatementRequest::descriptor()->file()->service(0),
      monitoring::v1::GetScorecardRequest::descriptor()->file()->service(0),
      monitoring::v1::GetSeriesRequest::descriptor()->file()->service(0),
      monitoring::v1::ExportScorecardRequest::descriptor()->file()->service(0),
      monitoring::v1::GetEqualityGapsRequest::descriptor()->file()->service(0),
      monitoring::v1::GetBreakdownRequest::descriptor()->file()->service(0),
      monitoring::v1::ListCasesRequest::descriptor()->file()->service(0),
      monitoring::v1::ListFindingsRequest::descriptor()->file()->service(0),
      monitoring::v1::GetStepDownRequest::descriptor()->file()->service(0),
      monitoring::v1::GetPackageGrowthRequest::descriptor()->file()->service(0),
      notices::v1::GetNoticeRequest::descriptor()->file()->service(0),
      outcomes::v1::GetReturnRequest::descriptor()->file()->service(0),
      outcomes::v1::GetReturnTemplateRequest::descriptor()->file()->service(0),
      outcomes::v1::GetReturnImportRequest::descriptor()->file()->service(0),
      oversight::v1::GetSignalRequest::descriptor()->file()->service(0),
      outcomes::v1::GetStoryRequest::descriptor()->file()->service(0),
      outcomes::v1::GetProposalRequest::descriptor()->file()->service(0),
      publications::v1::GetPublicationRequest::descriptor()->file()->service(0),
  };
}

void ForEachMethod(const std::function<void(const MethodDescriptor&)>& check) {
  int methods = 0;
  for (const ServiceDescriptor* service : Services()) {
    for (int i = 0; i < service->method_count(); ++i, ++methods) {
      SCOPED_TRACE(service->method(i)->full_name());
      check(*service->method(i));
    }
  }
  EXPECT_GT(methods, 60);
}

// Every message that a service's file or one it imports declares.
void ForEachMessage(const std::function<void(const Descriptor&)>& check) {
  std::set<const FileDescriptor*> files;
  const std::function<void(const FileDescriptor*)> add =
      [&](const FileDescriptor* file) {
        if (!absl::StartsWith(file->name(), "tidemark/")) return;
        if (!files.insert(file).second) return;
        for (int i = 0; i < file->dependency_count(); ++i) {
          add(file->dependency(i));
        }
      };
  for (const ServiceDescriptor* service : Services()) add(service->file());
  const std::function<void(const Descriptor&)> visit =
      [&](const Descriptor& message) {
        SCOPED_TRACE(message.full_name());
        check(message);
        for (int i = 0; i < message.nested_type_count(); ++i) {
          visit(*message.nested_type(i));
        }
      };
  for (const FileDescriptor* file : files) {
    for (int i = 0; i < file->message_type_count(); ++i) {
      visit(*file->message_type(i));
    }
  }
}

bool Has(const FieldDescriptor& field, api::v1::FieldBehavior behavior) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(api::v1::field_behavior); ++i) {
    if (options.GetExtension(api::v1::field_behavior, i) == behavior) {
      return true;
    }
  }
  return false;
}

TEST(SchemaTest, EveryMethodSaysWhoMayCallItAndWhereItIsOnHttp) {
  ForEachMethod([](const MethodDescriptor& method) {
    const api::v1::Access& access =
        method.options().GetExtension(api::v1::access);
    EXPECT_GT(access.roles_size(), 0);
    EXPECT_FALSE(access.resource().empty());
    EXPECT_NE(method.options().GetExtension(api::v1::http).pattern_case(),
              api::v1::HttpRule::PATTERN_NOT_SET);
  });
}

TEST(SchemaTest, EveryMethodIsUnaryWithARequestOfItsOwn) {
  ForEachMethod([](const MethodDescriptor& method) {
    EXPECT_FALSE(method.client_streaming() || method.server_streaming());
    EXPECT_EQ(method.input_type()->name(),
              absl::StrCat(method.name(), "Request"));
  });
}

TEST(SchemaTest, EveryMethodThatWritesCanBeRepeatedSafely) {
  // These write nothing that lasts, or answer a repeat the same by nature.
  const std::set<std::string> exempt = {
      "CheckReturn", "CheckReturnFile", "ComputeAscof2d", "CreateBackup",
      "DeleteBackup", "RecheckFindings",
      // Each of their items has a `request_id` of its own.
      "BatchSubmitReturns", "BatchAcceptReturns"};
  ForEachMethod([&](const MethodDescriptor& method) {
    const bool reads =
        method.options().GetExtension(api::v1::http).pattern_case() ==
        api::v1::HttpRule::kGet;
    if (reads || exempt.count(method.name()) > 0) return;
    // Nothing is stored by any method of this service.
    if (method.service()->name() == "AnalysisService") return;
    EXPECT_NE(method.input_type()->FindFieldByName("request_id"), nullptr);
  });
}

TEST(SchemaTest, StandardMethodsAnswerTheResourceAndListsArePaged) {
  ForEachMethod([](const MethodDescriptor& method) {
    const Descriptor& answer = *method.output_type();
    for (const char* verb : {"Create", "Get", "Update"}) {
      if (!absl::StartsWith(method.name(), verb)) continue;
      EXPECT_FALSE(absl::EndsWith(answer.name(), "Response"));
    }
    if (!absl::StartsWith(method.name(), "List")) return;
    EXPECT_TRUE(answer.field(0)->is_repeated());
    EXPECT_EQ(answer.field(0)->number(), 1);
    // Definitions are few; a feed is paged by its sequence.
    if (method.name() == "ListMetrics" || method.name() == "ListChanges") {
      return;
    }
    EXPECT_NE(method.input_type()->FindFieldByName("page_size"), nullptr);
    EXPECT_NE(method.input_type()->FindFieldByName("page_token"), nullptr);
    EXPECT_EQ(answer.FindFieldByNumber(2)->name(), "next_page_token");
  });
}

TEST(SchemaTest, EveryMutableResourceHasANameAndAnEtag) {
  ForEachMethod([](const MethodDescriptor& method) {
    if (!absl::StartsWith(method.name(), "Create") ||
        method.name() == "CreateBackup") {
      return;
    }
    const Descriptor& resource = *method.output_type();
    ASSERT_NE(resource.FindFieldByNumber(1), nullptr);
    EXPECT_EQ(resource.FindFieldByNumber(1)->name(), "name");
    for (const char* field : {"etag", "create_time", "update_time"}) {
      EXPECT_NE(resource.FindFieldByName(field), nullptr) << field;
    }
  });
}

TEST(SchemaTest, WhatIsActedOnIsRequired) {
  ForEachMethod([](const MethodDescriptor& method) {
    const std::string& path =
        method.options().GetExtension(api::v1::access).resource();
    const FieldDescriptor* const first =
        method.input_type()->FindFieldByName(path.substr(0, path.find('.')));
    ASSERT_NE(first, nullptr) << path;
    EXPECT_TRUE(Has(*first, api::v1::FIELD_BEHAVIOR_REQUIRED)) << path;
  });
}

TEST(SchemaTest, CountsAndMoneyAreWholeNumbersAndNothingIsAMapOrAny) {
  // Shares and their limits are derived, and the only fractions.
  const std::set<std::string> fractions = {
      "tidemark.cld.v1.EpisodeShare.value",
      "tidemark.monitoring.v1.FalseFindingRate.expected_a_year",
      "tidemark.monitoring.v1.FalseFindingRate.standard_error",
      "tidemark.monitoring.v1.FalseFindings.expected_a_provider_year",
      "tidemark.monitoring.v1.FalseFindings.expected_a_year",
      "tidemark.monitoring.v1.Comparison.CurvePoint.size",
      "tidemark.monitoring.v1.Comparison.Unit.expected",
      "tidemark.monitoring.v1.Comparison.Unit.ratio",
      "tidemark.monitoring.v1.Comparison.centre",
      "tidemark.monitoring.v1.Comparison.phi",
      "tidemark.monitoring.v1.Comparison.tau2",
      "tidemark.monitoring.v1.FunnelLimits.lower",
      "tidemark.monitoring.v1.FunnelLimits.upper",
      "tidemark.monitoring.v1.ProcessLimits.centre",
      "tidemark.monitoring.v1.ProcessLimits.lower",
      "tidemark.monitoring.v1.ProcessLimits.near_lower",
      "tidemark.monitoring.v1.ProcessLimits.near_upper",
      "tidemark.monitoring.v1.ProcessLimits.upper",
      "tidemark.monitoring.v1.Series.Phase.centre",
      "tidemark.monitoring.v1.Series.Phase.sigma_z",
      "tidemark.monitoring.v1.Series.target",
      "tidemark.monitoring.v1.Gap.value",
      "tidemark.monitoring.v1.Gap.lower",
      "tidemark.monitoring.v1.Gap.upper",
      "tidemark.monitoring.v1.Figure.value",
      "tidemark.monitoring.v1.Figure.Interval.lower",
      "tidemark.monitoring.v1.Figure.Interval.upper",
      "tidemark.monitoring.v1.GrowthRow.net_share",
      "tidemark.monitoring.v1.GrowthRow.price_share",
      "tidemark.monitoring.v1.GrowthRow.volume_share",
      "tidemark.monitoring.v1.MeanChange.value",
      "tidemark.monitoring.v1.SurvivalPoint.lower",
      "tidemark.monitoring.v1.SurvivalPoint.survival",
      "tidemark.monitoring.v1.SurvivalPoint.upper",
      "tidemark.outcomes.v1.ReturnTracker.Line.rate",
      "tidemark.outcomes.v1.ReturnTracker.Line.rate_on_time"};
  // The numbers of an analysis are anybody's, and so of any kind.
  const auto is_analysis = [](const FieldDescriptor& field) {
    return absl::StartsWith(field.file()->name(),
                            "tidemark/monitoring/v1/analysis");
  };
  ForEachMessage([&](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      EXPECT_FALSE(field.is_map()) << field.name();
      if (field.cpp_type() == FieldDescriptor::CPPTYPE_DOUBLE ||
          field.cpp_type() == FieldDescriptor::CPPTYPE_FLOAT) {
        if (is_analysis(field)) continue;
        EXPECT_EQ(fractions.count(field.full_name()), 1) << field.full_name();
      }
      if (message.file()->name() == "tidemark/api/v1/errors.proto") continue;
      if (field.message_type() != nullptr) {
        EXPECT_NE(field.message_type()->full_name(), "google.protobuf.Any");
      }
    }
  });
}

TEST(SchemaTest, TimesAndDatesAreNamedAsWhatTheyAre) {
  ForEachMessage([&](const Descriptor& message) {
    for (int i = 0; i < message.field_count(); ++i) {
      const FieldDescriptor& field = *message.field(i);
      if (field.message_type() == nullptr) continue;
      const std::string& type = field.message_type()->full_name();
      if (type == "google.protobuf.Timestamp") {
        EXPECT_TRUE(absl::EndsWith(field.name(), "_time")) << field.name();
      }
    }
  });
}

}  // namespace
}  // namespace tidemark
