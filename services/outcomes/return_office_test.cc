// A return that was filled in in a real office suite. Needs LibreOffice Calc
// and its Python bridge, which ./dev test installs; skipped without.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/sheet/reader.h"
#include "services/outcomes/outcomes_fixture.h"
#include "services/outcomes/return_files.h"

namespace tidemark::outcomes {
namespace {

using ::testing::IsEmpty;
using testing::IsOk;
using v1::Return;
using v1::Voice;

constexpr int kPeople = 60;
constexpr int kOutcomes = 4;

class ReturnOfficeTest : public OutcomesFixture {
 protected:
  void SetUp() override {
    if (std::system("command -v soffice >/dev/null 2>&1 && "
                    "/usr/bin/python3 -c 'import uno' 2>/dev/null") != 0) {
      GTEST_SKIP() << "LibreOffice is not on this machine";
    }
    for (int p = 0; p < kPeople; ++p) {
      for (int o = 0; o < kOutcomes; ++o) {
        // References that a spreadsheet would love to take for numbers.
        outcomes_of_.push_back(
            AddOutcome(absl::StrFormat("%05d", p + 1), absl::StrCat("o-", o)));
      }
    }
    Follow();
    files_ = std::make_unique<ReturnFiles>(*db_, *contracts_, *rosters_,
                                           *returns_, *file_checks_);
    std::filesystem::create_directory(dir_ / "office");
  }

  static std::string June() { return absl::StrCat(kHome, "/returns/2025-06"); }

  // The template of June, edited in LibreOffice and saved in three formats.
  void Edit(const std::map<std::string, std::string>& edits) {
    v1::GetReturnTemplateRequest request;
    request.set_name(June());
    request.set_format(v1::FILE_FORMAT_XLSX);
    const auto made = files_->GetReturnTemplate(Sam(request), request);
    ASSERT_THAT(made, IsOk());
    std::ofstream(dir_ / "template.xlsx", std::ios::binary) << made->content();
    std::ofstream lines(dir_ / "edits");
    for (const auto& [cell, text] : edits) {
      lines << cell << '\t' << text << '\n';
    }
    lines.close();
    const std::string command = absl::StrCat(
        "HOME='", dir_.path(), "' timeout 180 /usr/bin/python3 '",
        TIDEMARK_EDIT_IN_OFFICE, "' '", dir_ / "template.xlsx", "' '",
        dir_ / "office", "' '", dir_ / "edits", "' >'", dir_ / "log", "' 2>&1");
    ASSERT_EQ(std::system(command.c_str()), 0) << Contents(dir_ / "log");
  }

  static std::string Contents(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    std::stringstream content;
    content << stream.rdbuf();
    return content.str();
  }

  std::vector<std::string> outcomes_of_;
  std::unique_ptr<ReturnFiles> files_;
};

TEST_F(ReturnOfficeTest, ExactlyTheEditsArriveWhicheverFormatItIsSavedIn) {
  // What is stored before: every outcome rated, with words of all kinds.
  std::vector<v1::ReturnEntry> before;
  for (size_t i = 0; i < outcomes_of_.size(); ++i) {
    v1::ReturnEntry entry = Entry(outcomes_of_[i], static_cast<int>(i % 5) - 2,
                                  static_cast<int>(i % 3) - 1);
    const char* const words[] = {"",
                                 "=1+1",
                                 "first line\nsecond line",
                                 "\u00a3 5, \"quoted\"; semicolon",
                                 "01/02/2025",
                                 "007",
                                 "-3",
                                 "TRUE"};
    entry.mutable_person_voice()->set_words(words[i % 8]);
    before.push_back(std::move(entry));
  }
  ASSERT_THAT(Save("2025-06", before), IsOk());
  const Return stored = *Get("2025-06");

  // Row 2 is the first outcome; E is the person's rating, J the provider's, H
  // and K their words, F how we know, L not worked on.
  ASSERT_NO_FATAL_FAILURE(Edit({{"E2", "achieved"},
                                {"J3", "2"},
                                {"H4", "I went to the sea"},
                                {"F5", "carer"},
                                {"E241", "-1"},
                                {"K241", "Clear"}}));
  for (const char* const ending : {"xlsx", "ods", "csv"}) {
    SCOPED_TRACE(ending);
    v1::CheckReturnFileRequest request;
    request.set_name(June());
    request.set_content(
        Contents(absl::StrCat(dir_ / "office", "/edited.", ending)));
    const auto checked = files_->CheckReturnFile(Sam(request), request);
    ASSERT_THAT(checked, IsOk());
    EXPECT_THAT(checked->errors(), IsEmpty());
    EXPECT_EQ(checked->rows(), kPeople * kOutcomes);
    EXPECT_EQ(checked->changes().added(), 0);
    EXPECT_EQ(checked->changes().removed(), 0);
    EXPECT_EQ(checked->changes().changed(), 5);
    EXPECT_EQ(checked->changes().unchanged(), kPeople * kOutcomes - 5);

    v1::SubmitReturnFileRequest send;
    send.set_name(June());
    send.set_content(request.content());
    send.set_draft(true);
    const auto sent = files_->SubmitReturnFile(Sam(send), send);
    ASSERT_THAT(sent, IsOk());
    const auto& entries = sent->return_().entries();
    EXPECT_EQ(entries[0].person_voice().achievement(),
              Voice::ACHIEVEMENT_ACHIEVED);
    EXPECT_EQ(entries[1].provider_voice().level(), 2);
    EXPECT_EQ(entries[2].person_voice().words(), "I went to the sea");
    EXPECT_EQ(entries[3].person_voice().source(), Voice::SOURCE_CARER);
    EXPECT_EQ(entries[239].person_voice().level(), -1);
    for (int i = 4; i < 239; ++i) {
      ASSERT_THAT(entries[i], testing::EqualsProto(stored.entries(i)));
    }
    // As it was, for the next format.
    ASSERT_THAT(Save("2025-06", before), IsOk());
  }
}

}  // namespace
}  // namespace tidemark::outcomes
