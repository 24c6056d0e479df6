#ifndef C_TASK_RECORDS_H
#define C_TASK_RECORDS_H

// Where the linker put the records that @Cron and @Delay emit. Both are NULL in a program without marked functions.
#if defined(__ELF__)
const void *_Nullable autocron_records_begin(void);
const void *_Nullable autocron_records_end(void);
#endif

#endif
