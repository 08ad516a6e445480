# One place for compiler flags. The numerics rest on -ffp-contract=off: the same input gives the same
# bits on every CPU. -fno-math-errno only frees the compiler from setting errno.
add_library(voi_flags INTERFACE)
target_compile_options(voi_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wvla
  -ffp-contract=off -fno-math-errno)
if(VOI_WERROR)
  target_compile_options(voi_flags INTERFACE -Werror)
endif()
# Instrumentation, the same for every target.
set(VOI_INSTRUMENT "")
if(VOI_SANITIZE)
  list(APPEND VOI_INSTRUMENT -fsanitize=${VOI_SANITIZE} -fno-sanitize-recover=all
       -fno-omit-frame-pointer -g)
endif()
if(VOI_FUZZ)
  list(APPEND VOI_INSTRUMENT -fsanitize=fuzzer-no-link,address,undefined
       -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
endif()
if(VOI_COVERAGE)
  list(APPEND VOI_INSTRUMENT --coverage -fprofile-update=single) # five times as fast as atomic
endif()
if(VOI_INSTRUMENT)
  target_compile_definitions(voi_flags INTERFACE VOI_INSTRUMENTED)
endif()
target_compile_options(voi_flags INTERFACE ${VOI_INSTRUMENT})
target_link_options(voi_flags INTERFACE ${VOI_INSTRUMENT})
