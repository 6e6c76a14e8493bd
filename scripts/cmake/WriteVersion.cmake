# Run at build time (cmake -P): writes version.hpp when the commit has changed since, and only then.
# Needs SOURCE_DIR, TEMPLATE, OUTPUT and the values the template names.

execute_process(COMMAND git describe --always --dirty --abbrev=12 --exclude=*
                WORKING_DIRECTORY ${SOURCE_DIR} OUTPUT_VARIABLE COMMIT OUTPUT_STRIP_TRAILING_WHITESPACE
                ERROR_QUIET RESULT_VARIABLE FAILED)
if(FAILED OR NOT COMMIT)
  set(COMMIT "unknown")
endif()
configure_file(${TEMPLATE} ${OUTPUT} @ONLY)
