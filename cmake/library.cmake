# One set of objects makes the shared and the static library.
file(GLOB_RECURSE VOI_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.c)
# The report's style and script, and the source of the GPU's kernels, become arrays.
file(GLOB VOI_DEVICE_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/kernels/cuda/*.cu)
foreach(source ${PROJECT_SOURCE_DIR}/src/render/report.css
               ${PROJECT_SOURCE_DIR}/src/render/report_media.css
               ${PROJECT_SOURCE_DIR}/src/render/report.js ${VOI_DEVICE_SOURCES}
               ${PROJECT_SOURCE_DIR}/src/kernels/cuda/device.cuh
               ${PROJECT_SOURCE_DIR}/src/kernels/cuda/arguments.h
               ${PROJECT_SOURCE_DIR}/src/kernels/cuda/freestanding.h
               ${PROJECT_SOURCE_DIR}/src/core/philox.h
               ${PROJECT_SOURCE_DIR}/src/core/philox_rounds.h
               ${PROJECT_SOURCE_DIR}/src/math/elementary.h
               ${PROJECT_SOURCE_DIR}/src/math/probit.h)
  get_filename_component(asset ${source} NAME)
  string(MAKE_C_IDENTIFIER ${asset} name)
  set(made ${PROJECT_BINARY_DIR}/${name}.c)
  add_custom_command(OUTPUT ${made}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${source} -DNAME=${name} -DOUTPUT=${made}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed.cmake
    DEPENDS ${source} ${PROJECT_SOURCE_DIR}/cmake/embed.cmake VERBATIM)
  list(APPEND VOI_SOURCES ${made})
endforeach()
add_library(voi_objects OBJECT ${VOI_SOURCES})
target_include_directories(voi_objects PUBLIC ${PROJECT_SOURCE_DIR}/include
                                       PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_compile_definitions(voi_objects PRIVATE VOI_VERSION="${PROJECT_VERSION}")
target_link_libraries(voi_objects PUBLIC voi_flags PkgConfig::VOI_DEPS Threads::Threads ${CMAKE_DL_LIBS} m)
# What `voi info` tells of the build: its type and the flags on which speed and bits depend.
string(TOUPPER "${CMAKE_BUILD_TYPE}" upper)
string(JOIN " " flags ${CMAKE_BUILD_TYPE} ${CMAKE_C_FLAGS} ${CMAKE_C_FLAGS_${upper}} ${VOI_INSTRUMENT})
string(REPLACE "\"" "" flags "${flags}")
set_source_files_properties(src/kernels/machine.c PROPERTIES
  COMPILE_DEFINITIONS "VOI_BUILD_FLAGS=\"${flags} -ffp-contract=off\"")

add_library(voi_static STATIC $<TARGET_OBJECTS:voi_objects>)
set_target_properties(voi_static PROPERTIES OUTPUT_NAME voi)
target_include_directories(voi_static PUBLIC ${PROJECT_SOURCE_DIR}/include)
target_link_options(voi_static PUBLIC ${VOI_INSTRUMENT})
target_link_libraries(voi_static PUBLIC PkgConfig::VOI_DEPS Threads::Threads ${CMAKE_DL_LIBS} m)

add_library(voi_shared SHARED $<TARGET_OBJECTS:voi_objects>)
set_target_properties(voi_shared PROPERTIES OUTPUT_NAME voi VERSION ${PROJECT_VERSION} SOVERSION 0)
target_include_directories(voi_shared PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>)
target_link_options(voi_shared PRIVATE ${VOI_INSTRUMENT})
target_link_libraries(voi_shared PRIVATE PkgConfig::VOI_DEPS Threads::Threads ${CMAKE_DL_LIBS} m)
