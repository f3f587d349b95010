#include "services/cli/progress.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"

namespace tidemark::cli {
namespace {

constexpr int kBarWidth = 30;
constexpr absl::string_view kEraseLine = "\r\x1b[K";

}  // namespace

std::string ProgressBar(absl::string_view label, int64_t done, int64_t total,
                        absl::string_view note) {
  const double share =
      total <= 0
          ? 1.0
          : std::clamp(static_cast<double>(done) / static_cast<double>(total),
                       0.0, 1.0);
  const int filled = static_cast<int>(share * kBarWidth);
  return absl::StrCat(label, " [", std::string(filled, '#'),
                      std::string(kBarWidth - filled, '-'), "]",
                      absl::StrFormat(" %3d%%", static_cast<int>(share * 100)),
                      note.empty() ? "" : " ", note);
}

Progress::Progress(std::ostream& out, bool terminal, const Clock& clock,
                   std::string label, int64_t total)
    : out_(out),
      terminal_(terminal),
      clock_(clock),
      label_(std::move(label)),
      total_(total) {}

Progress::~Progress() {
  if (terminal_) out_ << kEraseLine << std::flush;
}

void Progress::Update(int64_t done, absl::string_view note) {
  if (!terminal_) return;
  const absl::Time now = clock_.Now();
  if (now - drawn_ < absl::Milliseconds(100) && done < total_) return;
  drawn_ = now;
  out_ << kEraseLine << ProgressBar(label_, done, total_, note) << std::flush;
}

Waiting::Waiting(std::ostream& out, bool terminal, std::string label)
    : out_(out), terminal_(terminal), label_(std::move(label)) {
  if (terminal_) thread_ = std::thread([this] { Draw(); });
}

Waiting::~Waiting() {
  if (!terminal_) return;
  {
    const std::lock_guard<std::mutex> lock(mu_);
    done_ = true;
  }
  done_changed_.notify_all();
  thread_.join();
  out_ << kEraseLine << std::flush;
}

void Waiting::Draw() {
  constexpr absl::string_view kMarks = "|/-\\";
  std::unique_lock<std::mutex> lock(mu_);
  for (size_t i = 0; !done_; ++i) {
    out_ << kEraseLine << label_ << " " << kMarks[i % kMarks.size()]
         << std::flush;
    done_changed_.wait_for(lock, std::chrono::milliseconds(200),
                           [this] { return done_; });
  }
}

}  // namespace tidemark::cli
