#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

static volatile int terminate_descriptor = -1;

static void on_terminate(int number) {
    (void)number;
    int error = errno;
    ssize_t written = write(terminate_descriptor, "t", 1);
    (void)written;
    errno = error;
}

bool autocron_on_terminate(int descriptor) {
    struct sigaction present;
    if (sigaction(SIGTERM, NULL, &present) != 0 || present.sa_handler != SIG_DFL) return false;
    terminate_descriptor = descriptor;
    struct sigaction wanted = {0};
    wanted.sa_handler = on_terminate;
    wanted.sa_flags = SA_RESTART;
    sigemptyset(&wanted.sa_mask);
    return sigaction(SIGTERM, &wanted, NULL) == 0;
}

// A handler that has begun may still write after it was removed, so this number stays reserved forever.
static volatile int stop_descriptor = -1;
static int stop_is_caught = 0;
static const int stop_signals[] = {SIGTERM, SIGINT};
static struct sigaction stop_previous[2];

static void on_stop(int number) {
    int error = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t written = write(stop_descriptor, &byte, 1);
    (void)written;
    errno = error;
}

static bool keep_stop_descriptor(int descriptor) {
    if (stop_descriptor < 0) {
        stop_descriptor = fcntl(descriptor, F_DUPFD_CLOEXEC, 10);
        return stop_descriptor >= 0;
    }
    return dup2(descriptor, stop_descriptor) >= 0 && fcntl(stop_descriptor, F_SETFD, FD_CLOEXEC) == 0;
}

bool autocron_catch_stop(int descriptor) {
    if (__atomic_exchange_n(&stop_is_caught, 1, __ATOMIC_ACQ_REL) != 0) {
        errno = EBUSY;
        return false;
    }
    if (!keep_stop_descriptor(descriptor)) {
        int error = errno;
        __atomic_store_n(&stop_is_caught, 0, __ATOMIC_RELEASE);
        errno = error;
        return false;
    }
    for (int index = 0; index < 2; index++) {
        sigaction(stop_signals[index], NULL, &stop_previous[index]);
        if (stop_previous[index].sa_handler == SIG_IGN) continue;
        struct sigaction wanted = {0};
        wanted.sa_handler = on_stop;
        wanted.sa_flags = SA_RESTART;
        sigemptyset(&wanted.sa_mask);
        sigaction(stop_signals[index], &wanted, NULL);
    }
    return true;
}

void autocron_release_stop(void) {
    for (int index = 0; index < 2; index++) sigaction(stop_signals[index], &stop_previous[index], NULL);
    __atomic_store_n(&stop_is_caught, 0, __ATOMIC_RELEASE);
}
