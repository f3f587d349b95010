#ifndef TIDEMARK_COMMON_FEED_REMOTE_SOURCE_H_
#define TIDEMARK_COMMON_FEED_REMOTE_SOURCE_H_

#include <memory>
#include <string>

#include "common/feed/follower.h"
#include "common/rpc/channel.h"

namespace tidemark::feed {

// The feed called `feed` of the server behind `connection`, for all councils.
Source RemoteSource(std::shared_ptr<rpc::Connection> connection,
                    std::string feed);

}  // namespace tidemark::feed

#endif  // TIDEMARK_COMMON_FEED_REMOTE_SOURCE_H_
