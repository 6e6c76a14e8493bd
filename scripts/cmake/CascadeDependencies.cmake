# Everything the libraries link, found once, refused with the name of the Debian package where it is missing. Installed as
# it is: find_package(cascade) looks for the same things in the same way.

find_package(OpenMP REQUIRED COMPONENTS CXX)
find_package(MPI REQUIRED COMPONENTS C CXX)

set(HDF5_PREFER_PARALLEL TRUE) # before find_package: the serial library is found otherwise
# FindHDF5 compiles a line with HDF5's own wrapper, a shell script that fails in a folder with a blank in its name: there
# it works in a scratch folder.
set(tree_binary_dir "${CMAKE_CURRENT_BINARY_DIR}")
if(tree_binary_dir MATCHES " ")
  execute_process(COMMAND mktemp -d OUTPUT_VARIABLE CMAKE_CURRENT_BINARY_DIR OUTPUT_STRIP_TRAILING_WHITESPACE)
endif()
find_package(HDF5 1.10 REQUIRED COMPONENTS C HL) # HL: dimension scales
if(NOT CMAKE_CURRENT_BINARY_DIR STREQUAL tree_binary_dir)
  file(REMOVE_RECURSE "${CMAKE_CURRENT_BINARY_DIR}")
  set(CMAKE_CURRENT_BINARY_DIR "${tree_binary_dir}")
endif()
if(NOT HDF5_IS_PARALLEL)
  message(FATAL_ERROR "parallel HDF5 is required and only a serial one was found (Debian: libhdf5-openmpi-dev)")
endif()

find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(zstd REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(xxhash REQUIRED IMPORTED_TARGET libxxhash)

find_path(RANDOM123_INCLUDE_DIR Random123/philox.h)
if(NOT RANDOM123_INCLUDE_DIR)
  message(FATAL_ERROR "Random123 is required (Debian: librandom123-dev)")
endif()
