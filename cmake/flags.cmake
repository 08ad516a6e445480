# One place for compiler flags. The numerics rest on -ffp-contract=off: the same input gives the same
# bits on every CPU. -fno-math-errno only frees the compiler from setting errno.
add_library(voi_flags INTERFACE)
target_compile_options(voi_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wstrict-prototypes -Wvla
  -ffp-contract=off -fno-math-errno)
if(VOI_WERROR)
  target_compile_options(voi_flags INTERFACE -Werror)
endif()
if(VOI_SANITIZE)
  target_compile_options(voi_flags INTERFACE
    -fsanitize=${VOI_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  target_link_options(voi_flags INTERFACE -fsanitize=${VOI_SANITIZE})
endif()
