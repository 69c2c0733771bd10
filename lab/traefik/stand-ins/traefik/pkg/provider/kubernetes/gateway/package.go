// Package gateway stands in for the provider of this name, which is not built.
package gateway

import "github.com/traefik/traefik/v3/pkg/provider/absent"

// Provider provides nothing.
type Provider struct {
	absent.Provider
	EntryPoints map[string]Entrypoint
}

// Entrypoint is what Traefik tells it of an entry point.
type Entrypoint struct {
	Address        string
	HasHTTPTLSConf bool
}
