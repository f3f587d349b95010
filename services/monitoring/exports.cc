#include "services/monitoring/exports.h"

#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "google/protobuf/message.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "services/monitoring/export_tables.h"

namespace tidemark::monitoring {
namespace {

using type::v1::ExportedFile;
using type::v1::FileFormat;

constexpr int kMaxRows = 100'000;
constexpr int kRowsAtOnce = 1000;

absl::Status TooManyRows() {
  return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_ROWS",
               absl::StrCat("there are more than ", kMaxRows,
                            " rows; ask for fewer months or one contract"));
}

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Copies a field to one of the same name and type.
void CopyField(const Message& from, const FieldDescriptor& field, Message& to,
               const FieldDescriptor& same) {
  const auto& get = *from.GetReflection();
  const auto& set = *to.GetReflection();
  if (field.is_repeated()) {
    // Words from lists are all that requests repeat.
    for (int i = 0; i < get.FieldSize(from, &field); ++i) {
      set.AddEnumValue(&to, &same, get.GetRepeatedEnumValue(from, &field, i));
    }
    return;
  }
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return set.SetString(&to, &same, get.GetString(from, &field));
    case FieldDescriptor::CPPTYPE_ENUM:
      return set.SetEnumValue(&to, &same, get.GetEnumValue(from, &field));
    case FieldDescriptor::CPPTYPE_INT32:
      return set.SetInt32(&to, &same, get.GetInt32(from, &field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return set.SetBool(&to, &same, get.GetBool(from, &field));
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (get.HasField(from, &field)) {
        set.MutableMessage(&to, &same)->CopyFrom(get.GetMessage(from, &field));
      }
      return;
    default:
      std::abort();
  }
}

// The request of the table's own method that `from` stands for: the fields that
// both have.
template <typename To, typename From>
To Like(const From& from) {
  To to;
  const auto* const fields = From::descriptor();
  for (int i = 0; i < fields->field_count(); ++i) {
    const FieldDescriptor& field = *fields->field(i);
    const FieldDescriptor* const same =
        To::descriptor()->FindFieldByName(field.name());
    if (same != nullptr) CopyField(from, field, to, *same);
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

// The file of an answer, if there is one.
template <typename Answer>
absl::StatusOr<ExportedFile> FileOf(const rpc::Call& call, FileFormat format,
                                    const absl::StatusOr<Answer>& answer) {
  TIDEMARK_RETURN_IF_ERROR(answer.status());
  return Finish(call, format, TableOf(*answer));
}

}  // namespace

absl::StatusOr<ExportedFile> Exports::ExportScorecard(
    const rpc::Call& call, const v1::ExportScorecardRequest& request) {
  return FileOf(call, request.format(),
                sources_.monitoring.Scorecard(
                    ViewerOf(call), Like<v1::GetScorecardRequest>(request)));
}

absl::StatusOr<ExportedFile> Exports::ExportExplanation(
    const rpc::Call& call, const v1::ExportExplanationRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      const v1::Explanation explanation,
      sources_.monitoring.Explained(
          ViewerOf(call), Like<v1::ExplainFigureRequest>(request), kMaxRows));
  if (!explanation.next_page_token().empty()) return TooManyRows();
  return Finish(call, request.format(), TableOf(explanation));
}

absl::StatusOr<ExportedFile> Exports::ExportEqualityGaps(
    const rpc::Call& call, const v1::ExportEqualityGapsRequest& request) {
  return FileOf(call, request.format(),
                sources_.equality.GetEqualityGaps(
                    call, Like<v1::GetEqualityGapsRequest>(request)));
}

absl::StatusOr<ExportedFile> Exports::ExportStepDowns(
    const rpc::Call& call, const v1::ExportStepDownsRequest& request) {
  auto list = Like<v1::ListStepDownsRequest>(request);
  list.set_page_size(kRowsAtOnce);
  v1::ListStepDownsResponse all;
  do {
    TIDEMARK_ASSIGN_OR_RETURN(v1::ListStepDownsResponse page,
                              sources_.step_downs.ListStepDowns(call, list));
    list.set_page_token(page.next_page_token());
    // Of a past day they are the same on each page; of now, the first is what
    // all of them know.
    if (all.as_of_size() > 0) page.clear_as_of();
    all.MergeFrom(page);
    if (all.step_downs_size() > kMaxRows) return TooManyRows();
  } while (!list.page_token().empty());
  return Finish(call, request.format(), TableOf(all));
}

absl::StatusOr<ExportedFile> Exports::ExportPackageGrowth(
    const rpc::Call& call, const v1::ExportPackageGrowthRequest& request) {
  return FileOf(call, request.format(),
                sources_.measures.GetPackageGrowth(
                    call, Like<v1::GetPackageGrowthRequest>(request)));
}

absl::StatusOr<ExportedFile> Exports::ExportTimeToIndependence(
    const rpc::Call& call, const v1::ExportTimeToIndependenceRequest& request) {
  return FileOf(call, request.format(),
                sources_.measures.GetTimeToIndependence(
                    call, Like<v1::GetTimeToIndependenceRequest>(request)));
}

absl::StatusOr<ExportedFile> Exports::ExportBreakdown(
    const rpc::Call& call, const v1::ExportBreakdownRequest& request) {
  return FileOf(call, request.format(),
                sources_.breakdowns.GetBreakdown(
                    call, Like<v1::GetBreakdownRequest>(request)));
}

absl::StatusOr<ExportedFile> Exports::ExportSeries(
    const rpc::Call& call, const v1::ExportSeriesRequest& request) {
  return FileOf(
      call, request.format(),
      sources_.charts.GetSeries(call, Like<v1::GetSeriesRequest>(request)));
}

absl::StatusOr<ExportedFile> Exports::ExportComparison(
    const rpc::Call& call, const v1::ExportComparisonRequest& request) {
  return FileOf(call, request.format(),
                sources_.charts.GetComparison(
                    call, Like<v1::GetComparisonRequest>(request)));
}

}  // namespace tidemark::monitoring
