// What the people of the sample say. Nobody said any of it: each sentence is
// made up.
//
// A text may hold alternatives, `I want to {cook|bake} again`, for
// `Random::Reword`.

#ifndef TIDEMARK_SERVICES_SAMPLE_WORDS_H_
#define TIDEMARK_SERVICES_SAMPLE_WORDS_H_

#include <array>
#include <span>

#include "absl/strings/string_view.h"

namespace tidemark::sample {

// Something that may matter to a person.
struct OutcomeWords {
  // Which of the nine wellbeing areas of the Care Act 2014 s1(2): `a` to `i`.
  char wellbeing;
  // Which of the six themes of Making It Real 2018: 1 to 6.
  int making_it_real;
  // What matters, in a person's own words.
  absl::string_view own_words;
  // Why it matters.
  absl::string_view why;
  // What the levels -2 to +2 would look like.
  std::array<absl::string_view, 5> levels;
  // What the risk may bring, and what harm. Both empty where there is no risk
  // to speak of.
  absl::string_view benefit = {};
  absl::string_view harm = {};
};

// At least two for each wellbeing area.
std::span<const OutcomeWords> AllOutcomeWords();

// What a person says of how it goes, at `level`, -2 to 2.
std::span<const absl::string_view> PersonSays(int level);

// What a provider says of how it goes, at `level`, -2 to 2.
std::span<const absl::string_view> ProviderSays(int level);

// What a practitioner says.
std::span<const absl::string_view> PractitionerSays();

// Why support rests for a time.
std::span<const absl::string_view> PauseReasons();

// Why a person needs less support, and what takes its place.
std::span<const absl::string_view> StepDownReasons();
std::span<const absl::string_view> InsteadOfSupport();

// Why a person needs more support.
std::span<const absl::string_view> StepUpReasons();

// What the council asks a provider to change in a return.
std::span<const absl::string_view> SendBackReasons();

// Why a provider corrects a return that was accepted.
std::span<const absl::string_view> CorrectionReasons();

// Why a provider takes a return back.
std::span<const absl::string_view> WithdrawalReasons();

// The beginnings and the ends of the names of providers. Each pair of the two
// makes a name.
std::span<const absl::string_view> PlaceWords();
std::span<const absl::string_view> TradeWords();

// Names of towns that do not exist.
std::span<const absl::string_view> Towns();

}  // namespace tidemark::sample

#endif  // TIDEMARK_SERVICES_SAMPLE_WORDS_H_
