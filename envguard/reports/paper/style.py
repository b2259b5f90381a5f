"""The style of a paper's report: a constant, which holds nothing that was read."""

STYLE = """
:root { color-scheme: light dark;
  --page: #f7f8fa; --card: #ffffff; --ink: #1a1f26; --quiet: #57616c; --line: #d9dee4;
  --link: #0b57d0; --yes: #146c43; --no: #b42318; --open: #8a5a00; --mark: #eef1f5;
  --conda: #2f6f9f; --pip: #d08a2e; --plain: #4f7f6a; }
@media (prefers-color-scheme: dark) { :root {
  --page: #0f1318; --card: #181d24; --ink: #e7eaee; --quiet: #9ba6b2; --line: #313943;
  --link: #86b7ff; --yes: #71d09c; --no: #ff8f85; --open: #f2c063; --mark: #10151b;
  --conda: #6fb1e0; --pip: #e8b269; --plain: #85bda3; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0 auto; max-width: 58rem; padding: 2.2rem 1.2rem 3rem; background: var(--page);
  color: var(--ink); font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Liberation Sans", sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .1rem 0 .2rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .6rem; padding-bottom: .3rem;
  border-bottom: 1px solid var(--line); }
h3 { font-size: 1rem; margin: 1.4rem 0 .4rem; overflow-wrap: anywhere; }
p { margin: .5rem 0; overflow-wrap: anywhere; }
code, pre { font-family: ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: .875em; overflow-wrap: anywhere; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .3rem .6rem; }
.quiet, footer { color: var(--quiet); }
.over { color: var(--quiet); font-size: .85rem; font-weight: 600; letter-spacing: .06em;
  text-transform: uppercase; margin: 0; }
.verdict { background: var(--card); border: 1px solid var(--line); border-left: 6px solid;
  border-radius: 8px; padding: 1rem 1.3rem 1.1rem; margin: 1.2rem 0; }
.verdict > * { color: var(--ink); }
.verdict .state { font-size: 1.5rem; font-weight: 700; line-height: 1.25; margin: 0; }
.yes { color: var(--yes); } .no { color: var(--no); } .open { color: var(--open); }
.verdict .state.yes { color: var(--yes); } .verdict .state.no { color: var(--no); }
.verdict .state.open { color: var(--open); }
.verdict.yes { border-left-color: var(--yes); } .verdict.no { border-left-color: var(--no); }
.verdict.open { border-left-color: var(--open); }
.verdict h2 { font-size: 1rem; border: 0; margin: .9rem 0 .2rem; padding: 0; }
.verdict ol { margin: 0; padding-left: 1.4rem; } .verdict li { margin: .25rem 0; }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: .7rem;
  margin: 1rem 0; }
.facts > div { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .6rem .9rem; }
.facts dt { color: var(--quiet); font-size: .8rem; }
.facts dd { margin: 0; font-weight: 600; overflow-wrap: anywhere; }
.facts dd small { display: block; font-weight: normal; color: var(--quiet); }
nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0;
  margin: .8rem 0; font-size: .9rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 8px;
  padding: .3rem 1.1rem 1rem; margin: .9rem 0; }
.terms { display: grid; grid-template-columns: minmax(7rem, max-content) 1fr; gap: .3rem 1.2rem;
  margin: .6rem 0; }
.terms dt { color: var(--quiet); } .terms dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: .6rem 0; font-size: .92rem; }
th, td { text-align: left; vertical-align: top; padding: .45rem .6rem .45rem 0;
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
th { color: var(--quiet); font-size: .8rem; font-weight: 600; }
td.answer, td.severity { font-weight: 700; white-space: nowrap; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
td small { display: block; color: var(--quiet); } td small code { font-size: 1em; }
.questions { table-layout: fixed; }
.questions th:nth-child(1) { width: 31%; } .questions th:nth-child(2) { width: 6.6rem; }
.findings { table-layout: fixed; }
.findings th:nth-child(1) { width: 5.6rem; } .findings th:nth-child(2) { width: 27%; }
pre { margin: .5rem 0; padding: .7rem .9rem; background: var(--mark); border-radius: 6px;
  white-space: pre-wrap; border: 1px solid var(--line); }
.paste { user-select: all; }
.bars { display: block; width: 100%; max-width: 40rem; height: auto; margin: .5rem 0; }
.bars text { fill: currentColor; font: 13px system-ui, "Segoe UI", "Liberation Sans", sans-serif; }
.bars .number { fill: var(--quiet); }
.bar.conda, .key.conda { fill: var(--conda); background: var(--conda); }
.bar.pip, .key.pip { fill: var(--pip); background: var(--pip); }
.bar.plain { fill: var(--plain); }
.bar.error, .key.error { fill: var(--no); background: var(--no); }
.bar.warning, .key.warning { fill: var(--open); background: var(--open); }
.bar.info, .key.info { fill: var(--conda); background: var(--conda); }
.legend { font-size: .85rem; color: var(--quiet); }
.key { display: inline-block; width: .8rem; height: .8rem; border-radius: 2px;
  margin: 0 .3rem 0 .8rem; vertical-align: -1px; }
.key:first-child { margin-left: 0; }
footer { margin-top: 2.5rem; font-size: .85rem; border-top: 1px solid var(--line);
  padding-top: .8rem; }
@media (max-width: 36rem) {
  .terms { grid-template-columns: 1fr; gap: 0; } .terms dd { margin-bottom: .5rem; }
  .questions, .questions tbody, .questions tr, .questions td, .findings, .findings tbody,
  .findings tr, .findings td { display: block; border: 0; padding: .1rem 0; width: auto; }
  .questions tr, .findings tr { border-bottom: 1px solid var(--line); padding: .5rem 0; }
  .questions thead, .findings thead { display: none; } }
@media print {
  :root { --page: #fff; --card: #fff; --ink: #000; --quiet: #444; --line: #bbb; --link: #000;
    --yes: #0d4a2e; --no: #8f1d14; --open: #6b4500; --mark: #f5f5f5;
    --conda: #2f6f9f; --pip: #c07d22; --plain: #4f7f6a; }
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.4; }
  h1 { font-size: 18pt; } h2 { font-size: 12.5pt; margin-top: 1.4rem; }
  nav, .skip { display: none !important; }
  .facts { grid-template-columns: repeat(5, 1fr); gap: .3rem; }
  tr, .verdict, .facts > div, pre, svg, li { break-inside: avoid; }
  h2, h3 { break-after: avoid; } thead { display: table-header-group; }
  .bar { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { text-decoration: none; }
  @page { margin: 1.7cm 1.6cm; }
}
"""
