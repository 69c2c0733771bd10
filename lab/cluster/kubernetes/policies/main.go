// Package policies enforces NetworkPolicy on the Pods of one node, by one nftables table that is rewritten whole, in one
// transaction, whenever Pods, namespaces or policies change. It drops, and counts what it drops, by Pod and direction.
//
// Pods of one node have to pass the forward hook too: net.bridge.bridge-nf-call-iptables of the node's namespace is 1. What
// the node itself sends to its Pods takes the output hook and is never dropped, as the API wants it.
package policies

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/tools/cache"
	"k8s.io/client-go/tools/clientcmd"
)

const (
	// A burst of changes becomes one write.
	settle = 50 * time.Millisecond
	// After a write that nft refuses.
	again = 2 * time.Second
)

// Main is the command: policies -node NAME -kubeconfig FILE. It gives the exit status.
func Main() int {
	node := flag.String("node", "", "the node whose Pods are guarded")
	kubeconfig := flag.String("kubeconfig", "", "how to reach the API server")
	flag.Parse()
	config, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	if err != nil {
		fmt.Fprintln(os.Stderr, "policies:", err)
		return 1
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	shared := informers.NewSharedInformerFactory(kubernetes.NewForConfigOrDie(config), 0)
	pods, namespaces, rules := shared.Core().V1().Pods(), shared.Core().V1().Namespaces(), shared.Networking().V1().NetworkPolicies()
	changed := make(chan struct{}, 1)
	mark := func() {
		select {
		case changed <- struct{}{}:
		default:
		}
	}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { mark() },
		UpdateFunc: func(any, any) { mark() },
		DeleteFunc: func(any) { mark() },
	}
	for _, informer := range []cache.SharedIndexInformer{pods.Informer(), namespaces.Informer(), rules.Informer()} {
		if _, err := informer.AddEventHandler(handler); err != nil {
			fmt.Fprintln(os.Stderr, "policies:", err)
			return 1
		}
	}
	podList, namespaceList, ruleList := pods.Lister(), namespaces.Lister(), rules.Lister()
	shared.Start(ctx.Done())
	shared.WaitForCacheSync(ctx.Done())
	mark()
	written := ""
	for {
		select {
		case <-ctx.Done():
			return 0
		case <-changed:
		}
		now := view{node: *node}
		// Listers read what the informers hold: they do not fail.
		now.pods, _ = podList.List(labels.Everything())
		now.namespaces, _ = namespaceList.List(labels.Everything())
		now.policies, _ = ruleList.List(labels.Everything())
		if text := now.table(); text != written {
			if err := load(text); err != nil {
				fmt.Fprintln(os.Stderr, "policies:", err)
				time.AfterFunc(again, mark)
			} else {
				written = text
				fmt.Printf("%s %d octets of rules\n", time.Now().Format(time.RFC3339Nano), len(text))
			}
		}
		time.Sleep(settle)
	}
}

func load(text string) error {
	command := exec.Command("nft", "-f", "-")
	command.Stdin = strings.NewReader(text)
	if said, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("nft: %w: %s\n%s", err, said, text)
	}
	return nil
}
