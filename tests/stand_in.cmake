# A GPU that is not there: stand-ins for its driver and for NVRTC, which runs the kernels' own source
# on the host. Several more drivers differ in what fails: devices, what starting answers, which
# description fails.
function(add_driver name)
  add_library(${name} MODULE support/cuda/stand_in_cuda.c)
  set_target_properties(${name} PROPERTIES C_VISIBILITY_PRESET default)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(${name} PRIVATE ${CMAKE_DL_LIBS})
endfunction()

foreach(fake GOOD:2:0:0 EMPTY:0:0:0 NO_DEVICE:2:100:0 BROKEN:2:999:0 STRANGE:2:998:0 OLD:2:0:0
             MUTE_1:1:0:1 MUTE_2:1:0:2 MUTE_3:1:0:3 MUTE_4:1:0:4 MUTE_5:1:0:5)
  string(REPLACE ":" ";" fake ${fake})
  list(GET fake 0 name)
  list(GET fake 1 devices)
  list(GET fake 2 start)
  list(GET fake 3 told)
  string(TOLOWER fake_cuda_${name} library)
  add_driver(${library})
  target_compile_definitions(${library} PRIVATE DEVICES=${devices} START=${start} TOLD=${told}
    $<$<STREQUAL:${name},OLD>:OLD>)
  target_compile_definitions(test_cuda_driver PRIVATE FAKE_${name}="$<TARGET_FILE:${library}>")
  add_dependencies(test_cuda_driver ${library})
endforeach()

set(VOI_STAND_IN ${CMAKE_CURRENT_BINARY_DIR}/stand_in)
find_program(VOI_HOST_CXX NAMES c++ g++ clang++)
if(VOI_HOST_CXX)
  add_driver(stand_in_cuda)
  set_target_properties(stand_in_cuda PROPERTIES OUTPUT_NAME cuda PREFIX lib SUFFIX .so.1
    LIBRARY_OUTPUT_DIRECTORY ${VOI_STAND_IN})
  add_library(stand_in_nvrtc MODULE support/cuda/stand_in_nvrtc.c)
  set_target_properties(stand_in_nvrtc PROPERTIES OUTPUT_NAME nvrtc PREFIX lib SUFFIX .so.12
    LIBRARY_OUTPUT_DIRECTORY ${VOI_STAND_IN} C_VISIBILITY_PRESET default)
  target_compile_definitions(stand_in_nvrtc PRIVATE COMPILER="${VOI_HOST_CXX}"
    SHIM="${CMAKE_CURRENT_SOURCE_DIR}/support/cuda/shim.h")
endif()
# The tests that need them find them where a system would have the real ones.
foreach(name test_cuda_driver test_nvrtc test_gpu test_gpu_random test_gpu_products test_gpu_net_benefits test_on_gpu
            
             test_on_gpu_faults test_estimates_on_gpu)
  target_include_directories(${name} PRIVATE support/cuda)
  set_tests_properties(${name} PROPERTIES ENVIRONMENT_MODIFICATION
    LD_LIBRARY_PATH=path_list_prepend:${VOI_STAND_IN})
  if(VOI_HOST_CXX)
    add_dependencies(${name} stand_in_cuda stand_in_nvrtc)
  endif()
endforeach()

# Compiles the kernels with the real NVRTC, where tools/check_cuda.sh finds one.
add_executable(compile_kernels device/compile_kernels.c)
target_include_directories(compile_kernels PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(compile_kernels PRIVATE voi_static voi_flags)
