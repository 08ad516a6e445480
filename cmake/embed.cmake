# Turns a text file into a C array: cmake -DINPUT=FILE -DNAME=NAME -DOUTPUT=FILE.c -P embed.cmake
# gives vi_NAME, with a 0 behind it, and vi_NAME_size. One line of the file becomes one line of bytes.
file(READ "${INPUT}" hex HEX)
string(LENGTH "${hex}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "(..)" "0x\\1," bytes "${hex}")
string(REPLACE "0x0a," "0x0a,\n" bytes "${bytes}")
file(WRITE "${OUTPUT}" "#include <stddef.h>

extern const unsigned char vi_${NAME}[];
extern const size_t vi_${NAME}_size;
const unsigned char vi_${NAME}[] = {
${bytes}0x00};
const size_t vi_${NAME}_size = ${size};
")
