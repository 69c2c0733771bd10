// Command pause is a first process that does nothing but reap: of a Pod's sandbox, of a node, and of a whole cluster.
//
// With -until-input-ends it ends when its standard input does, after it has killed every process of its pid namespace and
// removed the folders that its arguments name with all folders in them: those are the cgroups of the cluster, which outlive
// its processes. It says "ready" before it waits.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

const (
	// Killed processes leave their cgroups within milliseconds; a machine that is short of processors takes longer.
	removeWithin = 2 * time.Second
	removeEvery  = 10 * time.Millisecond
)

func main() {
	untilInputEnds := flag.Bool("until-input-ends", false, "end with the standard input")
	flag.Parse()
	children := make(chan os.Signal, 16)
	signal.Notify(children, syscall.SIGCHLD)
	stops := make(chan os.Signal, 1)
	if !*untilInputEnds {
		signal.Notify(stops, syscall.SIGTERM, syscall.SIGINT)
	}
	over := make(chan struct{})
	if *untilInputEnds {
		signal.Ignore(syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP)
		fmt.Println("ready")
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			close(over)
		}()
	}
	for {
		select {
		case <-children:
			reap()
		case <-stops:
			return
		case <-over:
			end(flag.Args())
			return
		}
	}
}

// reap takes the exit statuses of all children that have ended.
func reap() {
	for {
		if pid, err := syscall.Wait4(-1, nil, syscall.WNOHANG, nil); pid <= 0 || err != nil {
			return
		}
	}
}

// end kills what is left and removes the folders, within a bound.
func end(folders []string) {
	for _, folder := range folders {
		// This process may be in one of them itself, and no cgroup goes that has a process. 0 is whoever writes it.
		if _, err := os.Stat(filepath.Join(folder, "keeper")); err == nil {
			_ = os.WriteFile(filepath.Join(filepath.Dir(folder), "cgroup.procs"), []byte("0"), 0)
		}
	}
	deadline := time.Now().Add(removeWithin)
	for {
		_ = syscall.Kill(-1, syscall.SIGKILL)
		reap()
		left := false
		for _, folder := range folders {
			left = !remove(folder) || left
		}
		if !left || time.Now().After(deadline) {
			return
		}
		time.Sleep(removeEvery)
	}
}

// remove removes a tree of folders, the innermost first, and tells whether it is gone. The files of a cgroup go with it.
func remove(folder string) bool {
	inner, _ := filepath.Glob(filepath.Join(folder, "*", "cgroup.procs"))
	for _, file := range inner {
		remove(filepath.Dir(file))
	}
	err := syscall.Rmdir(folder)
	return err == nil || err == syscall.ENOENT
}
