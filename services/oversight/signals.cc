#include "services/oversight/signals.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/functional/function_ref.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/rpc/page.h"
#include "common/rpc/waiting.h"
#include "common/sheet/export_table.h"
#include "services/oversight/export.h"
#include "services/oversight/tables.h"

namespace tidemark::oversight {
namespace {

using monitoring::v1::Finding;
using v1::Signal;

constexpr int kMaxNotes = 200;
// Of an export.
constexpr int kMaxRows = 100'000;
constexpr int kRowsAtOnce = 1000;

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  google::protobuf::Timestamp stamp;
  const int64_t micros = absl::ToUnixMicros(time);
  stamp.set_seconds(micros / 1000000);
  stamp.set_nanos(static_cast<int32_t>(micros % 1000000) * 1000);
  return stamp;
}

absl::Status WrongState(absl::string_view reason, const Signal& signal,
                        absl::string_view what) {
  return Error(
      absl::StatusCode::kFailedPrecondition, reason,
      absl::StrCat(signal.name(), " ", what),
      {{"name", signal.name()}, {"state", Signal::State_Name(signal.state())}});
}

bool IsOpen(const Signal& signal) {
  return signal.state() == Signal::STATE_OPEN ||
         signal.state() == Signal::STATE_LOOKED_AT;
}

absl::Status CheckOpen(const Signal& signal) {
  if (IsOpen(signal)) return absl::OkStatus();
  return WrongState("SIGNAL_CLOSED", signal,
                    signal.state() == Signal::STATE_DEALT_WITH
                        ? "was dealt with; reopen it first, or add a note"
                        : "has gone; add a note if there is more to say");
}

// Somebody works on it now.
absl::Status TakeUp(Signal& signal) {
  TIDEMARK_RETURN_IF_ERROR(CheckOpen(signal));
  signal.set_state(Signal::STATE_LOOKED_AT);
  return absl::OkStatus();
}

absl::Status CheckWords(const std::string& words) {
  Faults faults;
  if (absl::StripAsciiWhitespace(words).empty()) {
    faults.Add({.field = "words",
                .code = "EMPTY_WORDS",
                .message = "must say something"});
  }
  return faults.ToStatus();
}

// Lets `change` change the signal of `request`, and notes who did what.
template <typename Request>
absl::StatusOr<Signal> Act(
    store::Database& db, const rpc::Call& call, const Request& request,
    Signal::Note::Act act,
    absl::FunctionRef<absl::Status(Signal& signal)> change) {
  return db.Write<Signal>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<Signal> {
        TIDEMARK_ASSIGN_OR_RETURN(
            Signal signal,
            kSignals.GetForUpdate(txn, request.name(), request.etag()));
        TIDEMARK_RETURN_IF_ERROR(change(signal));
        if (signal.notes_size() >= kMaxNotes) {
          return WrongState(
              "TOO_MANY_NOTES", signal,
              absl::StrCat("has ", kMaxNotes, " notes, which is the most"));
        }
        Signal::Note& note = *signal.add_notes();
        note.set_author(call.principal().subject);
        *note.mutable_note_time() = ToTimestamp(call.time());
        note.set_act(act);
        note.set_words(request.words());
        return kSignals.Update(txn, std::move(signal));
      });
}

Faults CheckFilters(const v1::ListSignalsRequest& request) {
  Faults faults;
  if (!request.provider().empty()) {
    CheckName("provider", request.provider(), "councils/*/providers/*",
              request.parent(), faults);
  }
  if (!request.subject().empty() &&
      !Matches(request.subject(), "councils/*/contracts/*")) {
    CheckName("subject", request.subject(), "councils/*/providers/*",
              request.parent(), faults);
  }
  return faults;
}

bool IsWanted(const v1::ListSignalsRequest& request, const Signal& signal) {
  const Finding& finding = signal.finding();
  return (request.state() == Signal::STATE_UNSPECIFIED ||
          request.state() == signal.state()) &&
         (request.kind() == Finding::KIND_UNSPECIFIED ||
          request.kind() == finding.kind()) &&
         (request.provider().empty() ||
          request.provider() == finding.provider()) &&
         (request.subject().empty() || request.subject() == finding.subject());
}

}  // namespace

absl::StatusOr<v1::ListSignalsResponse> Signals::ListSignals(
    const rpc::Call&, const v1::ListSignalsRequest& request) const {
  TIDEMARK_RETURN_IF_ERROR(CheckFilters(request).ToStatus());
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<Signal> page,
      kSignals.ListIndexRange(
          store::Snapshot(db_), kSignalsByAge, AgePrefix(request.parent()),
          start, rpc::PageSize(request.page_size()),
          [&](const Signal& signal) { return IsWanted(request, signal); }));
  v1::ListSignalsResponse response;
  for (Signal& signal : page.messages) {
    *response.add_signals() = std::move(signal);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  std::optional<LastLook> last = looking_.LastLookAt(request.parent());
  if (last) {
    *response.mutable_noise() = std::move(last->noise);
    *response.mutable_look_time() = ToTimestamp(last->time);
  }
  return response;
}

absl::StatusOr<type::v1::ExportedFile> Signals::ExportSignals(
    const rpc::Call& call, const v1::ExportSignalsRequest& request) const {
  v1::ListSignalsRequest list;
  list.set_parent(request.parent());
  list.set_state(request.state());
  list.set_kind(request.kind());
  list.set_provider(request.provider());
  list.set_subject(request.subject());
  list.set_page_size(kRowsAtOnce);
  v1::ListSignalsResponse all;
  do {
    TIDEMARK_ASSIGN_OR_RETURN(v1::ListSignalsResponse page,
                              ListSignals(call, list));
    list.set_page_token(page.next_page_token());
    for (Signal& signal : *page.mutable_signals()) {
      *all.add_signals() = std::move(signal);
    }
    if (all.signals_size() > kMaxRows) {
      return Error(absl::StatusCode::kResourceExhausted, "TOO_MANY_ROWS",
                   absl::StrCat("there are more than ", kMaxRows,
                                " signals; ask for one kind or provider"));
    }
    *all.mutable_noise() = page.noise();
    if (page.has_look_time()) *all.mutable_look_time() = page.look_time();
  } while (!list.page_token().empty());
  sheet::ExportTable table = TableOf(all);
  table.warning = "Not for publication: small numbers are not hidden";
  table.about.emplace_back("Made for", call.principal().subject);
  return sheet::MakeFile(table, request.format(), call.time());
}

absl::StatusOr<Signal> Signals::GetSignal(
    const rpc::Call&, const v1::GetSignalRequest& request) const {
  return kSignals.Get(store::Snapshot(db_), request.name());
}

absl::StatusOr<Signal> Signals::LookAtSignal(
    const rpc::Call& call, const v1::LookAtSignalRequest& request) {
  return Act(db_, call, request, Signal::Note::ACT_LOOKED, &TakeUp);
}

absl::StatusOr<Signal> Signals::OfferSupport(
    const rpc::Call& call, const v1::OfferSupportRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(CheckWords(request.words()));
  return Act(db_, call, request, Signal::Note::ACT_OFFERED_SUPPORT, &TakeUp);
}

absl::StatusOr<Signal> Signals::CloseSignal(
    const rpc::Call& call, const v1::CloseSignalRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(CheckWords(request.words()));
  return Act(db_, call, request, Signal::Note::ACT_DEALT_WITH,
             [](Signal& signal) -> absl::Status {
               TIDEMARK_RETURN_IF_ERROR(CheckOpen(signal));
               signal.set_state(Signal::STATE_DEALT_WITH);
               return absl::OkStatus();
             });
}

absl::StatusOr<Signal> Signals::ReopenSignal(
    const rpc::Call& call, const v1::ReopenSignalRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(CheckWords(request.words()));
  return Act(db_, call, request, Signal::Note::ACT_REOPENED,
             [](Signal& signal) -> absl::Status {
               if (signal.state() != Signal::STATE_DEALT_WITH) {
                 return WrongState("SIGNAL_NOT_CLOSED", signal,
                                   "was not dealt with");
               }
               if (!signal.standing()) {
                 return WrongState("SIGNAL_GONE", signal,
                                   "no longer stands; it is a new signal if it "
                                   "comes back");
               }
               signal.set_state(Signal::STATE_OPEN);
               return absl::OkStatus();
             });
}

absl::StatusOr<Signal> Signals::AddSignalNote(
    const rpc::Call& call, const v1::AddSignalNoteRequest& request) {
  TIDEMARK_RETURN_IF_ERROR(CheckWords(request.words()));
  return Act(db_, call, request, Signal::Note::ACT_NOTED,
             [](Signal&) { return absl::OkStatus(); });
}

absl::StatusOr<v1::RefreshSignalsResponse> Signals::RefreshSignals(
    const rpc::Call& call, const v1::RefreshSignalsRequest& request) {
  // Waits for other looks, and for monitoring.
  if (!rpc::MayWait()) return rpc::WouldWait();
  TIDEMARK_ASSIGN_OR_RETURN(const v1::RefreshSignalsResponse response,
                            looking_.LookAt(request.parent()));
  // Kept for a repeat.
  return db_.Write<v1::RefreshSignalsResponse>(
      call.write(),
      [&](store::Transaction&) -> absl::StatusOr<v1::RefreshSignalsResponse> {
        return response;
      });
}

}  // namespace tidemark::oversight
