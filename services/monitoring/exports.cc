#include "services/monitoring/exports.h"

#include <cstddef>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "services/monitoring/export_tables.h"

namespace tidemark::monitoring {
namespace {

using type::v1::ExportedFile;
using type::v1::FileFormat;

constexpr size_t kMaxRows = 100'000;
constexpr int kRowsAtOnce = 1000;

absl::Status TooManyRows() {
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_ROWS",
               absl::StrCat("there are more than ", kMaxRows,
                            " rows; ask for fewer months or one contract"));
}

// Sets the fields of `to` that `from` has under the same names.
template <typename To, typename From>
To Like(const From& from) {
  To to;
  const auto* const fields = From::descriptor();
  for (int i = 0; i < fields->field_count(); ++i) {
    const google::protobuf::FieldDescriptor& field = *fields->field(i);
    const google::protobuf::FieldDescriptor* const same =
        To::descriptor()->FindFieldByName(field.name());
    if (same == nullptr || field.is_repeated()) continue;
    const auto* const get = from.GetReflection();
    const auto* const set = to.GetReflection();
    switch (field.cpp_type()) {
      case google::protobuf::FieldDescriptor::CPPTYPE_STRING:
        set->SetString(&to, same, get->GetString(from, &field));
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_ENUM:
        set->SetEnumValue(&to, same, get->GetEnumValue(from, &field));
        break;
      case google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE:
        if (!get->HasField(from, &field)) break;
        set->MutableMessage(&to, same)->CopyFrom(get->GetMessage(from, &field));
        break;
      default:
        break;
    }
  }
  return to;
}

absl::StatusOr<ExportedFile> Finish(const rpc::Call& call, FileFormat format,
                                    sheet::ExportTable table) {
  table.warning = "Not for publication: small numbers are not hidden";
  table.about.emplace_back(
      "Made", absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", call.time(),
                               absl::UTCTimeZone()));
  table.about.emplace_back("Made for", call.principal().subject);
  return sheet::MakeFile(table, format, call.time());
}

}  // namespace

absl::StatusOr<ExportedFile> Exports::ExportScorecard(
    const rpc::Call& call, const v1::ExportScorecardRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::Scorecard scorecard,
      monitoring_.Scorecard(ViewerOf(call),
                            Like<v1::GetScorecardRequest>(request)));
  return Finish(call, request.format(), TableOf(scorecard));
}

absl::StatusOr<ExportedFile> Exports::ExportExplanation(
    const rpc::Call& call, const v1::ExportExplanationRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::Explanation explanation,
      monitoring_.Explained(ViewerOf(call),
                            Like<v1::ExplainFigureRequest>(request), kMaxRows));
  if (!explanation.next_page_token().empty()) return TooManyRows();
  sheet::ExportTable table = TableOf(explanation);
  return Finish(call, request.format(), std::move(table));
}

absl::StatusOr<ExportedFile> Exports::ExportEqualityGaps(
    const rpc::Call& call, const v1::ExportEqualityGapsRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::EqualityGaps gaps,
      equality_.GetEqualityGaps(call,
                                Like<v1::GetEqualityGapsRequest>(request)));
  return Finish(call, request.format(), TableOf(gaps));
}

absl::StatusOr<ExportedFile> Exports::ExportStepDowns(
    const rpc::Call& call, const v1::ExportStepDownsRequest& request) const {
  auto list = Like<v1::ListStepDownsRequest>(request);
  list.set_page_size(kRowsAtOnce);
  std::vector<v1::StepDown> steps;
  do {
    TIDEMARK_ASSIGN_OR_RETURN(v1::ListStepDownsResponse page,
                              step_downs_.ListStepDowns(call, list));
    for (v1::StepDown& step : *page.mutable_step_downs()) {
      steps.push_back(std::move(step));
    }
    if (steps.size() > kMaxRows) return TooManyRows();
    list.set_page_token(page.next_page_token());
  } while (!list.page_token().empty());
  return Finish(call, request.format(), TableOf(steps));
}

absl::StatusOr<ExportedFile> Exports::ExportPackageGrowth(
    const rpc::Call& call,
    const v1::ExportPackageGrowthRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::PackageGrowth growth,
      measures_.GetPackageGrowth(call,
                                 Like<v1::GetPackageGrowthRequest>(request)));
  return Finish(call, request.format(), TableOf(growth));
}

}  // namespace tidemark::monitoring
