# Libraries from the system; `make setup` installs them on Debian.
set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(VOI_DEPS REQUIRED IMPORTED_TARGET libzip expat zlib cairo libcrypto yaml-0.1)
