#if PostgreSQL
import TaskModel

extension EnqueueFunction {
    /// Reads and checks all calls, before the first row is written.
    ///
    /// A field that is null counts as left out, because many languages write so what they leave out. The refusal is one
    /// sentence, which names the call by its place.
    static let reading = #"""
            IF calls IS NULL OR json_typeof(calls) NOT IN ('object', 'array') THEN
                RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('autocron.enqueue: expected a JSON object '
                    'such as {"name": "sendReceipt", "arguments": {"order": 7}}, or an array of them, and found %s',
                    coalesce(json_typeof(calls), 'NULL'));
            END IF;
            -- The server's own functions stop at such an escape anywhere but in a text within a text.
            IF calls::text ~ '(^|[^\\])(\\\\)*\\u0000' THEN
                RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = 'autocron.enqueue: PostgreSQL reads no object with '
                    'the character \u0000: for ''arguments'' give a string that holds the object''s JSON, and leave '
                    'the character out of all other fields';
            END IF;
            FOR call, place IN
                SELECT e.value, e.ordinality FROM json_array_elements(
                    CASE json_typeof(calls) WHEN 'array' THEN calls ELSE json_build_array(calls) END
                ) WITH ORDINALITY AS e
            LOOP
                problem := NULL;
                BEGIN
        \#(fields)
                    IF problem IS NULL THEN
        \#(values)
                    END IF;
                    IF problem IS NULL THEN
        \#(collecting)
                    END IF;
                -- What a type refuses, such as the 31st of June, in the type's own words.
                EXCEPTION WHEN invalid_text_representation OR untranslatable_character OR invalid_datetime_format
                    OR datetime_field_overflow OR interval_field_overflow OR numeric_value_out_of_range
                    OR statement_too_complex
                THEN
                    problem := format('cannot be read: %s; write it as ''On many machines'' shows', SQLERRM);
                END;
                IF problem IS NOT NULL THEN
                    RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = format('autocron.enqueue: %s %s',
                        CASE json_typeof(calls) WHEN 'array' THEN format('call %s of the array', place)
                            ELSE 'the call' END,
                        problem);
                END IF;
            END LOOP;
            SELECT format('autocron.enqueue: %s calls of the array have the id ''%s'': give each an id of its own, '
                'or none', count(*), w.id)
            INTO problem FROM unnest(ids) AS w(id) GROUP BY w.id HAVING count(*) > 1 LIMIT 1;
            IF problem IS NOT NULL THEN
                RAISE EXCEPTION USING ERRCODE = '22023', MESSAGE = problem;
            END IF;
        """#

    /// Finds a field that is unknown, of another type, or there twice.
    private static let fields = #"""
                    IF json_typeof(call) <> 'object' THEN
                        problem := format('is of the type %s: write an object such as {"name": "sendReceipt"}',
                            json_typeof(call));
                    ELSE
                        SELECT CASE
                            WHEN f.expected IS NULL THEN format(
                                'has a field ''%s'', which is not known: the fields are id, name, arguments, queue, '
                                'priority, delay, at, retries, backoff, uniqueKey and unique', left(e.key, 40))
                            WHEN count(*) > 1 THEN format('has ''%s'' %s times: write it once', e.key, count(*))
                            ELSE format('has ''%s'' as %s: write %s', e.key, min(json_typeof(e.value)), f.expected) END
                        INTO problem
                        FROM json_each(call) AS e LEFT JOIN (VALUES
                            ('id', 'string', 'a UUID as a string'),
                            ('name', 'string', 'the stored name of a function as a string'),
                            ('arguments', 'object string', 'an object, or a string that holds an object''s JSON'),
                            ('queue', 'string', 'a queue''s name as a string'),
                            ('priority', 'string', '"high", "medium", "low" or "background"'),
                            ('delay', 'number', 'a number of seconds'),
                            ('at', 'number string',
                                'an instant such as "2027-01-31T08:00:00Z", or a number of seconds since 1970'),
                            ('retries', 'number', 'a whole number, 0 or greater'),
                            ('backoff', 'string', 'a string such as "constant 10" or "exponential 1 3600"'),
                            ('uniqueKey', 'string', 'a string'),
                            ('unique', 'number string', '"whileWaiting", "untilFinished" or a number of seconds')
                        ) AS f(field, types, expected) ON f.field = e.key
                        GROUP BY e.key, f.types, f.expected
                        HAVING f.expected IS NULL OR count(*) > 1
                            OR min(json_typeof(e.value)) <> ALL (string_to_array(f.types || ' null', ' '))
                        ORDER BY e.key COLLATE "C" LIMIT 1;
                    END IF;
        """#

    /// Reads the fields, and finds a value that makes no sense.
    private static let values = #"""
                        SELECT * INTO c FROM json_to_record(call) AS r(
                            id text, name text, arguments json, queue text, priority text, delay numeric, at json,
                            retries numeric, backoff text, "uniqueKey" text, "unique" json);
                        -- The text as it was given, down to its spaces and the digits of its numbers.
                        argument_text := CASE json_typeof(c.arguments)
                            WHEN 'string' THEN c.arguments #>> '{}' ELSE coalesce(c.arguments::text, '{}') END;
                        problem := CASE
                            WHEN coalesce(c.name, '') = ''
                            THEN 'has no ''name'': give it the stored name of a function, such as "sendReceipt"'
                            WHEN octet_length(c.name) > \#(TaskLimits.name) THEN format(
                                'has a ''name'' of %s bytes, and \#(TaskLimits.name) are allowed: use a shorter one',
                                octet_length(c.name))
                            WHEN c.id !~* '^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$' THEN format(
                                'has the ''id'' ''%s'', which is no UUID: write one as "%s", or leave it out',
                                left(c.id, 40), gen_random_uuid())
                            WHEN json_typeof(argument_text::json) <> 'object' THEN format(
                                'has ''arguments'' that hold %s: write an object with a value for each parameter',
                                json_typeof(argument_text::json))
        \#(depth)
                            THEN 'has ''arguments'' of more than \#(TaskLimits.depth) arrays and objects inside each '
                                'other, which could not be read again: pass something flatter, such as a list of nodes'
                            WHEN c.queue = '' THEN 'has an empty ''queue'': name one, or leave it out'
                            WHEN octet_length(c.queue) > \#(TaskLimits.queue) THEN format(
                                'has a ''queue'' of %s bytes, and \#(TaskLimits.queue) are allowed: use a shorter name',
                                octet_length(c.queue))
                            WHEN c.priority NOT IN ('high', 'medium', 'low', 'background') THEN format(
                                'has the ''priority'' ''%s'': write "high", "medium", "low" or "background"',
                                left(c.priority, 40))
                            WHEN c.delay IS NOT NULL AND c.at IS NOT NULL
                            THEN 'has ''delay'' and ''at'': write one of them'
                            WHEN c.delay < 0
                            THEN format('has a ''delay'' of %s seconds: write 0 or more, or leave it out', c.delay)
                            WHEN json_typeof(c.at) = 'string' AND c.at #>> '{}' !~ ('^\d{4,6}-\d\d-\d\d[T ]\d\d:\d\d'
                                '(:\d\d(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)$')
                            THEN format('has ''%s'' for ''at'': write the instant with its offset, such as '
                                '"2027-01-31T08:00:00Z" or "2027-01-31T09:00:00+01:00"', left(c.at #>> '{}', 40))
                            WHEN c.retries < 0 OR c.retries > 1000000000 OR c.retries <> trunc(c.retries)
                            THEN format('has %s ''retries'': write a whole number from 0 to 1000000000', c.retries)
                            WHEN c.backoff !~ ('^(constant \d{1,13}(\.\d+)?|exponential( \d{1,13}(\.\d+)?){2}|'
                                'custom( \d{1,13}(\.\d+)?)*)$')
                            THEN format('has the ''backoff'' ''%s'': write "constant 10", "exponential 1 3600" or '
                                '"custom 1 10 60", in seconds', left(c.backoff, 40))
                            WHEN octet_length(c."uniqueKey") > \#(TaskLimits.name) THEN format(
                                'has a ''uniqueKey'' of %s bytes, and \#(TaskLimits.name) are allowed: use a shorter '
                                'one', octet_length(c."uniqueKey"))
                            WHEN json_typeof(c."unique") = 'string'
                                AND c."unique" #>> '{}' NOT IN ('whileWaiting', 'untilFinished')
                            THEN format('has ''%s'' for ''unique'': write "whileWaiting", "untilFinished" or a number '
                                'of seconds', left(c."unique" #>> '{}', 40))
                            WHEN json_typeof(c."unique") = 'number' AND (c."unique"::text)::numeric <= 0
                            THEN format('is ''unique'' for %s seconds: write more than 0', c."unique")
                        END;
        """#

    /// Counts the levels of the arguments' brackets, those in texts left out.
    private static let depth = #"""
                            -- A structure of n levels has 2n brackets at least.
                            WHEN length(argument_text) > \#(2 * TaskLimits.depth) AND (
                                SELECT max(l.level) FROM (
                                    SELECT sum(CASE WHEN b.bracket IN ('{', '[') THEN 1 ELSE -1 END)
                                        OVER (ORDER BY b.place) AS level
                                    FROM unnest(string_to_array(regexp_replace(
                                        regexp_replace(argument_text, '"(?:[^"\\]|\\.)*"', '', 'g'),
                                        '[^][{}]', '', 'g'), NULL)) WITH ORDINALITY AS b(bracket, place)
                                ) AS l) > \#(TaskLimits.depth)
        """#
}
#endif
