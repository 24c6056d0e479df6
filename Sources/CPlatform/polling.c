#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE  // ppoll
#endif

#include "CPlatform.h"

#include <time.h>

int autocron_poll(struct pollfd *entries, int count, int64_t nanoseconds) {
#if defined(__linux__)
    struct timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    return ppoll(entries, (nfds_t)count, nanoseconds < 0 ? NULL : &limit, NULL);
#else
    int64_t milliseconds = nanoseconds / 1000000 + (nanoseconds % 1000000 > 0);
    if (milliseconds > INT32_MAX) milliseconds = INT32_MAX;
    return poll(entries, (nfds_t)count, nanoseconds < 0 ? -1 : (int)milliseconds);
#endif
}
