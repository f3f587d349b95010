// The notices service: one function for each RPC, no network.

#ifndef TIDEMARK_SERVICES_NOTICES_NOTICES_H_
#define TIDEMARK_SERVICES_NOTICES_NOTICES_H_

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

#include "common/rpc/call.h"
#include "common/store/database.h"
#include "tidemark/notices/v1/notices_service.pb.h"

namespace tidemark::notices {

// What `tidemark.notices.v1.NoticesService` promises. Errors are those that the
// proto declares. Safe to use from any thread.
class Notices {
 public:
  // `db` must outlive this. `wake` is called when there is something to send;
  // it may be null.
  Notices(store::Database& db, std::function<void()> wake)
      : db_(db), wake_(std::move(wake)) {}

  // Returns `INVALID_ARGUMENT` with `BAD_NAME` for a provider that is none of
  // the council's, with the reasons of `type::FromProto` for a date that is
  // none, and with `DATE_ORDER` or `TOO_MANY_DAYS` for a range that is none.
  absl::StatusOr<v1::ListNoticesResponse> ListNotices(
      const rpc::Call& call, const v1::ListNoticesRequest& request) const;
  absl::StatusOr<v1::Notice> GetNotice(
      const rpc::Call& call, const v1::GetNoticeRequest& request) const;
  absl::StatusOr<v1::Notice> ResendNotice(
      const rpc::Call& call, const v1::ResendNoticeRequest& request);
  absl::StatusOr<v1::NoticeSettings> GetNoticeSettings(
      const rpc::Call& call, const v1::GetNoticeSettingsRequest& request) const;
  absl::StatusOr<v1::NoticeSettings> UpdateNoticeSettings(
      const rpc::Call& call, const v1::UpdateNoticeSettingsRequest& request);
  absl::StatusOr<v1::ListAlertsResponse> ListAlerts(
      const rpc::Call& call, const v1::ListAlertsRequest& request) const;
  absl::StatusOr<v1::Alert> OfferHelp(const rpc::Call& call,
                                      const v1::OfferHelpRequest& request);
  absl::StatusOr<v1::Alert> CloseAlert(const rpc::Call& call,
                                       const v1::CloseAlertRequest& request);

  // The providers that a notice concerns. Returns `NOT_FOUND` if there is no
  // such notice; alerts belong to no provider.
  absl::StatusOr<std::vector<std::string>> ProvidersOf(
      absl::string_view name) const;

 private:
  void Wake() const {
    if (wake_) wake_();
  }

  store::Database& db_;
  const std::function<void()> wake_;
};

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_NOTICES_H_
