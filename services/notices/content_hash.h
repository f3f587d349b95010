// What proves the content of a submission.

#ifndef TIDEMARK_SERVICES_NOTICES_CONTENT_HASH_H_
#define TIDEMARK_SERVICES_NOTICES_CONTENT_HASH_H_

#include <string>

#include "tidemark/outcomes/v1/return.pb.h"

namespace tidemark::notices {

// The first 16 hexadecimal digits of the SHA-256 of what the provider
// submitted, as this text in UTF-8, each line ended by a line feed:
//
//   <the name of the return>
//   version <number>
//   nil <0 or 1>
//
// and for each entry, in byte order of the outcomes' names,
//
//   outcome <the name of the outcome>
//   worked on <0 or 1>
//   person <level, or -> <source> <not obtained> <bytes of words>:<words>
//   provider <the same>
//
// where source and not obtained are the numbers of `Voice.Source` and
// `Voice.NotObtained`. The practitioner's voice, states, times and comments are
// not the provider's content.
std::string ContentHash(const outcomes::v1::Return& submitted);

}  // namespace tidemark::notices

#endif  // TIDEMARK_SERVICES_NOTICES_CONTENT_HASH_H_
