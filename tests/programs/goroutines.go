// A program of Go whose goroutines move their stacks: goroutines [ROUNDS]. Deep is called
// 8004 times in each round, Counter.Add once, both instances of Max once at the end.
package main

import (
	"fmt"
	"os"
	"strconv"
)

type Counter struct{ n int }

//go:noinline
func (c *Counter) Add(k int) int { c.n += k; return c.n }

//go:noinline
func Deep(n int) int {
	var room [64]int
	if n == 0 {
		return 1
	}
	room[n%64] = Deep(n - 1)
	return room[n%64] + 1
}

//go:noinline
func Max[T int | float64](a, b T) T {
	if a > b {
		return a
	}
	return b
}

func main() {
	rounds := 1
	if len(os.Args) > 1 {
		rounds, _ = strconv.Atoi(os.Args[1])
	}
	c := &Counter{}
	done := make(chan int)
	for g := 0; g < 4; g++ {
		go func() {
			sum := 0
			for i := 0; i < rounds; i++ {
				sum += Deep(2000)
			}
			done <- sum
		}()
	}
	total := 0
	for g := 0; g < 4; g++ {
		total += <-done
	}
	for i := 0; i < rounds; i++ {
		c.Add(3)
	}
	fmt.Println(total, c.n, Max(3, 7), Max(2.5, 1.5))
}
