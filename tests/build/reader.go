// Loads the object of reader.bt with the eBPF library of Cilium, attaches it, causes events, and
// reads its maps by name.
package main

import (
	"fmt"
	"os"
	"syscall"

	"github.com/cilium/ebpf"
	"github.com/cilium/ebpf/link"
)

type callKey struct {
	Comm [16]byte
	Pid  uint32
}

func check(err error) {
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
}

func main() {
	spec, err := ebpf.LoadCollectionSpec(os.Args[1])
	check(err)
	fmt.Println("type", spec.Maps["calls"].Value.TypeName(), spec.Maps["calls"].ValueSize)
	collection, err := ebpf.NewCollection(spec)
	check(err)
	defer collection.Close()
	program := collection.Programs["rawtracepoint_sys_enter_1"]
	calls, err := link.AttachRawTracepoint(
		link.RawTracepointOptions{Name: "sys_enter", Program: program})
	check(err)
	defer calls.Close()
	for i := 0; i < 100; i++ {
		syscall.Syscall(syscall.SYS_GETPPID, 0, 0, 0)
	}
	key := callKey{Pid: uint32(os.Getpid())}
	copy(key.Comm[:], "reader")
	var counts []uint64
	check(collection.Maps["calls"].Lookup(&key, &counts))
	sum := uint64(0)
	for _, n := range counts {
		sum += n
	}
	fmt.Println("calls", sum > 0)
	var sums []struct{ Sum, Set uint64 }
	number := int64(syscall.SYS_GETPPID)
	check(collection.Maps["by_id"].Lookup(&number, &sums))
	sum = 0
	for _, s := range sums {
		sum += s.Sum
	}
	fmt.Println("getppid", sum >= 100)
}
