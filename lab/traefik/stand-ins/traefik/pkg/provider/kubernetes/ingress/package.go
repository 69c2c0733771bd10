// Package ingress stands in for the provider of this name, which is not built.
package ingress

import "github.com/traefik/traefik/v3/pkg/provider/absent"

// Provider provides nothing.
type Provider struct {
	absent.Provider
	DefaultRuleSyntax string
}
