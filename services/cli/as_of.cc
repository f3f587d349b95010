#include "services/cli/as_of.h"

#include <chrono>
#include <thread>

namespace tidemark::cli {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks(100);

}  // namespace

void AddAsOfFlag(CLI::App* command, std::string& as_of) {
  command->add_option("--as-of", as_of,
                      "As the figures were known at the end of this past day");
}

void PauseBeforeAsking() { std::this_thread::sleep_for(kBetweenLooks); }

}  // namespace tidemark::cli
