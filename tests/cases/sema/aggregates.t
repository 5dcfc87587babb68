name   all of them
prog   BEGIN { @a = count(); @b = sum(pid); @c = min(-1); @d = max(1); @e = avg(pid); @f = stats(nsecs); @g = hist(1); @h = lhist(pid, 0, 100, 10); @i = tseries(5, 100ms, 20, "avg") }
typed    (instance begin run
           (target begin)
           (aggregate @a:count_t count)
           (aggregate @b:usum_t sum (cast pid:uint32):uint64)
           (aggregate @c:min_t min -1:int64)
           (aggregate @d:max_t max 1:int64)
           (aggregate @e:uavg_t avg (cast pid:uint32):uint64)
           (aggregate @f:ustats_t stats nsecs:uint64)
           (aggregate @g:hist_t hist 1:int64)
           (aggregate @h:lhist_t lhist (cast pid:uint32):uint64)
           (aggregate @i:tseries_t tseries 5:int64))
warning  D_UNSTABLE_USED 1:142-175 tseries() may change in later versions
           hint config = { unstable_tseries=enable } says that this is known

name   signs join
prog   BEGIN { @a = sum(pid); @a = sum(-1); @b = sum(1); @c = sum(pid); @c = sum(1) }
typed    (instance begin run
           (target begin)
           (aggregate @a:sum_t sum (cast pid:uint32):uint64)
           (aggregate @a:sum_t sum -1:int64)
           (aggregate @b:sum_t sum 1:int64)
           (aggregate @c:sum_t sum (cast pid:uint32):uint64)
           (aggregate @c:sum_t sum 1:int64))

name   as the value of a block
prog   BEGIN { @a[1] = { $x = pid; sum($x) }; @b = { { count() } } }
typed    (instance begin run
           (target begin)
           (block
             (= $x:uint32 pid:uint32)
             (aggregate @a[1:int8]:usum_t sum (cast $x:uint32):uint64)):none
           (block
             (block
               (aggregate @b:count_t count)):none):none)

name   not assigned to a map
prog   BEGIN { count(); $x = sum(1); print(hist(1)); @a += count() }
error    D_AGGREGATE_PLACE 1:9-16 count() must be assigned directly to a map
           hint for example: @x = count();
error    D_AGGREGATE_PLACE 1:23-29 sum() must be assigned directly to a map
           hint for example: @x = sum(...);
error    D_AGGREGATE_PLACE 1:37-44 hist() must be assigned directly to a map
           hint for example: @x = hist(...);
error    D_AGGREGATE_PLACE 1:53-60 count() must be assigned directly to a map
           hint for example: @x = count();

name   counts and kinds of arguments
prog   BEGIN { @a = count(1); @b = sum(); @c = sum("x"); @d = sum((1, 2)); @e = lhist(1, 2, 3) }
error    D_ARG_COUNT 1:9-22 count() takes no arguments
error    D_ARG_COUNT 1:24-34 sum() takes 1 argument, not 0
error    D_ARG_TYPE 1:45-48 sum(): argument 1 (value) must be int, not string[2]
error    D_ARG_TYPE 1:60-66 sum(): argument 1 (value) must be int, not (int8,int8)
error    D_ARG_COUNT 1:69-88 lhist() takes 4 arguments, not 3

name   hist parameters
prog   BEGIN { @a = hist(1, 6); @b = hist(1, pid); @c = hist(1, 1); @c = hist(1, 2) }
error    D_ARG_VALUE 1:22-23 hist(): bits must be 0 to 5, not 6
error    D_ARG_LITERAL 1:39-42 hist(): argument 2 (bits) must be a literal of type int
error    D_AGGREGATE_BOUNDS 1:62-77 all uses of @c must have the same parameters
           note 1:45-60 here they were others

name   lhist parameters
prog   BEGIN { @a = lhist(1, 10, 5, 1); @b = lhist(1, 0, 10000, 1); @c = lhist(1, 0, 10, 0); @d = lhist(1, 0, 10, 20); @e = lhist(1, -1, 10, 1); @f = lhist(1, 0, 10, 1); @f = lhist(1, 0, 20, 1) }
error    D_ARG_VALUE 1:30-31 lhist(): min must be less than max (10 and 5 are given)
error    D_ARG_VALUE 1:58-59 lhist(): 10000 buckets are too many, there can be 1000
error    D_ARG_VALUE 1:83-84 lhist(): the step must be at least 1
error    D_ARG_VALUE 1:108-110 lhist(): step 20 is larger than the range 10
error    D_ARG_LITERAL 1:127-129 lhist(): min must be a literal number that is not negative
error    D_AGGREGATE_BOUNDS 1:164-187 all uses of @f must have the same parameters
           note 1:139-162 here they were others

name   tseries parameters
prog   BEGIN { @a = tseries(1, 0, 10); @b = tseries(1, 1, 0); @c = tseries(1, 1, 2000000); @d = tseries(1, 1, 1, "foo"); @e = tseries(1, 1, 1); @e = tseries(1, 1, 2) }
warning  D_UNSTABLE_USED 1:9-31 tseries() may change in later versions
           hint config = { unstable_tseries=enable } says that this is known
error    D_ARG_VALUE 1:25-26 tseries(): the interval must be at least 1 ns, and there can be 1 to 1000000 intervals
error    D_ARG_VALUE 1:52-53 tseries(): the interval must be at least 1 ns, and there can be 1 to 1000000 intervals
error    D_ARG_VALUE 1:75-82 tseries(): the interval must be at least 1 ns, and there can be 1 to 1000000 intervals
error    D_ARG_VALUE 1:107-112 tseries(): the last argument is "avg", "max", "min" or "sum"
error    D_AGGREGATE_BOUNDS 1:138-159 all uses of @e must have the same parameters
           note 1:115-136 here they were others

name   time series can be switched off
prog   config = { unstable_tseries=error } BEGIN { @a = tseries(1, 1s, 10) }
error    D_UNSTABLE 1:45-68 tseries() is not enabled: set unstable_tseries=enable in the config block

name   time series can be switched on
prog   config = { unstable_tseries=enable } BEGIN { @a = tseries(1, 1s, 10) }
typed    (instance begin run
           (target begin)
           (aggregate @a:tseries_t tseries 1:int64))
