// Sizes of pages and the tokens that lead from one to the next (AIP-158).
//
//   TIDEMARK_ASSIGN_OR_RETURN(const std::string start,
//                             rpc::PageStart(request));
//   TIDEMARK_ASSIGN_OR_RETURN(
//       store::Page<v1::Person> page,
//       kPeople.List(snapshot, request.parent() + "/people/", start,
//                    rpc::PageSize(request.page_size())));
//   ...
//   response.set_next_page_token(rpc::NextPageToken(request, page.next));

#ifndef TIDEMARK_COMMON_RPC_PAGE_H_
#define TIDEMARK_COMMON_RPC_PAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "google/protobuf/message.h"

namespace tidemark::rpc {

// The number of items of a page when the caller does not say.
inline constexpr size_t kDefaultPageSize = 50;
// The most items of a page, whatever the caller says.
inline constexpr size_t kMaxPageSize = 1000;

// The number of items of a page for the `page_size` of a request: 50 for 0,
// 1000 for more. (A negative one has been refused by its declared limit; it
// counts as 0.)
size_t PageSize(int32_t requested);

// Where the page that `request` asks for starts: what `NextPageToken` was
// given, or empty for the first page. Returns `INVALID_ARGUMENT` if the
// request's `page_token` was not made for a request of the same type with the
// same values, `page_size` apart.
absl::StatusOr<std::string> PageStart(const google::protobuf::Message& request);

// The `page_token` with which the page after the one that answers `request` is
// asked for. `start` says where it starts, in the words of the method; empty if
// there is none, and then so is the token.
std::string NextPageToken(const google::protobuf::Message& request,
                          absl::string_view start);

}  // namespace tidemark::rpc

#endif  // TIDEMARK_COMMON_RPC_PAGE_H_
