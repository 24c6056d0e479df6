#include "CYardstick.h"

#include <sqlite3.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum statement { BEGIN, COMMIT, INSERT, DUE, CLAIM, FINISH, IS_RUNNING, IS_DUE, IS_AUTOCRON_DUE, FIRINGS, STATEMENT_COUNT };

struct yardstick {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    uint64_t random;
};

static const char *const sql[STATEMENT_COUNT] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [INSERT] = "INSERT INTO autocron_tasks(uuid, queue, level, run_at, name, arguments, created, attempts) "
               "VALUES (?1, 1, 1, ?2, 'RuntimeBenchmark.bare(_:)', CAST('{\"number\":12345}' AS BLOB), ?3, 1)",
    [DUE] = "SELECT id, uuid, name, arguments, attempt + 1 FROM autocron_tasks "
            "WHERE state = 0 AND queue = 1 AND level = 1 AND run_at <= ?1 ORDER BY run_at LIMIT 1",
    [CLAIM] = "UPDATE autocron_tasks SET state = 1, slot = 'bare', attempt = attempt + 1, started = ?2 WHERE id = ?1",
    [FINISH] = "UPDATE autocron_tasks SET state = 2, slot = NULL, charged = charged + 1, finished = ?2 WHERE id = ?1",
    [IS_RUNNING] = "SELECT 1 FROM autocron_tasks WHERE state = 1 LIMIT 1",
    [IS_DUE] = "SELECT 1 FROM autocron_tasks WHERE state = 0 AND queue = 1 AND level = 1 AND run_at <= ?1 LIMIT 1",
    // Uses the indexes of Autocron's own table. Without them each call would read all tasks, while the workers are
    // measured.
    [IS_AUTOCRON_DUE] = "SELECT 1 WHERE EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 1 AND level = 1) "
                        "OR EXISTS (SELECT 1 FROM autocron_tasks WHERE state = 0 AND ready = 0 AND level = 1 "
                        "AND run_at <= ?1)",
    [FIRINGS] = "SELECT created - scheduled_at, started - scheduled_at FROM autocron_tasks "
                "WHERE scheduled_at > ?1 AND missed = 0 AND state = 2",
};

// As wide as Autocron's table of tasks, with the indices that any such queue needs.
static const char table[] =
    "CREATE TABLE autocron_tasks("
    "id INTEGER PRIMARY KEY, uuid BLOB NOT NULL UNIQUE, state INTEGER NOT NULL DEFAULT 0, queue INTEGER NOT NULL, "
    "level INTEGER NOT NULL, run_at INTEGER NOT NULL, name TEXT NOT NULL, arguments BLOB NOT NULL, "
    "created INTEGER NOT NULL, attempt INTEGER NOT NULL DEFAULT 0, charged INTEGER NOT NULL DEFAULT 0, "
    "attempts INTEGER NOT NULL, interruptions INTEGER NOT NULL DEFAULT 0, backoff TEXT, scheduled_at INTEGER, "
    "missed INTEGER NOT NULL DEFAULT 0, concurrency INTEGER, key TEXT, key_rule INTEGER NOT NULL DEFAULT 0, slot TEXT, "
    "cancelling INTEGER NOT NULL DEFAULT 0, started INTEGER, finished INTEGER, progress REAL, progress_message TEXT, "
    "outcome BLOB);"
    "CREATE INDEX autocron_due ON autocron_tasks(queue, level, run_at) WHERE state = 0;"
    "CREATE INDEX autocron_running ON autocron_tasks(slot) WHERE state = 1;"
    "CREATE INDEX autocron_finished ON autocron_tasks(finished) WHERE state BETWEEN 2 AND 4;";

int64_t yardstick_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

const char *yardstick_sqlite_version(void) {
    return sqlite3_libversion();
}

// The same short sleeps as Autocron's: SQLite's own handler would sleep for up to 100 ms.
static int wait_for_lock(void *context, int count) {
    (void)context;
    (void)count;
    usleep(50 + (useconds_t)(rand() % 150));
    return 1;
}

static int run(sqlite3_stmt *statement) {
    int result = sqlite3_step(statement);
    sqlite3_reset(statement);
    if (result == SQLITE_ROW) return 1;
    return result == SQLITE_DONE ? 0 : -1;
}

yardstick *yardstick_open(const char *path, int waits_for_disk) {
    yardstick *opened = calloc(1, sizeof *opened);
    if (!opened) return NULL;
    opened->random = (uint64_t)yardstick_now() ^ ((uint64_t)getpid() << 40) | 1;
    srand((unsigned)opened->random);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    const char *synchronous = waits_for_disk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
    if (sqlite3_open_v2(path, &opened->database, flags, NULL) != SQLITE_OK ||
        sqlite3_busy_handler(opened->database, wait_for_lock, NULL) != SQLITE_OK ||
        sqlite3_exec(opened->database, "PRAGMA mmap_size = 0", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(opened->database, "PRAGMA journal_mode = WAL", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(opened->database, synchronous, NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_exec(opened->database, "PRAGMA journal_size_limit = 67108864", NULL, NULL, NULL) != SQLITE_OK ||
        sqlite3_wal_autocheckpoint(opened->database, 0) != SQLITE_OK) {
        yardstick_close(opened);
        return NULL;
    }
    return opened;
}

int yardstick_create_table(yardstick *opened) {
    return sqlite3_exec(opened->database, table, NULL, NULL, NULL) == SQLITE_OK ? 0 : -1;
}

void yardstick_close(yardstick *opened) {
    for (int number = 0; number < STATEMENT_COUNT; number++) sqlite3_finalize(opened->statements[number]);
    sqlite3_close(opened->database);
    free(opened);
}

static sqlite3_stmt *prepared(yardstick *opened, enum statement number) {
    if (!opened->statements[number]) {
        sqlite3_prepare_v3(
            opened->database, sql[number], -1, SQLITE_PREPARE_PERSISTENT, &opened->statements[number], NULL);
    }
    return opened->statements[number];
}

// A version 7 UUID: the time in milliseconds, then randomness (xorshift).
static void make_uuid(yardstick *opened, int64_t now, unsigned char uuid[16]) {
    uint64_t milliseconds = (uint64_t)now / 1000;
    for (int index = 0; index < 6; index++) uuid[index] = (unsigned char)(milliseconds >> (40 - 8 * index));
    for (int index = 6; index < 16; index += 2) {
        opened->random ^= opened->random << 13;
        opened->random ^= opened->random >> 7;
        opened->random ^= opened->random << 17;
        memcpy(uuid + index, &opened->random, 2);
    }
    uuid[6] = (uuid[6] & 0x0F) | 0x70;
    uuid[8] = (uuid[8] & 0x3F) | 0x80;
}

int yardstick_insert(yardstick *opened, int64_t run_at) {
    int64_t now = yardstick_now();
    unsigned char uuid[16];
    make_uuid(opened, now, uuid);
    sqlite3_stmt *statement = prepared(opened, INSERT);
    sqlite3_bind_blob(statement, 1, uuid, sizeof uuid, SQLITE_STATIC);
    sqlite3_bind_int64(statement, 2, run_at);
    sqlite3_bind_int64(statement, 3, now);
    return run(statement);
}

int yardstick_insert_many(yardstick *opened, int64_t run_at, int count) {
    if (run(prepared(opened, BEGIN)) < 0) return -1;
    for (int number = 0; number < count; number++) {
        if (yardstick_insert(opened, run_at) < 0) return -1;
    }
    return run(prepared(opened, COMMIT));
}

int yardstick_claim(yardstick *opened, int64_t *row) {
    int64_t now = yardstick_now();
    if (run(prepared(opened, BEGIN)) < 0) return -1;
    sqlite3_stmt *due = prepared(opened, DUE);
    sqlite3_bind_int64(due, 1, now);
    int found = sqlite3_step(due) == SQLITE_ROW;
    if (found) *row = sqlite3_column_int64(due, 0);
    sqlite3_reset(due);
    if (found) {
        sqlite3_stmt *claim = prepared(opened, CLAIM);
        sqlite3_bind_int64(claim, 1, *row);
        sqlite3_bind_int64(claim, 2, now);
        if (run(claim) < 0) return -1;
    }
    return run(prepared(opened, COMMIT)) < 0 ? -1 : found;
}

int yardstick_finish(yardstick *opened, int64_t row) {
    sqlite3_stmt *finish = prepared(opened, FINISH);
    sqlite3_bind_int64(finish, 1, row);
    sqlite3_bind_int64(finish, 2, yardstick_now());
    return run(finish);
}

int yardstick_has_work(yardstick *opened, int is_of_autocron) {
    sqlite3_stmt *due = prepared(opened, is_of_autocron ? IS_AUTOCRON_DUE : IS_DUE);
    if (!due) return -1;
    sqlite3_bind_int64(due, 1, yardstick_now());
    int found = run(due);
    return found ? found : run(prepared(opened, IS_RUNNING));
}

int yardstick_find_firings(yardstick *opened, int64_t after) {
    sqlite3_stmt *firings = prepared(opened, FIRINGS);
    if (!firings) return -1;
    sqlite3_reset(firings);
    return sqlite3_bind_int64(firings, 1, after) == SQLITE_OK ? 0 : -1;
}

int yardstick_next_firing(yardstick *opened, int64_t *stored, int64_t *started) {
    sqlite3_stmt *firings = prepared(opened, FIRINGS);
    int result = sqlite3_step(firings);
    if (result == SQLITE_ROW) {
        *stored = sqlite3_column_int64(firings, 0);
        *started = sqlite3_column_int64(firings, 1);
        return 1;
    }
    sqlite3_reset(firings);
    return result == SQLITE_DONE ? 0 : -1;
}

int yardstick_checkpoint(yardstick *opened) {
    int mode = SQLITE_CHECKPOINT_RESTART;
    return sqlite3_wal_checkpoint_v2(opened->database, NULL, mode, NULL, NULL) == SQLITE_OK ? 0 : -1;
}
