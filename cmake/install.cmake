# What `make install` puts where. The command is linked to the static library, so it runs from any
# prefix; others link to the shared one, through pkg-config (libvoi) or CMake (find_package(voi)).
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(VOI_PC_REQUIRES "libzip expat zlib cairo libcrypto yaml-0.1")
configure_file(cmake/libvoi.pc.in libvoi.pc @ONLY)
configure_package_config_file(cmake/voiConfig.cmake.in voiConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/voi)
write_basic_package_version_file(voiConfigVersion.cmake COMPATIBILITY SameMinorVersion)

target_include_directories(voi_shared INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
set_target_properties(voi_shared PROPERTIES EXPORT_NAME voi)

install(FILES include/voi.h include/voi_report.h include/voi_state.h include/voi_study.h include/voi_tools.h
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(TARGETS voi_shared EXPORT voiTargets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS voi_static ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(EXPORT voiTargets NAMESPACE voi:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/voi)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/voiConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/voiConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/voi)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/libvoi.pc
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
install(FILES LICENSE README.md CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
# What help points to.
install(DIRECTORY docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(DIRECTORY examples/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

if(TARGET voi)
  install(TARGETS voi RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/voi.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completions/voi.bash RENAME voi
          DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completions/_voi
          DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/completions/voi.fish
          DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
endif()
