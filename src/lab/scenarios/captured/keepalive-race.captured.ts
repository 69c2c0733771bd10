import { degraded, healthy, type Scenario } from "../../scenario.ts";
import { type Step, startNginx, startTalk, talk } from "../../servers/index.ts";
import { buildCapturedSite, page } from "./captured-site.ts";

/**
 * The upstream ends a kept connection when it was idle for its timer while the proxy's next request is under way: FIN and
 * request cross, the request is reset, and a POST is not tried again. RFC 9112, section 9.3.1.
 */
export const scenario: Scenario = {
  cause: "keepalive-race",
  boundary: "proxy",
  mechanism: "a capture of a proxy whose requests cross the FIN of a kept upstream connection",
  expected: { fault: degraded("proxy", "keepalive-race"), "near-miss": healthy },
  async build(world, draw) {
    const delay = draw.integer(90, 120);
    // The upstream stands beside the client's resolver: a long way from the proxy, as the client is.
    const far = { second: "proxy", slow: { far: { delay } } } as const;
    const built = await buildCapturedSite(world, draw, ["server", "both"], far);
    const { site, port } = built;
    const [inner, idle] = [draw.port(), draw.integer(10, 14) / 10];
    const answer: readonly Step[] = [["head"], ["read", 5], ["say", page(60)]];
    const sound = { port: inner, steps: [["times", 9, answer], ["rest"]] } as const;
    const ending = (after: number) =>
      ({ port: inner, steps: [...answer, ["wait", after], ["close"]] }) as const;
    const application = await startTalk(site.resolver, sound);
    const upstream = `server ${site.lan.address(site.resolver)}:${inner}; keepalive 4; keepalive_timeout 60s;`;
    await startNginx(site.server, {
      port,
      http: `upstream application { ${upstream} }
server { listen ${port}; location / { proxy_pass http://application;
proxy_http_version 1.1; proxy_set_header Connection ""; } }`,
    });
    const post = `POST /${draw.label()} HTTP/1.1\r\nHost: ${site.name}:${port}\r\nContent-Length: 5\r\n\r\nhello`;
    // A request needs three ways from here to the upstream's last answer: it leaves the proxy in the middle of the crossing.
    const wait = idle - (3 * delay) / 1000;
    const round: readonly Step[] = [
      ["say", post],
      ["head"],
      ["wait", wait],
      ["say", post],
      ["head"],
      ["wait", 0.3],
    ];
    const request = talk(site.client, [{ to: [site.name, port], steps: [["times", 2, round]] }], 12);
    return {
      ...built.asked(request, /502/, { needsPayload: true }),
      break: () => application.restart(ending(idle)),
      fix: () => application.restart(sound),
      // It ends them as well, long before the next request.
      nearMiss: () => application.restart(ending(0.2)),
    };
  },
};
