package policies

import (
	"fmt"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
)

// side is the other end of what a rule allows: the field of its address, and the Pod whose named ports count. The latter is
// the guarded Pod for ingress; for egress it is nil here, and each peer in turn.
type side struct {
	field string
	pod   *core.Pod
}

// allow writes the nft rules that return, and so let pass, what one rule of a policy allows.
func (v view) allow(policy *networking.NetworkPolicy, to side, peers []networking.NetworkPolicyPeer,
	ports []networking.NetworkPolicyPort) string {
	comment := fmt.Sprintf("comment \"%.*s\"", longestComment, nameOf(&policy.ObjectMeta))
	var text strings.Builder
	emit := func(address string, owner *core.Pod) {
		if len(ports) == 0 {
			fmt.Fprintf(&text, "    %sreturn %s\n", address, comment)
		}
		for _, port := range ports {
			for _, match := range portMatches(port, owner) {
				fmt.Fprintf(&text, "    %s%s return %s\n", address, match, comment)
			}
		}
	}
	if len(peers) == 0 {
		emit("", to.pod)
		if to.pod == nil {
			// A named port without a peer is that of whichever Pod is asked.
			v.emitNamed(policy, to, ports, &text, comment)
		}
	}
	for _, peer := range peers {
		if peer.IPBlock != nil {
			if !strings.Contains(peer.IPBlock.CIDR, ":") {
				emit(blockMatch(to.field, peer.IPBlock), to.pod)
			}
			continue
		}
		for _, pod := range v.pods {
			if !isReachable(pod) || !v.isPeer(policy, peer, pod) {
				continue
			}
			owner := to.pod
			if owner == nil {
				owner = pod
			}
			emit(fmt.Sprintf("ip %s %s ", to.field, pod.Status.PodIP), owner)
		}
	}
	return text.String()
}

// emitNamed allows the named ports of every Pod, at that Pod.
func (v view) emitNamed(policy *networking.NetworkPolicy, to side, ports []networking.NetworkPolicyPort,
	text *strings.Builder, comment string) {
	for _, port := range ports {
		if port.Port == nil || port.Port.StrVal == "" {
			continue
		}
		for _, pod := range v.pods {
			if !isReachable(pod) {
				continue
			}
			for _, match := range portMatches(port, pod) {
				fmt.Fprintf(text, "    ip %s %s %s return %s\n", to.field, pod.Status.PodIP, match, comment)
			}
		}
	}
}

// isPeer tells whether a Pod is one that a peer of selectors means: without namespaceSelector those of the policy's namespace.
func (v view) isPeer(policy *networking.NetworkPolicy, peer networking.NetworkPolicyPeer, pod *core.Pod) bool {
	if peer.PodSelector != nil && !selects(peer.PodSelector, pod.Labels) {
		return false
	}
	if peer.NamespaceSelector == nil {
		return pod.Namespace == policy.Namespace
	}
	for _, namespace := range v.namespaces {
		if namespace.Name == pod.Namespace {
			return selects(peer.NamespaceSelector, namespace.Labels)
		}
	}
	return false
}

// blockMatch matches a range without its exceptions. One condition each: nft refuses a set of ranges that overlap.
func blockMatch(field string, block *networking.IPBlock) string {
	match := ""
	if !strings.HasSuffix(block.CIDR, "/0") {
		match = fmt.Sprintf("ip %s %s ", field, block.CIDR)
	}
	for _, except := range block.Except {
		match += fmt.Sprintf("ip %s != %s ", field, except)
	}
	return match
}

// portMatches is one port of a rule as nft conditions: several where a name stands for several ports of the owner, and none
// where it has none of that name.
func portMatches(port networking.NetworkPolicyPort, owner *core.Pod) []string {
	protocol := "tcp"
	if port.Protocol != nil {
		protocol = strings.ToLower(string(*port.Protocol))
	}
	switch {
	case port.Port == nil:
		return []string{"meta l4proto " + protocol}
	case port.Port.StrVal != "":
		return namedPorts(port.Port.StrVal, protocol, owner)
	case port.EndPort != nil:
		return []string{fmt.Sprintf("%s dport %d-%d", protocol, port.Port.IntVal, *port.EndPort)}
	default:
		return []string{fmt.Sprintf("%s dport %d", protocol, port.Port.IntVal)}
	}
}

func namedPorts(name, protocol string, owner *core.Pod) []string {
	if owner == nil {
		return nil
	}
	var matches []string
	for _, container := range owner.Spec.Containers {
		for _, port := range container.Ports {
			if port.Name == name && strings.EqualFold(string(port.Protocol), protocol) {
				matches = append(matches, fmt.Sprintf("%s dport %d", protocol, port.ContainerPort))
			}
		}
	}
	return matches
}
