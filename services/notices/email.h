// What a notice says, in words. Pure.
//
// Nothing here can hold personal data: a return is named by its contract's and
// period's ids, a provider by the organisation's name. The titles of contracts
// are left out, because one that is bought for one person may name them.

#ifndef TIDEMARK_SERVICES_NOTICES_EMAIL_H_
#define TIDEMARK_SERVICES_NOTICES_EMAIL_H_

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"

#include "common/type/date.h"
#include "common/type/working_days.h"
#include "tidemark/notices/v1/notice.pb.h"

namespace tidemark::notices {

// One value of a template: a line, or a list that is shown as bullet points.
struct Field {
  std::string name;
  std::vector<std::string> values;
  bool is_list = false;
};

// A notice in words, whole and as the fields of a template.
struct Email {
  std::string subject;
  std::string body;
  // The personalisation of GOV.UK Notify. By kind, beside `council` and `link`:
  //   reminders  summary, returns (a list)
  //   receipt    contract, period, version, submitted_at, entries,
  //              content_hash
  //   returned   contract, period
  //   help       contract, contact_email
  std::vector<Field> fields;
};

// What a notice is put into words with.
struct Wording {
  // As the notice is at the time of sending, with the lines of one address.
  const v1::Notice& notice;
  absl::string_view council_display_name;
  // The day on which it is sent, in England.
  type::Date today;
  const type::WorkingCalendar& calendar;
  // Where people find Tidemark: `https://tidemark.example`. May be empty.
  absl::string_view link;
};

Email ComposeEmail(const Wording& wording);

// "due in 3 working days, on Friday 4 July 2025".
std::string DueInWords(type::Date due, type::Date today,
                       const type::WorkingCalendar& calendar);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_EMAIL_H_
