# A kernel file is compiled for its instruction set; the choice is made at run time. Other processors
# compile the same files to an empty table. What is unrolled by hand takes minutes to instrument.
set(VOI_HOT -O3)
if(VOI_SANITIZE)
  set(VOI_HOT -O1)
endif()
file(GLOB VOI_KERNEL_FILES ${PROJECT_SOURCE_DIR}/src/kernels/*.c)
# Nobody here traps floating-point exceptions, so both sides of a choice may be computed.
set(VOI_KERNEL ${VOI_HOT} -fopenmp-simd -fno-trapping-math)
# Under sanitizers clang leaves loops as they are that it was asked to make vectors of.
if(CMAKE_C_COMPILER_ID MATCHES Clang)
  list(APPEND VOI_KERNEL -Wno-pass-failed)
endif()
set_source_files_properties(${VOI_KERNEL_FILES} PROPERTIES COMPILE_OPTIONS "${VOI_KERNEL}")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|amd64|AMD64")
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/kernels/avx2.c
    PROPERTIES COMPILE_OPTIONS "${VOI_KERNEL};-mavx2;-mfma")
  set_source_files_properties(${PROJECT_SOURCE_DIR}/src/kernels/avx512.c
    PROPERTIES COMPILE_OPTIONS "${VOI_KERNEL};-mavx512f;-mavx512dq;-mprefer-vector-width=512")
endif()
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/math/rank_update.c
  ${PROJECT_SOURCE_DIR}/src/math/linalg.c ${PROJECT_SOURCE_DIR}/src/math/eigen.c
  ${PROJECT_SOURCE_DIR}/src/fit/basis.c ${PROJECT_SOURCE_DIR}/src/fit/noise.c
  ${PROJECT_SOURCE_DIR}/src/measures/partial.c ${PROJECT_SOURCE_DIR}/src/measures/slice.c
  ${PROJECT_SOURCE_DIR}/src/measures/policy.c ${PROJECT_SOURCE_DIR}/src/measures/upper.c
  ${PROJECT_SOURCE_DIR}/src/measures/bootstrap_single.c
  ${PROJECT_SOURCE_DIR}/src/measures/replicates.c
  ${PROJECT_SOURCE_DIR}/src/measures/outlook.c
  PROPERTIES COMPILE_OPTIONS ${VOI_HOT})
set_source_files_properties(${PROJECT_SOURCE_DIR}/src/math/gaussians.c
  ${PROJECT_SOURCE_DIR}/src/measures/row_planes.c
  ${PROJECT_SOURCE_DIR}/src/measures/group_block.c ${PROJECT_SOURCE_DIR}/src/measures/group_pass.c
  ${PROJECT_SOURCE_DIR}/src/measures/group_walk.c ${PROJECT_SOURCE_DIR}/src/measures/rule.c
  ${PROJECT_SOURCE_DIR}/src/measures/rule_value.c ${PROJECT_SOURCE_DIR}/src/measures/rule_walk.c
  ${PROJECT_SOURCE_DIR}/src/measures/weighing.c ${PROJECT_SOURCE_DIR}/src/measures/weighing_value.c
  PROPERTIES COMPILE_OPTIONS "${VOI_KERNEL}")
