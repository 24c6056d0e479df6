#if PostgreSQL
import TaskModel

extension EnqueueFunction {
    /// Adds a call that is in order to the arrays.
    static let collecting = #"""
                        given := array_append(given, c.id::uuid);
                        -- Version 7, as our own: they sort by the moment of the call.
                        ids := array_append(ids, coalesce(c.id::uuid, encode(set_bit(set_bit(overlay(
                            uuid_send(gen_random_uuid()) PLACING
                            substring(int8send(floor(extract(epoch FROM present) * 1000)::bigint) FROM 3) FROM 1 FOR 6
                        ), 52, 1), 53, 1), 'hex')::uuid));
                        names := array_append(names, c.name);
                        all_arguments := array_append(all_arguments, argument_text::json);
                        instants := array_append(instants, CASE
                            WHEN json_typeof(c.at) = 'string' THEN (c.at #>> '{}')::timestamptz
                            WHEN c.at IS NOT NULL THEN to_timestamp((c.at::text)::double precision)
                            ELSE present + coalesce(c.delay, 0)::double precision * interval '1 second' END);
                        queue_names := array_append(queue_names, coalesce(c.queue, 'default'));
                        levels := array_append(levels, (array_position(
                            ARRAY['high', 'medium', 'low', 'background'], coalesce(c.priority, 'medium')
                        ) - 1)::smallint);
                        attempts := array_append(attempts, coalesce(c.retries, 0)::bigint + 1);
                        -- Stored in microseconds.
                        backoffs := array_append(backoffs, (
                            SELECT string_agg(CASE WHEN w.word ~ '^\d'
                                THEN trunc(least(w.word::numeric * 1000000, 9223372036854775807))::text ELSE w.word END,
                                ' ' ORDER BY w.place)
                            FROM unnest(string_to_array(c.backoff, ' ')) WITH ORDINALITY AS w(word, place)));
                        -- As a call in the program has it, so that both are one task.
                        unique_keys := array_append(unique_keys, CASE
                            WHEN c."uniqueKey" IS NOT NULL THEN c.name || '|' || c."uniqueKey"
                            WHEN c."unique" IS NOT NULL THEN format('%s(%s)', c.name,
                                encode(sha256(convert_to(argument_text, 'UTF8')), 'hex')) END);
                        scopes := array_append(scopes, CASE
                            WHEN json_typeof(c."unique") = 'number' THEN \#(UniqueKey.Scope.lasting.rawValue)
                            WHEN c."unique" #>> '{}' = 'whileWaiting' THEN \#(UniqueKey.Scope.whileWaiting.rawValue)
                            WHEN c."unique" IS NOT NULL OR c."uniqueKey" IS NOT NULL
                            THEN \#(UniqueKey.Scope.untilFinished.rawValue) ELSE 0 END::smallint);
                        untils := array_append(untils, CASE WHEN json_typeof(c."unique") = 'number'
                            THEN present + (c."unique"::text)::double precision * interval '1 second' END);
        """#
}
#endif
