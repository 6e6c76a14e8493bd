# One interface target with the flags every target shares, and the two functions the folders are listed with.

add_library(cascade_flags INTERFACE)
target_include_directories(cascade_flags INTERFACE $<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}>
                                                   $<BUILD_INTERFACE:${CMAKE_BINARY_DIR}/generated>)
target_include_directories(cascade_flags SYSTEM INTERFACE $<BUILD_INTERFACE:${RANDOM123_INCLUDE_DIR}>)
target_compile_features(cascade_flags INTERFACE cxx_std_20)
# No contraction: a threshold formed with a fused multiply-add differs from one formed without.
target_compile_options(cascade_flags INTERFACE -ffp-contract=off)
# What follows is for this tree; programs that link the installed libraries choose for themselves.
target_compile_options(cascade_flags INTERFACE
  "$<BUILD_INTERFACE:-Wall;-Wextra;-Wshadow;-Wconversion;-Wno-sign-conversion;-fno-omit-frame-pointer>"
  # Tests and verbs, where little time is spent, are optimised less: CASCADE_OPTIMISE of the target says how far.
  "$<BUILD_INTERFACE:$<$<CONFIG:Release>:-O$<IF:$<BOOL:$<TARGET_PROPERTY:CASCADE_OPTIMISE>>,$<TARGET_PROPERTY:CASCADE_OPTIMISE>,3>>>"
  # In tests GCC 12 sees short strings overlap that do not (its bug 105651).
  "$<BUILD_INTERFACE:$<$<BOOL:$<TARGET_PROPERTY:CASCADE_TEST>>:-Wno-array-bounds;-Wno-restrict;-Wno-stringop-overflow>>")
target_compile_definitions(cascade_flags INTERFACE OMPI_SKIP_MPICXX MPICH_SKIP_MPICXX)
target_link_libraries(cascade_flags INTERFACE fmt::fmt OpenMP::OpenMP_CXX)
if(CASCADE_WERROR)
  target_compile_options(cascade_flags INTERFACE $<BUILD_INTERFACE:-Werror>)
endif()
if(CASCADE_SANITIZE)
  target_compile_options(cascade_flags INTERFACE -fsanitize=${CASCADE_SANITIZE} -fno-sanitize-recover=undefined)
  target_link_options(cascade_flags INTERFACE -fsanitize=${CASCADE_SANITIZE})
endif()

# What most files include and what costs most to read is read once: as the precompiled header of cascade_core for engine
# and kernels, of cascade_jobs for the verbs, which all speak JSON, of cascade_test_support for the tests. Every file still
# includes what it uses; a build with -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON shows it, but for files compiled together,
# which lend each other their headers.
set(CASCADE_COSTLY_HEADERS
    <algorithm> <array> <chrono> <cmath> <cstdint> <filesystem> <fstream> <functional> <map> <memory> <mutex> <numeric>
    <optional> <random> <ranges> <set> <span> <sstream> <string> <string_view> <thread> <unordered_map> <utility>
    <vector> <fmt/chrono.h> <fmt/format.h> <fmt/ranges.h> <Random123/philox.h>)

# cascade_library(name SOURCES a.cpp … LINKS other … [HEADERS …] [TOGETHER]): one static library a folder; HEADERS gives it
# a precompiled header of its own, TOGETHER compiles six files as one, half the time where they instantiate the same (names
# in their unnamed namespaces must differ). Those of engine/ and kernels/ are noted in the global properties CASCADE_ENGINE
# and CASCADE_KERNELS, for the installation.
function(cascade_library name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "TOGETHER" "" "SOURCES;LINKS;HEADERS")
  add_library(${name} STATIC ${arg_SOURCES})
  if(arg_TOGETHER)
    set_target_properties(${name} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  endif()
  target_link_libraries(${name} PUBLIC cascade_flags ${arg_LINKS})
  if(NOT arg_HEADERS)
    target_precompile_headers(${name} REUSE_FROM cascade_core)
  else()
    target_precompile_headers(${name} PRIVATE ${arg_HEADERS})
  endif()
  file(RELATIVE_PATH folder ${CMAKE_SOURCE_DIR} ${CMAKE_CURRENT_SOURCE_DIR})
  if(folder MATCHES "^(engine|kernels)/")
    string(TOUPPER CASCADE_${CMAKE_MATCH_1} rooms)
    set_property(GLOBAL APPEND PROPERTY ${rooms} ${name})
  endif()
endfunction()

# cascade_test(name SOURCES a_test.cpp … LINKS lib … [RANKS 1 2 3 4 7] [ALONE Test.* …] [LABELS …] [TIMEOUT seconds]): a
# GoogleTest program, run once for each number of ranks (RANKS 0, the default, runs it without a launcher). The tests named
# after ALONE know nothing of ranks: more than one would each do the same work, so they are run on one.
function(cascade_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "TIMEOUT" "SOURCES;LINKS;RANKS;ALONE;LABELS")
  if(NOT arg_RANKS)
    set(arg_RANKS 0)
  endif()
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 300)
  endif()
  add_executable(${name} ${arg_SOURCES})
  # Six files are compiled as one, a third of the time: most of it goes into what they all instantiate.
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests CASCADE_TEST TRUE CASCADE_OPTIMISE 1
                                           UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE 6)
  target_link_libraries(${name} PRIVATE cascade_test_support ${arg_LINKS})
  target_precompile_headers(${name} REUSE_FROM cascade_test_support)
  foreach(ranks IN LISTS arg_RANKS)
    if(ranks EQUAL 0)
      set(test_name ${name})
      add_test(NAME ${test_name} COMMAND ${name})
    else()
      set(test_name ${name}.ranks${ranks})
      set(left_out)
      if(arg_ALONE AND ranks GREATER 1)
        list(JOIN arg_ALONE ":" left_out)
        string(PREPEND left_out "--gtest_filter=-")
      endif()
      add_test(NAME ${test_name} COMMAND ${MPIEXEC_EXECUTABLE} ${MPIEXEC_NUMPROC_FLAG} ${ranks} $<TARGET_FILE:${name}> ${left_out})
      if(ranks GREATER 2) # more than there are cores in the machine this is meant for: nothing beside them
        set_tests_properties(${test_name} PROPERTIES PROCESSORS 2)
      endif()
    endif()
    set_tests_properties(${test_name} PROPERTIES TIMEOUT ${arg_TIMEOUT} LABELS "${arg_LABELS}" ENVIRONMENT "${CASCADE_TEST_ENVIRONMENT}")
  endforeach()
endfunction()

# Ranks share the cores of a test machine: no binding; ranks and threads give way while waiting.
set(CASCADE_TEST_ENVIRONMENT
    OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_rmaps_base_oversubscribe=1
    OMPI_MCA_hwloc_base_binding_policy=none OMPI_MCA_mpi_yield_when_idle=1
    OMP_WAIT_POLICY=passive)
