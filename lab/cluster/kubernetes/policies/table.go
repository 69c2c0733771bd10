package policies

import (
	"fmt"
	"sort"
	"strings"

	core "k8s.io/api/core/v1"
	networking "k8s.io/api/networking/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// view is everything that the rules of one node follow from.
type view struct {
	node       string
	pods       []*core.Pod
	namespaces []*core.Namespace
	policies   []*networking.NetworkPolicy
}

// nft(8) bounds a comment at 128 octets.
const longestComment = 120

// table is the text for nft -f: a chain for each Pod and direction that a policy selects, which returns what is allowed and
// drops the rest, and one chain at the forward hook that finds them by address.
func (v view) table() string {
	sort.Slice(v.pods, func(i, j int) bool { return nameOf(&v.pods[i].ObjectMeta) < nameOf(&v.pods[j].ObjectMeta) })
	sort.Slice(v.policies, func(i, j int) bool {
		return nameOf(&v.policies[i].ObjectMeta) < nameOf(&v.policies[j].ObjectMeta)
	})
	var chains strings.Builder
	entries := map[networking.PolicyType]map[string]string{
		networking.PolicyTypeEgress:  {},
		networking.PolicyTypeIngress: {},
	}
	for _, pod := range v.pods {
		if pod.Spec.NodeName != v.node || !isReachable(pod) {
			continue
		}
		for _, way := range []networking.PolicyType{networking.PolicyTypeEgress, networking.PolicyTypeIngress} {
			rules, isSelected := v.rulesOf(pod, way)
			if !isSelected {
				continue
			}
			word := strings.ToLower(string(way))
			chain := fmt.Sprintf("%s_%s", word, strings.ReplaceAll(pod.Status.PodIP, ".", "_"))
			if _, isTaken := entries[way][pod.Status.PodIP]; isTaken {
				// An address that has just changed its owner: the next event tells which of the two stays.
				continue
			}
			comment := fmt.Sprintf("%s %s", word, nameOf(&pod.ObjectMeta))
			fmt.Fprintf(&chains, "  chain %s {\n%s    counter drop comment \"%.*s\"\n  }\n", chain, rules, longestComment, comment)
			entries[way][pod.Status.PodIP] = chain
		}
	}
	var text strings.Builder
	// Made before it is deleted, for it may not be there.
	text.WriteString("table ip policies {}\ndelete table ip policies\ntable ip policies {\n")
	text.WriteString(chains.String())
	text.WriteString("  chain forward {\n    type filter hook forward priority filter; policy accept;\n")
	text.WriteString("    ct state established,related accept\n")
	text.WriteString(jumps("saddr", entries[networking.PolicyTypeEgress]))
	text.WriteString(jumps("daddr", entries[networking.PolicyTypeIngress]))
	text.WriteString("  }\n}\n")
	return text.String()
}

// jumps is the verdict map from addresses to chains; nothing where no Pod is selected.
func jumps(field string, chains map[string]string) string {
	if len(chains) == 0 {
		return ""
	}
	addresses := make([]string, 0, len(chains))
	for address := range chains {
		addresses = append(addresses, address)
	}
	sort.Strings(addresses)
	var text strings.Builder
	fmt.Fprintf(&text, "    ip %s vmap {\n", field)
	for _, address := range addresses {
		fmt.Fprintf(&text, "      %s : jump %s,\n", address, chains[address])
	}
	text.WriteString("    }\n")
	return text.String()
}

// rulesOf gives what the policies allow a Pod in one direction, and whether any of them selects it.
func (v view) rulesOf(pod *core.Pod, way networking.PolicyType) (rules string, isSelected bool) {
	var text strings.Builder
	for _, policy := range v.policies {
		if policy.Namespace != pod.Namespace || !selects(&policy.Spec.PodSelector, pod.Labels) {
			continue
		}
		for _, named := range policy.Spec.PolicyTypes {
			if named != way {
				continue
			}
			isSelected = true
			if way == networking.PolicyTypeIngress {
				for _, rule := range policy.Spec.Ingress {
					text.WriteString(v.allow(policy, side{"saddr", pod}, rule.From, rule.Ports))
				}
			} else {
				for _, rule := range policy.Spec.Egress {
					text.WriteString(v.allow(policy, side{"daddr", nil}, rule.To, rule.Ports))
				}
			}
		}
	}
	return text.String(), isSelected
}

// isReachable tells a Pod with an address of its own that still runs.
func isReachable(pod *core.Pod) bool {
	isOver := pod.Status.Phase == core.PodSucceeded || pod.Status.Phase == core.PodFailed
	return pod.Status.PodIP != "" && !pod.Spec.HostNetwork && !isOver
}

func selects(selector *meta.LabelSelector, of map[string]string) bool {
	compiled, err := meta.LabelSelectorAsSelector(selector)
	return err == nil && compiled.Matches(labels.Set(of))
}

func nameOf(object *meta.ObjectMeta) string { return object.Namespace + "/" + object.Name }
