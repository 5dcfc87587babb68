# The config block: keys, kinds of values, and what is wrong with others.

name     keys in any case, with and without prefix
prog     config = { MAX_STRLEN = 128; bpftrace_log_size = 5; Stack_Mode = perf; cpp_demangle = off; license = "GPL v2"; }
         BEGIN { }

name     an unknown key, with the one that was meant
prog     config = { max_strln = 5 } BEGIN { }
error    D_CONFIG_KEY 1:12-25 there is no configuration variable 'max_strln'
           hint did you mean max_strlen?

name     keys of the environment only
prog     config = { vmlinux = "x"; btf = "y" } BEGIN { }
error    D_CONFIG_KEY 1:12-25 vmlinux can only be set in the environment, as BPFTRACE_VMLINUX
error    D_CONFIG_KEY 1:27-36 btf can only be set in the environment, as BPFTRACE_BTF

name     numbers
prog     config = { max_strlen = 0; max_map_keys = "many"; log_size = true; max_probes = 4294967296 } BEGIN { }
error    D_CONFIG_VALUE 1:25-26 max_strlen: the value must be an integer from 1 to 1048576
error    D_CONFIG_VALUE 1:43-49 max_map_keys: the value must be an unsigned integer
error    D_CONFIG_VALUE 1:62-66 log_size: the value must be an unsigned integer
error    D_CONFIG_VALUE 1:81-91 max_probes: the value must be an integer from 0 to 4294967295

name     bools
prog     config = { cpp_demangle = maybe; print_maps_on_exit = 2; lazy_symbolication = "no" } BEGIN { }
error    D_CONFIG_VALUE 1:27-32 cpp_demangle: the value must be true or false (or 1, 0, yes, no, on, off)

name     words
prog     config = { stack_mode = fancy; missing_probes = 1; license = "MIT"; cache_user_symbols = per_pid; unstable_tseries = true; unstable_typeinfo = maybe } BEGIN { }
error    D_CONFIG_VALUE 1:25-30 stack_mode: the value must be bpftrace, perf, raw or build_id
error    D_CONFIG_VALUE 1:49-50 missing_probes: the value must be error, warn or ignore
error    D_CONFIG_VALUE 1:62-67 license: the value must be GPL, GPL v2, GPL and additional rights, Dual BSD/GPL, Dual MIT/GPL or Dual MPL/GPL
error    D_CONFIG_VALUE 1:144-149 unstable_typeinfo: the value must be enable, warn or error

name     old names
prog     config = { strlen = 64; no_cpp_demangle = 1; symbol_source = dwarf } BEGIN { }
warning  D_DEPRECATED 1:12-23 strlen is now called max_strlen
warning  D_DEPRECATED 1:25-44 no_cpp_demangle is now called cpp_demangle
warning  D_DEPRECATED 1:46-67 symbol_source is deprecated and has no effect

name     two blocks
prog     config = { log_size = 5 } config = { log_size = 6 } BEGIN { }
error    D_ORDER 1:27-33 there is more than one config block
