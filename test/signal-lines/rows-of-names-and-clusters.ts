import { type RowFamily, rows, words } from "./row-family.ts";

/** DNS, Kubernetes, Cilium and ICMP. */
export const nameAndClusterRows: Readonly<Record<string, RowFamily>> = {
  "codes of DNS": {
    ids: /^(?:dns-|rcode-)/,
    lines: words(
      "FORMERR SERVFAIL NXDOMAIN NOTIMP REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE DSOTYPENI BADVERS BADSIG BADKEY BADTIME BADMODE BADNAME BADALG BADTRUNC BADCOOKIE",
    ).map((code) => `;; ->>HEADER<<- opcode: QUERY, status: ${code}, id: 7`),
  },
  "extended errors of DNS": {
    ids: /^dns-ede-\d/,
    lines: Array.from({ length: 31 }, (_, code) => `; EDE: ${code}`),
  },
  "lines of CoreDNS": {
    ids: /^coredns-|^resolver-|^dns-/,
    lines: rows(`
      [ERROR] plugin/errors: 2 api.shop.svc.cluster.local. A: read udp 10.0.0.2:5353->192.0.2.53:53: i/o timeout
      [ERROR] plugin/errors: 2 shop.example. A: dial tcp 192.0.2.53:53: connect: connection refused
      [ERROR] plugin/errors: 2 shop.example. A: read udp 10.0.0.2:53->192.0.2.53:53: read: no route to host
      [ERROR] plugin/errors: 2 shop.example. A: dial udp 192.0.2.53:53: connect: network is unreachable
      [ERROR] plugin/errors: 2 shop.example. A: no healthy proxies
      [ERROR] plugin/errors: 2 shop.example. A: no upstream host
      [FATAL] plugin/loop: Loop (127.0.0.1:5300 -> :53) detected for zone ".", see https://coredns.io/plugins/loop
      plugin/kubernetes: Kubernetes API connection failure: Get "https://10.96.0.1:443/version": dial tcp: i/o timeout
      [INFO] plugin/ready: Still waiting on: "kubernetes"
      [ERROR] plugin/errors: 2 shop.example. A: concurrent queries exceeded maximum 1000`),
  },
  "results of resolvers": {
    ids: /./,
    lines: rows(`
      getaddrinfo EAI_AGAIN db.internal
      Temporary failure in name resolution
      Name or service not known
      getaddrinfo ENOTFOUND db.internal
      No address associated with hostname
      Non-recoverable failure in name resolution
      getaddrinfo failed: EAI_NODATA
      getaddrinfo failed: EAI_FAIL
      getaddrinfo failed: EAI_ADDRFAMILY
      getaddrinfo failed: EAI_FAMILY
      getaddrinfo failed: EAI_MEMORY
      getaddrinfo failed: EAI_SYSTEM
      Error: queryA ENODATA db.internal
      Error: queryA EFORMERR db.internal
      Error: queryA ESERVFAIL db.internal
      Error: queryA ENOTIMP db.internal
      Error: queryA EREFUSED db.internal
      Error: queryA ETIMEOUT db.internal
      Error: queryA EBADNAME db.internal
      Error: queryA EBADRESP db.internal`),
  },
  "reasons of containers and Pods": {
    ids: /^kubernetes-/,
    lines: words(`
      ContainerCreating PodInitializing CrashLoopBackOff ImagePullBackOff ErrImagePull ErrImageNeverPull InvalidImageName
      ImageInspectError RegistryUnavailable CreateContainerConfigError CreateContainerError RunContainerError PreStartHookError
      PostStartHookError OOMKilled ContainerCannotRun StartError ContainerStatusUnknown Evicted NodeLost NodeShutdown NodeAffinity
      OutOfcpu OutOfmemory OutOfpods UnexpectedAdmissionError Unschedulable SchedulingGated ContainersNotReady ReadinessGatesNotReady
      PodCompleted PreemptionByScheduler DeletionByTaintManager EvictionByEvictionAPI DeletionByPodGC TerminationByKubelet`).map(
      (reason) => `    Reason:       ${reason}`,
    ),
  },
  "ends of containers": {
    ids: /^exit-/,
    lines: words("1 2 125 126 127 128 132 134 135 137 139 143 255").map(
      (code) => `      Exit Code:    ${code}`,
    ),
  },
  "events of clusters": {
    ids: /^(?:kubernetes|kubelet)-/,
    lines: words(`
      FailedCreatePodSandBox FailedPodSandBoxStatus SandboxChanged NetworkNotReady Unhealthy ProbeWarning Killing BackOff
      FailedPostStartHook FailedPreStopHook UnfinishedPreStopHook ExceededGracePeriod FailedMount FailedAttachVolume FailedMapVolume
      FailedScheduling Preempted TaintManagerEviction NodeNotReady NodeNotSchedulable Rebooted NodeHasDiskPressure HostPortConflict
      HostNetworkNotSupported DNSConfigForming MissingClusterDNS CheckLimitsForResolvConf FailedToUpdateEndpointSlices
      FailedToUpdateEndpoint FailedToCreateEndpoint SyncLoadBalancerFailed UpdateLoadBalancerFailed DeleteLoadBalancerFailed
      CreatingLoadBalancerFailed UnAvailableLoadBalancer FailedToCreateRoute CIDRNotAvailable CIDRAssignmentFailed
      ClusterIPNotAllocated ClusterIPAlreadyAllocated ClusterIPOutOfRange ClusterIPNotValid PortNotAllocated PortAlreadyAllocated
      AnnotationParsingFailed OrderFailed FailedCreate`).map(
      (reason) => `  Warning  ${reason}  3m (x7 over 9m)  kubelet  said of the object`,
    ),
  },
  "conditions of gateways": {
    ids: /^kubernetes-/,
    lines: words(`
      NoMatchingListenerHostname NotAllowedByListeners UnsupportedValue NoMatchingParent BackendNotFound RefNotPermitted InvalidKind
      UnsupportedProtocol AddressNotAssigned AddressNotUsable NoResources HostnameConflict ProtocolConflict InvalidCertificateRef`).map(
      (reason) => `      reason: ${reason}`,
    ),
  },
  "drops of Cilium": {
    ids: /^(?:cilium|drop|hubble)-/,
    lines: words(`
      INVALID_SOURCE_IP POLICY_DENIED POLICY_DENY CT_MAP_INSERTION_FAILED UNKNOWN_L3_TARGET_ADDRESS STALE_OR_UNROUTABLE_IP
      LOCAL_HOST_IS_UNREACHABLE FIB_LOOKUP_FAILED TTL_EXCEEDED IP_FRAGMENTATION_NOT_SUPPORTED SERVICE_BACKEND_NOT_FOUND IS_A_CLUSTERIP
      AUTH_REQUIRED`).map((reason) => `"verdict":"DROPPED","drop_reason_desc":"${reason}"`),
  },
  "drops of Retina": {
    ids: /^(?:retina|drop)-/,
    lines: words(
      "IPTABLE_RULE_DROP IPTABLE_NAT_DROP TCP_CONNECT_BASIC TCP_ACCEPT_BASIC TCP_CLOSE_BASIC CONNTRACK_ADD_DROP",
    ).map((reason) => `reason="${reason}"`),
  },
  "sentences of ICMP": {
    ids: /./,
    lines: rows(`
      From 192.0.2.1 icmp_seq=1 Destination Net Unreachable
      From 192.0.2.1 icmp_seq=1 Destination Host Unreachable
      From 192.0.2.1 icmp_seq=1 Destination Protocol Unreachable
      From 192.0.2.1 icmp_seq=1 Destination Port Unreachable
      From 192.0.2.1 icmp_seq=1 Frag needed and DF set (mtu = 1400)
      From 192.0.2.1 icmp_seq=1 Source Route Failed
      From 192.0.2.1 icmp_seq=1 Destination Net Unknown
      From 192.0.2.1 icmp_seq=1 Destination Host Unknown
      From 192.0.2.1 icmp_seq=1 Destination Net Prohibited
      From 192.0.2.1 icmp_seq=1 Destination Host Prohibited
      From 192.0.2.1 icmp_seq=1 Packet filtered
      From 192.0.2.1 icmp_seq=1 Time to live exceeded
      From 192.0.2.1 icmp_seq=1 Frag reassembly time exceeded
      From 192.0.2.1 icmp_seq=1 Redirect Host(New nexthop: 192.0.2.2)
      IP 192.0.2.1 > 192.0.2.9: ICMP host 192.0.2.7 unreachable - admin prohibited, length 68
      From 2001:db8::1 icmp_seq=1 Destination unreachable: No route
      From 2001:db8::1 icmp_seq=1 Destination unreachable: Administratively prohibited
      From 2001:db8::1 icmp_seq=1 Destination unreachable: Address unreachable
      From 2001:db8::1 icmp_seq=1 Destination unreachable: Port unreachable
      From 2001:db8::1 icmp_seq=1 Packet too big: mtu=1400`),
  },
};
