// Package docker stands in for the provider of this name, which is not built.
package docker

import (
	ptypes "github.com/traefik/paerser/types"
	"github.com/traefik/traefik/v3/pkg/provider/absent"
)

// Provider provides nothing.
type Provider struct {
	absent.Provider
	HTTPClientTimeout ptypes.Duration
}

// SwarmProvider provides nothing.
type SwarmProvider struct {
	absent.Provider
	RefreshSeconds    ptypes.Duration
	HTTPClientTimeout ptypes.Duration
}
