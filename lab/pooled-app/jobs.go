package main

import (
	"context"
	"database/sql"
	"net/http"
	"strconv"
	"time"
)

// begin starts a job, and answers when it has its connection.
func (shop *app) begin(response http.ResponseWriter, request *http.Request) {
	asked := request.URL.Query()
	pool, isKnown := shop.pools[asked.Get("pool")]
	keep, err := strconv.Atoi(asked.Get("ms"))
	if !isKnown || err != nil {
		http.Error(response, "no such job", http.StatusBadRequest)
		return
	}
	release, err := shop.take(pool, asked.Get("keeps"))
	if err != nil {
		http.Error(response, "the job cannot begin", http.StatusInternalServerError)
		return
	}
	shop.log.Info("job started", "pool", asked.Get("pool"))
	go shop.work(release, keep)
	response.WriteHeader(http.StatusAccepted)
}

// work stands for what needs no database: a file that is written, another service that is asked.
func (shop *app) work(release func() error, milliseconds int) {
	time.Sleep(time.Duration(milliseconds) * time.Millisecond)
	if err := release(); err != nil {
		shop.log.Error("job failed", "error", err.Error())
		return
	}
	shop.log.Info("job completed")
}

// take runs the statement and keeps the connection: within its transaction, by a result that is not closed, or by itself. The
// job outlives the request, whose context would end it.
func (shop *app) take(pool *sql.DB, keeps string) (func() error, error) {
	within := context.Background()
	switch keeps {
	case "rows":
		rows, err := pool.QueryContext(within, shop.Statement)
		if err != nil {
			return nil, err
		}
		return rows.Close, nil
	case "connection":
		connection, err := pool.Conn(within)
		if err != nil {
			return nil, err
		}
		_, err = connection.ExecContext(within, shop.Statement)
		return connection.Close, err
	default:
		transaction, err := pool.BeginTx(within, nil)
		if err != nil {
			return nil, err
		}
		_, err = transaction.ExecContext(within, shop.Statement)
		return transaction.Commit, err
	}
}

// often takes every connection of the first pool for a moment, again and again.
func (shop *app) often() {
	first := shop.Pools[0]
	for range time.Tick(time.Duration(shop.Often.Every) * time.Millisecond) {
		for range first.Size {
			go func() {
				if release, err := shop.take(shop.pools[first.Name], "transaction"); err == nil {
					shop.work(release, shop.Often.Keep)
				}
			}()
		}
	}
}
