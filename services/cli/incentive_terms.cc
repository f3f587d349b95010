#include "services/cli/incentive_terms.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/json_util.h"

#include "common/base/status_macros.h"
#include "services/cli/words.h"

namespace tidemark::cli {
namespace {

using contracts::v1::IncentiveTerms;

constexpr size_t kMaxFile = 65536;

// `FROM%=POUNDS`.
absl::Status ReadBand(absl::string_view text, IncentiveTerms::Band& band) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '=');
  if (parts.size() != 2) {
    return UsageError(absl::StrCat(
        "--pay-band must be FROM=POUNDS, such as 75%=1000; is \"", text, "\""));
  }
  TIDEMARK_ASSIGN_OR_RETURN(const int32_t from,
                            ParsePercent("--pay-band FROM", parts[0]));
  TIDEMARK_ASSIGN_OR_RETURN(const int64_t amount,
                            ParsePounds("--pay-band POUNDS", parts[1]));
  band.set_from_basis_points(from);
  band.set_amount_pence(amount);
  return absl::OkStatus();
}

absl::StatusOr<IncentiveTerms> ReadTermsFile(const std::string& path) {
  TIDEMARK_ASSIGN_OR_RETURN(const std::string json,
                            ReadWholeFile(path, kMaxFile));
  IncentiveTerms terms;
  const auto read = google::protobuf::util::JsonStringToMessage(json, &terms);
  if (!read.ok()) {
    return UsageError(absl::StrCat(
        "--pay-file ", path, " must be incentive terms as JSON, such as ",
        "{\"met_pence\": 5000}: ",
        std::string(read.message().data(), read.message().size())));
  }
  return terms;
}

// Adds the amounts and limits that were given to `terms`.
absl::Status ReadAmounts(const IncentiveFlags& flags, IncentiveTerms& terms) {
  const auto read = [&](const char* flag, const std::string& text,
                        void (IncentiveTerms::*set)(int64_t)) -> absl::Status {
    if (text.empty()) return absl::OkStatus();
    TIDEMARK_ASSIGN_OR_RETURN(const int64_t pence, ParsePounds(flag, text));
    (terms.*set)(pence);
    return absl::OkStatus();
  };
  TIDEMARK_RETURN_IF_ERROR(read("--pay-value", flags.value,
                                &IncentiveTerms::set_period_value_pence));
  TIDEMARK_RETURN_IF_ERROR(read("--pay-first-met", flags.first_met,
                                &IncentiveTerms::set_first_met_pence));
  TIDEMARK_RETURN_IF_ERROR(
      read("--pay-met", flags.met, &IncentiveTerms::set_met_pence));
  TIDEMARK_RETURN_IF_ERROR(read("--pay-step-down", flags.step_down,
                                &IncentiveTerms::set_step_down_pence));
  TIDEMARK_RETURN_IF_ERROR(
      read("--pay-cap", flags.cap, &IncentiveTerms::set_cap_pence));
  return read("--pay-floor", flags.floor, &IncentiveTerms::set_floor_pence);
}

// Whether a term was given as a flag.
bool AnyTermGiven(const IncentiveFlags& flags) {
  for (const std::string* const text :
       {&flags.value, &flags.baseline, &flags.first_met, &flags.met,
        &flags.step_down, &flags.cap, &flags.floor}) {
    if (!text->empty()) return true;
  }
  return !flags.bands.empty() || !flags.exclude.empty() || flags.minimum != 0 ||
         flags.confirmed;
}

// "20%", "66.67%".
std::string Share(int32_t basis_points) {
  return basis_points % 100 == 0
             ? absl::StrCat(basis_points / 100, "%")
             : absl::StrFormat("%.2f%%", basis_points / 100.0);
}

}  // namespace

void AddIncentiveFlags(CLI::App* command, IncentiveFlags& flags) {
  command->add_option("--pay-value", flags.value,
                      "Pay for outcomes: what the support of a period is "
                      "worth, in pounds");
  command->add_option("--pay-baseline", flags.baseline,
                      "The share of it that is paid whatever the outcomes, "
                      "such as 20%");
  command->add_option("--pay-first-met", flags.first_met,
                      "For each outcome that is met for the first time");
  command->add_option("--pay-met", flags.met,
                      "For each outcome that is met, each period");
  command
      ->add_option("--pay-band", flags.bands,
                   "For a share of outcomes met, once for each: FROM=POUNDS, "
                   "such as 0%=0 and 75%=1000")
      ->allow_extra_args(false);
  command->add_option("--pay-step-down", flags.step_down,
                      "For each step-down that counts");
  command->add_option("--pay-cap", flags.cap, "The most for a period");
  command->add_option("--pay-floor", flags.floor, "The least for a period");
  command->add_option("--pay-minimum", flags.minimum,
                      "The fewest outcomes whose share is judged");
  command->add_flag("--pay-confirmed", flags.confirmed,
                    "Only what the person's own rating says is met");
  command
      ->add_option("--pay-exclude", flags.exclude,
                   "Leave out, once for each: not-worked-on, died, moved, "
                   "away, support-ended")
      ->allow_extra_args(false);
  command->add_option("--pay-file", flags.file,
                      "Instead of these: a JSON file with incentive terms");
  command->add_flag("--pay-nothing", flags.nothing,
                    "Pay nothing for outcomes any more");
}

bool AnyGiven(const IncentiveFlags& flags) {
  return AnyTermGiven(flags) || !flags.file.empty() || flags.nothing;
}

absl::StatusOr<std::optional<IncentiveTerms>> ReadIncentiveFlags(
    const IncentiveFlags& flags) {
  const int ways = (AnyTermGiven(flags) ? 1 : 0) +
                   (flags.file.empty() ? 0 : 1) + (flags.nothing ? 1 : 0);
  if (ways > 1) {
    return UsageError(
        "give incentive terms as flags, as --pay-file, or --pay-nothing, not "
        "several of them");
  }
  if (flags.nothing) return std::optional<IncentiveTerms>();
  if (!flags.file.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(IncentiveTerms terms, ReadTermsFile(flags.file));
    return std::optional<IncentiveTerms>(std::move(terms));
  }
  IncentiveTerms terms;
  TIDEMARK_RETURN_IF_ERROR(ReadAmounts(flags, terms));
  if (!flags.baseline.empty()) {
    TIDEMARK_ASSIGN_OR_RETURN(const int32_t share,
                              ParsePercent("--pay-baseline", flags.baseline));
    terms.set_baseline_basis_points(share);
  }
  for (const std::string& band : flags.bands) {
    TIDEMARK_RETURN_IF_ERROR(ReadBand(band, *terms.add_bands()));
  }
  terms.set_minimum_denominator(flags.minimum);
  terms.set_person_confirmation_required(flags.confirmed);
  for (const std::string& text : flags.exclude) {
    TIDEMARK_ASSIGN_OR_RETURN(
        const auto exclusion,
        ParseWord<IncentiveTerms::Exclusion>("--pay-exclude", text));
    terms.add_exclusions(exclusion);
  }
  return std::optional<IncentiveTerms>(std::move(terms));
}

void PrintIncentiveTerms(Session& session, const IncentiveTerms& terms) {
  Table table({{"PAID FOR"}, {"AMOUNT", Align::kRight}, {"HOW"}});
  if (terms.baseline_basis_points() > 0) {
    table.Add({"baseline", Share(terms.baseline_basis_points()),
               absl::StrCat("of ", FormatPounds(terms.period_value_pence()),
                            ", whatever the outcomes")});
  }
  const std::string confirmed =
      terms.person_confirmation_required() ? ", as the person confirms" : "";
  const auto add = [&](const char* what, int64_t pence, std::string how) {
    if (pence > 0) table.Add({what, FormatPounds(pence), std::move(how)});
  };
  add("first met", terms.first_met_pence(),
      absl::StrCat("an outcome met for the first time", confirmed));
  add("met", terms.met_pence(), absl::StrCat("an outcome met", confirmed));
  for (const IncentiveTerms::Band& band : terms.bands()) {
    table.Add({"band", FormatPounds(band.amount_pence()),
               absl::StrCat("from ", Share(band.from_basis_points()),
                            " of outcomes met", confirmed)});
  }
  add("step-down", terms.step_down_pence(),
      "a step-down that counts by the credit rule");
  if (terms.has_floor_pence()) {
    table.Add({"at least", FormatPounds(terms.floor_pence()), "a period"});
  }
  if (terms.has_cap_pence()) {
    table.Add({"at most", FormatPounds(terms.cap_pence()), "a period"});
  }
  session.Print(table, "  ");
  if (terms.minimum_denominator() > 1) {
    session.out() << "  shares are judged from " << terms.minimum_denominator()
                  << " outcomes on\n";
  }
  std::vector<std::string> exclusions;
  for (const int exclusion : terms.exclusions()) {
    exclusions.push_back(
        Word(static_cast<IncentiveTerms::Exclusion>(exclusion)));
  }
  if (!exclusions.empty()) {
    session.out() << "  left out: " << absl::StrJoin(exclusions, ", ") << "\n";
  }
}

}  // namespace tidemark::cli
