#ifndef TIDEMARK_SERVICES_GATEWAY_ELSEWHERE_H_
#define TIDEMARK_SERVICES_GATEWAY_ELSEWHERE_H_

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace tidemark::gateway {

// Starts something that calls the function it is given once it is done, on any
// thread, and resumes on the executor of the coroutine.
//
//   co_await Until([&](std::function<void()> done) { ... });
template <typename Start>
boost::asio::awaitable<void> Until(Start start) {
  namespace asio = ::boost::asio;
  const auto executor = co_await asio::this_coro::executor;
  co_await asio::async_initiate<decltype(asio::use_awaitable), void()>(
      [executor, start = std::move(start)](auto handler) mutable {
        // `std::function` copies; the handler can only be moved.
        auto kept = std::make_shared<decltype(handler)>(std::move(handler));
        // The executor's thread does not end before whoever was started has let
        // go of this, which may be after the coroutine went on.
        start([work = asio::make_work_guard(executor), kept] {
          asio::post(work.get_executor(), [kept] { std::move (*kept)(); });
        });
      },
      asio::use_awaitable);
}

// What `function` returns. It is called by `post` if it is `large`, so that it
// does not hold up others, else at once.
template <typename Post, typename Function>
boost::asio::awaitable<std::invoke_result_t<Function>> Elsewhere(
    const Post& post, bool large, Function function) {
  if (!large) co_return function();
  std::optional<std::invoke_result_t<Function>> result;
  co_await Until([&](std::function<void()> done) {
    post([&result, &function, done = std::move(done)] {
      result = function();
      done();
    });
  });
  co_return *std::move(result);
}

}  // namespace tidemark::gateway

#endif  // TIDEMARK_SERVICES_GATEWAY_ELSEWHERE_H_
