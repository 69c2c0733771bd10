// Command pooled-app is a web application that keeps its data in PostgreSQL, by database/sql, and publishes the metrics that
// Prometheus' client library makes of its pools.
//
//	POST JOBS?pool=NAME&keeps=transaction|rows|connection&ms=N
//	              begins a job: 202 when it has its connection, which it keeps for N milliseconds
//	GET /metrics  the metrics, at this port or another
//	anything else one statement on a connection of the first pool
//
// Its argument is PooledAppConfig of src/lab/servers/pooled-app.ts as JSON; which database, libpq's variables say (PGHOST …).
package main

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	_ "github.com/lib/pq"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

type settings struct {
	Port        int
	MetricsPort int
	Jobs        string
	Statement   string
	Pools       []struct {
		Name string
		Size int
	}
	Impatience struct {
		After  int
		Status int
	}
	Heeds bool
	Often struct{ Every, Keep int }
	Log   struct{ File, Form string }
}

type app struct {
	settings
	pools map[string]*sql.DB
	log   *slog.Logger
}

func main() {
	if err := start(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func start(args []string) error {
	var given settings
	if len(args) != 1 {
		return fmt.Errorf("it wants one argument, its settings as JSON")
	}
	if err := json.Unmarshal([]byte(args[0]), &given); err != nil {
		return err
	}
	log, err := open(given)
	if err != nil {
		return err
	}
	shop := &app{settings: given, pools: map[string]*sql.DB{}, log: log}
	for _, pool := range given.Pools {
		db, err := sql.Open("postgres", "")
		if err != nil {
			return err
		}
		db.SetMaxOpenConns(pool.Size)
		db.SetMaxIdleConns(pool.Size)
		if err := db.Ping(); err != nil {
			return err
		}
		shop.pools[pool.Name] = db
		prometheus.MustRegister(collectors.NewDBStatsCollector(db, pool.Name))
	}
	if given.Often.Every > 0 {
		go shop.often()
	}
	return shop.serve()
}

func (shop *app) serve() error {
	routes, metrics := http.NewServeMux(), http.NewServeMux()
	routes.HandleFunc("POST "+shop.Jobs, shop.begin)
	routes.HandleFunc("/", shop.answer)
	if shop.MetricsPort == shop.Port {
		metrics = routes
	} else {
		go func() { fatal(listen(shop.MetricsPort, metrics)) }()
	}
	metrics.Handle("GET /metrics", promhttp.Handler())
	return listen(shop.Port, routes)
}

func listen(port int, handler http.Handler) error {
	server := &http.Server{Addr: fmt.Sprintf(":%d", port), Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	return server.ListenAndServe()
}

func fatal(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// open opens the log, JSON or key=value as log/slog writes them.
func open(given settings) (*slog.Logger, error) {
	file, err := os.OpenFile(given.Log.File, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, err
	}
	if given.Log.Form == "json" {
		return slog.New(slog.NewJSONHandler(file, nil)), nil
	}
	return slog.New(slog.NewTextHandler(file, nil)), nil
}
