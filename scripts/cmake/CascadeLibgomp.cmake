# libgomp as an archive, where the compiler has it, for this tree alone: the program then says how threads wait before libgomp
# asks for it (jobs/common/waiting_threads.cpp). A program that links the installed libraries may load others that bring
# libgomp along, and takes the shared one.

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  execute_process(COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgomp.a OUTPUT_VARIABLE libgomp OUTPUT_STRIP_TRAILING_WHITESPACE)
  if(EXISTS "${libgomp}") # a bare name: there is none
    set(OpenMP_gomp_LIBRARY "${libgomp}") # before what FindOpenMP may have kept from an earlier configuration
  endif()
endif()
