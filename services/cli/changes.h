// Changes of the feed, for machines and for people.

#ifndef TIDEMARK_SERVICES_CLI_CHANGES_H_
#define TIDEMARK_SERVICES_CLI_CHANGES_H_

#include <string>

#include "tidemark/feed/v1/feed_service.pb.h"

namespace tidemark::cli {

// `change` as JSON on one line. Where this program knows the type of the
// resource, the resource stands in `resource` instead of its bytes in `value`.
std::string ChangeToJsonLine(const feed::v1::Change& change);

// "2025-04-30 14:05:09  users/ada  SubmitReturn  updated  contracts/c-1/...".
std::string ChangeLine(const feed::v1::Change& change);

}  // namespace tidemark::cli

#endif  // TIDEMARK_SERVICES_CLI_CHANGES_H_
