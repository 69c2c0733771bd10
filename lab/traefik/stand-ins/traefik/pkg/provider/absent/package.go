// Package absent is what the providers that are not built have in common.
package absent

import (
	"errors"

	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/safe"
)

var errAbsent = errors.New("this build has the file provider alone")

// Provider provides nothing.
type Provider struct{}

// Init says so: Traefik logs it and leaves the provider out.
func (Provider) Init() error { return errAbsent }

// Provide is not called after Init has failed.
func (Provider) Provide(chan<- dynamic.Message, *safe.Pool) error { return errAbsent }
