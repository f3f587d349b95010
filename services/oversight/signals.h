// Signals and what people make of them: one function for each of their RPCs, no
// network.

#ifndef TIDEMARK_SERVICES_OVERSIGHT_SIGNALS_H_
#define TIDEMARK_SERVICES_OVERSIGHT_SIGNALS_H_

#include "absl/status/statusor.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "services/oversight/looking.h"
#include "tidemark/oversight/v1/oversight_service.pb.h"
#include "tidemark/type/v1/exported_file.pb.h"

namespace tidemark::oversight {

// What `tidemark.oversight.v1.OversightService` promises of signals. Errors are
// those that the proto declares; faults: `BAD_NAME` for a filter that is none
// of the council's, `EMPTY_WORDS`. Safe to use from any thread.
class Signals {
 public:
  // Both must outlive this.
  Signals(store::Database& db, Looking& looking) : db_(db), looking_(looking) {}

  absl::StatusOr<v1::ListSignalsResponse> ListSignals(
      const rpc::Call& call, const v1::ListSignalsRequest& request) const;
  absl::StatusOr<type::v1::ExportedFile> ExportSignals(
      const rpc::Call& call, const v1::ExportSignalsRequest& request) const;
  absl::StatusOr<v1::Signal> GetSignal(
      const rpc::Call& call, const v1::GetSignalRequest& request) const;
  absl::StatusOr<v1::Signal> LookAtSignal(
      const rpc::Call& call, const v1::LookAtSignalRequest& request);
  absl::StatusOr<v1::Signal> OfferSupport(
      const rpc::Call& call, const v1::OfferSupportRequest& request);
  absl::StatusOr<v1::Signal> CloseSignal(const rpc::Call& call,
                                         const v1::CloseSignalRequest& request);
  absl::StatusOr<v1::Signal> ReopenSignal(
      const rpc::Call& call, const v1::ReopenSignalRequest& request);
  absl::StatusOr<v1::Signal> AddSignalNote(
      const rpc::Call& call, const v1::AddSignalNoteRequest& request);
  absl::StatusOr<v1::RefreshSignalsResponse> RefreshSignals(
      const rpc::Call& call, const v1::RefreshSignalsRequest& request);

 private:
  store::Database& db_;
  Looking& looking_;
};

}  // namespace tidemark::oversight

#endif  // TIDEMARK_SERVICES_OVERSIGHT_SIGNALS_H_
