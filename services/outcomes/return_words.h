// The words that stand for values in a return's file.

#ifndef TIDEMARK_SERVICES_OUTCOMES_RETURN_WORDS_H_
#define TIDEMARK_SERVICES_OUTCOMES_RETURN_WORDS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"

#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::outcomes {

// The texts that the drop-down list of a rating offers, the best first, then
// the lighter words.
std::vector<std::string> RatingChoices();

// "+1 more than expected".
std::string FormatRating(int level);
// The rating of a voice as it was given: a level or a word; empty for none.
std::string FormatRating(const v1::Voice& voice);

// The level of "-1", "+2 much more than expected", "expected", "much less"; of
// numbers with any of the minus signs, and zeros behind a point.
std::optional<int> ParseLevel(absl::string_view text);

// The word of "achieved", "partly", "no change", "worse".
std::optional<v1::Voice::Achievement> ParseAchievement(absl::string_view text);

// The words for the values of an enum: "not asked" for
// `NOT_OBTAINED_NOT_ASKED`; not for 0.
std::vector<std::string> ChoicesOf(
    const google::protobuf::EnumDescriptor& type);
// The word for one value; empty for 0.
std::string ChoiceOf(const google::protobuf::EnumDescriptor& type, int number);
// The number of a word, or of the code as it is in the API, in any case.
std::optional<int> ParseChoice(const google::protobuf::EnumDescriptor& type,
                               absl::string_view text);

}  // namespace tidemark::outcomes

#endif  // TIDEMARK_SERVICES_OUTCOMES_RETURN_WORDS_H_
