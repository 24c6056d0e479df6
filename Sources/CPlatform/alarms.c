#include "CPlatform.h"

#include <unistd.h>

#if defined(__linux__)
#include <sys/timerfd.h>

int autocron_alarm_descriptor(void) { return timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK); }

void autocron_set_alarm(int descriptor, int64_t nanoseconds) {
    struct itimerspec setting = {.it_value = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000}};
    timerfd_settime(descriptor, 0, &setting, NULL);
}

// Setting it to zero also clears an expiration that has not been read.
void autocron_clear_alarm(int descriptor) { autocron_set_alarm(descriptor, 0); }

int autocron_clock_alarm_descriptor(void) { return timerfd_create(CLOCK_REALTIME, TFD_CLOEXEC | TFD_NONBLOCK); }

void autocron_set_clock_alarm(int descriptor, int64_t microseconds) {
    struct itimerspec setting = {
        .it_value = {.tv_sec = microseconds / 1000000, .tv_nsec = microseconds % 1000000 * 1000}};
    timerfd_settime(descriptor, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &setting, NULL);
}

#elif defined(__APPLE__)
#include <fcntl.h>
#include <sys/event.h>

int autocron_alarm_descriptor(void) {
    int descriptor = kqueue();
    if (descriptor >= 0) fcntl(descriptor, F_SETFD, FD_CLOEXEC);
    return descriptor;
}

void autocron_set_alarm(int descriptor, int64_t nanoseconds) {
    struct kevent change;
    EV_SET(&change, 1, EVFILT_TIMER, EV_ADD | EV_ONESHOT, NOTE_NSECONDS, nanoseconds, NULL);
    kevent(descriptor, &change, 1, NULL, 0, NULL);
}

int autocron_clock_alarm_descriptor(void) { return autocron_alarm_descriptor(); }

void autocron_set_clock_alarm(int descriptor, int64_t microseconds) {
    struct kevent change;
    EV_SET(&change, 1, EVFILT_TIMER, EV_ADD | EV_ONESHOT, NOTE_USECONDS | NOTE_ABSOLUTE, microseconds, NULL);
    kevent(descriptor, &change, 1, NULL, 0, NULL);
}

void autocron_clear_alarm(int descriptor) {
    // A timer that has expired is deleted already, and its event waits to be read.
    struct kevent change, event;
    struct timespec now = {0, 0};
    EV_SET(&change, 1, EVFILT_TIMER, EV_DELETE, 0, 0, NULL);
    kevent(descriptor, &change, 1, NULL, 0, NULL);
    kevent(descriptor, NULL, 0, &event, 1, &now);
}

#else
#error "no timer that can be polled is known for this system"
#endif
