#include "services/outcomes/return_imports.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/type/date.h"
#include "services/outcomes/return_checks.h"
#include "services/outcomes/tables.h"

namespace tidemark::outcomes {
namespace {

using v1::ImportedReturn;
using v1::ReturnImport;
using v1::ReturnImportPart;

constexpr size_t kReportSlice = size_t{1} << 20;

absl::Status WrongState(const ReturnImport& import, absl::string_view reason,
                        absl::string_view message) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               absl::StrCat(import.name(), " ", message),
               {{"name", import.name()},
                {"state", ReturnImport::State_Name(import.state())}});
}

}  // namespace

absl::StatusOr<ReturnImport> ReturnImports::CreateReturnImport(
    const rpc::Call& call, const v1::CreateReturnImportRequest& request) {
  Faults faults;
  CheckId("return_import_id", request.return_import_id(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_RETURN_IF_ERROR(work_.GiveUpStale());
  ReturnImport import = request.return_import();
  import.set_name(
      NameIn(request.parent(), "returnImports", request.return_import_id()));
  import.set_state(ReturnImport::STATE_RECEIVING);
  return db_.Write<ReturnImport>(call.write(), [&](store::Transaction& txn) {
    return kReturnImports.Insert(txn, import);
  });
}

absl::StatusOr<ReturnImport> ReturnImports::SendReturnImportPart(
    const rpc::Call& call, const v1::SendReturnImportPartRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      ReturnImport sent,
      db_.Write<ReturnImport>(
          call.write(),
          [&](store::Transaction& txn) -> absl::StatusOr<ReturnImport> {
            TIDEMARK_ASSIGN_OR_RETURN(ReturnImport import,
                                      kReturnImports.Get(txn, request.name()));
            TIDEMARK_ASSIGN_OR_RETURN(
                const auto known,
                kReturnImportParts.Find(
                    txn, PartName(request.name(), request.offset())));
            if (known && known->content() == request.content()) return import;
            if (import.state() != ReturnImport::STATE_RECEIVING) {
              return WrongState(import, "IMPORT_NOT_RECEIVING",
                                "takes no more parts");
            }
            if (request.offset() != import.received_bytes()) {
              return WrongState(
                  import, "PART_OUT_OF_PLACE",
                  absl::StrCat("has ", import.received_bytes(),
                               " bytes; send the part that starts there"));
            }
            const int64_t end = request.offset() +
                                static_cast<int64_t>(request.content().size());
            if (end > import.total_bytes()) {
              Faults faults;
              faults.Add({.field = "content",
                          .code = "FILE_LONGER_THAN_SAID",
                          .message = absl::StrCat("must end with the file's ",
                                                  import.total_bytes(),
                                                  " bytes; ends at ", end)});
              return faults.ToStatus();
            }
            ReturnImportPart part;
            part.set_name(PartName(request.name(), request.offset()));
            part.set_content(request.content());
            TIDEMARK_RETURN_IF_ERROR(
                kReturnImportParts.Insert(txn, std::move(part)).status());
            import.set_received_bytes(end);
            if (end == import.total_bytes()) {
              import.set_state(ReturnImport::STATE_CHECKING);
            }
            return kReturnImports.Update(txn, std::move(import));
          }));
  if (sent.state() == ReturnImport::STATE_CHECKING) {
    work_.Enqueue(sent.name());
  }
  return sent;
}

absl::StatusOr<ReturnImport> ReturnImports::GetReturnImport(
    const rpc::Call&, const v1::GetReturnImportRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      ReturnImport import,
      kReturnImports.Get(store::Snapshot(db_), request.name()));
  work_.Show(import);
  return import;
}

absl::StatusOr<v1::ListReturnImportsResponse> ReturnImports::ListReturnImports(
    const rpc::Call&, const v1::ListReturnImportsRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(
      auto page,
      kReturnImports.List(store::Snapshot(db_),
                          absl::StrCat(request.parent(), "/returnImports/"),
                          start, rpc::PageSize(request.page_size())));
  v1::ListReturnImportsResponse response;
  for (ReturnImport& import : page.messages) {
    work_.Show(import);
    import.clear_first_errors();
    import.clear_findings();
    *response.add_return_imports() = std::move(import);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::ListImportedReturnsResponse>
ReturnImports::ListImportedReturns(
    const rpc::Call&, const v1::ListImportedReturnsRequest& request) {
  const store::Snapshot now(db_);
  TIDEMARK_ASSIGN_OR_RETURN(ReturnImport import,
                            kReturnImports.Get(now, request.parent()));
  TIDEMARK_ASSIGN_OR_RETURN(std::string start, rpc::PageStart(request));
  const size_t size = rpc::PageSize(request.page_size());
  v1::ListImportedReturnsResponse response;
  if (import.state() == ReturnImport::STATE_CHECKING) {
    work_.Show(import);
    ReturnImportWork::Page page = work_.Checked(import.name(), start, size);
    for (ImportedReturn& found : page.returns) {
      *response.add_imported_returns() = std::move(found);
    }
    response.set_next_page_token(rpc::NextPageToken(request, page.next));
    return response;
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      auto page,
      kImportedReturns.List(now, ReturnsOf(import.name()),
                            std::max(start, ReturnsOf(import.name())), size));
  for (ImportedReturn& result : page.messages) {
    *response.add_imported_returns() = std::move(result);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::ReturnImportReport> ReturnImports::GetReturnImportReport(
    const rpc::Call& call, const v1::GetReturnImportReportRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      ReturnImport import,
      kReturnImports.Get(store::Snapshot(db_), request.name()));
  work_.Show(import);
  if (import.state() != ReturnImport::STATE_READY) {
    return WrongState(import, "IMPORT_NOT_READY",
                      "has no report before it is checked or after it ends");
  }
  TIDEMARK_ASSIGN_OR_RETURN(const auto report,
                            work_.MakeReport(import, request.format()));
  v1::ReturnImportReport response;
  response.set_file_name(
      absl::StrCat(type::FormatIsoDate(type::DateInEngland(call.time())), "-",
                   IdOf(import.name()), "-report",
                   report->format == v1::FILE_FORMAT_CSV ? ".csv" : ".xlsx"));
  const auto offset = static_cast<size_t>(request.offset());
  if (offset < report->content.size()) {
    response.set_content(report->content.substr(offset, kReportSlice));
    const size_t next = offset + response.content().size();
    if (next < report->content.size()) {
      response.set_next_offset(static_cast<int64_t>(next));
    }
  }
  return response;
}

absl::StatusOr<ReturnImport> ReturnImports::CommitReturnImport(
    const rpc::Call& call, const v1::CommitReturnImportRequest& request) {
  Faults faults;
  CheckAnswers(request.warning_answers(), faults);
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(
      ReturnImport committed,
      db_.Write<ReturnImport>(
          call.write(),
          [&](store::Transaction& txn) -> absl::StatusOr<ReturnImport> {
            TIDEMARK_ASSIGN_OR_RETURN(ReturnImport import,
                                      kReturnImports.GetForUpdate(
                                          txn, request.name(), request.etag()));
            ReturnImport shown = import;
            work_.Show(shown);
            if (shown.state() != ReturnImport::STATE_READY) {
              return WrongState(shown, "IMPORT_NOT_READY",
                                "is not checked, or was committed already");
            }
            if (shown.progress().errors() > 0 && !request.skip_faulty()) {
              return WrongState(
                  shown, "IMPORT_HAS_ERRORS",
                  absl::StrCat("has ", shown.progress().errors(),
                               " errors; mend them in its report, or skip the "
                               "returns that have them"));
            }
            import.set_state(ReturnImport::STATE_APPLYING);
            import.set_committed_by(call.principal().subject);
            *import.mutable_warning_answers() = request.warning_answers();
            return kReturnImports.Update(txn, std::move(import));
          }));
  work_.Enqueue(committed.name());
  return committed;
}

absl::StatusOr<ReturnImport> ReturnImports::CancelReturnImport(
    const rpc::Call& call, const v1::CancelReturnImportRequest& request) {
  TIDEMARK_ASSIGN_OR_RETURN(
      ReturnImport cancelled,
      db_.Write<ReturnImport>(
          call.write(),
          [&](store::Transaction& txn) -> absl::StatusOr<ReturnImport> {
            TIDEMARK_ASSIGN_OR_RETURN(ReturnImport import,
                                      kReturnImports.GetForUpdate(
                                          txn, request.name(), request.etag()));
            if (import.state() == ReturnImport::STATE_APPLYING ||
                import.state() == ReturnImport::STATE_DONE) {
              return WrongState(import, "IMPORT_COMMITTED",
                                "is committed; its returns can be corrected "
                                "or withdrawn one by one");
            }
            TIDEMARK_RETURN_IF_ERROR(DeleteParts(txn, import.name()));
            import.set_state(ReturnImport::STATE_CANCELLED);
            return kReturnImports.Update(txn, std::move(import));
          }));
  work_.Forget(cancelled.name());
  return cancelled;
}

}  // namespace tidemark::outcomes
