#define _GNU_SOURCE
#include "CPlatform.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#if defined(__linux__)
bool autocron_pipe(int *ends) { return pipe2(ends, O_CLOEXEC) == 0; }

bool autocron_socket_pair(int *ends) { return socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0; }
#else
// Two steps: a child that another thread starts between them inherits the descriptors. This system has no other way.
static bool hide(int *ends) {
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
    fcntl(ends[1], F_SETFD, FD_CLOEXEC);
    return true;
}

bool autocron_pipe(int *ends) { return pipe(ends) == 0 && hide(ends); }

bool autocron_socket_pair(int *ends) { return socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0 && hide(ends); }
#endif

#if defined(__APPLE__)
#include <crt_externs.h>

char **autocron_environment(void) { return *_NSGetEnviron(); }
#else
extern char **environ;

char **autocron_environment(void) { return environ; }
#endif
