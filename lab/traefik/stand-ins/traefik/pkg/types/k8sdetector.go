package types

import (
	"context"

	"go.opentelemetry.io/otel/sdk/resource"
)

// K8sAttributesDetector detects nothing: this build has no client of Kubernetes.
type K8sAttributesDetector struct{}

// Detect says what is detected outside of a cluster.
func (K8sAttributesDetector) Detect(context.Context) (*resource.Resource, error) {
	return resource.Empty(), nil
}
