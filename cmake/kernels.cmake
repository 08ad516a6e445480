# A kernel file is compiled for its instruction set; the choice is made at run time. Other processors
# compile the same files to an empty table.
file(GLOB VOI_KERNEL_FILES ${PROJECT_SOURCE_DIR}/src/kernels/*.c)
set_source_files_properties(${VOI_KERNEL_FILES} PROPERTIES COMPILE_OPTIONS -O3)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64|AMD64")
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/kernels/avx2.c
    PROPERTIES COMPILE_OPTIONS "-O3;-mavx2")
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/kernels/avx512.c
    PROPERTIES COMPILE_OPTIONS "-O3;-mavx512f;-mavx512dq;-mprefer-vector-width=512")
endif()
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/math/rank_update.c
  ${PROJECT_SOURCE_DIR}/src/math/linalg.c ${PROJECT_SOURCE_DIR}/src/math/eigen.c
  ${PROJECT_SOURCE_DIR}/src/math/gaussians.c
  PROPERTIES COMPILE_OPTIONS -O3)
