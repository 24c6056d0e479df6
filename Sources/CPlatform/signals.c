#include "CPlatform.h"

#include <errno.h>
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

static volatile int stop_descriptor = -1;
static const int stop_signals[] = {SIGTERM, SIGINT};
static struct sigaction stop_previous[2];

static void on_stop(int number) {
    int error = errno;
    unsigned char byte = (unsigned char)number;
    ssize_t written = write(stop_descriptor, &byte, 1);
    (void)written;
    errno = error;
}

void autocron_catch_stop(int descriptor) {
    stop_descriptor = descriptor;
    for (int index = 0; index < 2; index++) {
        sigaction(stop_signals[index], NULL, &stop_previous[index]);
        if (stop_previous[index].sa_handler == SIG_IGN) continue;
        struct sigaction wanted = {0};
        wanted.sa_handler = on_stop;
        wanted.sa_flags = SA_RESTART;
        sigemptyset(&wanted.sa_mask);
        sigaction(stop_signals[index], &wanted, NULL);
    }
}

void autocron_release_stop(void) {
    for (int index = 0; index < 2; index++) sigaction(stop_signals[index], &stop_previous[index], NULL);
}
