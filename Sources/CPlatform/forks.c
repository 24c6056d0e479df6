#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

enum { table_size = 512 };

// Descriptors plus one; a zero is free. Descriptors beyond these are not hidden: forked processes keep them open.
static int hidden[table_size];
static pthread_once_t once = PTHREAD_ONCE_INIT;

// In the child, which has only one thread: only calls that signal-safety(7) allows.
static void hide_all(void) {
    int error = errno;
    int null = -1;
    for (int index = 0; index < table_size; index++) {
        int descriptor = __atomic_load_n(&hidden[index], __ATOMIC_ACQUIRE) - 1;
        if (descriptor < 0) continue;
        if (null < 0) null = open("/dev/null", O_RDWR | O_CLOEXEC);
        if (null < 0) {
            close(descriptor);
        } else if (dup2(null, descriptor) >= 0) {
            fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        }
    }
    if (null >= 0) close(null);
    errno = error;
}

static void watch_forks(void) { pthread_atfork(NULL, NULL, hide_all); }

static void replace(int from, int to) {
    for (int index = 0; index < table_size; index++) {
        int expected = from;
        if (__atomic_compare_exchange_n(&hidden[index], &expected, to, 0, __ATOMIC_ACQ_REL, __ATOMIC_RELAXED)) return;
    }
}

void autocron_hide_from_forks(int descriptor) {
    pthread_once(&once, watch_forks);
    replace(0, descriptor + 1);
}

void autocron_show_to_forks(int descriptor) { replace(descriptor + 1, 0); }
