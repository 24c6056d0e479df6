#pragma once
#include <stdint.h>

// The minimum cost of a queue in SQLite: one table as wide as Autocron's, the same pragmas, and the bare statements.
// Functions return a negative number, or NULL, if SQLite failed.

typedef struct yardstick yardstick;

/// Opens a database, which is created if it does not exist.
yardstick *yardstick_open(const char *path, int waits_for_disk);

/// Creates the table and its indices.
int yardstick_create_table(yardstick *);

void yardstick_close(yardstick *);

/// Stores one task, in a commit of its own.
int yardstick_insert(yardstick *, int64_t run_at);

/// Stores some tasks in one commit.
int yardstick_insert_many(yardstick *, int64_t run_at, int count);

/// Reserves the oldest due task, in a commit of its own: 1, or 0 if nothing is due.
int yardstick_claim(yardstick *, int64_t *row);

/// Stores the outcome of a reserved task, in a commit of its own.
int yardstick_finish(yardstick *, int64_t row);

/// Whether a task runs, or waits and is due; in the yardstick's own table, or in Autocron's.
int yardstick_has_work(yardstick *, int is_of_autocron);

/// Finds the runs of recurring functions, in one of Autocron's files, that were for an instant after this one.
int yardstick_find_firings(yardstick *, int64_t after);

/// The next of these: 1, with how much later than its instant it was stored and started (µs), or 0 after the last.
int yardstick_next_firing(yardstick *, int64_t *stored, int64_t *started);

/// Checkpoints the write-ahead log, so that the next round starts with an empty one.
int yardstick_checkpoint(yardstick *);

/// Microseconds since 1970.
int64_t yardstick_now(void);

const char *yardstick_sqlite_version(void);
