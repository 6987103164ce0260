import { Hono } from 'hono';

/** One style sheet for all pages: system fonts, both colour schemes, readable from 320 pixels on. */
const STYLE = `
:root { color-scheme: light dark; --ink: #1c2024; --soft: #5b6670; --paper: #f6f7f8; --card: #ffffff; --line: #d9dee3; --accent: #1656b5; --on-accent: #ffffff;
  --good: #17693a; --late: #8a5300; --bad: #b3261e; --notice: #fff4d6; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --soft: #a3adb8; --paper: #14171a; --card: #1d2125; --line: #353c44; --accent: #8ab8ff; --on-accent: #0b1b33;
  --good: #6fd08f; --late: #f2bd5c; --bad: #ff8f86; --notice: #3a3115; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", "Noto Sans SC", "Noto Sans TC", "Noto Sans JP", "Noto Sans KR", "Noto Sans Arabic", sans-serif; }
main { margin: 0 auto; padding: 1.5rem 1rem 4rem; }
main.wide { max-width: 72rem; } main.narrow { max-width: 36rem; padding-top: 12vh; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .5rem; } h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
p { margin: .5rem 0; } a { color: var(--accent); } .soft { color: var(--soft); } .small { font-size: .875rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.1rem; }
.notice { background: var(--notice); border: 1px solid var(--line); border-radius: .6rem; padding: .6rem 1rem; margin: 1rem 0; }
.parts { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: .75rem; padding: 0; margin: 1rem 0; list-style: none; }
.state { font-weight: 650; white-space: nowrap; } .state.up { color: var(--good); } .state.late { color: var(--late); } .state.down { color: var(--bad); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: .45rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top; } tr:last-child td { border-bottom: 0; }
th { font-size: .8rem; font-weight: 600; color: var(--soft); white-space: nowrap; } td.number, th.number { text-align: right; }
td.wrap { overflow-wrap: anywhere; min-width: 10rem; } td.time { white-space: nowrap; }
dl.facts { display: grid; grid-template-columns: max-content 1fr; gap: .3rem 1.2rem; margin: 0; } dl.facts dt { color: var(--soft); } dl.facts dd { margin: 0; overflow-wrap: anywhere; }
@media (max-width: 34rem) { dl.facts { grid-template-columns: 1fr; } dl.facts dd { margin-bottom: .5rem; } }
pre, code { font: .875rem/1.5 ui-monospace, Menlo, Consolas, monospace; } pre { overflow-x: auto; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
details { margin: 1rem 0; } summary { cursor: pointer; } summary + * { margin-top: .6rem; }
iframe.mail { width: 100%; height: 44rem; border: 1px solid var(--line); border-radius: .6rem; background: #ffffff; }
button, a.button { font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); border: 0; border-radius: .5rem; padding: .7rem 1.3rem; margin-top: 1rem; cursor: pointer; }
a.button { display: inline-block; text-decoration: none; } ol.steps { margin: 1rem 0; padding-inline-start: 1.4rem; } ol.steps li { margin: .5rem 0; padding-inline-start: .3rem; }
button:focus-visible, a:focus-visible, summary:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
textarea { display: block; width: 100%; font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: .5rem; padding: .6rem; margin-top: .3rem; }
.row { display: flex; flex-wrap: wrap; gap: .6rem; } button.plain { color: var(--ink); background: transparent; border: 1px solid var(--line); }
button.quiet { color: var(--accent); background: none; border: 1px solid var(--accent); }
form.find { align-items: center; margin: .8rem 0; } form.find button { margin-top: 0; }
input[type=search] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: .5rem; padding: .6rem .7rem; }
select { font: inherit; color: var(--ink); background: var(--paper); border: 1px solid var(--soft); border-radius: .5rem; padding: .55rem .7rem; min-height: 2.75rem; width: 100%; }
.group { margin: 1rem 0; min-width: 0; } .group > :last-child { margin-bottom: 0; } .apart { margin-top: 2.5rem; } .apart button { margin-top: .3rem; }
.group > legend, label.ask { display: block; float: inline-start; width: 100%; padding: 0; font-weight: 650; margin-bottom: .3rem; } .group > legend + *, label.ask + * { clear: both; }
label.tick { display: flex; gap: .7rem; align-items: center; padding: .45rem 0; min-height: 2.75rem; cursor: pointer; } label.tick input { flex: none; width: 1.25rem; height: 1.25rem; margin: 0; accent-color: var(--accent); }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); column-gap: 1rem; } .columns > legend, .columns > p { grid-column: 1 / -1; }
.answer-row { border: 0; border-top: 1px solid var(--line); margin: 0; padding: .6rem 0 .3rem; min-width: 0; } .answer-row > legend { float: inline-start; width: 100%; padding: 0; } .answer-row > .answers { clear: both; }
.answers { display: flex; flex-wrap: wrap; column-gap: .9rem; } .answers label.tick { gap: .5rem; } .side-by-side { display: grid; grid-template-columns: 1fr 1fr; gap: .8rem; clear: both; }
`;

export function styleRoutes(): Hono {
  const routes = new Hono();
  routes.get('/style.css', (c) => c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8', 'Cache-Control': 'max-age=300' }));
  return routes;
}
