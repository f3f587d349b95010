#ifndef TIDEMARK_COMMON_SHEET_TEXT_H_
#define TIDEMARK_COMMON_SHEET_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"

namespace tidemark::sheet {

// Adds the character `code` to `text`; nothing for what is no character.
void AppendUtf8(uint32_t code, std::string& text);

// The length of the UTF-8 character at the start of `text`; 0 if there is none
// (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
size_t CharacterLength(absl::string_view text);

// `text` with "\n" for each line end.
std::string PlainText(std::string text);

}  // namespace tidemark::sheet

#endif  // TIDEMARK_COMMON_SHEET_TEXT_H_
