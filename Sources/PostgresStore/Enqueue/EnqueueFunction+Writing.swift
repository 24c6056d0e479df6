#if PostgreSQL
extension EnqueueFunction {
    /// Stores the calls: their queues, their keys and their rows, each with one statement.
    ///
    /// Several sessions lock queues and keys in one order, so that two that store the same ones do not wait for each
    /// other.
    static let writing = #"""
            -- Locked until the end of the caller's transaction: housekeeping deletes queues that have no tasks.
            FOR attempt IN 1..5 LOOP
                known_queues := ARRAY(SELECT q.name FROM queues AS q WHERE q.name = ANY (queue_names) FOR KEY SHARE);
                EXIT WHEN queue_names <@ known_queues;
                INSERT INTO queues(name)
                SELECT DISTINCT w.name COLLATE "C" FROM unnest(queue_names) AS w(name)
                WHERE w.name <> ALL (known_queues) ORDER BY 1 ON CONFLICT DO NOTHING;
            END LOOP;
            originals := ids;
            IF cardinality(array_remove(unique_keys, NULL)) > 0 THEN
                -- A task that is stored already may have ended, and takes no key again.
                INSERT INTO keys(key, task, until)
                SELECT DISTINCT ON (w.key COLLATE "C") w.key, w.id, w.until
                FROM unnest(ids, unique_keys, untils) WITH ORDINALITY AS w(id, key, until, place)
                WHERE w.key IS NOT NULL AND NOT EXISTS (SELECT FROM tasks AS t WHERE t.uuid = w.id)
                ORDER BY w.key COLLATE "C", w.place
                ON CONFLICT (key) DO UPDATE SET task = excluded.task, until = excluded.until
                    WHERE keys.until <= present;
                -- The statement before has locked each key, whoever holds it.
                originals := ARRAY(
                    SELECT CASE WHEN w.key IS NULL OR EXISTS (SELECT FROM tasks AS t WHERE t.uuid = w.id) THEN w.id
                        ELSE (SELECT k.task FROM keys AS k WHERE k.key = w.key) END
                    FROM unnest(ids, unique_keys) WITH ORDINALITY AS w(id, key, place) ORDER BY w.place);
                -- An identifier that the caller has given leads to the equal task; see ReservedIDs.swift.
                INSERT INTO keys(key, task)
                SELECT '=' || w.given, w.original FROM unnest(given, originals) AS w(given, original)
                WHERE w.given <> w.original ORDER BY 1
                ON CONFLICT (key) DO UPDATE SET task = excluded.task, until = NULL;
            END IF;
            INSERT INTO tasks(uuid, queue, level, run_at, name, arguments, created, max_attempts, backoff, key,
                key_scope, ready)
            SELECT w.id, (SELECT q.id FROM queues AS q WHERE q.name = w.queue), w.level, w.instant, w.name,
                w.arguments, present, w.attempts, w.backoff, w.key, w.scope,
                CASE WHEN w.instant <= present THEN 1 ELSE 0 END
            FROM unnest(ids, originals, queue_names, levels, instants, names, all_arguments, attempts, backoffs,
                unique_keys, scopes) WITH ORDINALITY
                AS w(id, original, queue, level, instant, name, arguments, attempts, backoff, key, scope, place)
            WHERE w.id = w.original ORDER BY w.place
            ON CONFLICT DO NOTHING;
            -- Within the transaction it makes each COMMIT wait for those of all others that notify, so it is asked for.
            IF notifies AND cardinality(ids) > 0 THEN
                PERFORM pg_notify(current_schema(), '');
            END IF;
            RETURN QUERY SELECT w.id FROM unnest(originals) AS w(id);
        """#
}
#endif
