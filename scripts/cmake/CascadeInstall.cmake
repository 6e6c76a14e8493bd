# What `cmake --install` puts where, and the Debian packages CPack makes of it. Two components: `program` (the program, its
# pages, the report, job scripts) and `development` (headers, libraries, find_package and pkg-config files). Nothing
# installed knows where it lies, so a prefix may be moved.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(share ${CMAKE_INSTALL_DATADIR}/cascade)
set(packaging ${CMAKE_SOURCE_DIR}/scripts/packaging)
get_property(engine GLOBAL PROPERTY CASCADE_ENGINE)
get_property(kernels GLOBAL PROPERTY CASCADE_KERNELS)

# Libraries that are no part of the system are found again where they were linked.
set_target_properties(cascade PROPERTIES INSTALL_RPATH_USE_LINK_PATH ON)

install(TARGETS cascade COMPONENT program)
install(DIRECTORY ${CMAKE_BINARY_DIR}/manual/man1 DESTINATION ${CMAKE_INSTALL_MANDIR} COMPONENT program)
install(FILES ${CMAKE_BINARY_DIR}/manual/completions/cascade
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions COMPONENT program)
file(GLOB behind_verbs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/scripts/report*.py ${CMAKE_SOURCE_DIR}/scripts/export*.py)
list(APPEND behind_verbs ${CMAKE_SOURCE_DIR}/scripts/script_manners.py ${CMAKE_SOURCE_DIR}/scripts/whole_folder.py)
install(PROGRAMS ${behind_verbs} DESTINATION ${share} COMPONENT program)
install(DIRECTORY ${CMAKE_SOURCE_DIR}/jobs/batch DESTINATION ${share} USE_SOURCE_PERMISSIONS COMPONENT program)

# The manual keeps its folders, so that its links hold.
file(GLOB_RECURSE pages RELATIVE ${CMAKE_SOURCE_DIR} CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/engine/*.md
     ${CMAKE_SOURCE_DIR}/kernels/*.md ${CMAKE_SOURCE_DIR}/jobs/*.md ${CMAKE_SOURCE_DIR}/jobs/schema/*.json
     ${CMAKE_SOURCE_DIR}/data/*.md ${CMAKE_SOURCE_DIR}/scripts/*.md ${CMAKE_SOURCE_DIR}/tests/*.md)
foreach(page IN LISTS pages ITEMS README.md CHANGELOG.md)
  cmake_path(GET page PARENT_PATH folder)
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_DOCDIR}/${folder} COMPONENT program)
endforeach()

configure_file(${packaging}/CITATION.cff.in ${CMAKE_BINARY_DIR}/packaging/CITATION.cff @ONLY)
configure_file(${packaging}/package.py.in ${CMAKE_BINARY_DIR}/packaging/package.py @ONLY)
configure_file(${packaging}/modulefile.in ${CMAKE_BINARY_DIR}/packaging/modulefile @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/packaging/CITATION.cff DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT program)
install(FILES ${CMAKE_BINARY_DIR}/packaging/modulefile DESTINATION ${share}/modulefiles/cascade
        RENAME ${PROJECT_VERSION} COMPONENT program)

# cascade::engine and cascade::kernels are all of a folder; cascade::graph, cascade::influence … one library each.
foreach(folder engine kernels)
  add_library(cascade_${folder} INTERFACE)
  target_link_libraries(cascade_${folder} INTERFACE ${${folder}})
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/${folder} DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/cascade COMPONENT development
          FILES_MATCHING PATTERN *.hpp)
endforeach()
target_link_libraries(cascade_kernels INTERFACE cascade_engine)
set(exported cascade_flags cascade_engine cascade_kernels ${engine} ${kernels})
foreach(library IN LISTS exported)
  string(REPLACE cascade_ "" short ${library})
  set_target_properties(${library} PROPERTIES EXPORT_NAME ${short})
endforeach()
install(TARGETS ${exported} EXPORT cascadeTargets COMPONENT development
        INCLUDES DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/cascade)
set(config ${CMAKE_INSTALL_LIBDIR}/cmake/cascade)
install(EXPORT cascadeTargets NAMESPACE cascade:: DESTINATION ${config} COMPONENT development)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/packaging/cascadeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${packaging}/cascadeConfig.cmake ${CMAKE_SOURCE_DIR}/scripts/cmake/CascadeDependencies.cmake
              ${CMAKE_BINARY_DIR}/packaging/cascadeConfigVersion.cmake
        DESTINATION ${config} COMPONENT development)

# pkg-config: each library before those it links; what has no .pc file of its own is named as it was found.
function(flags_of variable prefix)
  list(TRANSFORM ARGN PREPEND "${prefix}")
  list(REMOVE_DUPLICATES ARGN)
  list(JOIN ARGN " " joined)
  set(${variable} "${joined}" PARENT_SCOPE)
endfunction()
list(REVERSE engine)
list(REVERSE kernels)
string(REPLACE cascade_ "" pc_engine "${engine}")
string(REPLACE cascade_ "" pc_kernels "${kernels}")
flags_of(pc_engine "-lcascade_" ${pc_engine})
flags_of(pc_kernels "-lcascade_" ${pc_kernels})
flags_of(pc_includes "-I" ${MPI_CXX_INCLUDE_DIRS} ${HDF5_INCLUDE_DIRS} ${RANDOM123_INCLUDE_DIR})
flags_of(pc_libraries "" ${HDF5_C_HL_LIBRARIES} ${HDF5_C_LIBRARIES} ${MPI_CXX_LIBRARIES})
string(REPLACE "-I/usr/include " "" pc_includes "${pc_includes} ") # the compiler's own
file(RELATIVE_PATH pc_prefix /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" pc_prefix ${pc_prefix})
foreach(folder engine kernels)
  configure_file(${packaging}/cascade-${folder}.pc.in ${CMAKE_BINARY_DIR}/packaging/cascade-${folder}.pc @ONLY)
  install(FILES ${CMAKE_BINARY_DIR}/packaging/cascade-${folder}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig
          COMPONENT development)
endforeach()

# `cpack --config build/CPackConfig.cmake`: cascade and cascade-dev.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "cascade")
set(CPACK_PACKAGE_CONTACT "cascade maintainers <maintainers@cascade.example>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME cascade)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS "openmpi-bin, python3-h5py, python3-matplotlib")
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME cascade-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS "g++, libopenmpi-dev, libhdf5-openmpi-dev, librandom123-dev, \
libxxhash-dev, libzstd-dev, zlib1g-dev, libfmt-dev, nlohmann-json3-dev, pkg-config")
set(CPACK_COMPONENT_DEVELOPMENT_DESCRIPTION "Headers and static libraries of cascade's engine and kernels.")
set(CPACK_COMPONENT_PROGRAM_DESCRIPTION
    "Finds the people in a social network from whom a message spreads furthest, and simulates it.")
include(CPack)
