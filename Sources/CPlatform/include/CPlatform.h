#ifndef C_PLATFORM_H
#define C_PLATFORM_H

#include <poll.h>
#include <spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// What Swift cannot spell, or imports on some platforms only: unions, variadic calls, functions of newer C libraries.

// How a child ended, as far as it can be learnt.
enum autocron_death {
    autocron_death_running = 0,
    autocron_death_exited = 1,   // value: exit code
    autocron_death_signalled = 2, // value: signal
    autocron_death_unknown = 3,  // no such child: somebody else has reaped it, or SIGCHLD is ignored
};

// Looks whether a child has ended, without reaping it, so that its number stays reserved.
enum autocron_death autocron_peek_death(pid_t child, int *_Nonnull value);

// Reaps a child that has ended.
void autocron_reap(pid_t child);

// A descriptor that becomes readable when a process ends; -1 where the system has none.
int autocron_death_descriptor(pid_t process);

// Closes every descriptor from the given one on in the process to be spawned; false where that cannot be said.
bool autocron_close_from(posix_spawn_file_actions_t *_Nonnull actions, posix_spawnattr_t *_Nonnull attributes, int first);

// Memory shared between processes through a mapped file: what was written before a store is seen after its load.
static inline void autocron_store_release(uint64_t *_Nonnull cell, uint64_t value) {
    __atomic_store_n(cell, value, __ATOMIC_RELEASE);
}
static inline uint64_t autocron_load_acquire(const uint64_t *_Nonnull cell) {
    return __atomic_load_n(cell, __ATOMIC_ACQUIRE);
}

// Words of the same kind that several processes change, each of these in one order for all.
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

// Counts, at which threads of all processes can sleep until the next count.
static inline uint32_t autocron_read_count(const uint32_t *_Nonnull count) {
    return __atomic_load_n(count, __ATOMIC_SEQ_CST);
}

// Sleeps until the count is another, or for so many nanoseconds. Returns early now and then.
void autocron_await_count(uint32_t *_Nonnull count, uint32_t known, int64_t nanoseconds);

// Counts, and wakes one of those who sleep, or all. Returns whether there was one.
bool autocron_count_up(uint32_t *_Nonnull count, bool wakes_all);

// Writes to a pipe whose reader may be gone, without the signal that would end the process. Which handler SIGPIPE has
// is the host's business, so it is blocked in this thread only, and taken back if it was ours. Returns write's result,
// with errno set.
ssize_t autocron_write_quietly(int descriptor, const void *_Nonnull bytes, size_t count);

// Sends on a socket, as autocron_write_quietly, without waiting.
ssize_t autocron_send_quietly(int descriptor, const void *_Nonnull bytes, size_t count);

// A pipe, and two connected stream sockets, that no child process inherits: where the system can make them so, not even
// one that another thread starts at this moment. Returns false, with errno set, where there are none.
bool autocron_pipe(int *_Nonnull ends);
bool autocron_socket_pair(int *_Nonnull ends);

// The variables of this process as they are, bytes that are no UTF-8 included; ends with NULL.
char *_Nullable *_Nonnull autocron_environment(void);

// Passes on what the C library still holds of standard output; false if some of it, now or before, could not be written.
bool autocron_finish_output(void);

// Makes standard output pass on each line at once, as a terminal's does.
void autocron_buffer_output_by_line(void);

// Passes on what the C library still holds of all output streams.
void autocron_flush_output(void);

// Makes SIGTERM write a byte to a descriptor, unless the program has a handler of its own. A handler and not SIG_IGN,
// which programs started from here would inherit. Returns false where the program's own was left.
bool autocron_on_terminate(int descriptor);

// Makes SIGTERM and SIGINT write their number, a byte, to a descriptor, but for those that are ignored; and puts back
// what they did before. The descriptor may be closed then. Returns false, with errno set, where nothing was changed:
// EBUSY if they are caught already. Only who has caught them may release them, once.
bool autocron_catch_stop(int descriptor);
void autocron_release_stop(void);

// Gives the calling thread a stack for signal handlers, unless it has one: without it a stack overflow ends the process
// before the Swift runtime, which gives one to the main thread alone, can report it. Costs nothing the second time.
void autocron_give_signal_stack(void);

// poll, with a limit in nanoseconds, which is rounded up to what the system knows; below zero there is none.
int autocron_poll(struct pollfd *_Nonnull entries, int count, int64_t nanoseconds);

// A descriptor that becomes readable when its time has come, and stays so until it is set or cleared; -1, with errno set,
// where none can be made.
int autocron_alarm_descriptor(void);

// Lets an alarm ring after so many nanoseconds, at least one, and no earlier time.
void autocron_set_alarm(int descriptor, int64_t nanoseconds);

// The same by the clock on the wall: it rings at so many microseconds since 1970, above zero, also where the machine sleeps
// before that, and at once where the clock is set, as far as the system tells.
int autocron_clock_alarm_descriptor(void);
void autocron_set_clock_alarm(int descriptor, int64_t microseconds);

// Lets an alarm of either kind not ring, and forgets that it has.
void autocron_clear_alarm(int descriptor);

// Marks the calling thread as one of a worker's own, and tells whether it is one.
void autocron_become_worker_thread(void);
bool autocron_is_worker_thread(void);

// Names this process as `ps` and `top` show it, in at most 15 bytes; nothing happens where that cannot be done.
void autocron_name_process(const char *_Nonnull name);

// Makes this process the parent of what its descendants leave behind, so that it can find and end all of them; false where
// the system has no such thing.
bool autocron_adopt_orphans(void);

// Takes a descriptor away from processes that are forked from this one and become no other program: they would keep the
// lock of a dead process, or the socket by which others learn of its death. Such a process finds the null device in its
// place. The second call ends that; it comes before the descriptor is closed.
void autocron_hide_from_forks(int descriptor);
void autocron_show_to_forks(int descriptor);

// The bytes that can be read from a pipe now; below zero where that cannot be learnt.
int autocron_unread(int descriptor);

// Lets another process yield more than this one does, by adding to its `nice` value.
void autocron_yield_more(pid_t process, int by);

// The memory that this process has in RAM, in bytes; 0 where that cannot be learnt.
uint64_t autocron_resident_memory(void);

// The kind of network file system that holds a path; NULL for a local one, or where it cannot be learnt. The text lives
// until the thread's next call.
const char *_Nullable autocron_network_file_system(const char *_Nonnull path);

// Takes a terminal for the program alone: no echo, no lines, the alternate screen, no cursor. Signals that end a program,
// and the one that tells of another size, write their number to a descriptor; a crash gives the terminal back first.
bool autocron_terminal_begin(int terminal, int signals);

// Gives it back as it was found; nothing happens if it was not taken.
void autocron_terminal_end(void);

#endif
