# The tools of examples/ about security, each with an activity that it must show.

name     secrets: who opens secrets
needs    root btf
file     ../examples/secrets.bt
args     /dev/null
during   cat /etc/shadow /dev/null >/dev/null; true
send     INT after 1
match     cat +.*/etc/shadow$
          cat +.*[0-9]  /dev/null$

name     privileges: who changes its user
needs    root native program:setpriv
file     ../examples/privileges.bt
during   setpriv --reuid=65534 --clear-groups true
send     INT after 1
match     setpriv +root +setresuid real 65534, effective 65534, saved 65534$

name     ptraces: who looks into others
needs    root
file     ../examples/ptraces.bt
during   cat /proc/self/mem >/dev/null; true
send     INT after 1
match     cat +open +/proc/self/mem$

name     mounts: file systems that come and go
needs    root
file     ../examples/mounts.bt
during   d=$TMP/m; mkdir $d; mount -t tmpfs sonde-test $d; umount $d; umount $d; rmdir $d
send     INT after 1
match     mount   done +tmpfs sonde-test on .*/m$
          umount  done +.*/m$

name     modules: code that enters the kernel
needs    root file:/proc/modules
file     ../examples/modules.bt
during   sleep 0.1
send     INT after 1
match    ^$

name     shellwatch: commands that are typed
needs    root uprobe native program:script
file     ../examples/shellwatch.bt
during   sleep 0.3; (echo "echo typed"; sleep 0.3; echo exit) | script -qc "bash -i" /dev/null
send     INT after 1
match    root +[0-9]+ +echo typed$
