# The command, with its man page and completions, which it writes itself.
file(GLOB VOI_COMMAND_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/cli/*.c)
add_executable(voi ${VOI_COMMAND_SOURCES})
target_link_libraries(voi PRIVATE voi_static voi_flags m)
set(VOI_GENERATED "")
foreach(pair man:voi.1 bash:completions/voi.bash zsh:completions/_voi fish:completions/voi.fish)
  string(REPLACE ":" ";" pair ${pair})
  list(GET pair 0 kind)
  list(GET pair 1 file)
  add_custom_command(OUTPUT ${file}
    COMMAND ${CMAKE_COMMAND} -E make_directory completions
    COMMAND voi --generate ${kind} > ${file}
    DEPENDS voi VERBATIM)
  list(APPEND VOI_GENERATED ${CMAKE_CURRENT_BINARY_DIR}/${file})
endforeach()
add_custom_target(voi_generated ALL DEPENDS ${VOI_GENERATED})
