#include "common/store/key.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace tidemark::store {
namespace {

TEST(KeyTest, NumbersSortAsTheyCompare) {
  const std::vector<int64_t> numbers = {std::numeric_limits<int64_t>::min(),
                                        -1000000,
                                        -1,
                                        0,
                                        1,
                                        255,
                                        256,
                                        1000000,
                                        std::numeric_limits<int64_t>::max()};
  for (size_t i = 1; i < numbers.size(); ++i) {
    EXPECT_LT(KeyWriter().Number(numbers[i - 1]).bytes(),
              KeyWriter().Number(numbers[i]).bytes());
  }
}

TEST(KeyTest, ATextSortsBeforeLongerOnesWhateverFollows) {
  EXPECT_LT(KeyWriter().Text("p").Text("zzz").bytes(),
            KeyWriter().Text("p-2").Text("a").bytes());
  EXPECT_LT(KeyWriter().Text(std::string("p\0", 2)).bytes(),
            KeyWriter().Text(std::string("p\0\0", 3)).bytes());
  EXPECT_LT(KeyWriter().Text("p").Number(1).bytes(),
            KeyWriter().Text(std::string("p\0", 2)).Number(0).bytes());
}

TEST(KeyTest, WhatWasWrittenIsReadBack) {
  const std::string text("a\0b\xff", 4);
  const std::string bytes = KeyWriter().Text(text).Number(-7).Text("").bytes();
  KeyReader reader(bytes);
  EXPECT_EQ(*reader.Text(), text);
  EXPECT_EQ(*reader.Number(), -7);
  EXPECT_EQ(*reader.Text(), "");
  EXPECT_TRUE(reader.rest().empty());
}

TEST(KeyTest, ATornKeyIsDataLoss) {
  const std::string bytes = KeyWriter().Text("abc").Number(5).bytes();
  for (size_t size = 0; size < bytes.size(); ++size) {
    KeyReader reader(absl::string_view(bytes).substr(0, size));
    const bool whole = reader.Text().ok() && reader.Number().ok();
    EXPECT_FALSE(whole) << size;
  }
}

}  // namespace
}  // namespace tidemark::store
