#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

ssize_t autocron_write_quietly(int descriptor, const void *bytes, size_t count) {
    sigset_t pipe_signal, previous, pending;
    sigemptyset(&pipe_signal);
    sigaddset(&pipe_signal, SIGPIPE);
    sigpending(&pending);
    int was_pending = sigismember(&pending, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe_signal, &previous);
    ssize_t written;
    do {
        written = write(descriptor, bytes, count);
    } while (written == -1 && errno == EINTR);
    int error = errno;
    if (written == -1 && error == EPIPE && !was_pending) {
#if defined(__APPLE__)
        int number;
        sigwait(&pipe_signal, &number);
#else
        struct timespec none = {0, 0};
        while (sigtimedwait(&pipe_signal, NULL, &none) == -1 && errno == EINTR) {}
#endif
    }
    pthread_sigmask(SIG_SETMASK, &previous, NULL);
    errno = error;
    return written;
}

ssize_t autocron_send_quietly(int descriptor, const void *bytes, size_t count) {
#if defined(__APPLE__)
    // The socket was made with SO_NOSIGPIPE.
    return send(descriptor, bytes, count, MSG_DONTWAIT);
#else
    return send(descriptor, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
#endif
}

void autocron_buffer_output_by_line(void) { setvbuf(stdout, NULL, _IOLBF, 0); }

void autocron_flush_output(void) { fflush(NULL); }

bool autocron_finish_output(void) {
    bool passed = fflush(stdout) == 0;
    return passed && !ferror(stdout);
}
