#ifndef TIDEMARK_SERVICES_GATEWAY_OPENAPI_H_
#define TIDEMARK_SERVICES_GATEWAY_OPENAPI_H_

#include <string>

#include "services/gateway/methods.h"

namespace tidemark::gateway {

// The REST surface of `methods` as a document of OpenAPI 3.1, in JSON: paths,
// parameters, bodies and answers, with what the protos say of them.
std::string OpenApi(const Methods& methods);

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_OPENAPI_H_
