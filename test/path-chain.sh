#!/bin/sh
# Runs a command at the client's end of a chain of routers: client - r1 - … - rN - server, in namespaces that end with it.
#
#   path-chain.sh ROUTERS COMMAND [ARGUMENT…]
#
# IPv4 10.9.K.0/24 and IPv6 2001:db8:K::/64 between neighbours K, the nearer one has .1; the server is 10.9.N.2.
# RATE is every router's icmp_ratelimit (1000); MTUS a link's MTU each, in order; AT_rK and AT_server are run in that namespace by sh.
set -e
if [ -z "$FAULTLINE_CHAIN" ]; then
  export FAULTLINE_CHAIN=1
  map=$([ "$(id -u)" = 0 ] && echo "" || echo --map-root-user)
  exec unshare $map --mount --net --pid --fork --kill-child --mount-proc sh "$0" "$@"
fi
routers=$1
shift
mount -t tmpfs none /run
mkdir -p /run/netns
names="client"
k=1
while [ $k -le "$routers" ]; do names="$names r$k"; k=$((k + 1)); done
names="$names server"
for name in $names; do
  ip netns add "$name"
  ip -n "$name" link set lo up
  case $name in
    r*)
      ip netns exec "$name" sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 \
        net.ipv4.icmp_ratelimit="${RATE:-1000}" net.ipv6.icmp.ratelimit="${RATE:-1000}" ;;
  esac
done
previous=""
k=0
for name in $names; do
  if [ -n "$previous" ]; then
    ip link add "d$k" netns "$previous" type veth peer name "u$k" netns "$name"
    ip -n "$previous" addr add "10.9.$k.1/24" dev "d$k"
    ip -n "$name" addr add "10.9.$k.2/24" dev "u$k"
    ip -n "$previous" -6 addr add "2001:db8:$k::1/64" dev "d$k" nodad
    ip -n "$name" -6 addr add "2001:db8:$k::2/64" dev "u$k" nodad
    ip -n "$previous" link set "d$k" up
    ip -n "$name" link set "u$k" up
    mtu=$(echo "$MTUS" | cut -d' ' -f$((k + 1)))
    if [ -n "$mtu" ]; then
      ip -n "$previous" link set "d$k" mtu "$mtu"
      ip -n "$name" link set "u$k" mtu "$mtu"
    fi
    # Backwards everything goes up, forwards down.
    ip -n "$name" route add 10.9.0.0/16 via "10.9.$k.1" || true
    ip -n "$name" -6 route add 2001:db8::/32 via "2001:db8:$k::1" || true
    m=$((k + 1))
    while [ $m -le "$routers" ]; do
      ip -n "$previous" route add "10.9.$m.0/24" via "10.9.$k.2"
      ip -n "$previous" -6 route add "2001:db8:$m::/64" via "2001:db8:$k::2"
      m=$((m + 1))
    done
    k=$((k + 1))
  fi
  previous=$name
done
for name in $names; do
  eval "script=\$AT_$name"
  [ -z "$script" ] || ip netns exec "$name" sh -c "$script"
done
exec ip netns exec client "$@"
