// Command gatewaybench is the other side of the gateway's benchmarks: a stub of a model server, which
// costs almost nothing, and clients that measure. It uses nothing but Go's own library.
package main

import (
	"fmt"
	"os"
)

func main() {
	commands := map[string]func([]string) error{"stub": stub, "load": load, "first": first, "soak": soak}
	if len(os.Args) < 2 || commands[os.Args[1]] == nil {
		fmt.Fprintln(os.Stderr, "usage: gatewaybench stub|load|first|soak [option...]; -h lists the options of a command")
		os.Exit(2)
	}
	if err := commands[os.Args[1]](os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "gatewaybench %s: %v\n", os.Args[1], err)
		os.Exit(1)
	}
}
