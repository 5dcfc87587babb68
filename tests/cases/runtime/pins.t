# Pinned maps: `let @m = hash(N) pinned("NAME")`, shared through /sys/fs/bpf/sonde. Names hold the number of the shell,
# because several suites may run on one machine.

name     a pinned map is there for the next script
needs    root
run      n=a$$
         for i in 1 2; do "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m["x"] += 5; exit() }'; done
         "$SONDE" map show $n | sed "s/$n/NAME/"; "$SONDE" map rm $n; "$SONDE" map show $n 2>&1 | sed "s/$n/NAME/"
timeout  60
out      @m[x]: 5
         <empty>
         <empty>
         @m[x]: 10
         @NAME[x]: 10
         ERROR: there is no pinned map 'NAME'
         HINT: sonde map ls lists those that there are

name     every kind of value and aggregation is kept
needs    root
run      n=b$$
         p='let @a = hash(10) pinned("'$n'a"); let @b = percpuhash(10) pinned("'$n'b"); let @c = percpuhash(100) pinned("'$n'c");
           let @d = percpulruhash(100) pinned("'$n'd"); let @e = lruhash(10) pinned("'$n'e"); let @f = percpuhash(10) pinned("'$n'f");
           let @g = percpuhash(10) pinned("'$n'g"); let @h = percpuhash(10) pinned("'$n'h"); let @i = hash(1) pinned("'$n'i");
           BEGIN { @a[1, "x"] = (2, "yy"); @b = count(); @c["k"] = hist(100); @d[1] = lhist(15, 0, 100, 10); @e[(a=1, b="z")] = "text";
             @f = min(3); @g[0] = max(9); @h["s"] = stats(4); @i = 7; exit() }'
         "$SONDE" -q -e "$p" >"$TMP/first"; "$SONDE" -q -e "$p" >"$TMP/second"
         for m in a b c d e f g h i; do "$SONDE" map show $n$m | sed "s/$n//"; "$SONDE" map rm $n$m; done
timeout  60
out      @a[1, x]: (2, yy)
         @b: 2
         @c[k]:
         [64, 128)              2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @d[1]:
         [10, 20)               2 |@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@|
         <empty>
         @e[{ .a = 1, .b = z }]: text
         @f: 3
         @g[0]: 9
         @h[s]: { .count = 2, .average = 4, .total = 8 }
         @i: 7

name     pinned maps as JSON
needs    root
run      n=c$$
         "$SONDE" -q -e 'let @m = percpuhash(10) pinned("'$n'"); BEGIN { @m["x"] = avg(3); exit() }' >"$TMP/first"
         { "$SONDE" map show -f json $n; "$SONDE" map ls -f json | grep "\"$n\""; } | sed "s/$n/NAME/"; "$SONDE" map rm $n
timeout  60
json
out      {"type": "stats", "data": {"@NAME": {"x": 3}}}
         {"type": "pinned_map", "data": {"name": "NAME", "kind": "percpuhash", "keys": "string[2]", "values": "avg_t", "used": 1, "room": 10}}

name     the list names what is there
needs    root
run      n=d$$
         "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m["x", 1] = 3; exit() }' >"$TMP/first"
         "$SONDE" map ls | sed -n "s/^$n  */NAME /p"; "$SONDE" map ls | head -n 1 | tr -s ' '; "$SONDE" map rm $n
timeout  60
out      NAME hash                   1         10  (string[2],int64)    int64
         NAME KIND USED ROOM KEYS VALUES

name     a script that only reads has the types of what is pinned
needs    root
run      n=e$$
         "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m["long enough"] = 3; exit() }' >"$TMP/first"
         "$SONDE" -q -e 'let @r = hash(10) pinned("'$n'"); BEGIN { print(@r["long enough"]); exit() }' | head -n 1; "$SONDE" map rm $n
timeout  60
out      3

name     two scripts and a program count exactly in one map
needs    root feature:bpf_loop
run      n=f$$
         p='let @m = hash(10) pinned("'$n'"); let @c = percpuhash(10) pinned("'$n'c"); BEGIN { for ($i : 0..20000) { @m[1] += 1; @c["x"] = count(); } exit() }'
         "$SONDE" -q -e "$p" >"$TMP/1" & "$SONDE" -q -e "$p" >"$TMP/2" & "$SONDE" -q -e "$p" >"$TMP/3"; wait
         "$PROGRAMS/pins" get $n 1; "$PROGRAMS/pins" set $n 1 5; "$SONDE" -q -e "$p" | grep m; "$SONDE" map show $n'c' | sed "s/$n//"; "$SONDE" map rm $n $n'c'
timeout  60
out      60000
         @m[1]: 20005
         @c[x]: 80000

name     a map that another program pinned
needs    root
run      n=g$$
         "$PROGRAMS/pins" make $n
         "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m[3] = 7; @m[pid] = 1; print(@m[3]); delete(@m, 3); @m[4] = 8; exit() }'; "$SONDE" map show $n | sed "s/$n/NAME/"
         "$SONDE" map ls | sed -n "s/^$n  */NAME /p"; "$SONDE" map rm $n
timeout  60
match    ^7$
         ^@NAME\[4\]: 8$
         ^NAME hash +2 +10  uint32 +uint64$

name     bpftool knows the types
needs    root program:bpftool
run      n=h$$
         "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); let @l = percpuhash(10) pinned("'$n'l"); BEGIN { @m["key", 1] = (2, "yy"); @l["k"] = lhist(15, 0, 100, 10); exit() }' >"$TMP/first"
         bpftool -j map dump pinned /sys/fs/bpf/sonde/$n | grep -o '"formatted".*'; bpftool map dump pinned /sys/fs/bpf/sonde/$n'l' | grep -c lhist_0_100_10
         bpftool btf dump id $(bpftool -j map show pinned /sys/fs/bpf/sonde/$n'l' | grep -o '"btf_id":[0-9]*' | cut -d : -f 2) | grep -o 'lhist_[0-9_]*'; "$SONDE" map rm $n $n'l'
timeout  60
out      "formatted":{"key":{"f0":"key","f1":1},"value":{"f0":2,"f1":"yy"}}}]
         0
         lhist_0_100_10

name     python3-bpfcc reads and writes it
needs    root file:/usr/lib/python3/dist-packages/bcc/libbcc.py
run      n=i$$
         "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m[1] = 2; exit() }' >"$TMP/first"
         /usr/bin/python3 -c 'import ctypes, sys
         from bcc.libbcc import lib
         fd = lib.bpf_obj_get(b"/sys/fs/bpf/sonde/" + sys.argv[1].encode())
         key, value = ctypes.c_uint64(1), ctypes.c_uint64()
         lib.bpf_lookup_elem(fd, ctypes.byref(key), ctypes.byref(value))
         print(value.value)
         key, value = ctypes.c_uint64(3), ctypes.c_uint64(4)
         lib.bpf_update_elem(fd, ctypes.byref(key), ctypes.byref(value), 0)' $n
         "$SONDE" map show $n | sed "s/$n/NAME/"; "$SONDE" map rm $n
timeout  60
out      2
         @NAME[1]: 2
         @NAME[3]: 4

name     clear, zero, delete and loops work on what others see
needs    root feature:for_each_map_elem
run      n=j$$
         p='let @m = hash(10) pinned("'$n'"); let @c = percpuhash(10) pinned("'$n'c");'
         "$SONDE" -q -e "$p"' BEGIN { @m[1] = 1; @m[2] = 2; @c["a"] = sum(3); exit() }' >"$TMP/first"
         "$SONDE" -q -e "$p"' BEGIN { print(@c); clear(@c); exit() }' >"$TMP/second"; "$SONDE" -q -e "$p"' BEGIN { @c["b"] = sum(4); exit() }' >"$TMP/third"
         "$SONDE" -q -e "$p"' BEGIN { for ($kv : @m) { printf("%d %d\n", $kv.0, $kv.1); } delete(@m, 1); zero(@c); exit() }' | sort; "$SONDE" map rm $n $n'c'
timeout  60
match    ^1 1$
         ^2 2$
         ^@m\[2\]: 2$
         ^@c\[b\]: 0$
nomatch  ^@m\[1\]
         ^@c\[a\]

name     other types than those that are pinned are refused where they are written
needs    root
run      n=k$$
         "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m["abc"] = 3; exit() }' >"$TMP/first"
         "$SONDE" -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m[5] = 3; exit() }' 2>&1 | grep -o 'ERROR.*'
         "$SONDE" -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m["abc"] = "def"; exit() }' 2>&1 | grep -o 'ERROR.*'
         "$SONDE" -e 'let @m = percpuhash(10) pinned("'$n'"); BEGIN { @m["abc"] = count(); exit() }' 2>&1 | grep -o 'ERROR.*' | head -n 2; "$SONDE" map rm $n
timeout  60
out      ERROR: @m has keys of type string[4]; this one is of type int8
         ERROR: these are the types that it is pinned with already
         ERROR: a value of type string[4] cannot be assigned to @m, which is of type int64
         ERROR: these are the types that it is pinned with already
         ERROR: a value of type count_t cannot be assigned to @m, which is of type int64
         ERROR: these are the types that it is pinned with already

name     another room or kind is refused with both
needs    root
run      n=l$$
         "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m["abc"] = 3; exit() }' >"$TMP/first"
         "$SONDE" -e 'let @m = lruhash(20) pinned("'$n'"); BEGIN { @m["abc"] = 3; exit() }' 2>&1 | sed "s/$n/NAME/"; "$SONDE" map rm $n
timeout  60
match    ^stdin:1:1-[0-9]+: ERROR: @m is not what is pinned as "NAME"$
         ^  the script has: lruhash\(20\), keys string\[4\], values int64$
         ^  pinned is:      hash\(10\), keys string\[4\], values int64$
         ^HINT: declare and use it as it is pinned, or remove what is pinned: sonde map rm NAME$

name     an image that was compiled before something else was pinned
needs    root
run      n=m$$
         "$SONDE" -q --emit-elf "$TMP/image" -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m["abc"] = 3; exit() }'
         "$SONDE" -q -e 'let @x = hash(10) pinned("'$n'"); BEGIN { @x[1, 2] = 3; exit() }' >"$TMP/first"
         "$SONDE" -q "$TMP/image" 2>&1 | sed -n 's/^  //p'; "$SONDE" map rm $n; "$SONDE" -q "$TMP/image" | grep abc; "$SONDE" map rm $n
timeout  60
out      the script has: hash(10), keys string[4], values int64
         pinned is:      hash(10), keys (int64,int64), values int64
         @m[abc]: 3

name     what is no map of ours is refused
needs    root
run      n=o$$
         "$SONDE" -q -e 'let @m = hash(10) pinned("'$n'"); BEGIN { @m[1] = 3; exit() }' >"$TMP/first"
         cd /sys/fs/bpf/sonde && mkdir ${n}d && ln -s /sys/fs/bpf/sonde/$n ${n}l
         for p in ${n}d ${n}l; do "$SONDE" -e 'let @m = hash(10) pinned("'$p'"); BEGIN { @m[1] = 3; exit() }' 2>&1 | head -n 1 | sed "s/.*cannot/cannot/; s/$n/NAME/"; "$SONDE" map ls | sed -n "s/^$p  */NAME /p"; done
         "$SONDE" map rm ${n}d 2>&1 | sed "s/$n/NAME/"; rmdir ${n}d; "$SONDE" map rm ${n}l $n
timeout  60
out      cannot be pinned: /sys/fs/bpf/sonde/NAMEd is a folder
         NAME is a folder
         cannot be pinned: /sys/fs/bpf/sonde/NAMEl is a symbolic link
         NAME is a symbolic link
         ERROR: cannot remove /sys/fs/bpf/sonde/NAMEd: Is a directory

name     maps and programs of others are refused
needs    root program:bpftool
run      n=p$$; "$PROGRAMS/pins" make $n; cd /sys/fs/bpf/sonde
         bpftool map create ${n}a type hash key 4 value 8 entries 10 name x; bpftool map create ${n}b type array key 4 value 8 entries 10 name x
         bpftool map create ${n}c type hash key 4 value 8 entries 10 name x flags 1
         printf '%s\n' 'char LICENSE[] __attribute__((section("license"))) = "GPL"; __attribute__((section("socket"))) int f(void *c) { return 0; }' >"$TMP/f.c"
         clang -g -O2 -target bpf -c "$TMP/f.c" -o "$TMP/f.o" && bpftool prog load "$TMP/f.o" ${n}d
         for p in ${n}a ${n}b ${n}c ${n}d; do "$SONDE" -e 'let @m = hash(10) pinned("'$p'"); BEGIN { @m[1] = 3; exit() }' 2>&1 | head -n 1 | sed "s/.*cannot/cannot/; s/$n/NAME/"; done; id=$(bpftool prog show pinned ${n}d | sed -n '1s/:.*//p'); "$SONDE" map rm ${n}a ${n}b ${n}c ${n}d $n
         while bpftool prog show id "$id" >"$TMP/o" 2>&1; do sleep 0.1; done
timeout  60
out      cannot be pinned: /sys/fs/bpf/sonde/NAMEa is a map without types (BTF)
         cannot be pinned: /sys/fs/bpf/sonde/NAMEb is a map of a kind that scripts do not have (2)
         cannot be pinned: /sys/fs/bpf/sonde/NAMEc is a map with flags that scripts do not have (0x1)
         cannot be pinned: /sys/fs/bpf/sonde/NAMEd is no map

name     without the BPF file system the command that mounts it is named
needs    root native
run      unshare -m sh -c 'while grep -q " /sys/fs/bpf bpf " /proc/mounts; do umount -l /sys/fs/bpf || exit; done
         "$SONDE" map ls; "$SONDE" -e "let @m = hash(10) pinned(\"x\"); BEGIN { @m[1] = 3; exit() }"; true'
timeout  60
err      ERROR: the BPF file system is not mounted at /sys/fs/bpf
         HINT: mount -t bpf bpf /sys/fs/bpf
         stdin:1:1-31: ERROR: @m cannot be pinned: the BPF file system is not mounted at /sys/fs/bpf
         HINT: mount -t bpf bpf /sys/fs/bpf

name     the command says how it is used
run      "$SONDE" map; "$SONDE" map ls x 2>"$TMP/e"; "$SONDE" map show 2>"$TMP/e"; "$SONDE" map show -f xml x; "$SONDE" map --help | head -n 1
timeout  60
match    ^usage: sonde map ls \[-f json\]$
errmatch ^usage: sonde map ls
         ^ERROR: there is no format 'xml', only text and json$
