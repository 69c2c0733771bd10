package plugins

import (
	"context"
	"errors"
	"net/http"

	"github.com/traefik/traefik/v3/pkg/provider"
)

var errAbsent = errors.New("this build runs no plugins")

// Constructor creates a plugin handler.
type Constructor func(context.Context, http.Handler) (http.Handler, error)

// Builder builds no plugin.
type Builder struct{}

// NewBuilder refuses where a plugin is configured.
func NewBuilder(_ *Manager, plugins map[string]Descriptor, localPlugins map[string]LocalDescriptor) (*Builder, error) {
	if len(plugins)+len(localPlugins) > 0 {
		return nil, errAbsent
	}
	return &Builder{}, nil
}

// Build builds none.
func (Builder) Build(string, map[string]any, string) (Constructor, error) { return nil, errAbsent }

// BuildProvider builds none.
func (Builder) BuildProvider(string, map[string]any) (provider.Provider, error) {
	return nil, errAbsent
}
