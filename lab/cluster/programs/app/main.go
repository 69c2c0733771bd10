// Command app is the application that runs in Pods: a small HTTP server whose faults are chosen by flags.
//
//	GET /            200 (or -status) with the Pod's name, after -delay
//	GET /ready       200 while ready, else 503; POST /ready?is=false (or true) switches it
//	GET /bytes?n=N   a body of N octets
//	GET /headers     the request as it arrived
//	GET /slow?ms=N   200 after N milliseconds
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"sync/atomic"
	"syscall"
	"time"
)

// The flags, as the manifest of a Pod gives them.
type settings struct {
	port       int
	bind       string
	delay      time.Duration
	status     int
	ready      bool
	readyAfter time.Duration
	eat        int
	eatRate    int
	onTerm     string
	linger     time.Duration
	exitAfter  time.Duration
	exitStatus int
}

func read() settings {
	var given settings
	flag.IntVar(&given.port, "port", 8080, "TCP port")
	flag.StringVar(&given.bind, "bind", "", "address to listen at; all of them without")
	flag.DurationVar(&given.delay, "delay", 0, "time before each answer to /")
	flag.IntVar(&given.status, "status", 200, "status of each answer to /")
	flag.BoolVar(&given.ready, "ready", true, "whether it is ready at first")
	flag.DurationVar(&given.readyAfter, "ready-after", 0, "time until it is ready")
	flag.IntVar(&given.eat, "eat", 0, "MiB of memory that it fills and keeps")
	flag.IntVar(&given.eatRate, "eat-rate", 64, "MiB filled in a second")
	flag.StringVar(&given.onTerm, "on-term", "exit", "at SIGTERM: exit at once; drain: close the listener, let requests end "+
		"for -linger; serve: go on as before for -linger; ignore")
	flag.DurationVar(&given.linger, "linger", 5*time.Second, "how long drain and serve take")
	flag.DurationVar(&given.exitAfter, "exit-after", 0, "time until it ends by itself; never without")
	flag.IntVar(&given.exitStatus, "exit-status", 1, "exit status of -exit-after")
	flag.Parse()
	return given
}

func main() {
	given := read()
	say("starting on port %d", given.port)
	var isReady atomic.Bool
	isReady.Store(given.ready && given.readyAfter == 0)
	if given.readyAfter > 0 {
		time.AfterFunc(given.readyAfter, func() { isReady.Store(true); say("ready") })
	}
	if given.exitAfter > 0 {
		time.AfterFunc(given.exitAfter, func() { say("fatal: giving up"); os.Exit(given.exitStatus) })
	}
	if given.eat > 0 {
		go eat(given.eat, given.eatRate)
	}
	server := &http.Server{Handler: routes(given, &isReady), ReadHeaderTimeout: 10 * time.Second}
	listener, err := net.Listen("tcp", net.JoinHostPort(given.bind, strconv.Itoa(given.port)))
	if err != nil {
		say("fatal: %v", err)
		os.Exit(1)
	}
	ended := make(chan struct{})
	go waitForTerm(server, given, ended)
	say("listening on %s", listener.Addr())
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		say("fatal: %v", err)
		os.Exit(1)
	}
	<-ended
	say("exiting")
}

// waitForTerm does what the flags say at SIGTERM.
func waitForTerm(server *http.Server, given settings, ended chan<- struct{}) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGINT)
	for {
		said := <-signals
		say("%v, %s", said, given.onTerm)
		switch given.onTerm {
		case "ignore":
			continue
		case "drain":
			within, cancel := context.WithTimeout(context.Background(), given.linger)
			defer cancel()
			_ = server.Shutdown(within)
		case "serve":
			time.Sleep(given.linger)
			_ = server.Close()
		default:
			os.Exit(0)
		}
		close(ended)
		return
	}
}

// eaten keeps what was filled reachable.
var eaten [][]byte

// eat fills memory, a MiB at a time, every page of it touched.
func eat(mebibytes, rate int) {
	for range mebibytes {
		piece := make([]byte, 1<<20)
		for at := 0; at < len(piece); at += os.Getpagesize() {
			piece[at] = 1
		}
		eaten = append(eaten, piece)
		time.Sleep(time.Second / time.Duration(max(rate, 1)))
	}
	say("holds %d MiB", len(eaten))
}

// say writes a line of the log: RFC 3339 and the message.
func say(format string, values ...any) {
	fmt.Printf("%s %s\n", time.Now().UTC().Format("2006-01-02T15:04:05.000Z07:00"), fmt.Sprintf(format, values...))
}
