#include "services/notices/email.h"

#include <cstddef>
#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

#include "common/proto/names.h"
#include "services/notices/england.h"

namespace tidemark::notices {
namespace {

std::string Counted(size_t count, absl::string_view one,
                    absl::string_view several) {
  return absl::StrCat(count, " ", count == 1 ? one : several);
}

std::string LongDay(type::Date day) {
  static constexpr const char* kNames[] = {"Monday",   "Tuesday", "Wednesday",
                                           "Thursday", "Friday",  "Saturday",
                                           "Sunday"};
  return absl::StrCat(kNames[static_cast<size_t>(absl::GetWeekday(day))], " ",
                      type::FormatLongDate(day));
}

class Composing {
 public:
  explicit Composing(const Wording& wording)
      : wording_(wording), notice_(wording.notice) {}

  Email Compose() {
    Add("council", std::string(wording_.council_display_name));
    switch (notice_.kind()) {
      case v1::Notice::KIND_REMINDERS:
        Reminders();
        break;
      case v1::Notice::KIND_RECEIPT:
        Receipt();
        break;
      case v1::Notice::KIND_RETURNED:
        Returned();
        break;
      default:
        Help();
        break;
    }
    return std::move(email_);
  }

 private:
  void Add(std::string name, std::string value) {
    email_.fields.push_back(
        {.name = std::move(name), .values = {std::move(value)}});
  }

  // Where the reader goes next, for the body.
  std::string Link(absl::string_view resource) {
    std::string link = wording_.link.empty()
                           ? std::string(resource)
                           : absl::StrCat(wording_.link, "/", resource);
    Add("link", link);
    return link;
  }

  void Finish(const std::vector<std::string>& paragraphs) {
    email_.body = absl::StrCat(absl::StrJoin(paragraphs, "\n\n"), "\n\n",
                               wording_.council_display_name, "\n");
  }

  void Reminders() {
    size_t overdue = 0;
    std::set<std::string> providers;
    for (const v1::Notice::Line& line : notice_.lines()) {
      if (DueOf(line) < wording_.today) ++overdue;
      providers.insert(line.provider());
    }
    const auto all = static_cast<size_t>(notice_.lines_size());
    std::string summary;
    if (overdue == 0) {
      summary = absl::StrCat(
          Counted(all, "return is due soon", "returns are due soon"));
    } else if (overdue == all) {
      summary = Counted(all, "return is overdue", "returns are overdue");
    } else {
      summary = absl::StrCat(
          Counted(overdue, "return is overdue", "returns are overdue"), " and ",
          all - overdue, " due soon");
    }
    std::vector<std::string> lines;
    lines.reserve(all);
    for (const v1::Notice::Line& line : notice_.lines()) {
      std::string text = absl::StrCat(
          IdOf(ParentOf(line.return_name())), ", ", IdOf(line.return_name()),
          ": ", DueInWords(DueOf(line), wording_.today, wording_.calendar));
      if (providers.size() > 1) {
        text = absl::StrCat(line.provider_display_name(), ": ", text);
      }
      lines.push_back(std::move(text));
    }
    email_.subject = absl::StrCat("Tidemark: ", summary);
    Add("summary", summary);
    email_.fields.push_back(
        {.name = "returns", .values = lines, .is_list = true});
    const std::string link = Link(CouncilOf(notice_.name()));
    Finish({absl::StrCat(summary, ":"),
            absl::StrCat("* ", absl::StrJoin(lines, "\n* ")),
            "If you cannot make a date, ask the council for more time: it can "
            "be granted.",
            absl::StrCat("Open your returns: ", link)});
  }

  void Receipt() {
    const v1::Notice::Line& line = notice_.lines(0);
    const v1::Notice::Receipt& receipt = notice_.receipt();
    const std::string contract(IdOf(ParentOf(line.return_name())));
    const std::string period(IdOf(line.return_name()));
    const std::string when =
        TimeInWords(absl::FromUnixSeconds(receipt.submit_time().seconds()));
    const std::string entries =
        receipt.nil_return()
            ? std::string("nil return")
            : Counted(static_cast<size_t>(receipt.entry_count()), "entry",
                      "entries");
    email_.subject = absl::StrCat("Tidemark: receipt for your return ",
                                  contract, ", ", period);
    Add("contract", contract);
    Add("period", period);
    Add("version", absl::StrCat(receipt.version()));
    Add("submitted_at", when);
    Add("entries", entries);
    Add("content_hash", receipt.content_hash());
    const std::string link = Link(line.return_name());
    Finish(
        {"Thank you: your return has arrived.",
         absl::StrCat("Contract: ", contract, "\nPeriod: ", period,
                      "\nVersion: ", receipt.version(), "\nSubmitted: ", when,
                      "\nContent: ", entries,
                      "\nFingerprint of the content: ", receipt.content_hash()),
         "Keep this as your proof of what was sent.",
         absl::StrCat("Open it: ", link)});
  }

  void Returned() {
    const v1::Notice::Line& line = notice_.lines(0);
    const std::string contract(IdOf(ParentOf(line.return_name())));
    const std::string period(IdOf(line.return_name()));
    email_.subject = absl::StrCat("Tidemark: please look again at your return ",
                                  contract, ", ", period);
    Add("contract", contract);
    Add("period", period);
    const std::string link = Link(line.return_name());
    Finish({absl::StrCat("The council has sent back your return ", contract,
                         ", ", period, ", with comments."),
            "Your entries are kept. Read the comments in Tidemark, change what "
            "needs changing and submit it again.",
            absl::StrCat("Open it: ", link)});
  }

  void Help() {
    const std::string contract(IdOf(notice_.contract()));
    email_.subject = "Tidemark: can we help with your returns?";
    Add("contract", contract);
    Add("contact_email", notice_.contact_email());
    const std::string link = Link(notice_.contract());
    Finish(
        {absl::StrCat("Some of the returns for your contract ", contract,
                      " have not reached us in time. We know that there can "
                      "be many reasons, and we would like to help."),
         absl::StrCat("Write to the quality team at ", notice_.contact_email(),
                      ": we can go through the return with you, arrange "
                      "more time, or take what you already hold."),
         absl::StrCat("Open the contract: ", link)});
  }

  static type::Date DueOf(const v1::Notice::Line& line) {
    return type::Date(line.due_date().year(), line.due_date().month(),
                      line.due_date().day());
  }

  const Wording& wording_;
  const v1::Notice& notice_;
  Email email_;
};

}  // namespace

std::string DueInWords(type::Date due, type::Date today,
                       const type::WorkingCalendar& calendar) {
  if (due == today) return "due today";
  const int days = calendar.WorkingDaysBetween(today, due);
  if (due > today) {
    // From a Sunday to the day before a bank holiday there is none between.
    return days == 0 ? absl::StrCat("due on ", LongDay(due))
                     : absl::StrCat("due in ",
                                    Counted(static_cast<size_t>(days),
                                            "working day", "working days"),
                                    ", on ", LongDay(due));
  }
  return days == 0 ? absl::StrCat("was due on ", LongDay(due))
                   : absl::StrCat("overdue by ",
                                  Counted(static_cast<size_t>(-days),
                                          "working day", "working days"),
                                  ", was due on ", LongDay(due));
}

Email ComposeEmail(const Wording& wording) {
  return Composing(wording).Compose();
}

}  // namespace tidemark::notices
