/** The style of the page: one column, light and dark, fit for paper. Colours keep a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3). */
export const style = `
:root {
  color-scheme: light dark;
  --ink: #1c2127; --soft: #57606a; --paper: #ffffff; --panel: #f5f6f8; --line: #d5dae0; --link: #0b57b4;
  --ok: #1a6e36; --ok-back: #e3f5e8; --bad: #b3202c; --bad-back: #fdeaeb; --warn: #85560a; --warn-back: #fdf2dc;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e3e7ec; --soft: #9ea8b3; --paper: #14181d; --panel: #1d232a; --line: #38414b; --link: #7fb5ff;
    --ok: #74d391; --ok-back: #14301d; --bad: #ff9a9f; --bad-back: #421a1d; --warn: #f0c263; --warn-back: #3a2c0e;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
}
h1 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
p { margin: .25rem 0; }
a { color: var(--link); }
.soft { color: var(--soft); }
.verdict { margin: 1rem 0; padding: 1rem 1.25rem; border-left: .4rem solid; border-radius: .25rem; }
.verdict strong { font-size: 1.25rem; }
.verdict .what { font-size: 1.15rem; overflow-wrap: anywhere; }
.healthy { background: var(--ok-back); border-color: var(--ok); }
.broken { background: var(--bad-back); border-color: var(--bad); }
.degraded, .inconclusive { background: var(--warn-back); border-color: var(--warn); }
.healthy strong { color: var(--ok); } .broken strong { color: var(--bad); }
.degraded strong, .inconclusive strong { color: var(--warn); }
.way { display: flex; flex-wrap: wrap; gap: .4rem; margin: .5rem 0; padding: 0; list-style: none; }
.way li { padding: .3rem .65rem; border: 1px solid var(--line); border-radius: .4rem; background: var(--panel); text-align: center; line-height: 1.3; }
.way b { display: block; } .way span { font-size: .8rem; }
.way .ok { border-color: var(--ok); } .way .ok span { color: var(--ok); }
.way .broken { border: 2px solid var(--bad); background: var(--bad-back); } .way .broken span, .way .broken b { color: var(--bad); }
.way .degraded { border: 2px solid var(--warn); background: var(--warn-back); } .way .degraded span { color: var(--warn); }
.way .unknown, .way .not-reached { border-style: dashed; color: var(--soft); }
code, pre { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: .875rem; }
pre { margin: .35rem 0; padding: .5rem .75rem; background: var(--panel); border: 1px solid var(--line); border-radius: .25rem; white-space: pre-wrap; overflow-wrap: anywhere; }
code { overflow-wrap: anywhere; }
ol, ul { margin: .25rem 0; padding-left: 1.5rem; }
li { margin: .25rem 0; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: .35rem .6rem .35rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; overflow-wrap: anywhere; }
th { color: var(--soft); font-weight: 600; font-size: .875rem; white-space: nowrap; overflow-wrap: normal; }
td.number { white-space: nowrap; }
.record { margin: .75rem 0; padding-left: .75rem; border-left: .2rem solid var(--line); }
.record:target { border-color: var(--link); }
details { margin: .25rem 0; } summary { cursor: pointer; }
footer { margin-top: 3rem; padding-top: .75rem; border-top: 1px solid var(--line); font-size: .875rem; }
.scroll { overflow-x: auto; }
@media (max-width: 40rem) { td { overflow-wrap: normal; } }
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2, .record, .verdict, tr { break-inside: avoid; } h2 { break-after: avoid; }
  .all { display: none; } .scroll { overflow: visible; }
}
`;
