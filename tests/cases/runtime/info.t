# What --info says of this kernel: what older ones lack, and what this one was built without.

name     the report of a kernel without much
needs    root kernel:<5.13
args     --info
match    ^  yes +kprobe +a function of the kernel is entered$
         ^  yes +fentry +a function of the kernel is entered, with typed arguments$
         ^  no   for_each_map_elem
         ^       cannot be had: for over a map, len\(@map\)$
         ^       comes with: Linux 5\.13$
err

name     the types of probes of a kernel with kprobes and trampolines
needs    root kprobe btf
args     --info
match    ^  yes +kretprobe +a function of the kernel returns$
         ^  yes +fexit +a function of the kernel returns, with typed arguments and result$
         ^  yes +tracepoint
err
