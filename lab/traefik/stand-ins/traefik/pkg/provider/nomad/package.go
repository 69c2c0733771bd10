// Package nomad stands in for the provider of this name, which is not built.
package nomad

import "github.com/traefik/traefik/v3/pkg/provider/absent"

// Provider provides nothing.
type Provider struct{ absent.Provider }

// ProviderBuilder builds no provider.
type ProviderBuilder struct{}

// BuildProviders builds none.
func (ProviderBuilder) BuildProviders() []*Provider { return nil }
