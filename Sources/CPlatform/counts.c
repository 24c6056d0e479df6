#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE  // syscall
#endif

#include "CPlatform.h"

#include <limits.h>
#include <time.h>

#if defined(__linux__)
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>

void autocron_await_count(uint32_t *count, uint32_t known, int64_t nanoseconds) {
    struct timespec limit = {.tv_sec = nanoseconds / 1000000000, .tv_nsec = nanoseconds % 1000000000};
    // Not FUTEX_PRIVATE_FLAG: the sleeper and the waker are different processes.
    syscall(SYS_futex, count, FUTEX_WAIT, known, &limit, NULL, 0);
}

bool autocron_count_up(uint32_t *count, bool wakes_all) {
    __atomic_fetch_add(count, 1, __ATOMIC_SEQ_CST);
    return syscall(SYS_futex, count, FUTEX_WAKE, wakes_all ? INT_MAX : 1, NULL, NULL, 0) > 0;
}

#else
#include <os/clock.h>
#include <os/os_sync_wait_on_address.h>

void autocron_await_count(uint32_t *count, uint32_t known, int64_t nanoseconds) {
    os_sync_wait_on_address_with_timeout(
        count, known, sizeof *count, OS_SYNC_WAIT_ON_ADDRESS_SHARED, OS_CLOCK_MACH_ABSOLUTE_TIME,
        (uint64_t)(nanoseconds > 0 ? nanoseconds : 1));
}

bool autocron_count_up(uint32_t *count, bool wakes_all) {
    __atomic_fetch_add(count, 1, __ATOMIC_SEQ_CST);
    int result = wakes_all
        ? os_sync_wake_by_address_all(count, sizeof *count, OS_SYNC_WAKE_BY_ADDRESS_SHARED)
        : os_sync_wake_by_address_any(count, sizeof *count, OS_SYNC_WAKE_BY_ADDRESS_SHARED);
    return result == 0;
}
#endif
