#ifndef C_PLATFORM_H
#define C_PLATFORM_H

#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What Swift cannot express, or imports on some platforms only: unions, variadic calls, functions of newer C libraries.

// How a child ended, as far as the system reports it.
enum autocron_death {
    autocron_death_running = 0,
    autocron_death_exited = 1,   // value: exit code
    autocron_death_signaled = 2, // value: signal
    autocron_death_unknown = 3,  // no such child: other code has reaped it, or SIGCHLD is ignored
};

// Polls whether a child has ended, without reaping it, so that its process ID stays reserved.
enum autocron_death autocron_peek_death(pid_t child, int *_Nonnull value);

// Reaps a child that has ended.
void autocron_reap(pid_t child);

// A descriptor that becomes readable when a process ends; -1 if the system has none.
int autocron_death_descriptor(pid_t process);

// Closes every descriptor from the given one on in the process to be spawned; false if the system cannot do that.
bool autocron_close_from(posix_spawn_file_actions_t *_Nonnull actions, posix_spawnattr_t *_Nonnull attributes, int first);

// Memory shared between processes through a mapped file: a load sees everything written before the store it reads.
static inline void autocron_store_release(uint64_t *_Nonnull cell, uint64_t value) {
    __atomic_store_n(cell, value, __ATOMIC_RELEASE);
}
static inline uint64_t autocron_load_acquire(const uint64_t *_Nonnull cell) {
    return __atomic_load_n(cell, __ATOMIC_ACQUIRE);
}

// Words of the same kind that several processes change; all processes see these changes in one order.
static inline uint64_t autocron_load(const uint64_t *_Nonnull cell) {
    return __atomic_load_n(cell, __ATOMIC_SEQ_CST);
}
static inline void autocron_store(uint64_t *_Nonnull cell, uint64_t value) {
    __atomic_store_n(cell, value, __ATOMIC_SEQ_CST);
}
static inline uint64_t autocron_exchange(uint64_t *_Nonnull cell, uint64_t value) {
    return __atomic_exchange_n(cell, value, __ATOMIC_SEQ_CST);
}
static inline void autocron_add(uint64_t *_Nonnull cell, uint64_t value) {
    __atomic_fetch_add(cell, value, __ATOMIC_SEQ_CST);
}
static inline bool autocron_replace(uint64_t *_Nonnull cell, uint64_t expected, uint64_t value) {
    return __atomic_compare_exchange_n(cell, &expected, value, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

// Counters. Threads of any process can sleep until a counter changes.
static inline uint32_t autocron_read_count(const uint32_t *_Nonnull count) {
    return __atomic_load_n(count, __ATOMIC_SEQ_CST);
}

// Sleeps until the counter differs from the known value, or for this long. May return early.
void autocron_await_count(uint32_t *_Nonnull count, uint32_t known, int64_t nanoseconds);

// Increments the counter, and wakes one sleeping thread, or all. Returns whether there was one.
bool autocron_count_up(uint32_t *_Nonnull count, bool wakes_all);

// Writes to a pipe whose reader may be gone, without the signal that would end the process. The handler of SIGPIPE is
// the host program's business, so the signal is blocked in this thread only, and consumed if this write raised it.
// Returns write's result, with errno set.
ssize_t autocron_write_quietly(int descriptor, const void *_Nonnull bytes, size_t count);

// Sends on a socket without waiting, otherwise like autocron_write_quietly.
ssize_t autocron_send_quietly(int descriptor, const void *_Nonnull bytes, size_t count);

// A pipe, and two connected stream sockets, that no child process inherits: if the system can create them so, not even
// a child that another thread starts at this moment. Returns false, with errno set, on failure.
bool autocron_pipe(int *_Nonnull ends);
bool autocron_socket_pair(int *_Nonnull ends);

// This process's environment variables as they are, including bytes that are not UTF-8; ends with NULL.
char *_Nullable *_Nonnull autocron_environment(void);

// Flushes the C library's buffer of standard output; false if some of the output, now or before, could not be written.
bool autocron_finish_output(void);

// Makes standard output flush after each line, as on a terminal.
void autocron_buffer_output_by_line(void);

// Flushes the C library's buffers of all output streams.
void autocron_flush_output(void);

// Makes SIGTERM write a byte to a descriptor, unless the program has a handler of its own. It installs a handler
// instead of SIG_IGN, which programs started from here would inherit. Returns false if the program's own handler was
// kept.
bool autocron_on_terminate(int descriptor);

// Makes SIGTERM and SIGINT write their number, a byte, to a descriptor, unless they are ignored; the release restores
// the former actions, and the descriptor may then be closed. Returns false, with errno set, if nothing was changed:
// EBUSY if they are caught already. Only the caller that has caught them may release them, once.
bool autocron_catch_stop(int descriptor);
void autocron_release_stop(void);

// Gives the calling thread a stack for signal handlers, unless it has one. Without it a stack overflow ends the process
// before the Swift runtime, which gives one to the main thread alone, can report it. A second call costs nothing.
void autocron_give_signal_stack(void);

// poll, with a timeout in nanoseconds, which is rounded up to the system's resolution; a negative one means no timeout.
int autocron_poll(struct pollfd *_Nonnull entries, int count, int64_t nanoseconds);

// A descriptor that becomes readable at its time, and stays so until it is set or cleared; -1, with errno set, on
// failure.
int autocron_alarm_descriptor(void);

// Sets an alarm to this many nanoseconds from now, at least one; replaces an earlier setting.
void autocron_set_alarm(int descriptor, int64_t nanoseconds);

// The same by the wall clock: it expires at this many microseconds since 1970, above zero, even if the machine sleeps
// before that; and at once when the clock is set, as far as the system reports that.
int autocron_clock_alarm_descriptor(void);
void autocron_set_clock_alarm(int descriptor, int64_t microseconds);

// Cancels an alarm of either kind, and clears its expiration.
void autocron_clear_alarm(int descriptor);

// Marks the calling thread as one of a worker's own, and returns whether it is one.
void autocron_become_worker_thread(void);
bool autocron_is_worker_thread(void);

// Sets this process's name in `ps` and `top`, at most 15 bytes; does nothing if the system cannot do that.
void autocron_name_process(const char *_Nonnull name);

// Makes this process the parent of its orphaned descendants, so that it can find and end all of them; false if the
// system cannot do that.
bool autocron_adopt_orphans(void);

// Hides a descriptor from processes that are forked from this one and do not execute another program: they would keep
// the lock of a dead process, or the socket whose end reports its death. Such a process finds the null device in its
// place. The second call ends that; it must precede the closing of the descriptor.
void autocron_hide_from_forks(int descriptor);
void autocron_show_to_forks(int descriptor);

// The number of bytes that can be read from a pipe now; negative on failure.
int autocron_unread(int descriptor);

// Lowers another process's priority below this one's, by adding to its `nice` value.
void autocron_yield_more(pid_t process, int by);

// The memory that this process has in RAM, in bytes; 0 if unknown.
uint64_t autocron_resident_memory(void);

// The kind of network file system that contains a path; NULL for a local one, or if unknown. The text is valid until
// the thread's next call.
const char *_Nullable autocron_network_file_system(const char *_Nonnull path);

// Takes a terminal for the program alone: no echo, no line editing, the alternate screen, no cursor. Signals that end a
// program, and the one for a changed window size, write their number to a descriptor; a crash restores the terminal
// first.
bool autocron_terminal_begin(int terminal, int signals);

// Restores the terminal; does nothing if it was not taken.
void autocron_terminal_end(void);

#endif
