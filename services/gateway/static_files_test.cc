#include "services/gateway/static_files.h"

#include <filesystem>
#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

#include "common/testing/matchers.h"
#include "common/testing/temp_dir.h"
#include "services/gateway/compression.h"

namespace tidemark::gateway {
namespace {

using ::testing::HasSubstr;
using ::tidemark::testing::IsOk;
using ::tidemark::testing::StatusIs;
using ::tidemark::testing::TempDir;
namespace http = boost::beast::http;

void Write(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(
      std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

class StaticFilesTest : public ::testing::Test {
 protected:
  StaticFilesTest() {
    Write(dir_ / "outside.txt", "outside");
    Write(dir_ / "web/index.html", "<html>");
    Write(dir_ / "web/favicon.ico", "icon");
    Write(dir_ / "web/assets/app-1a2b.js", "script");
    Write(dir_ / "web/assets/app-1a2b.js.gz", "gz");
    Write(dir_ / "web/assets/app-1a2b.js.br", "br");
    files_ = *StaticFiles::Read(dir_ / "web");
  }

  std::optional<Response> Get(const std::string& target,
                              const std::string& accept_encoding = "",
                              const std::string& if_none_match = "",
                              const std::string& accept = "*/*") const {
    Request request(http::verb::get, target, 11);
    request.set(http::field::accept, accept);
    request.set(http::field::accept_encoding, accept_encoding);
    request.set(http::field::if_none_match, if_none_match);
    return files_.Answer(request);
  }

  const TempDir dir_;
  StaticFiles files_;
};

TEST_F(StaticFilesTest, FilesHaveTheirTypesAndHowLongTheyStand) {
  const auto index = Get("/index.html");
  ASSERT_TRUE(index);
  EXPECT_EQ(index->body(), "<html>");
  EXPECT_EQ(View((*index)["content-type"]), "text/html; charset=utf-8");
  EXPECT_EQ(View((*index)["cache-control"]), "no-cache");
  const auto script = Get("/assets/app-1a2b.js?v=1");
  ASSERT_TRUE(script);
  EXPECT_EQ(View((*script)["content-type"]), "text/javascript; charset=utf-8");
  EXPECT_THAT(std::string((*script)["cache-control"]), HasSubstr("immutable"));
}

TEST_F(StaticFilesTest, TheConsolesOwnPagesGetItsIndex) {
  for (const char* const path : {"/", "/returns", "/returns/2025-04/check"}) {
    const auto page = Get(path);
    ASSERT_TRUE(page) << path;
    EXPECT_EQ(page->body(), "<html>");
  }
}

TEST_F(StaticFilesTest, WhatLooksLikeAFileAndIsNoneIsNotThere) {
  EXPECT_FALSE(Get("/assets/app-old.js"));
  EXPECT_FALSE(Get("/robots.txt"));
}

TEST_F(StaticFilesTest, APageMayHaveADotInItsAddress) {
  constexpr char kPage[] = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8";
  const auto page = Get("/signals/provider-1.outcomes-met.1", "", "", kPage);
  ASSERT_TRUE(page);
  EXPECT_EQ(page->body(), "<html>");
  EXPECT_FALSE(Get("/assets/app-old.js", "", "", kPage));
}

TEST_F(StaticFilesTest, NoPathLeadsOutOfTheFolder) {
  for (const char* const path :
       {"/../outside.txt", "/%2e%2e/outside.txt", "/assets/../../outside.txt",
        "/..%2foutside.txt", "//outside.txt", "/assets/..%5c..%5coutside.txt",
        "/index.html%00.txt", "/./outside.txt"}) {
    const auto answer = Get(path);
    EXPECT_EQ(answer ? answer->body() : "<html>", "<html>") << path;
  }
}

TEST_F(StaticFilesTest, SendsTheBestCodingThatTheBrowserTakes) {
  const std::string path = "/assets/app-1a2b.js";
  EXPECT_EQ(Get(path, "gzip, deflate, br")->body(), "br");
  EXPECT_EQ(Get(path, "gzip, br;q=0")->body(), "gz");
  EXPECT_EQ(View((*Get(path, "gzip"))["content-encoding"]), "gzip");
  EXPECT_EQ(View((*Get(path, "gzip"))["vary"]), "accept-encoding");
  EXPECT_EQ(Get(path)->body(), "script");
  EXPECT_EQ(View((*Get(path))["vary"]), "accept-encoding");
  EXPECT_EQ(Get("/index.html", "gzip")->body(), "<html>");
}

TEST_F(StaticFilesTest, ABrowserThatHasItGetsNothing) {
  const std::string path = "/assets/app-1a2b.js";
  const std::string plain(View((*Get(path))["etag"]));
  const std::string gzip(View((*Get(path, "gzip"))["etag"]));
  EXPECT_NE(plain, gzip);
  const auto again = Get(path, "gzip", "\"x\", " + gzip);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->result_int(), 304u);
  EXPECT_EQ(again->body(), "");
  EXPECT_EQ(View((*again)["etag"]), gzip);
  EXPECT_EQ(Get(path, "gzip", plain)->result_int(), 200u);
  EXPECT_EQ(Get(path, "", "*")->result_int(), 304u);
}

TEST_F(StaticFilesTest, AnswersGetAndHeadOnly) {
  EXPECT_FALSE(files_.Answer(Request(http::verb::post, "/", 11)));
  EXPECT_TRUE(files_.Answer(Request(http::verb::head, "/", 11)));
}

TEST_F(StaticFilesTest, RefusesAFolderWithoutAConsole) {
  EXPECT_THAT(StaticFiles::Read(dir_ / "nowhere"),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(StaticFiles::Read(dir_ / "web/assets"),
              StatusIs(absl::StatusCode::kNotFound, "index.html"));
}

TEST(CompressionTest, UnpacksWhatItPacked) {
  const std::string text(100'000, 'a');
  EXPECT_LT(Gzip(text).size(), 1000u);
  EXPECT_EQ(*Gunzip(Gzip(text), text.size()), text);
  EXPECT_EQ(*Gunzip(Gzip(""), 0), "");
}

TEST(CompressionTest, RefusesBombsAndNonsense) {
  EXPECT_THAT(Gunzip(Gzip(std::string(50 << 20, '\0')), 1 << 20),
              StatusIs(absl::StatusCode::kResourceExhausted));
  const std::string packed = Gzip("some text");
  for (const std::string& bytes :
       {std::string(), std::string("text"), packed + "x",
        packed.substr(0, packed.size() - 1)}) {
    EXPECT_THAT(Gunzip(bytes, 1 << 20),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

TEST(CompressionTest, KnowsWhatAClientTakes) {
  EXPECT_TRUE(Accepts("gzip", "gzip"));
  EXPECT_TRUE(Accepts("br , GZIP;q=0.5", "gzip"));
  EXPECT_TRUE(Accepts("*", "gzip"));
  EXPECT_FALSE(Accepts("", "gzip"));
  EXPECT_FALSE(Accepts("gzip;q=0, *", "gzip"));
  EXPECT_FALSE(Accepts("gzip;q=x", "gzip"));
  EXPECT_FALSE(Accepts("xgzip", "gzip"));
}

}  // namespace
}  // namespace tidemark::gateway
