"""What a packet costs in XDP: counted by protocol by a script, and by the same program in C (packets.bpf.c).

Both see the same packet a million times a run (BPF_PROG_TEST_RUN), by turns.
"""
import json
import os
import pathlib
import subprocess

from tools import BenchError, Figure, median, programs_of, stop

REPEAT = 1000000
# Ethernet, IPv4, UDP from 10.0.0.1:1000 to 10.0.0.2:2000, 22 bytes of data.
PACKET = bytes.fromhex("020000000002020000000001080045000032000100004011"
                       "00000a0000010a00000203e807d0001e0000") + b"0" * 22


def nanoseconds(bench, which):
    done = subprocess.run(["bpftool", "-j", "prog", "run", *which, "data_in", bench.work / "packet", "repeat",
                           str(REPEAT)], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["duration"]


def packets(bench):
    """A packet in XDP."""
    (bench.work / "packet").write_bytes(PACKET)
    source, made = pathlib.Path(__file__).parent / "packets.bpf.c", bench.work / "packets.o"
    pin = f"/sys/fs/bpf/sonde-bench-{os.getpid()}"
    subprocess.run(["clang-19", "-O2", "-g", "-target", "bpf", f"-I/usr/include/{os.uname().machine}-linux-gnu",
                    "-c", source, "-o", made], check=True)
    subprocess.run(["bpftool", "prog", "load", made, pin], check=True)
    process = bench.sonde.start(["-e", "xdp:lo { @[ip.proto] = count(); }"])
    try:
        found = programs_of(process.pid)
        if len(found) != 1:
            raise BenchError(f"{len(found)} XDP programs where one is measured")
        ours, hand = [], []
        for _ in range(9):
            ours.append(nanoseconds(bench, ["id", found[0]]))
            hand.append(nanoseconds(bench, ["pinned", pin]))
    finally:
        stop(process)
        os.unlink(pin)
    by_hand = median(hand)
    return "a packet in XDP", [Figure("@[ip.proto] = count()", "ns", median(ours), hand=by_hand, goal=1.3 * by_hand)]
