# find_package(cascade): the targets cascade::engine and cascade::kernels, and one a library (cascade::graph, …). Looks
# for what they link with the finders this build used; HDF5_ROOT, MPI_HOME and CMAKE_PREFIX_PATH help as usual.

cmake_minimum_required(VERSION 3.25)
get_property(languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if(NOT "C" IN_LIST languages)
  set(cascade_FOUND FALSE)
  set(cascade_NOT_FOUND_MESSAGE "MPI and HDF5 are looked for with a C compiler: say project(… LANGUAGES C CXX)")
  return()
endif()
include(${CMAKE_CURRENT_LIST_DIR}/CascadeDependencies.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/cascadeTargets.cmake)
target_include_directories(cascade::flags SYSTEM INTERFACE ${RANDOM123_INCLUDE_DIR})
