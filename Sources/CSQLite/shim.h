// The system's SQLite; a file of our own, so that the module map needs no machine's path.
#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift cannot call.
static inline int autocron_sqlite_keep_log_at_close(sqlite3 *connection, int keep) {
    return sqlite3_db_config(connection, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep, (int *)0);
}
