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
