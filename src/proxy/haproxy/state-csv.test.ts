import fc from "fast-check";
import { expect, test } from "vitest";
import { parseInfo, parseStatistics } from "./state-csv.ts";

test("statistics give servers, their state and the words of their check", () => {
  const text = `Version: 2.6.12
CurrConns: 3
Maxconn: 100
Uptime_sec: 60

# pxname,svname,qcur,scur,smax,slim,stot,econ,eresp,wretr,status,lastchg,type,check_status,last_chk,addr,
web,FRONTEND,,1,2,10,20,,,,OPEN,,0,,,,
app,a,0,1,2,,7,4,0,3,DOWN 1/2,12,2,L4CON,"refused, twice",192.0.2.1:80,
app,b,0,0,0,5,0,0,0,0,no check,9,2,,,[2001:db8::1]:81,
app,c,0,0,0,,0,0,0,0,MAINT,9,2,,,,
`;
  const [a, b, c] = parseStatistics(text);
  expect(a).toMatchObject({ upstream: "app", state: "down", check: "L4CON, refused, twice", since: 12_000 });
  expect(a).toMatchObject({ address: "192.0.2.1", port: 80, connectErrors: 4, retries: 3, requests: 7 });
  expect(b).toMatchObject({ address: "2001:db8::1", port: 81, state: "unchecked", check: null });
  expect(c?.state).toBe("maintenance");
  expect(parseInfo(text)).toEqual({ version: "2.6.12", connections: { now: 3, limit: 100 }, uptime: 60_000 });
  fc.assert(fc.property(fc.string(), (any) => void parseStatistics(`# pxname,type\n${any}`)));
});
