#define _GNU_SOURCE
#include "CPlatform.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum autocron_death autocron_peek_death(pid_t child, int *value) {
    siginfo_t information = {0};
    int result;
    do {
        result = waitid(P_PID, (id_t)child, &information, WEXITED | WNOWAIT | WNOHANG);
    } while (result == -1 && errno == EINTR);
    if (result == -1) return autocron_death_unknown;
    if (information.si_pid == 0) return autocron_death_running;
    *value = information.si_status;
    return information.si_code == CLD_EXITED ? autocron_death_exited : autocron_death_signaled;
}

void autocron_reap(pid_t child) {
    int status;
    while (waitpid(child, &status, 0) == -1 && errno == EINTR) {}
}

void autocron_yield_more(pid_t process, int by) {
    int value = getpriority(PRIO_PROCESS, 0) + by;
    setpriority(PRIO_PROCESS, (id_t)process, value > 19 ? 19 : value);
}

#if defined(__linux__)
#include <sys/syscall.h>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif

int autocron_death_descriptor(pid_t process) {
    // The kernel sets close-on-exec by itself.
    return (int)syscall(SYS_pidfd_open, process, 0);
}

// glibc has it since 2.34; a weak reference, so that the library also loads with an older one.
extern int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *, int) __attribute__((weak));

bool autocron_close_from(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int first) {
    (void)attributes;
    if (!posix_spawn_file_actions_addclosefrom_np) return false;
    return posix_spawn_file_actions_addclosefrom_np(actions, first) == 0;
}
#elif defined(__APPLE__)
#include <sys/event.h>

int autocron_death_descriptor(pid_t process) {
    int queue = kqueue();
    if (queue < 0) return -1;
    struct kevent change;
    EV_SET(&change, process, EVFILT_PROC, EV_ADD, NOTE_EXIT, 0, 0);
    if (kevent(queue, &change, 1, 0, 0, 0) < 0) {
        close(queue);
        return -1;
    }
    return queue;
}

bool autocron_close_from(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int first) {
    // Every descriptor is closed unless an action names it; the caller's actions name 0 to 3.
    (void)actions;
    (void)first;
    short flags = 0;
    posix_spawnattr_getflags(attributes, &flags);
    return posix_spawnattr_setflags(attributes, flags | POSIX_SPAWN_CLOEXEC_DEFAULT) == 0;
}
#else
int autocron_death_descriptor(pid_t process) { (void)process; return -1; }
bool autocron_close_from(posix_spawn_file_actions_t *actions, posix_spawnattr_t *attributes, int first) {
    (void)actions; (void)attributes; (void)first;
    return false;
}
#endif
