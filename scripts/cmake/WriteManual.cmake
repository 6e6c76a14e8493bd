# Run at build time (cmake -P): the program's own pages, ready to be installed. Needs PROGRAM and FOLDER; writes
# FOLDER/man1/cascade.1, one page a verb, and the completion FOLDER/completions/cascade.

function(write_page file)
  execute_process(COMMAND ${PROGRAM} help ${ARGN} OUTPUT_FILE ${FOLDER}/${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${FOLDER}) # the page of a verb that is no more
file(MAKE_DIRECTORY ${FOLDER}/man1 ${FOLDER}/completions)
write_page(man1/cascade.1 --format man)
write_page(completions/cascade --format completion)
execute_process(COMMAND ${PROGRAM} help --format verbs OUTPUT_VARIABLE verbs COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "[^\n]+" verbs "${verbs}")
foreach(verb IN LISTS verbs)
  write_page(man1/cascade-${verb}.1 --format man ${verb})
endforeach()
