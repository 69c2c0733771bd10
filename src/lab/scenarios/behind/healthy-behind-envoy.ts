import { sound } from "../healthy/sound.ts";
import { buildBehind } from "./behind.ts";
import { envoyOf } from "./envoy.ts";

/** Envoy over two applications, one of which may be gone: it is checked, or ejected, or the next is tried. */
export const scenario = {
  ...sound(
    "Envoy leaves out one of two applications, by checks or by trying the next",
    async (world, draw) => {
      const site = await buildBehind(world, draw, { apps: 2 });
      const envoy = envoyOf(site, draw);
      const [, gone] = site.apps;
      const isGone = draw.coin();
      await site.serve({ routes: { "*": { delay: draw.integer(0, 600), body: "well\n" } } });
      if (!isGone && gone) await site.serve({}, gone);
      const check = `{timeout: 1s, interval: 0.5s, no_traffic_interval: 0.5s, unhealthy_threshold: 1, healthy_threshold: 1,
      tcp_health_check: {}}`;
      const retry =
        'retry_policy: {retry_on: connect-failure, num_retries: 3, retry_host_predicate: [{name: envoy.retry_host_predicates.previous_hosts, typed_config: {"@type": type.googleapis.com/envoy.extensions.retry.host.previous_hosts.v3.PreviousHostsPredicate}}], host_selection_retry_max_attempts: 5}';
      await envoy.start(
        envoy.of(
          draw.coin()
            ? { route: retry }
            : {
                cluster: `health_checks: [${check}], common_lb_config: {healthy_panic_threshold: {value: 20}}`,
              },
        ),
      );
      return {
        ...site.asked([envoy.hop], { options: draw.coin() ? ["--count", "3"] : [] }),
        proveByHand: { argv: site.curl(), faultShows: /status (?!200)/ },
      };
    },
  ),
  needs: ["envoy"] as const,
};
