import { rmSync } from "node:fs";
import { join } from "node:path";
import { broken, healthy, type Scenario } from "../../scenario.ts";
import { type SocketAppConfig, startSocketApp } from "../../servers/index.ts";
import { buildBehind } from "./behind.ts";

/** The application is on nginx's own host, behind a Unix socket that cannot be connected to. */
export const scenario: Scenario = {
  cause: "upstream-refused",
  boundary: "proxy",
  mechanism: "the Unix socket of the application is missing, left over, or closed to nginx by its mode",
  expected: { fault: broken("proxy", "upstream-refused"), "near-miss": healthy },
  async build(world, draw) {
    const site = await buildBehind(world, draw);
    const { front } = site;
    const speaks = draw.pick(["http", "fastcgi"] as const);
    const path = join(front.folder, `${draw.label()}.sock`);
    const group = "www-data";
    const usual: SocketAppConfig = { path, speaks, mode: draw.pick(["666", "777"]) };
    const app = await startSocketApp(front, usual);
    const passes =
      speaks === "http"
        ? `proxy_pass http://unix:${path}:; proxy_set_header Host $http_host;`
        : `fastcgi_pass unix:${path}; fastcgi_param REQUEST_METHOD $request_method; fastcgi_param REQUEST_URI $request_uri;`;
    await site.startFront({ ...site.nginxOf(`location / { ${passes} }`), user: group });
    const what = draw.pick(["missing", "left over", "closed"] as const);
    return {
      // The site's usual application is none here.
      ...site.asked([site.nginxHop], { unseen: [site.app], app: null }),
      proveByHand: site.shows(502),
      async break() {
        if (what === "closed") return app.restart({ ...usual, mode: draw.pick(["600", "660", "755"]) });
        if (what === "left over") app.signal("SIGKILL");
        await app.stop();
        if (what === "missing") rmSync(path);
      },
      fix: () => app.restart(usual),
      async nearMiss() {
        if (draw.coin()) return app.restart();
        // Closed to others, and nginx is none of them.
        await app.restart({ ...usual, mode: "660" });
        await front.must(["chgrp", group, path]);
      },
    };
  },
};
