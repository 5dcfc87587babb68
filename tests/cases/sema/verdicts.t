# What probes that decide may return.

name   the default verdict is free
prog   xdp:lo { return pass; }
typed    (instance xdp:lo xdp
           (target xdp:lo)
           (return 2:int64))

name   others need --unsafe
prog   xdp:lo { if (1) { return drop; } return cpu == 1 ? tx : pass; }
error    D_UNSAFE 1:26-30 the verdict drop changes what happens on this system: it needs --unsafe
           hint a probe without verdicts only observes
error    D_UNSAFE 1:52-54 the verdict tx changes what happens on this system: it needs --unsafe
           hint a probe without verdicts only observes

name   a word that is none
prog   xdp:lo { return accept; }
error    D_VERDICT 1:17-23 xdp probes have no verdict "accept"
           hint the verdicts of xdp:lo are pass, drop, tx, aborted, redirect("eth1")

name   verdicts are not computed
prog   xdp:lo { $v = 2; return $v; }
error    D_VERDICT 1:25-27 xdp probes return a verdict, written out
           hint the verdicts of xdp:lo are pass, drop, tx, aborted, redirect("eth1")

name   errors are for cgroup and lsm
prog   xdp:lo { return -EPERM; }
error    D_VERDICT 1:17-23 xdp probes return a verdict, written out
           hint the verdicts of xdp:lo are pass, drop, tx, aborted, redirect("eth1")

name   redirect() is a verdict
prog   xdp:lo { redirect("lo"); }
error    D_UNSAFE 1:10-24 redirect() changes the traced system or runs commands: it needs --unsafe
error    D_NOT_HERE 1:10-24 redirect() is a verdict: it stands behind `return` in xdp and tc probes
           hint return redirect(...);

name   the words are names elsewhere
prog   macro drop(pass) { pass + 1 } xdp:lo { $pass = drop(2); @shot[$pass] = count(); return pass; } begin { return 1; }
typed    (instance xdp:lo xdp
           (target xdp:lo)
           (= $pass:int8 3:int8)
           (aggregate @shot[$pass:int8]:count_t count)
           (return 2:int64))
         (instance begin run
           (target begin)
           (return 1:int64))

name   functions return what they like
prog   fn twice($n : int64) : int64 { return $n * 2; } xdp:lo { @ = twice(2); return; }
typed    (instance xdp:lo xdp
           (target xdp:lo)
           (fn twice ($n:int64):int64
             (return (* $n:int64 2:int64):int64))
           (= @:int64 (call twice 2:int64):int64)
           (return))

name   no such interface
prog   xdp:looo { }
error    D_PROBE_MISSING 1:1-9 there is no network interface looo
           hint did you mean lo?

name   no such direction
prog   tc:lo:up { }
error    D_PROBE_VALUE 1:1-9 tc: 'up' is no direction
           hint packets come in (ingress) or go out (egress)

name   fields of a context that the kernel rewrites
prog   xdp:lo { @ = args.ingress_ifindex; @ = ctx.rx_queue_index; }

name   it has no value as a whole
prog   xdp:lo { $a = args; $c = ctx; print(args.data); print(args.sk); print(arg0); }
error    D_NOT_HERE 1:15-19 args is not available in xdp probes: as a whole, only its fields are
error    D_NOT_HERE 1:26-29 ctx is not available in xdp probes: as a whole, only its fields are
error    D_FIELD 1:37-46 the argument "data" is where the packet lies, which is read by its headers
error    D_FIELD 1:55-62 this probe has no argument "sk"
error    D_NOT_HERE 1:71-75 arg0 is not available in xdp probes: arguments by number are those of kprobes, uprobes and usdt
