package main

import (
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// The largest body that /bytes gives: more than any limit of a proxy.
const largestBody = 1 << 30

func routes(given settings, isReady *atomic.Bool) http.Handler {
	name, _ := os.Hostname()
	paths := http.NewServeMux()
	paths.HandleFunc("/", func(answer http.ResponseWriter, asked *http.Request) {
		time.Sleep(given.delay)
		answer.WriteHeader(given.status)
		fmt.Fprintln(answer, name)
	})
	paths.HandleFunc("/ready", func(answer http.ResponseWriter, asked *http.Request) {
		if asked.Method == http.MethodPost {
			isReady.Store(asked.FormValue("is") == "true")
		} else if !isReady.Load() {
			answer.WriteHeader(http.StatusServiceUnavailable)
		}
		fmt.Fprintln(answer, isReady.Load())
	})
	paths.HandleFunc("/bytes", func(answer http.ResponseWriter, asked *http.Request) {
		wanted, err := strconv.Atoi(asked.FormValue("n"))
		if err != nil || wanted < 0 || wanted > largestBody {
			http.Error(answer, "n is the number of octets", http.StatusBadRequest)
			return
		}
		answer.Header().Set("Content-Length", strconv.Itoa(wanted))
		piece := []byte(strings.Repeat("0123456789abcdef", 4096))
		for left := wanted; left > 0; left -= len(piece) {
			if _, err := answer.Write(piece[:min(left, len(piece))]); err != nil {
				return
			}
		}
	})
	paths.HandleFunc("/headers", func(answer http.ResponseWriter, asked *http.Request) {
		fmt.Fprintf(answer, "%s %s %s\nHost: %s\nFrom: %s\n", asked.Method, asked.URL, asked.Proto, asked.Host, asked.RemoteAddr)
		_ = asked.Header.Write(answer)
	})
	paths.HandleFunc("/slow", func(answer http.ResponseWriter, asked *http.Request) {
		wait, _ := strconv.Atoi(asked.FormValue("ms"))
		select {
		case <-time.After(time.Duration(wait) * time.Millisecond):
		case <-asked.Context().Done():
		}
		fmt.Fprintln(answer, name)
	})
	return http.HandlerFunc(func(answer http.ResponseWriter, asked *http.Request) {
		began := time.Now()
		noted := &noting{ResponseWriter: answer, status: http.StatusOK}
		paths.ServeHTTP(noted, asked)
		if asked.URL.Path != "/ready" {
			took := time.Since(began).Milliseconds()
			say("%s %s %s %d %d ms", asked.RemoteAddr, asked.Method, asked.URL.Path, noted.status, took)
		}
	})
}

// noting remembers the status of an answer for the log.
type noting struct {
	http.ResponseWriter
	status int
}

func (answer *noting) WriteHeader(status int) {
	answer.status = status
	answer.ResponseWriter.WriteHeader(status)
}
