// Who a person is to Tidemark once signed in.

#ifndef TIDEMARK_SERVICES_GATEWAY_ACCOUNTS_H_
#define TIDEMARK_SERVICES_GATEWAY_ACCOUNTS_H_

#include <string>

#include "common/rpc/call.h"

namespace tidemark::gateway {

struct Account {
  // In whose name calls are made. Its `expires` is not used.
  rpc::Principal principal;
  // How the person is called, for the person to see.
  std::string display_name;
};

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_ACCOUNTS_H_
