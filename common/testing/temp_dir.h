#ifndef TIDEMARK_COMMON_TESTING_TEMP_DIR_H_
#define TIDEMARK_COMMON_TESTING_TEMP_DIR_H_

#include <cstdio>
#include <filesystem>
#include <string>

#include <stdlib.h>

namespace tidemark::testing {

// A new folder of its own for one test, removed with everything in it.
class TempDir {
 public:
  TempDir() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "tidemark-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) {
      std::perror("mkdtemp");
      std::abort();
    }
    path_ = pattern;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const {
    return path_ + "/" + name;
  }

 private:
  std::string path_;
};

}  // namespace tidemark::testing

#endif  // TIDEMARK_COMMON_TESTING_TEMP_DIR_H_
