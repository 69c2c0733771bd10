package main

import (
	"context"
	"io"
	"net/http"
	"time"
)

// answer runs the statement, waiting for a free connection: as long as the settings say, or as the caller waits, or without end.
func (shop *app) answer(response http.ResponseWriter, request *http.Request) {
	began := time.Now()
	shop.log.Info("request started", "method", request.Method, "path", request.URL.Path)
	status, text := http.StatusOK, "well\n"
	if err := shop.ask(request.Context()); err != nil {
		shop.log.Error("query failed", "method", request.Method, "path", request.URL.Path, "error", err.Error())
		status = shop.failed()
		text = http.StatusText(status) + "\n"
	}
	response.Header().Set("Content-Type", "text/plain")
	response.WriteHeader(status)
	_, _ = io.WriteString(response, text)
	shop.log.Info("request completed", "method", request.Method, "path", request.URL.Path, "status", status,
		"duration_ms", time.Since(began).Milliseconds())
}

func (shop *app) ask(caller context.Context) error {
	within := context.Background()
	if shop.Heeds {
		within = caller
	}
	if after := shop.Impatience.After; after > 0 {
		bounded, cancel := context.WithTimeout(within, time.Duration(after)*time.Millisecond)
		defer cancel()
		within = bounded
	}
	rows, err := shop.pools[shop.Pools[0].Name].QueryContext(within, shop.Statement)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}

func (shop *app) failed() int {
	if shop.Impatience.Status != 0 {
		return shop.Impatience.Status
	}
	return http.StatusInternalServerError
}
