#include "services/enablement/work.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

#include "common/base/status_macros.h"
#include "common/proposals/proposals.h"
#include "common/proto/names.h"
#include "common/type/decisions.h"
#include "services/enablement/episode_view.h"
#include "services/enablement/levels.h"
#include "services/enablement/tables.h"
#include "services/enablement/track.h"

namespace tidemark::enablement {
namespace {

using type::Date;
using v1::Package;
using v1::WorkItem;

const char* WhatIsProposed(type::v1::ProposalKind kind) {
  switch (kind) {
    case type::v1::PROPOSAL_KIND_LOWER_LEVEL:
      return "less support";
    case type::v1::PROPOSAL_KIND_HIGHER_LEVEL:
      return "more support";
    case type::v1::PROPOSAL_KIND_PAUSE:
      return "a pause";
    default:
      return "the end of support";
  }
}

// Collects what there is to do.
class Work {
 public:
  Work(const store::Reader& reader, const v1::ListWorkRequest& request,
       const Terms& terms, Date today)
      : reader_(reader), request_(request), terms_(terms), today_(today) {}

  absl::StatusOr<std::vector<WorkItem>> Find() && {
    if (Wants(WorkItem::KIND_DECISION)) {
      TIDEMARK_RETURN_IF_ERROR(FindDecisions());
    }
    if (Wants(WorkItem::KIND_CHECK_BACK)) {
      TIDEMARK_RETURN_IF_ERROR(FindCheckBacks());
    }
    if (Wants(WorkItem::KIND_OFF_TRACK)) {
      TIDEMARK_RETURN_IF_ERROR(FindOffTrack());
    }
    std::sort(items_.begin(), items_.end(),
              [](const WorkItem& a, const WorkItem& b) {
                return PlaceOf(a) < PlaceOf(b);
              });
    return std::move(items_);
  }

 private:
  bool Wants(WorkItem::Kind kind) const {
    return request_.kind() == WorkItem::KIND_UNSPECIFIED ||
           request_.kind() == kind;
  }

  // The first of two indexes if the request is about one provider.
  template <typename Message>
  absl::StatusOr<std::vector<std::string>> NamesBy(
      const store::Table<Message>& table,
      const store::Index<Message>& by_provider,
      const store::Index<Message>& by_council) const {
    return request_.provider().empty()
               ? table.Lookup(reader_, by_council, request_.parent())
               : table.Lookup(reader_, by_provider, request_.provider());
  }

  // Adds an item about `package` unless the request leaves it out.
  WorkItem* Add(WorkItem::Kind kind, const std::string& resource,
                const Package& package, const type::v1::Date& due) {
    const type::Waiting waiting =
        type::WaitingOn(today_, DayOf(due), terms_.check_backs.calendar);
    if (request_.overdue_only() && !waiting.overdue) return nullptr;
    WorkItem& item = items_.emplace_back();
    item.set_kind(kind);
    item.set_resource(resource);
    item.set_package(package.name());
    item.set_person(package.person());
    item.set_provider(package.provider());
    *item.mutable_due_date() = due;
    item.set_working_days_left(waiting.working_days_left);
    item.set_overdue(waiting.overdue);
    return &item;
  }

  absl::Status FindDecisions() {
    const std::string& owner =
        request_.provider().empty() ? request_.parent() : request_.provider();
    const auto& index = request_.provider().empty()
                            ? proposals::kWaitingByCouncil<v1::Proposal>
                            : proposals::kWaitingByProvider<v1::Proposal>;
    std::string start;
    do {
      TIDEMARK_ASSIGN_OR_RETURN(
          const store::Page<v1::Proposal> page,
          kProposals.ListIndexRange(
              reader_, index, proposals::WorkPrefix(owner), start, kBatch));
      for (const v1::Proposal& proposal : page.messages) {
        TIDEMARK_RETURN_IF_ERROR(AddDecision(proposal));
      }
      start = page.next;
    } while (!start.empty());
    return absl::OkStatus();
  }

  absl::Status AddDecision(const v1::Proposal& proposal) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const Package package,
        kPackages.Get(reader_,
                      AncestorOf(proposal.name(), "councils/*/packages/*")));
    WorkItem* const item = Add(WorkItem::KIND_DECISION, proposal.name(),
                               package, proposal.decide_by());
    if (item != nullptr) {
      item->set_text(
          absl::StrCat("Decide about ", WhatIsProposed(proposal.kind()), "."));
    }
    return absl::OkStatus();
  }

  absl::Status FindCheckBacks() {
    TIDEMARK_ASSIGN_OR_RETURN(const std::vector<std::string> names,
                              NamesBy(kCheckBacks, kOpenCheckBacksByProvider,
                                      kOpenCheckBacksByCouncil));
    for (const std::string& name : names) {
      TIDEMARK_ASSIGN_OR_RETURN(const v1::CheckBack check_back,
                                kCheckBacks.Get(reader_, name));
      if (DayOf(check_back.due_date()) > today_ + request_.days_ahead()) {
        continue;
      }
      TIDEMARK_ASSIGN_OR_RETURN(
          const Package package,
          kPackages.Get(reader_, AncestorOf(name, "councils/*/packages/*")));
      WorkItem* const item =
          Add(WorkItem::KIND_CHECK_BACK, name, package, check_back.due_date());
      if (item == nullptr) continue;
      item->set_text(absl::StrCat(
          "Look back on the step of ",
          type::FormatLongDate(DayOf(check_back.step_date())),
          package.state() == Package::STATE_ENDED ? ", when support ended."
                                                  : "."));
    }
    return absl::OkStatus();
  }

  absl::Status FindOffTrack() {
    absl::Status status;
    const auto visit = [&](const Package& package) {
      if (IsFollowed(package)) status = AddOffTrack(package);
      return status.ok();
    };
    if (request_.provider().empty()) {
      TIDEMARK_RETURN_IF_ERROR(kPackages.Scan(
          reader_, absl::StrCat(request_.parent(), "/packages/"), "", visit));
      return status;
    }
    TIDEMARK_ASSIGN_OR_RETURN(
        const std::vector<std::string> names,
        kPackages.Lookup(reader_, kPackagesByProvider, request_.provider()));
    for (const std::string& name : names) {
      TIDEMARK_ASSIGN_OR_RETURN(const Package package,
                                kPackages.Get(reader_, name));
      if (!visit(package)) break;
    }
    return status;
  }

  absl::Status AddOffTrack(const Package& package) {
    TIDEMARK_ASSIGN_OR_RETURN(const EpisodeRecords records,
                              ReadRecords(reader_, package.name()));
    const std::vector<v1::EpisodeWarning> warnings =
        WarningsOf({.package = package,
                    .check_backs = records.check_backs,
                    .waiting = records.waiting,
                    .terms = terms_.episodes},
                   today_);
    if (warnings.empty()) return absl::OkStatus();
    const auto first = std::min_element(
        warnings.begin(), warnings.end(),
        [](const v1::EpisodeWarning& a, const v1::EpisodeWarning& b) {
          return DayOf(a.since_date()) < DayOf(b.since_date());
        });
    WorkItem* const item = Add(WorkItem::KIND_OFF_TRACK, package.name(),
                               package, first->since_date());
    if (item == nullptr) return absl::OkStatus();
    item->set_text(absl::StrJoin(
        warnings, " ", [](std::string* out, const v1::EpisodeWarning& warning) {
          absl::StrAppend(out, warning.text());
        }));
    for (const v1::EpisodeWarning& warning : warnings) {
      *item->add_warnings() = warning;
    }
    return absl::OkStatus();
  }

  // How many proposals are read at a time.
  static constexpr size_t kBatch = 1000;

  const store::Reader& reader_;
  const v1::ListWorkRequest& request_;
  const Terms& terms_;
  const Date today_;
  std::vector<WorkItem> items_;
};

}  // namespace

absl::StatusOr<EpisodeRecords> ReadRecords(const store::Reader& reader,
                                           absl::string_view package) {
  EpisodeRecords records;
  TIDEMARK_RETURN_IF_ERROR(
      kCheckBacks.Scan(reader, absl::StrCat(package, "/checkBacks/"), "",
                       [&](v1::CheckBack& check_back) {
                         records.check_backs.push_back(std::move(check_back));
                         return true;
                       }));
  std::stable_sort(records.check_backs.begin(), records.check_backs.end(),
                   [](const v1::CheckBack& a, const v1::CheckBack& b) {
                     return DayOf(a.due_date()) < DayOf(b.due_date());
                   });
  TIDEMARK_RETURN_IF_ERROR(
      kProposals.Scan(reader, absl::StrCat(package, "/proposals/"), "",
                      [&](v1::Proposal& proposal) {
                        if (proposals::IsWaiting(proposal)) {
                          records.waiting.push_back(std::move(proposal));
                        }
                        return true;
                      }));
  return records;
}

bool IsFollowed(const Package& package) {
  return package.state() != Package::STATE_ENDED &&
         package.origin() != Package::ORIGIN_CLIENT_LEVEL_DATA &&
         (package.stage() == Package::STAGE_ENABLE || !package.plan().empty());
}

absl::StatusOr<std::vector<WorkItem>> FindWork(
    const store::Reader& reader, const v1::ListWorkRequest& request,
    const Terms& terms, Date today) {
  return Work(reader, request, terms, today).Find();
}

std::string PlaceOf(const WorkItem& item) {
  return absl::StrCat(type::FormatIsoDate(DayOf(item.due_date())), " ",
                      item.kind(), " ", item.resource());
}

}  // namespace tidemark::enablement
