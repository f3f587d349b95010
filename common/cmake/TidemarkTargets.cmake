# The house rules for handwritten code: one place for warnings, includes and the
# tools that make builds quick.
add_library(tidemark_options INTERFACE)
target_compile_features(tidemark_options INTERFACE cxx_std_20)
target_include_directories(tidemark_options INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(
  tidemark_options
  INTERFACE -Wall -Wextra -Wconversion -Wno-sign-conversion -Wshadow
            -Wnon-virtual-dtor -Woverloaded-virtual
            $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
            # g++ 12 finds overlapping copies in std::string's own operator+.
            $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
            $<$<BOOL:${TIDEMARK_WERROR}>:-Werror>)

find_program(TIDEMARK_CCACHE ccache)
if(TIDEMARK_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TIDEMARK_CCACHE})
endif()
find_program(TIDEMARK_MOLD mold)
if(TIDEMARK_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# Calls allocate on one thread and free on another, at which glibc is slow:
# jemalloc makes a server a fifth to a third faster. Sanitizers bring their own.
find_library(TIDEMARK_JEMALLOC jemalloc)
if(NOT TIDEMARK_JEMALLOC OR CMAKE_CXX_FLAGS MATCHES "-fsanitize")
  set(TIDEMARK_JEMALLOC "")
endif()

# tidemark_library(tidemark_store SOURCES a.cc a.h DEPS absl::status)
function(tidemark_library target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
  add_library(${target} STATIC ${arg_SOURCES})
  target_link_libraries(${target} PUBLIC ${arg_DEPS} PRIVATE tidemark_options)
  target_include_directories(${target} PUBLIC ${PROJECT_SOURCE_DIR})
  target_compile_features(${target} PUBLIC cxx_std_20)
endfunction()

# tidemark_binary(tidemark-contracts SOURCES main.cc DEPS tidemark_contracts)
function(tidemark_binary target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPS")
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ${arg_DEPS} tidemark_options
                                          ${TIDEMARK_JEMALLOC})
  set_target_properties(${target} PROPERTIES RUNTIME_OUTPUT_DIRECTORY
                                             ${PROJECT_BINARY_DIR}/bin)
endfunction()

# One test binary for the tests of one folder. LABEL is `unit` for what runs
# below gRPC (and so under ThreadSanitizer), `e2e` for the rest.
#
#   tidemark_test(common_store_test LABEL unit
#     SOURCES database_test.cc table_test.cc DEPS tidemark_store)
function(tidemark_test target)
  if(NOT BUILD_TESTING)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT" "SOURCES;DEPS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 120)
  endif()
  add_executable(${target} ${arg_SOURCES})
  target_link_libraries(${target} PRIVATE ${arg_DEPS} tidemark_options
                                          GTest::gmock GTest::gtest_main)
  gtest_discover_tests(
    ${target}
    DISCOVERY_MODE PRE_TEST
    DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${arg_LABEL}" TIMEOUT ${arg_TIMEOUT})
endfunction()
