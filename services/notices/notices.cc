#include "services/notices/notices.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

#include "common/base/faults.h"
#include "common/base/status_macros.h"
#include "common/proto/names.h"
#include "common/proto/update_mask.h"
#include "common/rpc/page.h"
#include "common/type/date.h"
#include "services/notices/notice_names.h"
#include "services/notices/records.h"
#include "services/notices/tables.h"

namespace tidemark::notices {
namespace {

// The days that are listed when the caller does not say, and the most.
constexpr int kDefaultDays = 90;
constexpr int kMaxDays = 400;

// The first and the last day of a listing.
struct Range {
  type::Date from;
  type::Date to;
};

absl::StatusOr<Range> ReadRange(const v1::ListNoticesRequest& request,
                                type::Date today) {
  Faults faults;
  std::optional<type::Date> to = today;
  if (request.has_to_date()) {
    to = type::ReadDate(request.to_date(), "to_date", faults);
  }
  std::optional<type::Date> from;
  if (request.has_from_date()) {
    from = type::ReadDate(request.from_date(), "from_date", faults);
  } else if (to) {
    from = *to - kDefaultDays;
  }
  if (from && to && *from > *to) {
    faults.Add(
        {.field = "from_date",
         .code = "DATE_ORDER",
         .message = absl::StrCat("must not be after ", type::FormatIsoDate(*to),
                                 "; is ", type::FormatIsoDate(*from))});
  } else if (from && to && *to - *from > kMaxDays) {
    faults.Add(
        {.field = "from_date",
         .code = "TOO_MANY_DAYS",
         .message = absl::StrCat("must be at most ", kMaxDays, " days before ",
                                 type::FormatIsoDate(*to), "; is ",
                                 type::FormatIsoDate(*from))});
  }
  TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  return Range{.from = *from, .to = *to};
}

// `notice` as `caller` may see it: of a group's notice, a provider sees the
// lines that are its own and the addresses that they go to.
v1::Notice AsSeenBy(const rpc::Principal& caller, v1::Notice notice) {
  if (!caller.is_provider()) return notice;
  const auto others = [&](const auto& item) {
    return item.provider() != caller.provider;
  };
  auto& lines = *notice.mutable_lines();
  lines.erase(std::remove_if(lines.begin(), lines.end(), others), lines.end());
  notice.clear_providers();
  notice.add_providers(caller.provider);
  auto& deliveries = *notice.mutable_deliveries();
  deliveries.erase(std::remove_if(deliveries.begin(), deliveries.end(),
                                  [&](const v1::Notice::Delivery& delivery) {
                                    return std::find(
                                               delivery.providers().begin(),
                                               delivery.providers().end(),
                                               caller.provider) ==
                                           delivery.providers().end();
                                  }),
                   deliveries.end());
  for (v1::Notice::Delivery& delivery : deliveries) {
    delivery.clear_providers();
    delivery.add_providers(caller.provider);
  }
  return notice;
}

v1::Alert::Act ActOf(const rpc::Call& call, const std::string& description) {
  v1::Alert::Act act;
  act.set_actor(call.principal().subject);
  *act.mutable_act_time() = ToTimestamp(call.time());
  act.set_description(description);
  return act;
}

absl::Status WrongState(absl::string_view reason, absl::string_view name,
                        absl::string_view what) {
  return Error(absl::StatusCode::kFailedPrecondition, reason,
               absl::StrCat(name, " ", what), {{"name", std::string(name)}});
}

// The notice of an offer of help, about to be sent.
v1::Notice HelpFor(const v1::Alert& alert, const std::string& contact,
                   type::Date today) {
  v1::Notice notice;
  notice.set_name(HelpName(alert.name()));
  notice.set_kind(v1::Notice::KIND_HELP);
  notice.set_state(v1::Notice::STATE_PENDING);
  *notice.mutable_day() = type::ToProto(today);
  notice.add_providers(alert.provider());
  notice.set_contract(alert.contract());
  notice.set_contact_email(contact);
  return notice;
}

}  // namespace

absl::StatusOr<v1::ListNoticesResponse> Notices::ListNotices(
    const rpc::Call& call, const v1::ListNoticesRequest& request) const {
  if (!request.provider().empty()) {
    Faults faults;
    CheckName("provider", request.provider(), "councils/*/providers/*",
              request.parent(), faults);
    TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
  }
  TIDEMARK_ASSIGN_OR_RETURN(
      const Range range, ReadRange(request, type::DateInEngland(call.time())));
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  // Where the page before ended: its day and the first name that it left out.
  std::pair<std::string, std::string> begin = {type::FormatIsoDate(range.to),
                                               ""};
  if (!start.empty()) begin = absl::StrSplit(start, absl::MaxSplits(' ', 1));
  TIDEMARK_ASSIGN_OR_RETURN(type::Date day, type::ParseIsoDate(begin.first));

  const std::string& scope =
      request.provider().empty() ? request.parent() : request.provider();
  const auto wanted = [&](const v1::Notice& notice) {
    return (request.kind() == v1::Notice::KIND_UNSPECIFIED ||
            notice.kind() == request.kind()) &&
           (request.state() == v1::Notice::STATE_UNSPECIFIED ||
            notice.state() == request.state());
  };
  const store::Snapshot snapshot(db_);
  v1::ListNoticesResponse response;
  const size_t limit = rpc::PageSize(request.page_size());
  for (; day >= range.from; --day, begin.second.clear()) {
    const size_t left = limit - static_cast<size_t>(response.notices_size());
    TIDEMARK_ASSIGN_OR_RETURN(
        store::Page<v1::Notice> page,
        kNotices.ListIndex(snapshot, kNoticesByDay, DayKey(scope, day),
                           begin.second, left, wanted));
    for (v1::Notice& notice : page.messages) {
      *response.add_notices() = AsSeenBy(call.principal(), std::move(notice));
    }
    if (!page.next.empty()) {
      response.set_next_page_token(rpc::NextPageToken(
          request, absl::StrCat(type::FormatIsoDate(day), " ", page.next)));
      break;
    }
  }
  return response;
}

absl::StatusOr<v1::Notice> Notices::GetNotice(
    const rpc::Call& call, const v1::GetNoticeRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(v1::Notice notice,
                            kNotices.Get(store::Snapshot(db_), request.name()));
  return AsSeenBy(call.principal(), std::move(notice));
}

absl::StatusOr<v1::Notice> Notices::ResendNotice(
    const rpc::Call& call, const v1::ResendNoticeRequest& request) {
  absl::StatusOr<v1::Notice> resent = db_.Write<v1::Notice>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<v1::Notice> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Notice notice,
            GetToChange(txn, kNotices, request.name(), request.etag()));
        if (notice.state() == v1::Notice::STATE_PENDING) {
          return WrongState("NOTICE_PENDING", notice.name(),
                            "is about to be sent; wait for that");
        }
        if (notice.state() == v1::Notice::STATE_SKIPPED &&
            notice.skip_reason() != v1::Notice::SKIP_REASON_NO_CONTACT) {
          return WrongState("NOTICE_SKIPPED", notice.name(),
                            "was not sent on purpose, and no longer says what "
                            "holds");
        }
        notice.set_state(v1::Notice::STATE_PENDING);
        notice.clear_skip_reason();
        notice.clear_deliveries();
        notice.set_resends(notice.resends() + 1);
        return Save(txn, kNotices, std::move(notice));
      });
  if (resent.ok()) Wake();
  return resent;
}

absl::StatusOr<v1::NoticeSettings> Notices::GetNoticeSettings(
    const rpc::Call& /*call*/,
    const v1::GetNoticeSettingsRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(
      auto settings, kSettings.Find(store::Snapshot(db_), request.name()));
  if (settings) return *std::move(settings);
  v1::NoticeSettings none;
  none.set_name(request.name());
  none.set_etag("0");
  return none;
}

absl::StatusOr<v1::NoticeSettings> Notices::UpdateNoticeSettings(
    const rpc::Call& call, const v1::UpdateNoticeSettingsRequest& request) {
  return db_.Write<v1::NoticeSettings>(
      call.write(),
      [&](store::Transaction& txn) -> absl::StatusOr<v1::NoticeSettings> {
        const std::string& name = request.settings().name();
        TIDEMARK_ASSIGN_OR_RETURN(const auto stored, kSettings.Find(txn, name));
        v1::NoticeSettings settings;
        if (stored || (!request.settings().etag().empty() &&
                       request.settings().etag() != "0")) {
          TIDEMARK_ASSIGN_OR_RETURN(
              settings,
              kSettings.GetForUpdate(txn, name, request.settings().etag()));
        } else {
          settings.set_name(name);
        }
        TIDEMARK_RETURN_IF_ERROR(ApplyUpdate({.patch = request.settings(),
                                              .mask = request.update_mask(),
                                              .field = "settings"},
                                             settings));
        Faults faults;
        for (int i = 0; i < settings.muted_kinds_size(); ++i) {
          if (settings.muted_kinds(i) != v1::Notice::KIND_RECEIPT) continue;
          faults.Add({.field = absl::StrCat("settings.muted_kinds[", i, "]"),
                      .code = "RECEIPTS_ALWAYS",
                      .message = "must not be KIND_RECEIPT: a receipt is the "
                                 "provider's proof of what it sent"});
        }
        TIDEMARK_RETURN_IF_ERROR(faults.ToStatus());
        return stored ? kSettings.Update(txn, std::move(settings))
                      : kSettings.Insert(txn, std::move(settings));
      });
}

absl::StatusOr<v1::ListAlertsResponse> Notices::ListAlerts(
    const rpc::Call& /*call*/, const v1::ListAlertsRequest& request) const {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string start, rpc::PageStart(request));
  TIDEMARK_ASSIGN_OR_RETURN(
      store::Page<v1::Alert> page,
      kAlerts.List(store::Snapshot(db_),
                   absl::StrCat(request.parent(), "/alerts/"), start,
                   rpc::PageSize(request.page_size()),
                   [&](const v1::Alert& alert) {
                     return (request.state() == v1::Alert::STATE_UNSPECIFIED ||
                             alert.state() == request.state()) &&
                            (request.kind() == v1::Alert::KIND_UNSPECIFIED ||
                             alert.kind() == request.kind());
                   }));
  v1::ListAlertsResponse response;
  for (v1::Alert& alert : page.messages) {
    *response.add_alerts() = std::move(alert);
  }
  response.set_next_page_token(rpc::NextPageToken(request, page.next));
  return response;
}

absl::StatusOr<v1::Alert> Notices::OfferHelp(
    const rpc::Call& call, const v1::OfferHelpRequest& request) {
  absl::StatusOr<v1::Alert> offered = db_.Write<v1::Alert>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<v1::Alert> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Alert alert,
            GetToChange(txn, kAlerts, request.name(), request.etag()));
        if (alert.state() != v1::Alert::STATE_OPEN ||
            alert.kind() != v1::Alert::KIND_MISSED_RETURNS) {
          return WrongState("ALERT_NOT_OPEN", alert.name(),
                            "is no open alert about missed returns; help was "
                            "offered, or it has ended");
        }
        alert.set_state(v1::Alert::STATE_OFFERED_HELP);
        *alert.mutable_offer() = ActOf(call, request.description());
        v1::Notice help = HelpFor(alert, request.contact_email(),
                                  type::DateInEngland(call.time()));
        // An alert that was withdrawn and raised again is another offer.
        TIDEMARK_ASSIGN_OR_RETURN(const auto before,
                                  kNotices.Find(txn, help.name()));
        if (before) help.set_resends(before->resends() + 1);
        TIDEMARK_RETURN_IF_ERROR(Save(txn, kNotices, std::move(help)).status());
        return Save(txn, kAlerts, std::move(alert));
      });
  if (offered.ok()) Wake();
  return offered;
}

absl::StatusOr<v1::Alert> Notices::CloseAlert(
    const rpc::Call& call, const v1::CloseAlertRequest& request) {
  return db_.Write<v1::Alert>(
      call.write(), [&](store::Transaction& txn) -> absl::StatusOr<v1::Alert> {
        TIDEMARK_ASSIGN_OR_RETURN(
            v1::Alert alert,
            GetToChange(txn, kAlerts, request.name(), request.etag()));
        if (!Stands(alert)) {
          return WrongState("ALERT_ENDED", alert.name(),
                            "was closed or withdrawn already");
        }
        alert.set_state(v1::Alert::STATE_CLOSED);
        *alert.mutable_closing() = ActOf(call, request.description());
        return Save(txn, kAlerts, std::move(alert));
      });
}

absl::StatusOr<std::vector<std::string>> Notices::ProvidersOf(
    absl::string_view name) const {
  TIDEMARK_ASSIGN_OR_RETURN(const v1::Notice notice,
                            kNotices.Get(store::Snapshot(db_), name));
  return std::vector<std::string>(notice.providers().begin(),
                                  notice.providers().end());
}

}  // namespace tidemark::notices
