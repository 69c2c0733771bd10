// Package crd stands in for the provider of this name, which is not built.
package crd

import (
	"github.com/traefik/traefik/v3/pkg/provider/absent"
	"github.com/traefik/traefik/v3/pkg/provider/kubernetes/gateway"
)

// Provider provides nothing.
type Provider struct{ absent.Provider }

// FillExtensionBuilderRegistry fills nothing.
func (Provider) FillExtensionBuilderRegistry(*gateway.Provider) {}
